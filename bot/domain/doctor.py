"""The prompt doctor: what is wrong with own words, and what would be better.

Pure and the same each time, so that what was found under a reply is found again when somebody
presses the button below it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain import doctor_words as lexicon
from bot.domain.advice import Advice
from bot.domain.catalog import ONLY, Catalog, EditRequest, is_only, own_phrases, split_phrases
from bot.domain.cause import Ailment
from bot.domain.doctor_reading import (
    WORD,
    apart_from_place,
    clash_of,
    emptiness,
    kept_in,
    negated,
    parts_of,
    place_of,
)
from bot.domain.edit import EngineName
from bot.domain.own_words import read_own_words
from bot.domain.preset import Preset

_NEAR = 0.85
"""Least likeness of a word to one that a preset is found by, 0 to 1 (`difflib`). At 0.75, "with"
is "white" and "Garten" is "garden"."""

_LIKENED = 5
"""Fewest letters of a word of a prompt that is taken for another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """All that is wrong with the words of a request, and the request with better ones; it is the
    same where nothing is wrong."""

    advice: tuple[Advice, ...]
    better: EditRequest


class _Findings:
    """What was found so far, and which of it is to be put right: all of it, or one thing `only`."""

    def __init__(self, only: Advice | None) -> None:
        self.advice: list[Advice] = []
        self._only = only

    def note(self, advice: Advice) -> bool:
        """Whether this one is to be put right."""
        self.advice.append(advice)
        return self._only in (None, advice)


def examine(
    request: EditRequest, catalog: Catalog, *, engine: EngineName, only: Advice | None = None
) -> Diagnosis:
    """Look at a request's own words. Those of its preset are offered where they say too little.

    With `only`, nothing but this one finding is put right, and the others stay as they are said;
    where it shows only once others are put right, these as well.
    """
    found = _Findings(only)
    better = _examined(request, catalog, engine, found)
    if only is not None and better == request:
        return examine(request, catalog, engine=engine)
    return Diagnosis(advice=tuple(found.advice), better=better)


def _examined(
    request: EditRequest, catalog: Catalog, engine: EngineName, found: _Findings
) -> EditRequest:
    preset = catalog.read(request, engine).preset
    presets = list(catalog.presets[request.command].values())
    better = request
    if (request.prompt or "").strip():
        better = _without_unwanted(better, found)
        better = _with_a_subject(better, _wanted(request), preset, found)
        better = _without_opposites(better, found)
        better = _without_own_contradictions(better, found)
        if engine is EngineName.STUDIO:
            better = _in_known_words(better, presets, found)
    defaults = catalog.commands[request.command]
    usual = split_phrases("; ".join((*defaults.keep, *preset.keep)))
    return _without_contradictions(better, request, usual, found)


def _without_unwanted(request: EditRequest, found: _Findings) -> EditRequest:
    """Wishes for text left out, and what must not be there moved to "avoid"."""
    kept: list[str] = []
    avoided = list(split_phrases(request.avoid))
    parts = parts_of(request.prompt or "")
    for part in parts:
        said = _without_text(part, found)
        thing, rest = negated(said)
        if thing and not rest and len(parts) == 1:
            thing, rest = apart_from_place(thing)
        unwanted = lexicon.AND_NO.split(thing) if thing else []
        moved = [found.note(Advice(ailment=Ailment.NEGATION, said=each)) for each in unwanted]
        if any(moved):
            avoided += unwanted
            said = rest
        if said:
            kept.append(said)
    if kept == parts:
        return request  # with its own punctuation
    return replace(
        request,
        prompt=", ".join(kept) or None,
        avoid=", ".join(dict.fromkeys(avoided)) or None,
    )


def _without_text(part: str, found: _Findings) -> str:
    for pattern in lexicon.TEXT_WISHES:
        wish = pattern.search(part)
        if wish and not lexicon.NO.search(part[: wish.start()]):
            if found.note(Advice(ailment=Ailment.WANTS_TEXT, said=wish[0].strip())):
                return (part[: wish.start()] + part[wish.end() :]).strip()
            return part
    return part


def _wanted(request: EditRequest) -> str:
    """The prompt without what is unwanted in it, whether that is put right or not."""
    return (_without_unwanted(request, _Findings(None)).prompt or "").strip()


