"""Prompts: the parts of an edit's words, written in the language that a model reads.

Tag models (SD, SDXL) read phrases between commas and know what to stay away from. Caption models
read a description of the finished picture. Instruction editors are told what to do to the picture
they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.edit import Words
from bot.domain.model import EDITORS, Family, Model


class Language(StrEnum):
    """How a model wants to be spoken to."""

    TAGS = "tags"
    CAPTION = "caption"
    INSTRUCTION = "instruction"


def language_of(model: Model) -> Language:
    """The language of a model's family."""
    if model.family in EDITORS:
        return Language.INSTRUCTION
    if model.family in {Family.SD, Family.SDXL}:
        return Language.TAGS
    return Language.CAPTION


def compose(words: Words, language: Language, *, negates: bool = False) -> tuple[str, str]:
    """Positive and negative prompt.

    `negates` says that the model honours a negative prompt at its guidance scale. Where it does
    not, the negative prompt is empty and what is to be avoided is said by its opposite. Naming a
    thing to a model that cannot negate calls it up, so that only editors, which read sentences,
    are told to do without something that has no opposite here; see `unheard` for the rest.
    """
    wanted: list[str] = []
    nameless: tuple[str, ...] = ()
    if not negates:
        wanted = [opposite for phrase in words.avoid if (opposite := _opposite(phrase))]
        nameless = tuple(phrase for phrase in words.avoid if not _opposite(phrase))
    keeps = [_read_keep(phrase) for phrase in words.keep]
    match language:
        case Language.TAGS:
            positive = _tags(words.change, keeps, wanted)
        case Language.CAPTION:
            positive = _caption(words.change, keeps, wanted)
        case Language.INSTRUCTION:
            positive = _instruction(words.change, keeps, wanted, nameless)
    return positive, ", ".join(_once(words.avoid)) if negates else ""


def unheard(words: Words, language: Language, *, negates: bool = False) -> tuple[str, ...]:
    """The phrases to avoid that `compose` could not put to this model in any way."""
    if negates or language is Language.INSTRUCTION:
        return ()
    return tuple(phrase for phrase in words.avoid if not _opposite(phrase))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keep:
    """A keep phrase, read: "keep the label legible" is the thing "the label", to be "legible";
    without a state, the thing stays as it is. A phrase of another form is all thing."""

    thing: str
    state: str = ""


