"""Choices that Discord shows while somebody types."""

from __future__ import annotations

from collections.abc import Iterable

from discord.app_commands import Choice

from bot.domain.preset import Preset
from bot.front.strengths import AUTO
from bot.front.voice import Voice

MOST = 25
LONGEST = 100
_STEPS = range(0, 101, 10)


def preset_choices(presets: Iterable[Preset], typed: str, voice: Voice) -> list[Choice[str]]:
    """Presets whose label, in English or the person's language, name or words contain everything
    that was typed; those that begin with it come first."""
    wanted = typed.casefold().split()
    found = [p for p in presets if all(word in _haystack(p, voice) for word in wanted)]
    begin = typed.strip().casefold()
    found.sort(key=lambda p: not voice.phrase(p.label).casefold().startswith(begin))
    return [
        Choice(
            name=f"{voice.phrase(preset.label)} · {voice.phrase(preset.about)}"[:LONGEST],
            value=preset.name,
        )
        for preset in found[:MOST]
    ]


def strength_choices(typed: str, voice: Voice) -> list[Choice[str]]:
    """Strengths with what they mean: the one that was typed, then tens that begin like it; while
    no number was typed, `auto` first."""
    text = typed.strip()
    known = [percent for percent in _STEPS if str(percent).startswith(text)]
    if text.isdecimal() and len(text) <= 3 and int(text) <= 100:
        known = [int(text), *(percent for percent in known if percent != int(text))]
    numbers = [
        _strength_choice(str(percent), voice.meaning(percent), voice) for percent in known or _STEPS
    ]
    if text.isdecimal():
        return numbers
    return [_strength_choice(AUTO, voice.say("strength.auto"), voice), *numbers]


def _strength_choice(strength: str, meaning: str, voice: Voice) -> Choice[str]:
    said = voice.say("strength.choice", strength=strength, meaning=meaning)
    return Choice(name=said[:LONGEST], value=strength)


def _haystack(preset: Preset, voice: Voice) -> str:
    said = (preset.label, preset.about, voice.phrase(preset.label), voice.phrase(preset.about))
    return " ".join((preset.name, *said, *preset.match)).casefold()
