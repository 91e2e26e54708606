"""Blocked words: what an operator does not want to be asked for, found however it is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_KANA_MARKS = "\u3099\u309a"
"""The voiced and half-voiced sound marks of Japanese: without them it is another word."""
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that show nothing."""
_UNSEEN = {"Mn", "Me", "Cf", "Cc", "Co", "Cs", "Cn"}
_SPELLED = re.compile(r"(?<!\w)\w(?:[\W_]+\w)+(?!\w)")
"""A word in single letters: "g u n", "g.u.n"."""
_BREAKS = r"[-\u2010\u2012\u2013\u2212*~`|\\\r\n]*"
"""What is written into a word to part it without a space: hyphens, the marks of Discord's markdown,
and new lines. Apostrophes are none of them ("she'll"), nor is a dash between clauses."""
_LONG = 5
"""A word of so many letters is found with its star in a parted word too: "pi-stols". Of a shorter
one, that would see "ass*" in "as-shown"."""
_LOOK_ALIKES = str.maketrans(
    "\u0410\u0412\u0415\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0405\u0422\u0423\u0425"
    "\u0430\u0432\u0435\u0456\u0458\u043a\u043c\u043d\u043e\u0440\u0441\u0455\u0442\u0443\u0445"
    "\u04bb\u0501\u051b\u051d\u04cf\u04c0"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u03b1\u03b2\u03b3\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7",
    "ABEIJKMHOPCSTYXabeijkmhopcstyxhdqwllABEZHIKMNOPTYXabyenikvoptux",
)
"""Letters of Cyrillic, then of Greek, that look like one of Latin. Before case is folded: a capital
eta looks like H, a small one like n."""
_LATIN = re.compile(r"[A-Za-z]")
_OTHERS = re.compile(r"[\u0370-\u052f]")
"""Greek and Cyrillic."""
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f]")
"""Kana, Chinese characters, Hangul and Thai: scripts whose words are not parted by spaces, or carry
endings; a word of theirs is found inside of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockedWords:
    """Words or phrases that are not to be asked for, and why, in a sentence for whoever did.

    A star at an end stands for any letters: `pistol*` finds "pistols". `translations` has the
    reason in other languages ("de", "ja"). With `adults_may` they are allowed in channels that are
    age-restricted.
    """

    __pydantic_config__ = {"extra": "forbid"}

    words: tuple[str, ...]
    reason: str
    translations: Mapping[str, str] = field(default_factory=dict)
    adults_may: bool = False

    def __post_init__(self) -> None:
        empty = [word for word in self.words if not folded(word).strip("* -")]
        if empty or not self.words:
            raise ValueError(f"words {list(self.words)!r} must hold words")
        if not self.reason.strip():
            raise ValueError("reason is empty; say why, since people are told")

    def found_in(self, texts: Iterable[str | None]) -> str | None:
        """What stands in one of these texts of the first word that does: without case and accents,
        and without what parts it."""
        written = [each for text in texts if text for each in dict.fromkeys(_readings(text))]
        spelled = [_letters(found[0]) for text in written for found in _SPELLED.finditer(text)]
        for word in self.words:
            pattern, letters = _pattern(word), _letters(folded(word))
            for text in written:
                if match := pattern.search(text):
                    return " ".join(re.sub(_BREAKS, "", match[0]).split()) or match[0]
            if any(letters in each for each in spelled):
                return letters
        return None

    def reason_in(self, language: str) -> str:
        """Why, in a language; in the operator's own where there is no translation."""
        return self.translations.get(language, self.reason)


def folded(text: str) -> str:
    """A text without what is not seen or does not matter: case, accents, zero-width marks, and the
    width of letters. "Ｇü\u200bN" becomes "gun"; for Japanese, sound marks stay."""
    return _without_case(_seen(text))


def _readings(text: str) -> tuple[str, str]:
    """A text folded as it is written, and as it looks where letters pass for Latin ones."""
    seen = _seen(text)
    return _without_case(seen), _without_case(_as_it_looks(seen))


def _seen(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.translate(_BLANK))
    return "".join(c for c in parts if _is_seen(c))


def _without_case(seen: str) -> str:
    return unicodedata.normalize("NFKC", seen.casefold()).replace("_", "-")


def _as_it_looks(seen: str) -> str:
    """Latin letters for those of Greek and Cyrillic that look so: in words that mix them with
    Latin ones, and everywhere in a Latin text that has no others. What is honestly written in
    Greek or Russian stays: a mouth is "\u0440\u043e\u0442", and no pot."""
    if _LATIN.search(seen) and not _OTHERS.search(seen.translate(_LOOK_ALIKES)):
        return seen.translate(_LOOK_ALIKES)
    return re.sub(r"\w+", _mixed_as_it_looks, seen)


def _mixed_as_it_looks(word: re.Match[str]) -> str:
    return word[0].translate(_LOOK_ALIKES) if _LATIN.search(word[0]) else word[0]


_BLANK = dict.fromkeys(map(ord, _FILLERS))


def _is_seen(character: str) -> bool:
    if character in _KANA_MARKS or character.isspace():
        return True
    return unicodedata.category(character) not in _UNSEEN


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _pattern(word: str) -> re.Pattern[str]:
    """Finds a word that the operator wrote, in a folded text: whole, or parted by breaks."""
    wanted = folded(word).strip()
    parts = wanted.strip("*").split()
    core = r"[\W_]+".join(re.escape(part) for part in parts)
    if _UNSPACED.search(core):
        return re.compile(core)
    parted = r"[\W_]+".join(_BREAKS.join(map(re.escape, part)) for part in parts)
    alone_before, alone_after = r"(?<!\w)", r"(?!\w)"
    before = "" if wanted.startswith("*") else alone_before
    after = r"\w*" if wanted.endswith("*") else alone_after
    if len(_letters(wanted)) >= _LONG:
        return re.compile(f"{before}{parted}{after}")
    return re.compile(f"{before}{core}{after}|{alone_before}{parted}{alone_after}")