_KEEP = re.compile(
    r"(?:please )?(?:keep|preserve|retain|leave) (?P<thing>.+?)"
    r"(?: (?:unchanged|the same|intact|exactly as .+|as (?:it|they) (?:is|are)|alone)"
    r"| (?P<state>recogni[sz]able|legible|readable|visible|sharp|in focus|centred|centered))?",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(?:the|its|their|his|her|a|an) ", re.IGNORECASE)


def _read_keep(phrase: str) -> _Keep:
    found = _KEEP.fullmatch(phrase.strip().rstrip("."))
    if found is None:
        return _Keep(thing=phrase.strip().rstrip("."))
    return _Keep(thing=found["thing"], state=found["state"] or "")


def _as_tag(keep: _Keep) -> str:
    """The kept thing as part of a description: "original product shape", "legible label"."""
    thing = _ARTICLE.sub("", keep.thing)
    return f"{keep.state or 'original'} {thing}"


_REPLACE = re.compile(r"(?:replace|swap) (?P<old>.+?) (?:with|for|by) (?P<new>.+)", re.IGNORECASE)
_TURN = re.compile(
    r"(?:change|turn|convert|transform|recolou?r|repaint|paint|make) (?P<old>.+?)"
    r" (?:to|into|in) (?P<new>.+)",
    re.IGNORECASE,
)
_QUALITY = re.compile(r".*\b(?:colou?r|material|finish|surface) of (?P<thing>.+)", re.IGNORECASE)


def _as_result(change: str, backdrop: str) -> str:
    """An instruction as what is seen when it is done; anything else as it is. `backdrop` is the
    form in which a new background is told."""
    change = change.strip().rstrip(".")
    if found := _REPLACE.fullmatch(change):
        form = backdrop if "background" in found["old"].lower() else "{}"
        return form.format(found["new"])
    if found := _TURN.fullmatch(change):
        quality = _QUALITY.fullmatch(found["old"])
        return f"{quality['thing']} in {found['new']}" if quality else found["new"]
    return change


def _tags(change: str, keeps: list[_Keep], wanted: list[str]) -> str:
    shown = _as_result(change, "product photo, {}")
    return ", ".join(_once([shown, *map(_as_tag, keeps), *wanted]))


def _caption(change: str, keeps: list[_Keep], wanted: list[str]) -> str:
    shown = _as_result(change, "a product photo with {} as the background")
    kept = ", ".join(_once(map(_as_tag, keeps)))
    return _sentences(shown, kept, ", ".join(_once(wanted)))


_IMPERATIVE = re.compile(
    r"(?:add|apply|bring|change|clean up|convert|crop|cut out|draw|enhance|erase|fill|give|improve"
    r"|keep|let|make|move|paint|place|put|recolou?r|redraw|refine|remove|render|repaint|replace"
    r"|restore|restyle|set|sharpen|show|swap|switch|transform|turn|upscale|use)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?:in|on|at|with|under|beside|inside|near|among|before|behind)\b", re.IGNORECASE
)


def _instruction(
    change: str, keeps: list[_Keep], wanted: list[str], nameless: tuple[str, ...]
) -> str:
    change = change.strip().rstrip(".")
    if change and not _IMPERATIVE.match(change):
        lead = "show the product" if _PLACE.match(change) else "turn the picture into"
        change = f"{lead} {change}"
    same = ", ".join(_once(keep.thing for keep in keeps if not keep.state))
    states = [f"keep {keep.thing} {keep.state}" for keep in keeps if keep.state]
    kept = f"keep {same} exactly as in the picture" if same else ""
    result = f"result: {', '.join(_once(wanted))}" if wanted else ""
    without = f"do this without {' or '.join(_once(nameless))}" if nameless else ""
    return _sentences(change, kept, *states, result, without)


_NEGATION = re.compile(r"(?:no|not|without|avoid|never) ", re.IGNORECASE)
_OPPOSITES = {
    "artifacts": "clean edges",
    "bad quality": "high quality",
    "blur": "sharp focus",
    "blurry": "sharp focus",
    "clutter": "a tidy scene",
    "flat light": "light with depth",
    "grain": "clean surfaces",
    "harsh shadows": "soft shadows",
    "jpeg artifacts": "clean edges",
    "low quality": "high quality",
    "low resolution": "high resolution",
    "noise": "clean surfaces",
    "out of focus": "sharp focus",
    "overexposed": "balanced exposure",
    "oversaturated": "natural colours",
    "plastic look": "natural materials",
    "underexposed": "balanced exposure",
    "watermark": "an unmarked picture",
}
_OPPOSITE_ADJECTIVES = {
    "additional": "only the original",
    "altered": "unchanged",
    "bent": "straight",
    "blurred": "sharp",
    "blurry": "sharp",
    "broken": "intact",
    "changed": "unchanged",
    "crooked": "straight",
    "cropped": "whole",
    "deformed": "well-formed",
    "different": "the same",
    "dirty": "clean",
    "distorted": "clean and undistorted",
    "extra": "only the original",
    "garbled": "clean and legible",
    "illegible": "legible",
    "missing": "complete",
    "moved": "unmoved",
    "scratched": "flawless",
    "stretched": "true-to-shape",
    "ugly": "attractive",
    "unreadable": "legible",
    "warped": "straight",
    "wrong": "correct",
}


def _opposite(phrase: str) -> str | None:
    """What a phrase to avoid asks for, said without it, or None where that is not known."""
    plain = _NEGATION.sub("", phrase.strip().rstrip("."), count=1)
    if plain.lower() in _OPPOSITES:
        return _OPPOSITES[plain.lower()]
    adjective, _, thing = plain.partition(" ")
    opposite = _OPPOSITE_ADJECTIVES.get(adjective.lower())
    return f"{opposite} {thing}" if opposite and thing else None


def _once(phrases: Iterable[str]) -> list[str]:
    """The phrases that say something, each once, in order."""
    return [phrase for phrase in dict.fromkeys(each.strip() for each in phrases) if phrase]


def _sentences(*parts: str) -> str:
    return " ".join(f"{part[0].upper()}{part[1:]}." for part in parts if part)
