"""/restyle, /background, /variants and /refine: one form of command for all four."""

# No `from __future__ import annotations` here: discord.py reads the annotations of the callback,
# and these name values of the function around it.

from typing import Any, Optional

import discord
from discord import app_commands
from discord.app_commands import Choice, Range

from bot.domain.catalog import MAX_WORDS, Catalog, EditRequest
from bot.domain.edit import Command, Fidelity
from bot.domain.preset import CommandDefaults
from bot.domain.texts import Texts
from bot.front.choices import preset_choices, strength_choices
from bot.front.desk import Desk, upload_of
from bot.front.strengths import with_strength
from bot.front.voice import Voice
from bot.front.wording import worded

_OPTIONS = (
    "image", "preset", "prompt", "keep", "avoid", "strength", "fidelity", "images", "seed", "mask",
    "image2", "image3", "image4", "image5",
)  # fmt: skip

Words = Optional[Range[str, 1, MAX_WORDS]]  # noqa: UP045 -- discord.py reads it
Photo = Optional[discord.Attachment]  # noqa: UP045


def edit_commands(
    desk: Desk, catalog: Catalog, texts: Texts
) -> list[app_commands.Command[Any, ..., None]]:
    """The four commands."""
    return [edit_command(defaults, desk, catalog, texts) for defaults in catalog.commands.values()]


def edit_command(
    defaults: CommandDefaults, desk: Desk, catalog: Catalog, texts: Texts
) -> app_commands.Command[Any, ..., None]:
    """One command, whose options are those of its defaults."""
    command = defaults.command
    Images = Optional[Range[int, 1, defaults.max_images]]  # noqa: N806, UP045

    @app_commands.describe(
        **{name: worded(texts, f"option.{name}.description") for name in _OPTIONS}
    )
    @app_commands.choices(fidelity=_fidelities(command, texts))
    async def edit(
        interaction: discord.Interaction,
        image: discord.Attachment,
        preset: Words = None,
        prompt: Words = None,
        keep: Words = None,
        avoid: Words = None,
        strength: Optional[Range[str, 1, 12]] = None,  # noqa: UP045
        fidelity: Optional[str] = None,  # noqa: UP045
        images: Images = None,
        seed: Optional[Range[int, 0, 2**32 - 1]] = None,  # noqa: UP045
        mask: Photo = None,
        image2: Photo = None,
        image3: Photo = None,
        image4: Photo = None,
        image5: Photo = None,
    ) -> None:
        request = EditRequest(
            command=command,
            preset=preset,
            prompt=prompt,
            keep=keep,
            avoid=avoid,
            fidelity=Fidelity(fidelity) if fidelity else None,
            images=images,
            seed=seed,
        )
        photos = [upload_of(p) for p in (image, image2, image3, image4, image5) if p is not None]
        request = with_strength(request, strength)
        await desk.edit(interaction, request, photos, upload_of(mask) if mask else None)

    made: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=worded(texts, f"command.{command}.name"),
        description=worded(texts, f"command.{command}.description"),
        callback=edit,
    )

    @made.autocomplete("preset")
    async def presets(interaction: discord.Interaction, typed: str) -> list[Choice[str]]:
        voice = Voice(texts=texts, locale=interaction.locale.value)
        return preset_choices(catalog.presets[command].values(), typed, voice)

    @made.autocomplete("strength")
    async def strengths(interaction: discord.Interaction, typed: str) -> list[Choice[str]]:
        return strength_choices(typed, Voice(texts=texts, locale=interaction.locale.value))

    return made


def _fidelities(command: Command, texts: Texts) -> list[Choice[str]]:
    """What may happen to the product; variants change it by their nature."""
    known = [f for f in Fidelity if not (command is Command.VARIANTS and f is Fidelity.EXACT)]
    return [Choice(name=worded(texts, f"fidelity.{f}"), value=str(f)) for f in known]
