"""Forms: what they ask, and reading back what a person filled in.

A form's `custom_id` says all that is needed to go on, so a form that was opened before a restart
can be sent after it. discord.py would only know the forms that this process has opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot.domain.catalog import MAX_WORDS, Catalog, EditRequest
from bot.domain.edit import Command
from bot.domain.errand import Upload
from bot.domain.errors import UsageError
from bot.domain.preset import Preset
from bot.domain.suggest import closest
from bot.domain.texts import one_line
from bot.front.strengths import with_strength
from bot.front.voice import Voice

COMMAND, PRESET, PROMPT, KEEP, AVOID, STRENGTH = (
    "command", "preset", "prompt", "keep", "avoid", "strength",
)  # fmt: skip
_LONGEST_STRENGTH = 12
_LONGEST_HINT = 100


class Form(ui.Modal):
    """A form whose answer is read from the interaction, not by discord.py."""

    def __init__(self, *, title: str, custom_id: str, fields: Sequence[ui.Label[ui.Modal]]) -> None:
        super().__init__(title=title[:45], custom_id=custom_id, timeout=None)
        for field in fields:
            self.add_item(field)
        self.stop()  # keeps discord.py from storing it


def photos_form(custom_id: str, catalog: Catalog, voice: Voice) -> Form:
    """What to make of photos that are there already: any command, any preset."""
    command: ui.Select[ui.Modal] = ui.Select(
        custom_id=COMMAND,
        placeholder=voice.say("modal.command.placeholder"),
        options=[
            discord.SelectOption(
                label=f"/{name}",
                value=name,
                description=voice.say(f"command.{name}.description")[:100],
                default=name is Command.BACKGROUND,
            )
            for name in Command
        ],
    )
    return Form(
        title=voice.say("modal.restage_photos.title"),
        custom_id=custom_id,
        fields=(
            ui.Label(text=voice.say("modal.command.label"), component=command),
            text_field(PRESET, voice),
            text_field(PROMPT, voice),
            text_field(KEEP, voice),
            text_field(AVOID, voice),
        ),
    )


def read_form(interaction: discord.Interaction) -> dict[str, str]:
    """What was filled in, by the field's `custom_id`; fields left empty are not there."""
    data: Mapping[str, Any] = interaction.data or {}  # as Discord sends it
    return {
        field["custom_id"]: value
        for field in _fields(data.get("components", ()))
        if (value := _value(field))
    }


def file_of(interaction: discord.Interaction, name: str) -> Upload | None:
    """The file that was put into a form's field; None where there is none."""
    data: Mapping[str, Any] = interaction.data or {}  # as Discord sends it
    files = data.get("resolved", {}).get("attachments", {})
    file = files.get(read_form(interaction).get(name, ""))
    if file is None:
        return None
    return Upload(name=file["filename"], url=file["url"], size_bytes=int(file["size"]))


def request_of(
    values: Mapping[str, str],
    catalog: Catalog,
    *,
    voice: Voice,
    command: Command | None = None,
    images: int | None = None,
) -> EditRequest:
    """The request that a form makes; `command` where the form does not ask. Raises `UsageError`."""
    chosen = command or Command(values[COMMAND])
    named = values.get(PRESET)
    request = EditRequest(
        command=chosen,
        preset=find_preset(catalog, chosen, named, voice).name if named else None,
        prompt=values.get(PROMPT),
        keep=values.get(KEEP),
        avoid=values.get(AVOID),
        images=images,
    )
    return with_strength(request, values.get(STRENGTH))


def find_preset(catalog: Catalog, command: Command, typed: str, voice: Voice) -> Preset:
    """The preset by name, label (in English or the person's language), or a part of one. Raises
    `UsageError`."""
    wanted = typed.strip().casefold()
    presets = catalog.presets[command]
    for preset in presets.values():
        if wanted in (name.casefold() for name in _names(preset, voice)):
            return preset
    within = [p for p in presets.values() if wanted in " ".join(_names(p, voice)).casefold()]
    if len(within) == 1:
        return within[0]
    raise UsageError(
        "preset_unknown",
        f"There is no {command} preset named “{typed}”; did you mean {closest(wanted, presets)}?",
    )


def _names(preset: Preset, voice: Voice) -> tuple[str, str, str]:
    return preset.name, preset.label, voice.phrase(preset.label)


def preset_choice(
    presets: Iterable[Preset], chosen: str | None, voice: Voice
) -> ui.Label[ui.Modal]:
    """A list of presets to choose one from, or none."""
    select: ui.Select[ui.Modal] = ui.Select(
        custom_id=PRESET,
        placeholder=voice.say("modal.preset.placeholder")[:150],
        required=False,
        min_values=0,
        options=[
            discord.SelectOption(
                label=voice.phrase(preset.label),
                value=preset.name,
                description=voice.phrase(preset.about),
                default=preset.name == chosen,
            )
            for preset in presets
        ],
    )
    return ui.Label(text=voice.say("modal.preset.label"), component=select)


def text_field(
    name: str,
    voice: Voice,
    *,
    filled: str = "",
    described: str | None = None,
    max_length: int | None = None,
) -> ui.Label[ui.Modal]:
    """A field for words. `described` is the key of its description, where it is not the usual one;
    a longer `max_length` leaves room for what is filled in and is not the person's own."""
    field: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id=name,
        style=discord.TextStyle.long if filled or name == PROMPT else discord.TextStyle.short,
        placeholder=one_line(voice.say(f"modal.{name}.placeholder"), _LONGEST_HINT),
        default=filled or None,
        required=False,
        max_length=max_length or (60 if name == PRESET else MAX_WORDS),
    )
    return ui.Label(
        text=voice.say(f"modal.{name}.label"),
        description=voice.say(described or f"modal.{name}.description"),
        component=field,
    )


def strength_field(voice: Voice, *, filled: str) -> ui.Label[ui.Modal]:
    """A field for a strength as people type it."""
    field: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id=STRENGTH,
        default=filled or None,
        required=False,
        max_length=_LONGEST_STRENGTH,
    )
    return ui.Label(
        text=voice.say("modal.strength.label"),
        description=voice.say("modal.strength.description"),
        component=field,
    )


def _fields(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The fields inside of labels and rows."""
    for component in components:
        if "custom_id" in component:
            yield component
        if inner := component.get("component"):
            yield from _fields((inner,))
        yield from _fields(component.get("components", ()))


def _value(field: Mapping[str, Any]) -> str:
    value = field.get("value") or next(iter(field.get("values") or ()), "")
    return str(value).strip()
