"""The form behind "Add text" and "Edit text", filled in and read back."""

from __future__ import annotations

import re
from collections.abc import Mapping

import discord
from discord import ui

from bot.domain.errors import UsageError
from bot.domain.overlay import (
    AUTOMATIC,
    MAX_TEXT,
    Anchor,
    Backing,
    Overlay,
    Typeface,
    clean_text,
    colour_words,
    read_colour,
    read_size,
)
from bot.front.forms import Form
from bot.front.voice import Voice

TEXT, TYPEFACE, PLACE, LOOK, BACKING = "text", "typeface", "place", "look", "backing"
FONT = "font"
_COVERING = "+over"
"""After a backing: the text may cover the product."""
_BETWEEN = re.compile(r"[;\s]+|,\s+")


def text_form(custom_id: str, voice: Voice, before: Overlay | None, *, own_font: bool) -> Form:
    """Everything about the text on a picture; `before` is filled in. `own_font`: a font was
    uploaded with it, which can be chosen."""
    set_ = before or Overlay(text="-")
    return Form(
        title=voice.say("modal.text.title"),
        custom_id=custom_id,
        fields=(
            ui.Label(
                text=voice.say("modal.text.label"),
                description=voice.say("modal.text.description"),
                component=ui.TextInput(
                    custom_id=TEXT,
                    style=discord.TextStyle.long,
                    placeholder=voice.say("modal.text.placeholder"),
                    default=before.text if before is not None else None,
                    max_length=MAX_TEXT,
                ),
            ),
            _choice(
                TYPEFACE,
                voice,
                {
                    face.value: voice.say(f"typeface.{face}")
                    for face in Typeface
                    if own_font or face is not Typeface.OWN
                },
                set_.typeface.value,
            ),
            _choice(
                PLACE,
                voice,
                {anchor.value: voice.say(f"anchor.{anchor}") for anchor in Anchor},
                set_.anchor.value,
            ),
            ui.Label(
                text=voice.say("modal.look.label"),
                description=voice.say("modal.look.description"),
                component=ui.TextInput(
                    custom_id=LOOK,
                    placeholder=voice.say("modal.look.placeholder"),
                    default=_look(before) if before is not None else None,
                    required=False,
                    max_length=40,
                ),
            ),
            _choice(
                BACKING,
                voice,
                {**_backings(voice, ""), **_backings(voice, _COVERING)},
                set_.backing.value + (_COVERING if set_.over_product else ""),
            ),
        ),
    )


def font_form(custom_id: str, voice: Voice) -> Form:
    """A font file for the text that is on a picture. A form has five fields at most, and that of
    the text has as many without it."""
    font: ui.FileUpload[ui.Modal] = ui.FileUpload(custom_id=FONT, min_values=1, max_values=1)
    return Form(
        title=voice.say("modal.font.title"),
        custom_id=custom_id,
        fields=(
            ui.Label(
                text=voice.say("modal.font.label"),
                description=voice.say("modal.font.description"),
                component=font,
            ),
        ),
    )


def read_text_form(values: Mapping[str, str]) -> Overlay:
    """The overlay that was filled in. Raises `UsageError`."""
    size, colour = _read_look(values.get(LOOK, ""))
    backing, covering, _ = values.get(BACKING, Backing.AUTO).partition(_COVERING)
    return Overlay(
        text=clean_text(values.get(TEXT, "")),
        typeface=Typeface(values.get(TYPEFACE, Typeface.SANS_BOLD)),
        size=read_size(size),
        colour=read_colour(colour),
        anchor=Anchor(values.get(PLACE, Anchor.AUTO)),
        backing=Backing(backing),
        over_product=bool(covering),
    )


def _backings(voice: Voice, covering: str) -> dict[str, str]:
    named = {backing.value: voice.say(f"backing.{backing}") for backing in Backing}
    if not covering:
        return named
    return {
        value + covering: voice.say("backing.covering", backing=name)
        for value, name in named.items()
    }


def _choice(name: str, voice: Voice, options: Mapping[str, str], chosen: str) -> ui.Label[ui.Modal]:
    select: ui.Select[ui.Modal] = ui.Select(
        custom_id=name,
        options=[
            discord.SelectOption(label=label, value=value, default=value == chosen)
            for value, label in options.items()
        ],
    )
    return ui.Label(text=voice.say(f"modal.{name}.label"), component=select)


def _look(overlay: Overlay) -> str:
    size = f"{overlay.size:g}" if overlay.size is not None else AUTOMATIC
    return f"{size}, {colour_words(overlay.colour)}"


def _read_look(typed: str) -> tuple[str | None, str | None]:
    """Size and colour, in either order. Raises `UsageError` for more than these."""
    sizes: list[str] = []
    colours: list[str] = []
    parts = [part for part in _BETWEEN.split(typed.strip()) if part]
    for part in parts:
        is_size = part[0].isdigit() and not part.lstrip("#").isalpha() and len(part) < 6
        (sizes if is_size else colours).append(part)
    colours = [each for each in colours if each.casefold() != AUTOMATIC] or colours[:1]
    if len(sizes) > 1 or len(colours) > 1:
        raise UsageError(
            "look_not_read",
            "Size and colour are a number and a colour, such as “8, white”; please open the form "
            "again.",
        )
    return (sizes[0] if sizes else None), (colours[0] if colours else None)
