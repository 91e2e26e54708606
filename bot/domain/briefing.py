"""Briefing: five answers of a person to a finished prompt, with a reason for each choice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.domain.advice import Advice
from bot.domain.catalog import MAX_WORDS, Catalog, EditRequest, split_phrases
from bot.domain.cause import Ailment
from bot.domain.doctor import examine
from bot.domain.edit import Command, EngineName
from bot.domain.own_words import preset_in
from bot.domain.preset import CommandDefaults, Preset
from bot.domain.texts import one_line

KEEPING_STRENGTH = 0.65
"""Most strength of another style for somebody who named what must stay: up to here the composition
is kept (`strength.medium` of the texts)."""


SHORTEST_READER = 256
"""Tokens that the family reads which reads the least of a prompt without saying so: SD3."""


class Goal(StrEnum):
    """What a person is after."""

    SCENE = "scene"
    STYLE = "style"
    COLOUR = "colour"
    CLEAN_UP = "clean_up"


_COMMANDS = {
    Goal.SCENE: Command.BACKGROUND,
    Goal.STYLE: Command.RESTYLE,
    Goal.COLOUR: Command.VARIANTS,
    Goal.CLEAN_UP: Command.REFINE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The answers, in a person's own words; empty where nothing was said."""

    goal: Goal
    what: str = ""
    keep: str = ""
    change: str = ""
    avoid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something was chosen: the text at `prompt.why.{code}`, and its fields."""

    code: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A request that is ready to run, why it is as it is, and what was changed in the words."""

    request: EditRequest
    reasons: tuple[Reason, ...]
    advice: tuple[Advice, ...] = ()


def draft(brief: Brief, catalog: Catalog) -> Draft:
    """The prompt that a brief comes to.

    The doctor has looked at it already, so that it names something to be seen, asks for no text,
    and has what must not happen under "avoid".
    """
    command = _COMMANDS[brief.goal]
    presets = catalog.presets[command]
    named = preset_in(brief.change, presets.values())
    preset = named or catalog.preset(command, None)
    asked = EditRequest(
        command=command,
        preset=preset.name,
        prompt=_line(brief.change),
        keep=_keep(brief),
        avoid=_line(brief.avoid),
    )
    found = examine(asked, catalog, engine=EngineName.DIFFUSION)
    dial = _strength(brief, preset, catalog.commands[command])
    request = replace(found.better, preset=preset.name, strength=dial)
    reasons = (
        Reason(code=f"command.{brief.goal}", fields={"command": command}),
        _preset_reason(preset, named=named is not None),
        Reason(code=f"strength.{brief.goal}", fields={"strength": f"{dial * 100:.0f}"}),
        *_word_reasons(brief, request),
    )
    return Draft(request=request, reasons=reasons, advice=(*found.advice, *_length(request)))


def _length(request: EditRequest) -> tuple[Advice, ...]:
    """Whether some model may not read all of it. A guess: the one that runs it counts anew."""
    count = _estimated_tokens(f"{request.prompt or ''} {request.keep or ''}")
    if count <= SHORTEST_READER:
        return ()
    said, better = str(count), str(SHORTEST_READER)
    return (Advice(ailment=Ailment.TOO_LONG, said=said, better=better),)


def _estimated_tokens(text: str) -> int:
    """About how many tokens a text has where no model is at hand to count them: one and a third for
    a word of a European language, one and a half for a character of Japanese."""
    characters = sum("\u3041" <= character <= "\u9fff" for character in text)
    words = len(re.findall(r"[^\W\u3041-\u9fff]+", text))
    return round(words * 4 / 3 + characters * 3 / 2)


def _preset_reason(preset: Preset, *, named: bool) -> Reason:
    return Reason(
        code="preset.named" if named else "preset.usual",
        fields={"preset": preset.label, "about": preset.about},
    )


def _word_reasons(brief: Brief, request: EditRequest) -> tuple[Reason, ...]:
    reasons = [Reason(code=f"words.{_whose_words(brief, request)}")]
    if request.keep:
        reasons.append(Reason(code="keep"))
    if request.avoid:
        reasons.append(Reason(code="avoid"))
    return tuple(reasons)


def _whose_words(brief: Brief, request: EditRequest) -> str:
    """Whether the prompt is a person's own, the preset's for want of one, or put right."""
    said = _line(brief.change)
    if said is None:
        return "preset"
    return "own" if request.prompt == said else "better"


def _strength(brief: Brief, preset: Preset, defaults: CommandDefaults) -> float:
    """The dial of the preset; less for another style of something that must stay recognisable."""
    strength = preset.strength or defaults.strength
    dial = strength.product if defaults.command is Command.VARIANTS else strength.scene
    if brief.goal is Goal.STYLE and brief.keep.strip():
        return min(dial, KEEPING_STRENGTH)
    return dial


def _keep(brief: Brief) -> str | None:
    """What it is comes first, since a model keeps best what it has been told by name."""
    phrases = [brief.what.strip(), *split_phrases(brief.keep)]
    return _line(", ".join(dict.fromkeys(phrase for phrase in phrases if phrase)))


def _line(text: str) -> str | None:
    return one_line(text, MAX_WORDS) or None
