"""Features: terms, words, pairs and runs of letters, and of numbers only their shape."""

from bot.search.features import SPACED, UNSPACED, FeatureReader, FeatureWeights
from bot.search.japanese import JapaneseReader
from bot.search.spaced import SpacedReader

ENGLISH = FeatureReader(SpacedReader("en", [["photo", "picture"]], []), SPACED)
JAPANESE = FeatureReader(JapaneseReader([["画像", "写真"]]), UNSPACED)


def test_synonyms_words_and_pairs_are_features() -> None:
    found = ENGLISH.features("where is my picture?")
    assert {"term =photo", "word where", "pair where is", "run  my"} <= found.keys()
    assert found["term =photo"] == SPACED.term
    assert found["word where"] == SPACED.word


def test_a_typo_shares_most_runs_of_letters() -> None:
    right, wrong = (
        {name for name in ENGLISH.features(word) if name.startswith("run")}
        for word in ("background", "backgroud")
    )
    assert len(right & wrong) > len(right) / 2


def test_numbers_of_one_shape_are_one_word() -> None:
    assert "word 0000x0000" in ENGLISH.features("1080x1920")
    assert ENGLISH.features("is 0.7 ok").keys() == ENGLISH.features("is 0.3 ok").keys()
    assert "word 0:0" in ENGLISH.features("as 4:5")


def test_japanese_has_runs_of_single_letters_and_no_pairs() -> None:
    found = JAPANESE.features("写真はどこ")
    assert {"term =画像", "run は", "run どこ"} <= found.keys()
    assert not any(name.startswith(("word", "pair")) for name in found)


def test_nothing_has_no_features() -> None:
    for text in ("", "?!", "🙂"):
        assert ENGLISH.features(text) == {}


def test_kinds_can_be_left_out() -> None:
    reader = FeatureReader(SpacedReader("en", [], []), FeatureWeights(word=0.0, pair=0.0, runs=()))
    assert reader.features("where is it") == {}
