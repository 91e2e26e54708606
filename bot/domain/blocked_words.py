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
        empty = [word for word in self.words if not folded(word).strip("* ")]
        if empty or not self.words:
            raise ValueError(f"words {list(self.words)!r} must hold words")
        if not self.reason.strip():
            raise ValueError("reason is empty; say why, since people are told")

    def found_in(self, texts: Iterable[str | None]) -> str | None:
        """The first of the words that stands in one of these texts, as the operator wrote it."""
        written = [folded(text) for text in texts if text]
        spelled = [_letters(found[0]) for text in written for found in _SPELLED.finditer(text)]
        for word in self.words:
            pattern, letters = _pattern(word), _letters(folded(word))
            if any(map(pattern.search, written)) or any(letters in each for each in spelled):
                return word
        return None

    def reason_in(self, language: str) -> str:
        """Why, in a language; in the operator's own where there is no translation."""
        return self.translations.get(language, self.reason)


def folded(text: str) -> str:
    """A text without what is not seen or does not matter: case, accents, zero-width marks, and the
    width of letters. "Ｇü\u200bN" becomes "gun"; for Japanese, sound marks stay."""
    parts = unicodedata.normalize("NFKD", text.translate(_BLANK))
    seen = "".join(c for c in parts if _is_seen(c))
    return unicodedata.normalize("NFKC", seen.casefold()).replace("_", " ")


_BLANK = dict.fromkeys(map(ord, _FILLERS))


def _is_seen(character: str) -> bool:
    if character in _KANA_MARKS or character.isspace():
        return True
    return unicodedata.category(character) not in _UNSEEN


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _pattern(word: str) -> re.Pattern[str]:
    """Finds a word that the operator wrote, in a folded text."""
    wanted = folded(word).strip()
    core = r"[\W_]+".join(re.escape(part) for part in wanted.strip("*").split())
    if _UNSPACED.search(core):
        return re.compile(core)
    before = "" if wanted.startswith("*") else r"(?<!\w)"
    after = "" if wanted.endswith("*") else r"(?!\w)"
    return re.compile(f"{before}{core}{after}")
