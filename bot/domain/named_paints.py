"""Colours and materials in own words: `#rrggbb`, colours by name, and the variants of any set."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.domain.colour_names import COLOURS, NamedColour, whole_words
from bot.domain.match_words import phrases_in, spoken_words, words_of
from bot.domain.preset import Preset
from bot.domain.recipe import Paint

HEX = re.compile(r"#[0-9a-fA-F]{6}\b")


def named_paints(text: str, presets: Iterable[Preset]) -> tuple[Paint, ...]:
    """What a text names: colours in the order of the words, then variants of the presets by their
    match words, of which a general one ("wood") may find several.

    Who rests on fewer of the same words gives way: "white marble" names neither white nor black
    marble.
    """
    every = list(presets)
    said = [(paint, spoken_words(name)) for name, paint in mentions(text, every)]
    found = _by_match_words(text, every)
    kept = [paint for paint, words in said if not _rests_on_more(found, paint, words)]
    more = [
        paint
        for paint, words in found
        if not any(_is_part(words, named) for other, named in said if other != paint)
    ]
    return tuple(dict.fromkeys((*kept, *more)))


def _rests_on_more(found: list[tuple[Paint, set[str]]], paint: Paint, words: set[str]) -> bool:
    """Whether another paint was found by these words and perhaps more."""
    return any(_within(words, others) for other, others in found if other != paint)


def _by_match_words(text: str, presets: list[Preset]) -> list[tuple[Paint, set[str]]]:
    """Variants whose match words are spoken, with these words."""
    spoken = spoken_words(text)
    found = [
        (paint, words)
        for preset in presets
        for paint, phrases in zip(preset.variants, preset.variant_match, strict=False)
        if (words := {word for phrase in phrases_in(phrases, spoken) for word in words_of(phrase)})
    ]
    return [
        (paint, words)
        for paint, words in found
        if not any(_is_part(words, other) for _, other in found)
    ]


def _within(fewer: set[str], more: set[str]) -> bool:
    """Whether each word is one of the others, or the same with an ending or a beginning."""
    plain = {word.strip("*") for word in more}
    return all(any(_alike(word.strip("*"), other) for other in plain) for word in fewer)


def _is_part(fewer: set[str], more: set[str]) -> bool:
    """Whether the words are only some of the others: "navy" of "navy blue"."""
    return _within(fewer, more) and not _within(more, fewer)


def _alike(word: str, other: str) -> bool:
    return word in other or word.startswith(other)


def mentions(text: str, presets: Iterable[Preset]) -> list[tuple[str, Paint]]:
    """What is said of colours, and of variants by their labels, with what it means, in the order of
    the words.

    Of the names that begin at the same place the longest counts, and of two alike that of a preset.
    """
    names = _names_in(presets)
    found = _pattern(names).finditer(text)
    return [
        (match.group(), names[match.lastindex - 1][2] if match.lastindex else _written(match))
        for match in found
    ]


def without_colours(text: str) -> str:
    """A text without the colours that it names."""
    return _pattern(_names_in(())).sub(" ", text)


def _names_in(presets: Iterable[Preset]) -> list[tuple[str, str, Paint]]:
    """Every name of a colour or material, with its pattern, the longest first."""
    names = [_name_of(paint) for preset in presets for paint in preset.variants]
    names += [each for colour in COLOURS for each in _names_of(colour)]
    return sorted(names, key=lambda each: len(each[0]), reverse=True)


def _pattern(names: Iterable[tuple[str, str, Paint]]) -> re.Pattern[str]:
    """What finds a written colour, or the n-th name as its n-th group."""
    either = "|".join(f"({pattern})" for _, pattern, _ in names)
    return re.compile(rf"{HEX.pattern}|{either}", re.IGNORECASE)


def _written(match: re.Match[str]) -> Paint:
    colour = match.group().lower()
    return Paint(name=colour[1:], label=colour, color=colour)


def _name_of(paint: Paint) -> tuple[str, str, Paint]:
    return paint.label, whole_words(paint.label), paint


def _names_of(colour: NamedColour) -> list[tuple[str, str, Paint]]:
    return [(name, pattern, colour.paint) for name, pattern in colour.patterns()]
