"""Choices that Discord shows while somebody types."""

from __future__ import annotations

from collections.abc import Iterable

from discord.app_commands import Choice

from bot.domain.preset import Preset
from bot.front.voice import Voice

MOST = 25
LONGEST = 100
_STEPS = range(0, 101, 10)


def preset_choices(presets: Iterable[Preset], typed: str) -> list[Choice[str]]:
    """Presets whose label, name or words contain everything that was typed; those that begin with
    it come first."""
    wanted = typed.casefold().split()
    found = [p for p in presets if all(word in _haystack(p) for word in wanted)]
    found.sort(key=lambda p: not p.label.casefold().startswith(typed.strip().casefold()))
    return [
        Choice(name=f"{preset.label} · {preset.about}"[:LONGEST], value=preset.name)
        for preset in found[:MOST]
    ]


def strength_choices(typed: object, voice: Voice) -> list[Choice[int]]:
    """Strengths with what they mean: the one that was typed, then tens that begin like it."""
    text = str(typed).strip()
    known = [percent for percent in _STEPS if str(percent).startswith(text)]
    if text.isdecimal() and len(text) <= 3 and int(text) <= 100:
        known = [int(text), *(percent for percent in known if percent != int(text))]
    return [
        Choice(
            name=voice.say("strength.choice", strength=percent, meaning=voice.meaning(percent))[
                :LONGEST
            ],
            value=percent,
        )
        for percent in known or _STEPS
    ]


def _haystack(preset: Preset) -> str:
    return " ".join((preset.label, preset.name, preset.about, *preset.match)).casefold()
