"""Blocked words are found however they are written, and nothing else is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.blocked_words import BlockedWords, folded

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202e\u2066\u034f\ufe0f"


def rule(*words: str) -> BlockedWords:
    return BlockedWords(words=words, reason="No.")


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("gun", "a gun on a table"),
        ("gun", "GUN"),
        ("gun", "a Gún"),
        ("gun", "g\u200bu\u200dn"),
        ("gun", "g\u00adun, please"),
        ("gun", "ＧＵＮ"),
        ("gun", "𝐠𝐮𝐧"),
        ("gun", "g u n"),
        ("gun", "with a g.u.n in hand"),
        ("gun", "with a g u n in hand"),
        ("gun", "g_u_n"),
        ("gun", "(gun)"),
        ("gun", "gun\N{COMBINING LONG STROKE OVERLAY}"),
        ("gun*", "guns everywhere"),
        ("*pistole", "eine Spielzeugpistole"),
        ("Straße", "STRASSE"),
        ("Säbel", "ein sabel"),
        ("Säbel", "ein Sa\u0308bel"),
        ("hot dog", "a HOT   dog"),
        ("hot dog", "a hot-dog"),
        ("拳銃", "机の上の拳銃です"),
        ("ピストル", "赤いﾋﾟｽﾄﾙ"),
        ("ピストル", "ピ\u200bストル"),
        ("がん", "か\u3099ん"),
        ("권총", "권총을 든"),
    ],
)
def test_found(word: str, text: str) -> None:
    assert rule("something else", word).found_in([None, "", "a mug", text]) == word


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("gun", "a burgundy mug"),
        ("gun", "gunmetal"),
        ("gun", "begun"),
        ("hot dog", "a hot day, a dog"),
        ("Straße", "Strassen"),
        ("がん", "かん"),
        ("ガン", "カン"),
        ("ガン", "がん"),
        ("拳銃", "拳と銃"),
        ("gun", "a b c"),
        ("gun", ""),
    ],
)
def test_not_found(word: str, text: str) -> None:
    assert rule(word).found_in([text]) is None


LETTERS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=3, max_size=10)


@given(LETTERS, st.data())
def test_hidden_marks_accents_and_case_do_not_help(word: str, data: st.DataObject) -> None:
    accents = st.sampled_from(["", "\u0301", "\u0308", "\u0327", *ZERO_WIDTH])
    written = "".join(data.draw(st.sampled_from([c, c.upper()])) + data.draw(accents) for c in word)
    shape = data.draw(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
    text = f"with a {unicodedata.normalize(shape, written)} in it"  # type: ignore[arg-type]
    assert rule(word).found_in([text]) == word


@given(st.text(max_size=400))
def test_every_text_can_be_folded_and_searched(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    rule("gun", "拳銃", "*x*").found_in([text])


def test_the_reason_is_told_in_ones_language() -> None:
    words = BlockedWords(words=("gun",), reason="No weapons.", translations={"de": "Keine Waffen."})
    assert words.reason_in("de") == "Keine Waffen."
    assert words.reason_in("ja") == "No weapons."
