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
    found = rule("something else", word).found_in([None, "", "a mug", text])
    assert found is not None
    assert found.startswith(folded(word).strip("*").split()[0])


@pytest.mark.parametrize(
    ("word", "text", "shown"),
    [
        ("pistol*", "a pi-stol", "pistol"),
        ("pistol*", "two pi\u2011stols", "pistols"),
        ("pistol*", "a **pi**stol", "pistol"),
        ("pistol*", "a __pi__stol", "pistol"),
        ("pistol*", "a ||pi||~~stol~~", "pistol"),
        ("pistol*", "red\npi\nstol\nblue", "pistol"),
        ("pistol*", "a pi-\r\nstol", "pistol"),
        ("pistol*", "a \u0440istol", "pistol"),
        ("pistol*", "\u0440\u0456\u0455tol", "pistol"),
        ("pistol*", "a \u03a1IST\u039fL", "pistol"),
        ("pistol*", "a \u0440-istols", "pistols"),
        ("pistol*", "a mug, \u0440istol, \u043a\u0440\u0443\u0436\u043a\u0430", "pistol"),
        ("gun*", "a gu-n", "gun"),
        ("gun*", "guns", "guns"),
        ("gun", "a g u n", "gun"),
        ("hot dog", "a hot d-og", "hot dog"),
        (
            "\u043f\u0438\u0441\u0442\u043e\u043b\u0435\u0442",
            "mug \u043f\u0438\u0441\u0442o\u043b\u0435\u0442",
            None,
        ),
        ("\u0440\u043e\u0442", "a mug, \u0440\u043e\u0442", "\u0440\u043e\u0442"),
    ],
)
def test_found_in_disguise_and_shown_without_it(word: str, text: str, shown: str) -> None:
    assert rule(word).found_in([text]) == shown


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
        ("ass*", "as-shown, as-sold"),
        ("ass*", "as\nsmall as that"),
        ("*gun", "a big-un"),
        ("shell", "she'll come"),
        ("pistol*", "a top-istolic, an api-stol"),
        ("pistol*", "a lip, is tolerable"),
        ("penis", "a pen, is it red? the pen is"),
        ("\u5927\u9ebb", "\u30b5\u30a4\u30ba\u5927\n\u9ebb\u306e\u751f\u5730"),
        ("pot", "\u043a\u0440\u0443\u0436\u043a\u0430, \u0440\u043e\u0442, mug"),
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
