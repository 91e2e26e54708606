"""Own words for the studio engine, which cannot read sentences: what it can take from them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.edit import Command
from bot.domain.job import Notice
from bot.domain.preset import Preset
from bot.domain.recipe import Backdrop, BackdropKind, Paint, Recipe

_HEX = re.compile(r"#[0-9a-fA-F]{6}\b")
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

    A preset that the person `named` stays; colours written as `#rrggbb` are taken for sweeps and
    walls and for variants. Presets share one command, the first is taken when nothing fits.
    """
    known = list(presets)
    spoken = _spoken(prompt)
    preset = named or _best(known, spoken, prompt) or known[0]
    if preset.command is Command.VARIANTS:
        return _read_paints(prompt, spoken, preset, known)
    colour = _HEX.search(prompt)
    recipe = preset.studio
    if colour and isinstance(recipe, Backdrop) and recipe.backdrop in _PAINTABLE:
        recipe = replace(recipe, color=colour.group().lower())
        return _reading(preset, recipe, "prompt_matched", f"{preset.label} in {colour.group()}")
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
    """Variants named in the words: colours as `#rrggbb` first, then labels of any preset."""
    written = tuple(
        Paint(name=colour[1:], label=colour, color=colour)
        for colour in dict.fromkeys(found.lower() for found in _HEX.findall(prompt))
    )
    labelled = {
        paint.name: paint
        for each in known
        for paint in each.variants
        if _spoken(paint.label) <= spoken
    }
    paints = (*written, *labelled.values())
    if paints:
        made = ", ".join(paint.label for paint in paints)
        return Reading(
            preset=preset, recipe=None, paints=paints, notices=(_say("prompt_matched", made),)
        )
    code = "prompt_matched" if _score(preset, spoken) else "prompt_not_followed"
    return _reading(preset, None, code, preset.label)


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
        return next((each for each in presets if _is_coloured_sweep(each)), None)
    return None


def _is_coloured_sweep(preset: Preset) -> bool:
    recipe = preset.studio
    return isinstance(recipe, Backdrop) and recipe.backdrop is BackdropKind.STUDIO
