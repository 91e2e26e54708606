"""What the parts of a prompt say, as the prompt doctor reads them: text in, text out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain import doctor_words as lexicon
from bot.domain.catalog import EditRequest
from bot.domain.cause import Ailment
from bot.domain.edit import Command

_PARTS = re.compile(r"[;、。\n]|(?<!\d)[,.]|[,.](?!\d)")
"""Where one part of a prompt ends and the next begins; not within "9,99"."""

WORD = re.compile(r"\w+")
_CHANGED_BY = {
    Command.BACKGROUND: frozenset({"background", "backdrop", "scene", "hintergrund", "背景"}),
    Command.VARIANTS: frozenset({"colour", "color", "material", "farbe", "色", "素材"}),
    Command.RESTYLE: frozenset({"style", "look", "stil", "aussehen", "スタイル"}),
    Command.REFINE: frozenset[str](),
}
"""What a command is for, so that it cannot be kept."""


def parts_of(prompt: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(prompt) if part.strip()]


def negated(part: str) -> tuple[str, str]:
    """What a part says must not be there, "" for none, and what is left of the part."""
    for pattern in lexicon.NEGATIONS:
        if found := pattern.fullmatch(part):
            rest = (found.groupdict().get("rest") or "").strip()
            return found["thing"].strip(), lexicon.LOOSE_END.sub("", rest)
    return "", part


def apart_from_place(thing: str) -> tuple[str, str]:
    """ "people on the beach" as what is unwanted and where: all that a prompt tells of its scene,
    where it tells nothing else."""
    found = lexicon.PLACE.search(thing)
    return (thing[: found.start()].strip(), found[0]) if found else (thing, "")


def emptiness(prompt: str) -> Ailment | None:
    """Whether a prompt says nothing, or nothing in particular; None where it says something."""
    parts = [p for p in parts_of(prompt) if not any(k.fullmatch(p) for k in lexicon.KEEPS)]
    if not parts:
        return Ailment.NOTHING_SAID
    text = " ".join(parts).lower()
    if any("\u3041" <= character <= "\u9fff" for character in text):
        return _emptiness_in_japanese(text)
    words = [word for word in WORD.findall(text) if word not in lexicon.EMPTY]
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


def place_of(word: str, text: str) -> tuple[int, int] | None:
    bounded = word if word > "\u3000" else rf"\b(?:at |by |in |bei )?{re.escape(word)}\b"
    found = re.search(bounded, text, re.IGNORECASE)
    return found.span() if found is not None else None


def kept_in(part: str) -> str:
    """What a part of a prompt says must stay; "" where it says something else."""
    return next((found["kept"] for p in lexicon.KEEPS if (found := p.fullmatch(part))), "")


def clash_of(kept: str, request: EditRequest) -> str:
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
    return not rest or all(word in joining for word in WORD.findall(kept.lower()))


def _changed_things(prompt: str) -> Iterator[str]:
    for part in parts_of(prompt):
        if kept_in(part):
            continue
        for pattern in lexicon.CHANGES:
            if found := pattern.search(part):
                yield _head(found["thing"]).strip()


def _shares_a_word(one: str, other: str) -> bool:
    ignored = lexicon.EMPTY | {"keep", "product", "produkt"}
    words = {word for word in WORD.findall(other.lower()) if word not in ignored}
    return any(_mentions(one, word) for word in words)


def _mentions(text: str, word: str) -> bool:
    if word > "\u3000":
        return word in text
    return word in WORD.findall(text.lower())
