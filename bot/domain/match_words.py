"""Words by which own words find a preset, in every language: `marble`, `holz*`, `"*küche"`, 大理石.

A match word stands for one whole word of a text. A `*` at either end lets the word go on there, as
German compounds do: `holz*` finds "Holztisch". Japanese has no spaces, so its words are found
anywhere, except short ones: a single kanji, or up to three katakana, stands by itself, since 木 is
no wood in 木曜日 and バー no bar in カバー. There, too, a `*` lifts that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Set
from functools import cache

_KANJI = r"\u4e00-\u9fff々"
_KATAKANA = r"\u30a1-\u30faー"
_JAPANESE = rf"\u3041-\u3096{_KATAKANA}{_KANJI}"
_ONE_WORD = rf"[{_JAPANESE}]+|[^\W{_JAPANESE}]+"
_WORD = re.compile(_ONE_WORD)
_MATCH_WORD = re.compile(rf"\*?(?:{_ONE_WORD})\*?")
_STRAY_STAR = re.compile(r"\w\*\w|(?<!\w)\*(?!\w)")
_SHORT = ((re.compile(rf"[{_KANJI}]"), _KANJI), (re.compile(rf"[{_KATAKANA}]{{1,3}}"), _KATAKANA))
"""Japanese words that are part of another where the same script goes on beside them."""
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def spoken_words(text: str) -> set[str]:
    """The words of a text in lower case, umlauts as "ae" and full-width letters as plain ones. A
    run of Japanese is one word."""
    return set(_WORD.findall(_levelled(text)))


def check_phrase(phrase: str) -> None:
    """Raise `ValueError` for a phrase of `match` with a `*` inside a word or beside none."""
    if _STRAY_STAR.search(phrase):
        raise ValueError(f"match: a * stands at the beginning or end of a word, not so: {phrase}")


def score(phrases: Iterable[str], spoken: Set[str]) -> int:
    """How many words of the phrases are spoken, whole phrases only."""
    return sum(len(words_of(phrase)) for phrase in phrases_in(phrases, spoken))


def phrases_in(phrases: Iterable[str], spoken: Set[str]) -> list[str]:
    """The phrases of which every word is spoken."""
    return [
        phrase for phrase in phrases if all(_is_spoken(word, spoken) for word in words_of(phrase))
    ]


def shares_a_word(phrases: Iterable[str], spoken: Set[str]) -> bool:
    """Whether any word of any phrase is spoken."""
    return any(_is_spoken(word, spoken) for phrase in phrases for word in words_of(phrase))


def covers(phrases: Iterable[str], spoken: Set[str]) -> bool:
    """Whether every spoken word is one of the phrases."""
    every = list(phrases)
    return all(shares_a_word(every, {word}) for word in spoken)


def _is_spoken(word: str, spoken: Set[str]) -> bool:
    pattern = _pattern(word)
    return any(pattern.search(each) for each in spoken)


@cache
def words_of(phrase: str) -> tuple[str, ...]:
    """The match words of a phrase, in lower case as in `spoken_words`, with their stars."""
    return tuple(dict.fromkeys(_MATCH_WORD.findall(_levelled(phrase))))


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """What finds a match word within one spoken word."""
    plain = word.strip("*")
    before, after = _beside(plain)
    return re.compile(
        ("" if word.startswith("*") else before)
        + re.escape(plain)
        + ("" if word.endswith("*") else after)
    )


def _beside(plain: str) -> tuple[str, str]:
    """What must hold before and after a word that has no `*` there."""
    if not re.fullmatch(rf"[{_JAPANESE}]+", plain):
        return r"\A", r"\Z"
    script = next((script for short, script in _SHORT if short.fullmatch(plain)), None)
    return (rf"(?<![{script}])", rf"(?![{script}])") if script else ("", "")


def _levelled(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().translate(_SPELT_OUT)
