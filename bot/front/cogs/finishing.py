"""/overlay and /export: text on a picture, and the sizes of shops and feeds."""

# No `from __future__ import annotations` here: discord.py reads the annotations of the callback.

from enum import StrEnum
from typing import Any, Optional

import discord
from discord import app_commands
from discord.app_commands import Choice, Range

from bot.domain.export import Targets
from bot.domain.overlay import (
    MAX_TEXT,
    Anchor,
    Backing,
    Overlay,
    Typeface,
    clean_text,
    read_colour,
    read_size,
)
from bot.domain.texts import Texts
from bot.front.desk import upload_of
from bot.front.finish_desk import FinishDesk
from bot.front.wording import worded

_MOST_CHOICES = 25

Words = Optional[Range[str, 1, 40]]  # noqa: UP045 -- discord.py reads it
File = Optional[discord.Attachment]  # noqa: UP045

_OVERLAY_OPTIONS = {
    "image": "picture",
    "text": "text",
    "font": "font",
    "size": "size",
    "colour": "colour",
    "place": "place",
    "backing": "backing",
    "over_product": "over_product",
    "font_file": "font_file",
    "mask": "mask",
}
_EXPORT_OPTIONS = {"image": "picture", "target": "target", "mask": "mask"}


def overlay_command(desk: FinishDesk, texts: Texts) -> app_commands.Command[Any, ..., None]:
    """The command that sets text on a picture."""

    @app_commands.describe(**_described(texts, _OVERLAY_OPTIONS))
    @app_commands.choices(
        font=_choices(texts, Typeface, "typeface"),
        place=_choices(texts, Anchor, "anchor"),
        backing=_choices(texts, Backing, "backing"),
    )
    async def overlay(
        interaction: discord.Interaction,
        image: discord.Attachment,
        text: Range[str, 1, MAX_TEXT],
        font: Optional[str] = None,  # noqa: UP045
        size: Words = None,
        colour: Words = None,
        place: Optional[str] = None,  # noqa: UP045
        backing: Optional[str] = None,  # noqa: UP045
        over_product: bool = False,
        font_file: File = None,
        mask: File = None,
    ) -> None:
        usual = Typeface.OWN if font_file is not None else Typeface.SANS_BOLD
        asked = Overlay(
            text=clean_text(text),
            typeface=Typeface(font) if font else usual,
            size=read_size(size),
            colour=read_colour(colour),
            anchor=Anchor(place) if place else Anchor.AUTO,
            backing=Backing(backing) if backing else Backing.AUTO,
            over_product=over_product,
        )
        await desk.overlay(
            interaction,
            asked,
            upload_of(image),
            mask=upload_of(mask) if mask else None,
            font=upload_of(font_file) if font_file else None,
        )

    return app_commands.Command(
        name=worded(texts, "command.overlay.name"),
        description=worded(texts, "command.overlay.description"),
        callback=overlay,
    )


def export_command(
    desk: FinishDesk, targets: Targets, texts: Texts
) -> app_commands.Command[Any, ..., None]:
    """The command that brings a picture to a size."""

    @app_commands.describe(**_described(texts, _EXPORT_OPTIONS))
    async def export(
        interaction: discord.Interaction,
        image: discord.Attachment,
        target: Range[str, 1, 60],
        mask: File = None,
    ) -> None:
        await desk.export(
            interaction, target, upload_of(image), mask=upload_of(mask) if mask else None
        )

    made: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=worded(texts, "command.export.name"),
        description=worded(texts, "command.export.description"),
        callback=export,
    )

    @made.autocomplete("target")
    async def named(interaction: discord.Interaction, typed: str) -> list[Choice[str]]:
        return target_choices(targets, typed, interaction.locale.value)

    return made


def target_choices(targets: Targets, typed: str, locale: str) -> list[Choice[str]]:
    """Targets whose name, label or description has what was typed."""
    wanted = typed.strip().casefold()
    found = []
    for target in targets.by_name.values():
        words = target.in_language(locale)
        if wanted in f"{target.name} {words.label} {words.about}".casefold():
            shown = f"{words.label}: {words.about}"[:100]
            found.append(Choice(name=shown, value=target.name))
    return found[:_MOST_CHOICES]


def _described(texts: Texts, options: dict[str, str]) -> dict[str, app_commands.locale_str]:
    return {name: worded(texts, f"option.{key}.description") for name, key in options.items()}


def _choices(texts: Texts, kind: type[StrEnum], group: str) -> list[Choice[str]]:
    return [Choice(name=worded(texts, f"{group}.{each}"), value=str(each)) for each in kind]
