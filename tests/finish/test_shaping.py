"""Text to glyphs: fonts by script, letters that join, and what no font has."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, features

from bot.domain.errors import UsageError
from bot.domain.overlay import Typeface
from bot.finish.fonts import faces_for
from bot.finish.shaping import check_shaping, clusters, shape, without_missing

FACES = faces_for(Typeface.SANS_BOLD)
needs_raqm = pytest.mark.skipif(
    not features.check("raqm"), reason="Pillow finds no FriBiDi here, so nothing is shaped"
)


def ink_of(text: str, size: float = 60.0) -> np.ndarray:
    """The line as it is drawn, with room around it."""
    line = shape(text, FACES)
    sheet = Image.new("L", (round(line.width_px(size)) + 200, 240), 0)
    draw, x = ImageDraw.Draw(sheet), 100.0
    for run in line.runs:
        run.draw(draw, x, 150, size)
        x += run.width_px(size)
    return np.asarray(sheet)


def parts_of(ink: np.ndarray) -> int:
    """How many stretches of columns have ink."""
    filled = np.concatenate([[False], (ink > 100).any(axis=0)])
    return int((filled[1:] & ~filled[:-1]).sum())


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("Größe", "NotoSans-Bold.ttf"),
        ("Привет", "NotoSans-Bold.ttf"),
        ("مرحبا", "NotoSansArabic-Bold.ttf"),
        ("नमस्ते", "NotoSansDevanagari-Bold.ttf"),
        ("สวัสดี", "NotoSansThai-Bold.ttf"),
        ("שלום", "NotoSansHebrew-Bold.ttf"),
        ("手作り", "NotoSansCJK-Regular.otf"),
        ("한국어", "NotoSansCJK-Regular.otf"),
        ("✓", "NotoSansSymbols2-Regular.ttf"),
    ],
)
def test_each_script_finds_its_font(text: str, file: str) -> None:
    (run,) = shape(text, FACES).runs
    assert run.face.name == file


def test_a_mixed_line_takes_a_font_for_each_script() -> None:
    line = shape("Tee お茶 5€", FACES)
    assert [(run.text, run.face.name) for run in line.runs] == [
        ("Tee ", "NotoSans-Bold.ttf"),
        ("お茶 ", "NotoSansCJK-Regular.otf"),
        ("5€", "NotoSans-Bold.ttf"),
    ]


@needs_raqm
def test_arabic_letters_join() -> None:
    joined, apart = ink_of("سسس"), ink_of("س\u200cس\u200cس")
    assert parts_of(joined) == 1
    assert parts_of(apart) == 3


@needs_raqm
def test_devanagari_makes_conjuncts_and_reorders_vowels() -> None:
    font = next(face for face in FACES if "Devanagari" in face.name).at(60)
    conjunct = font.getlength("क्ष")
    assert conjunct < font.getlength("क") + font.getlength("ष")  # one glyph, not two and a virama
    before, after = ink_of("कि"), ink_of("क")
    left = np.flatnonzero((before > 100).any(axis=0))[0], np.flatnonzero((after > 100).any(axis=0))
    assert left[0] < left[1][0] + 8  # the vowel sign i is drawn in front of its consonant
    assert (before > 100).any(axis=0).sum() > (after > 100).any(axis=0).sum()


@needs_raqm
def test_thai_marks_stand_over_their_letters() -> None:
    font = next(face for face in FACES if "Thai" in face.name).at(60)
    assert font.getlength("น้ำ") < font.getlength("น") + font.getlength("า") + 12
    high, low = ink_of("ที่"), ink_of("ท")
    top = [np.flatnonzero((ink > 100).any(axis=1))[0] for ink in (high, low)]
    assert top[0] < top[1] - 10


@needs_raqm
def test_arabic_is_drawn_from_the_right() -> None:
    line = shape("مرحبا Porto", FACES)
    assert line.rtl
    assert [run.text.strip() for run in line.runs] == ["Porto", "مرحبا"]


def test_what_no_font_has_is_left_out_and_told() -> None:
    text, missing = without_missing("Sale 😀 now 👍🏽 𓀀", FACES)
    assert text == "Sale now"
    assert missing == ("😀", "👍🏽", "𓀀")


def test_a_text_of_nothing_but_missing_glyphs_is_refused() -> None:
    with pytest.raises(UsageError, match="text_without_glyphs"):
        without_missing("😀🎉", FACES)


def test_clusters_keep_together_what_is_one_sign() -> None:
    assert list(clusters("e\u0301a")) == ["e\u0301", "a"]
    assert list(clusters("👩\u200d🔬x")) == ["👩\u200d🔬", "x"]
    assert list(clusters("🇩🇪🇯🇵")) == ["🇩🇪", "🇯🇵"]
    assert list(clusters("❤\ufe0f!")) == ["❤\ufe0f", "!"]
    assert list(clusters("")) == []


@needs_raqm
def test_any_script_may_be_drawn_where_letters_can_be_joined() -> None:
    check_shaping("مرحبا नमस्ते")


def test_bold_is_heavier_than_regular_in_every_script() -> None:
    for text in ("Tea", "手作り", "سلام"):
        weights = []
        for typeface in (Typeface.SANS, Typeface.SANS_BOLD):
            (run,) = shape(text, faces_for(typeface)).runs
            sheet = Image.new("L", (500, 240), 0)
            run.draw(ImageDraw.Draw(sheet), 60, 150, 60)
            weights.append(float(np.asarray(sheet, np.float64).mean()))
        assert weights[1] > 1.1 * weights[0], text
