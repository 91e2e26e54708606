"""What a word of `match` finds in three languages, and what only looks like it."""

from __future__ import annotations

import pytest

from bot.domain.match_words import check_phrase, covers, score, shares_a_word, spoken_words


@pytest.mark.parametrize(
    ("phrase", "text", "points"),
    [
        ("wood", "Wood, please", 1),
        ("dark wood", "wood that is dark", 2),
        ("low-key", "a low key studio", 2),
        ("3d", "in ３Ｄ", 1),
        ("holz*", "auf einem Holztisch", 1),
        ("*küche", "in der WOHNKÜCHE", 1),
        ("*küche", "in der Wohnkueche", 1),
        ("weiß*", "in weissem Licht", 1),
        ("küche", "in der ku\u0308che", 1),
        ("dunkl* holz*", "dunkler Holztisch", 2),
        ("大理石", "白い大理石の上", 1),
        ("木", "木の机", 1),
        ("バー", "夜のバーで", 1),
        ("ウッド*", "ウッドテーブル", 1),
        ("黒* 大理石", "黒大理石", 2),
        ("黒* 大理石", "黒い大理石", 2),
    ],
)
def test_a_word_is_found(phrase: str, text: str, points: int) -> None:
    assert score([phrase], spoken_words(text)) == points


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("ink", "two drinks"),
        ("bar", "ein Barcode"),
        ("holz*", "eine Unterholzmaus"),
        ("*küche", "eine Küchenuhr"),
        ("dark wood", "dark blue"),
        ("木", "木曜日に"),
        ("木", "植木の横"),
        ("石", "大理石"),
        ("バー", "カバーとシルバー"),
        ("ウッド*", "ハリウッド"),
    ],
)
def test_a_part_of_another_word_is_not(phrase: str, text: str) -> None:
    assert score([phrase], spoken_words(text)) == 0


def test_a_thing_shares_a_word_or_is_covered_by_all() -> None:
    words = ["dunkl* holz*", "机"]
    assert shares_a_word(words, spoken_words("helles Holz"))
    assert not covers(words, spoken_words("helles Holz"))
    assert covers(words, spoken_words("dunkles Holz"))
    assert not shares_a_word(words, spoken_words("Marmor"))


@pytest.mark.parametrize("phrase", ["*", "holz *", "ho*lz", "**"])
def test_a_star_beside_no_word_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="beginning or end of a word"):
        check_phrase(phrase)
