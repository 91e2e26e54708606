"""The prompt doctor: what is wrong with own words, and what would be better.

Pure and the same each time, so that what was found under a reply is found again when somebody
presses the button below it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.domain import doctor_words as lexicon
from bot.domain.catalog import ONLY, Catalog, EditRequest, is_only, own_phrases, split_phrases
from bot.domain.cause import Ailment
from bot.domain.edit import Command, EngineName
from bot.domain.job import Notice
from bot.domain.own_words import read_own_words
from bot.domain.preset import Preset

_PARTS = re.compile(r"[;、。\n]|(?<!\d)[,.]|[,.](?!\d)")
"""Where one part of a prompt ends and the next begins; not within "9,99"."""

_WORD = re.compile(r"\w+")
_CHANGED_BY = {
    Command.BACKGROUND: frozenset({"background", "backdrop", "scene", "hintergrund", "背景"}),
    Command.VARIANTS: frozenset({"colour", "color", "material", "farbe", "色", "素材"}),
    Command.RESTYLE: frozenset({"style", "look", "stil", "aussehen", "スタイル"}),
    Command.REFINE: frozenset[str](),
}
"""What a command is for, so that it cannot be kept."""

_CURABLE = frozenset(Ailment) - {Ailment.TOO_LONG}

_NEAR = 0.85
"""Least likeness of a word to one that a preset is found by, 0 to 1 (`difflib`). At 0.75, "with"
is "white" and "Garten" is "garden"."""

_LIKENED = 5
"""Fewest letters of a word of a prompt that is taken for another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One thing that is wrong, with the words that it is about, and what to say instead; "" where
    these are best left out."""

    ailment: Ailment
    said: str
    better: str = ""


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


def curable(advice: Iterable[Advice]) -> tuple[Advice, ...]:
    """Those that can be put right in one press, each once."""
    return tuple(dict.fromkeys(each for each in advice if each.ailment in _CURABLE))


def estimated_tokens(text: str) -> int:
    """About how many tokens a text has where no model is at hand to count them: one and a third for
    a word of a European language, one and a half for a character of Japanese."""
    characters = sum("\u3041" <= character <= "\u9fff" for character in text)
    words = len(re.findall(r"[^\W\u3041-\u9fff]+", text))
    return round(words * 4 / 3 + characters * 3 / 2)


def knows_better_words(notices: Iterable[Notice]) -> bool:
    """Whether the doctor had something to say about an edit that it can put right itself."""
    return any(notice.code in _CURABLE for notice in notices)


def notices_of(advice: Iterable[Advice]) -> tuple[Notice, ...]:
    """What a person is told, a sentence for each."""
    return tuple(Notice(code=each.ailment, text=_sentence(each)) for each in advice)


def _sentence(advice: Advice) -> str:
    said, better = advice.said, advice.better
    match advice.ailment:
        case Ailment.NOTHING_SAID:
            return f"Your words do not say what should change; say for example: “{better}”."
        case Ailment.VAGUE:
            return f"“{said}” leaves open what is to be seen; say for example: “{better}”."
        case Ailment.CONTRADICTION:
            return f"“{said}” cannot be had together with “{better}”; choose one of them."
        case Ailment.WANTS_TEXT:
            return f"Models seldom spell well; leave out “{said}” and set it afterwards: /overlay."
        case Ailment.NEGATION:
            return f"To name a thing calls it up; move “{said}” from the prompt to “avoid”."
        case Ailment.UNKNOWN_TO_STUDIO:
            return f"The studio engine does not know “{said}”; use its preset “{better}”."
        case Ailment.TOO_LONG:  # measured where the model is, and told from there
            return (
                f"Your words are about {said} tokens and the model reads {better}; say it shorter."
            )


# What each of the examinations finds, and the request with that put right.


def _without_unwanted(request: EditRequest, found: _Findings) -> EditRequest:
    """Wishes for text left out, and what must not be there moved to "avoid"."""
    kept: list[str] = []
    avoided = list(split_phrases(request.avoid))
    parts = _parts(request.prompt or "")
    for part in parts:
        said = _without_text(part, found)
        thing, rest = _negated(said)
        if thing and not rest and len(parts) == 1:
            thing, rest = _apart_from_place(thing)
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


def _negated(part: str) -> tuple[str, str]:
    """What a part says must not be there, "" for none, and what is left of the part."""
    for pattern in lexicon.NEGATIONS:
        if found := pattern.fullmatch(part):
            rest = (found.groupdict().get("rest") or "").strip()
            return found["thing"].strip(), lexicon.LOOSE_END.sub("", rest)
    return "", part


def _apart_from_place(thing: str) -> tuple[str, str]:
    """ "people on the beach" as what is unwanted and where: all that a prompt tells of its scene,
    where it tells nothing else."""
    found = lexicon.PLACE.search(thing)
    return (thing[: found.start()].strip(), found[0]) if found else (thing, "")


def _wanted(request: EditRequest) -> str:
    """The prompt without what is unwanted in it, whether that is put right or not."""
    return (_without_unwanted(request, _Findings(None)).prompt or "").strip()


def _with_a_subject(
    request: EditRequest, wanted: str, preset: Preset, found: _Findings
) -> EditRequest:
    """The preset's words in place of those `wanted` that leave open what should change."""
    ailment = _emptiness(wanted)
    if ailment is None:
        return request
    concrete = _concrete(preset)
    if not found.note(Advice(ailment=ailment, said=wanted, better=concrete)):
        return request
    others = [part for part in _parts(request.prompt or "") if part not in _parts(wanted)]
    return replace(request, prompt=", ".join([concrete, *others]), preset=preset.name)


