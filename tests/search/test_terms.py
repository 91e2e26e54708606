"""Words to terms: synonyms are one, typos are none, and grammar says nothing."""

import pytest

from bot.search.japanese import JapaneseReader
from bot.search.spaced import SpacedReader
from bot.search.terms import group_names

ENGLISH = SpacedReader(
    "en",
    [["photo", "picture", "pics"], ["ignore", "not follow"], ["strength", "dial"]],
    ["Why does the prompt not work?", "a curved handle"],
)
GERMAN = SpacedReader("de", [["bild", "foto"], ["shop", "laden"]], ["Welche Stärke wofür?"])
JAPANESE = JapaneseReader([["画像", "写真"], ["書き方", "書けば"], ["写真なし"]])


def names(reader: SpacedReader | JapaneseReader, text: str) -> list[str]:
    return [term.name for term in reader.terms(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my Pictures", ["=photo"]),
        ("PHOTO, dial!", ["=photo", "=strength"]),
        ("it doesn't follow", ["=ignore"]),
        ("it does not follow me", ["=ignore"]),
        ("it doesnt follow", ["=ignore"]),
        ("does it not even work?", ["not"]),
        ("what is the", []),
        ("strength 60", ["=strength"]),
        ("", []),
    ],
)
def test_english(text: str, expected: list[str]) -> None:
    assert names(ENGLISH, text) == expected


@pytest.mark.parametrize("typo", ["promt", "prommpt", "promp"])
def test_a_misspelt_word_counts_a_little_less_than_the_right_one(typo: str) -> None:
    (term,) = ENGLISH.terms(typo)
    assert term.name == "prompt"
    assert 0.8 < term.weight < 1.0


@pytest.mark.parametrize("word", ["rompt", "prom", "candle"])
def test_another_word_is_no_typo(word: str) -> None:
    assert names(ENGLISH, word) != ["prompt"]


def test_forms_of_a_word_are_one_term() -> None:
    assert names(ENGLISH, "handles") == names(ENGLISH, "handle") == names(ENGLISH, "handled")


@pytest.mark.parametrize(
    ("compound", "expected"),
    [("Produktfoto", ["=bild"]), ("Onlineshop", ["=shop"]), ("Bildershop", ["=bild", "=shop"])],
)
def test_german_compounds_are_taken_apart(compound: str, expected: list[str]) -> None:
    assert names(GERMAN, compound) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("写真の書き方", ["=書き方", "=画像"]),
        ("写真なしでも", ["=写真なし"]),
        ("強度はＰＮＧで", ["強度", "png"]),
        ("これはですか", []),
        ("誰ですか", []),
    ],
)
def test_japanese(text: str, expected: list[str]) -> None:
    assert names(JAPANESE, text) == expected


def test_a_phrase_of_two_groups_belongs_to_the_first() -> None:
    named = group_names([["a", "b"], ["b", "c"]])
    assert named == {"a": "=a", "b": "=a", "c": "=b"}