def _with_a_subject(
    request: EditRequest, wanted: str, preset: Preset, found: _Findings
) -> EditRequest:
    """The preset's words in place of those `wanted` that leave open what should change."""
    ailment = emptiness(wanted)
    if ailment is None:
        return request
    concrete = _concrete(preset)
    advice = Advice(ailment=ailment, said=wanted, better=concrete, preset=preset.label)
    if not found.note(advice):
        return request
    others = [part for part in parts_of(request.prompt or "") if part not in parts_of(wanted)]
    return replace(request, prompt=", ".join([concrete, *others]), preset=preset.name)


def _without_opposites(request: EditRequest, found: _Findings) -> EditRequest:
    """The first of two things that no picture shows at once."""
    prompt = request.prompt or ""
    for first, second in lexicon.OPPOSITES:
        places = [place_of(word, prompt) for word in (first, second)]
        if None in places:
            continue
        earlier, later = sorted(place for place in places if place is not None)
        said, other = prompt[slice(*later)], prompt[slice(*earlier)]
        if not found.note(Advice(ailment=Ailment.CONTRADICTION, said=said, better=other)):
            return request
        shorter = f"{prompt[: later[0]]}{prompt[later[1] :]}"
        return replace(request, prompt=" ".join(shorter.split()).strip(" ,;、"))
    return request


def _in_known_words(request: EditRequest, presets: list[Preset], found: _Findings) -> EditRequest:
    """The preset that the studio engine may have been asked for, where it knows no word."""
    prompt = request.prompt or ""
    if request.preset or not prompt or not presets:
        return request
    reading = read_own_words(prompt, None, presets)
    if all(notice.code != "prompt_not_followed" for notice in reading.notices):
        return request
    near = _nearest(prompt, presets)
    if near is None:
        return request
    unknown = Advice(ailment=Ailment.UNKNOWN_TO_STUDIO, said=prompt, better=near.label)
    if not found.note(unknown):
        return request
    return replace(request, preset=near.name, prompt=None)


def _nearest(prompt: str, presets: Iterable[Preset]) -> Preset | None:
    """The preset with a word that is most like one of the prompt's."""
    by_word = {
        word: preset
        for preset in presets
        for phrase in (*preset.match, preset.label)
        for word in WORD.findall(phrase.lower())
        if len(word) > 3
    }
    for spoken in (word for word in WORD.findall(prompt.lower()) if len(word) >= _LIKENED):
        if near := difflib.get_close_matches(spoken, by_word, n=1, cutoff=_NEAR):
            return by_word[near[0]]
    return None


def _without_contradictions(
    request: EditRequest, asked: EditRequest, usual: tuple[str, ...], found: _Findings
) -> EditRequest:
    """What is to be kept, without what the prompt or the command itself changes. Of the preset's
    own phrases nothing is said, where somebody kept some of them after `only:`."""
    kept: list[str] = []
    for phrase in own_phrases(request.keep):
        clash = "" if phrase in usual else clash_of(phrase, asked)
        wrong = Advice(ailment=Ailment.CONTRADICTION, said=phrase, better=clash)
        if not clash or not found.note(wrong):
            kept.append(phrase)
    said = ", ".join(kept)
    if kept and is_only(request.keep):
        said = f"{ONLY} {said}"
    return replace(request, keep=said or None) if request.keep else request


def _without_own_contradictions(request: EditRequest, found: _Findings) -> EditRequest:
    """The prompt without its wishes to keep what it, or the command, changes."""
    parts = parts_of(request.prompt or "")
    kept: list[str] = []
    for part in parts:
        held = kept_in(part)
        clash = clash_of(held, request) if held else ""
        wrong = Advice(ailment=Ailment.CONTRADICTION, said=part, better=clash)
        if not clash or not found.note(wrong):
            kept.append(part)
    return replace(request, prompt=", ".join(kept) or None) if len(kept) < len(parts) else request


def _concrete(preset: Preset) -> str:
    """The preset's words with one of its variants put in."""
    label = preset.variants[0].label.lower() if preset.variants else ""
    return preset.change.replace("{variant}", label)