def _emptiness(prompt: str) -> Ailment | None:
    """Whether a prompt says nothing, or nothing in particular; None where it says something."""
    parts = [p for p in _parts(prompt) if not any(k.fullmatch(p) for k in lexicon.KEEPS)]
    if not parts:
        return Ailment.NOTHING_SAID
    text = " ".join(parts).lower()
    if any("\u3041" <= character <= "\u9fff" for character in text):
        return _emptiness_in_japanese(text)
    words = [word for word in _WORD.findall(text) if word not in lexicon.EMPTY]
    if not all(word in lexicon.VAGUE | lexicon.GENERIC | lexicon.QUALITY for word in words):
        return None
    open_ones = lexicon.VAGUE | lexicon.GENERIC
    return Ailment.VAGUE if any(word in open_ones for word in words) else Ailment.NOTHING_SAID


def _emptiness_in_japanese(text: str) -> Ailment | None:
    praised = lexicon.QUALITY_JAPANESE.sub("", text)
    left = lexicon.VAGUE_JAPANESE.sub("", praised)
    if lexicon.EMPTY_JAPANESE.sub("", left):
        return None
    return Ailment.NOTHING_SAID if left == praised else Ailment.VAGUE


def _without_opposites(request: EditRequest, found: _Findings) -> EditRequest:
    """The first of two things that no picture shows at once."""
    prompt = request.prompt or ""
    for first, second in lexicon.OPPOSITES:
        places = [_place_of(word, prompt) for word in (first, second)]
        if None in places:
            continue
        earlier, later = sorted(place for place in places if place is not None)
        said, other = prompt[slice(*later)], prompt[slice(*earlier)]
        if not found.note(Advice(ailment=Ailment.CONTRADICTION, said=said, better=other)):
            return request
        shorter = f"{prompt[: later[0]]}{prompt[later[1] :]}"
        return replace(request, prompt=" ".join(shorter.split()).strip(" ,;、"))
    return request


def _place_of(word: str, text: str) -> tuple[int, int] | None:
    bounded = word if word > "\u3000" else rf"\b(?:at |by |in |bei )?{re.escape(word)}\b"
    found = re.search(bounded, text, re.IGNORECASE)
    return found.span() if found is not None else None


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
        for word in _WORD.findall(phrase.lower())
        if len(word) > 3
    }
    for spoken in (word for word in _WORD.findall(prompt.lower()) if len(word) >= _LIKENED):
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
        clash = "" if phrase in usual else _clash(phrase, asked)
        wrong = Advice(ailment=Ailment.CONTRADICTION, said=phrase, better=clash)
        if not clash or not found.note(wrong):
            kept.append(phrase)
    said = ", ".join(kept)
    if kept and is_only(request.keep):
        said = f"{ONLY} {said}"
    return replace(request, keep=said or None) if request.keep else request


def _without_own_contradictions(request: EditRequest, found: _Findings) -> EditRequest:
    """The prompt without its wishes to keep what it, or the command, changes."""
    parts = _parts(request.prompt or "")
    kept: list[str] = []
    for part in parts:
        held = _kept_in(part)
        clash = _clash(held, request) if held else ""
        wrong = Advice(ailment=Ailment.CONTRADICTION, said=part, better=clash)
        if not clash or not found.note(wrong):
            kept.append(part)
    return replace(request, prompt=", ".join(kept) or None) if len(kept) < len(parts) else request


def _kept_in(part: str) -> str:
    """What a part of a prompt says must stay; "" where it says something else."""
    return next((found["kept"] for p in lexicon.KEEPS if (found := p.fullmatch(part))), "")


def _clash(kept: str, request: EditRequest) -> str:
    """What cannot be had together with a phrase to keep; "" for nothing, and where the phrase names
    another thing besides, which can be kept."""
    clashes = [_clash_of_one(thing, request) for thing in lexicon.JOINED.split(kept)]
    return clashes[0] if all(clashes) else ""


def _clash_of_one(kept: str, request: EditRequest) -> str:
    head = _head(kept)
    for thing in _changed_things(request.prompt or ""):
        if _shares_a_word(head, thing):
            return thing
    return f"/{request.command}" if _is_what_changes(kept, request.command) else ""


def _head(phrase: str) -> str:
    """ "the mug on the table" is about the mug."""
    return lexicon.WHOLE.sub("", lexicon.PLACE.sub("", phrase))


def _is_what_changes(kept: str, command: Command) -> bool:
    """Whether a phrase names what a command is for and nothing else: "the colour of the product"
    and not "the colour of the label"."""
    changed = _CHANGED_BY[command]
    if not any(_mentions(kept, word) for word in changed):
        return False
    rest = lexicon.GENERIC_JAPANESE.sub("", lexicon.EMPTY_JAPANESE.sub("", kept.lower()))
    joining = changed | lexicon.EMPTY | lexicon.GENERIC
    return not rest or all(word in joining for word in _WORD.findall(kept.lower()))


def _changed_things(prompt: str) -> Iterator[str]:
    for part in _parts(prompt):
        if _kept_in(part):
            continue
        for pattern in lexicon.CHANGES:
            if found := pattern.search(part):
                yield _head(found["thing"]).strip()


def _shares_a_word(one: str, other: str) -> bool:
    ignored = lexicon.EMPTY | {"keep", "product", "produkt"}
    words = {word for word in _WORD.findall(other.lower()) if word not in ignored}
    return any(_mentions(one, word) for word in words)


def _mentions(text: str, word: str) -> bool:
    if word > "\u3000":
        return word in text
    return word in _WORD.findall(text.lower())


def _parts(prompt: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(prompt) if part.strip()]


def _concrete(preset: Preset) -> str:
    """The preset's words with one of its variants put in."""
    label = preset.variants[0].label.lower() if preset.variants else ""
    return preset.change.replace("{variant}", label)
