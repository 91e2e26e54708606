"""Own words for the studio engine, which cannot read sentences: what it can take from them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.colour_names import COLOURS, NamedColour, whole_words
from bot.domain.edit import Command
from bot.domain.job import Notice
from bot.domain.preset import Preset
from bot.domain.recipe import Backdrop, BackdropKind, Paint, Recipe

_HEX = re.compile(r"#[0-9a-fA-F]{6}\b")
_BACKGROUND = re.compile(r"\b(?:back(?:ground|drop)|sweep|hintergr[uü]nd\w*)\b|背景")
_PAINTABLE = {BackdropKind.STUDIO, BackdropKind.WALL}
_TURN_ON = "Set a model in settings.yaml to turn the diffusion engine on."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the studio engine makes of own words: a preset, its recipe and paints, and what the
    person should know about it."""

    preset: Preset
    recipe: Recipe | None
    paints: tuple[Paint, ...]
    notices: tuple[Notice, ...] = ()


def read_own_words(prompt: str, named: Preset | None, presets: Iterable[Preset]) -> Reading:
    """The preset, colours and materials of `presets` that stand in `prompt`.

    A preset that the person `named` stays; colours written as `#rrggbb` or by name are taken for
    sweeps and walls and for variants. Presets share one command, the first is taken when nothing
    fits.
    """
    known = list(presets)
    spoken = _spoken(prompt)
    preset = named or _best(known, spoken, prompt) or _sweep(known, prompt) or known[0]
    if preset.command is Command.VARIANTS:
        return _read_paints(prompt, spoken, preset, known)
    recipe = preset.studio
    paint = _colour_for(preset, prompt)
    if paint and isinstance(recipe, Backdrop) and recipe.backdrop in _PAINTABLE:
        recipe = replace(recipe, color=paint.color)
        return _reading(preset, recipe, "prompt_matched", f"{preset.label} in {paint.label}")
    if named is None and _score(preset, spoken):
        return _reading(preset, recipe, "prompt_matched", preset.label)
    return _reading(preset, recipe, "prompt_not_followed", preset.label)


def preset_in(text: str, presets: Iterable[Preset]) -> Preset | None:
    """The preset that a text speaks of, by the words that it is found by; None for none."""
    return _best(list(presets), _spoken(text), text)


def _reading(preset: Preset, recipe: Recipe | None, code: str, made: str) -> Reading:
    return Reading(
        preset=preset, recipe=recipe, paints=preset.variants, notices=(_say(code, made),)
    )


def _say(code: str, made: str) -> Notice:
    if code == "prompt_matched":
        text = f"The studio engine cannot read sentences; from your words it took: {made}."
    else:
        text = f"The studio engine could not follow your words and made {made} instead. {_TURN_ON}"
    return Notice(code=code, text=text)


def _read_paints(prompt: str, spoken: set[str], preset: Preset, known: list[Preset]) -> Reading:
    """Variants named in the words: colours, and colours and materials of any preset."""
    paints = tuple(dict.fromkeys(paint for _, paint in _mentions(prompt, known)))
    if paints:
        made = ", ".join(paint.label for paint in paints)
        return Reading(
            preset=preset, recipe=None, paints=paints, notices=(_say("prompt_matched", made),)
        )
    code = "prompt_matched" if _score(preset, spoken) else "prompt_not_followed"
    return _reading(preset, None, code, preset.label)


def _mentions(prompt: str, presets: Iterable[Preset]) -> list[tuple[str, Paint]]:
    """What is said of colours and materials with what it means, in the order of the words.

    Of the names that begin at the same place the longest counts, and of two alike that of a preset.
    """
    names = [_name_of(paint) for preset in presets for paint in preset.variants]
    names += [each for colour in COLOURS for each in _names_of(colour)]
    names.sort(key=lambda each: len(each[0]), reverse=True)
    either = "|".join(f"({pattern})" for _, pattern, _ in names)
    found = re.finditer(rf"{_HEX.pattern}|{either}", prompt, re.IGNORECASE)
    return [
        (match.group(), names[match.lastindex - 1][2] if match.lastindex else _written(match))
        for match in found
    ]


def _written(match: re.Match[str]) -> Paint:
    colour = match.group().lower()
    return Paint(name=colour[1:], label=colour, color=colour)


def _name_of(paint: Paint) -> tuple[str, str, Paint]:
    return paint.label, whole_words(paint.label), paint


def _names_of(colour: NamedColour) -> list[tuple[str, str, Paint]]:
    return [(name, pattern, colour.paint) for name, pattern in colour.patterns()]


def _colour_for(preset: Preset, prompt: str) -> Paint | None:
    """The first colour of the words, leaving out those that the preset was found by: its white or
    grey is the right one."""
    found_by = _spoken(" ".join(preset.match))
    for said, paint in _mentions(prompt, ()):
        if not _spoken(said) <= found_by:
            return paint
    return None


def _sweep(presets: list[Preset], prompt: str) -> Preset | None:
    """The coloured sweep, where the words are about a background in a colour or only name one."""
    mentions = _mentions(prompt, ())
    only = len(mentions) == 1 and mentions[0][0] == prompt.strip()
    if mentions and (only or _BACKGROUND.search(prompt.lower())):
        return _coloured_sweep(presets)
    return None


def _spoken(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _score(preset: Preset, spoken: set[str]) -> int:
    """How many words of the preset's `match` phrases stand in the text, whole phrases only."""
    phrases = [_spoken(phrase) for phrase in preset.match]
    return sum(len(phrase) for phrase in phrases if phrase <= spoken)


def _best(presets: list[Preset], spoken: set[str], prompt: str) -> Preset | None:
    """The preset that fits best, the first one on a tie; a written colour asks for a sweep."""
    best = max(presets, key=lambda preset: _score(preset, spoken))
    if _score(best, spoken):
        return best
    if _HEX.search(prompt):
        return _coloured_sweep(presets)
    return None


def _coloured_sweep(presets: Iterable[Preset]) -> Preset | None:
    """The sweep that has the most colour of its own; a white one is named for its white."""
    sweeps = [
        (_chroma(preset.studio.color), preset)
        for preset in presets
        if isinstance(preset.studio, Backdrop) and preset.studio.backdrop is BackdropKind.STUDIO
    ]
    return max(sweeps, key=lambda sweep: sweep[0])[1] if sweeps else None


def _chroma(color: str | None) -> int:
    """How far the channels of a `#rrggbb` colour lie apart, 0 for grey to 255; 0 for None."""
    channels = bytes.fromhex((color or "#000000")[1:])
    return max(channels) - min(channels)
