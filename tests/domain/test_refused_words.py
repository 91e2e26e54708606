"""What own words refuse, and the plain colour of a colour."""

from __future__ import annotations

import pytest

from bot.domain.colour_names import COLOURS
from bot.domain.refused_words import family, wishes_of


@pytest.mark.parametrize(
    ("prompt", "wished", "refused"),
    [
        ("no red", "", ("red",)),
        ("not blue", "", ("blue",)),
        ("green background without red", "green background", ("red",)),
        ("pastels, no pink or blue", "pastels", ("pink or blue",)),
        ("no people on a wooden desk", "on a wooden desk", ("people",)),
        ("kein Rot", "", ("Rot",)),
        ("ohne Blau auf Holz", "auf Holz", ("Blau",)),
        ("赤なし", "", ("赤",)),
        ("青ではなく緑", "緑", ("青",)),
        ("木の机なし", "", ("木の机",)),
        ("木の上に人なし", "木の上に", ("人",)),
        ("緑の背景の人なし", "緑の背景の", ("人",)),
        ("大理石のテーブルで木なし", "大理石のテーブルで", ("木",)),
        ("木目のない大理石", "大理石", ("木目",)),
        ("Holz bitte nicht", "", ("Holz",)),
        ("Marmor, aber Holz bitte nicht", "Marmor", ("Holz",)),
        ("Pflanzen lieber nicht, Beton gerne", "Beton gerne", ("Pflanzen",)),
        ("木はやめてください", "", ("木",)),
        ("大理石の上、木は絶対に使わないでください", "大理石の上", ("木",)),
        ("赤はNGです", "", ("赤",)),
        ("no stone please", "", ("stone",)),
        ("als Strichzeichnung", "als Strichzeichnung", ()),
        ("red, no doubt", "red, no doubt", ()),
        ("on a wooden desk", "on a wooden desk", ()),
    ],
)
def test_refusals_are_taken_out(prompt: str, wished: str, refused: tuple[str, ...]) -> None:
    wishes = wishes_of(prompt)
    assert (wishes.wished, wishes.refused) == (wished, refused)


@pytest.mark.parametrize("prompt", ["not blue but green", "nicht blau, sondern green"])
def test_a_phrase_that_turns_wishes_for_the_rest(prompt: str) -> None:
    wishes = wishes_of(prompt)
    assert "green" in wishes.wished
    assert "blau" not in wishes.wished.replace("blue", "blau")


@pytest.mark.parametrize("plain", ["red", "green", "blue", "purple", "pink", "brown"])
def test_shades_belong_to_the_colour_that_they_are_named_for(plain: str) -> None:
    shades = [colour for colour in COLOURS if plain in colour.english[0].split()]
    assert len(shades) >= 1
    assert {family(colour.color) for colour in shades} == {plain}


def test_greys_are_no_colours() -> None:
    assert [family(color) for color in ("#f4f3f0", "#85888c", "#1f2022")] == [
        "white", "grey", "black",
    ]  # fmt: skip
