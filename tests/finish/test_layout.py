"""Lines set one below the other."""

import numpy as np

from bot.domain.overlay import Typeface
from bot.finish.fonts import faces_for
from bot.finish.layout import Block, set_text, wrapped

FACES = faces_for(Typeface.SANS)


def block(text: str, *, width: float = 2000.0, side: int | None = None) -> Block:
    return set_text(text, FACES, em_px=40.0, max_width=width, side=side)


def edges(ink: np.ndarray) -> tuple[int, int]:
    columns = np.flatnonzero((ink > 100).any(axis=0))
    return int(columns[0]), int(columns[-1])


def test_a_block_is_cut_to_its_ink() -> None:
    ink = block("Tea").ink
    for side in (ink[0], ink[-1], ink[:, 0], ink[:, -1]):
        assert side.any()


def test_words_wrap_at_spaces_and_long_words_stay_whole() -> None:
    assert wrapped("one two three", FACES, 40.0, 190.0) == ["one two", "three"]
    assert wrapped("Donaudampfschiff", FACES, 40.0, 50.0) == ["Donaudampfschiff"]


def test_japanese_wraps_between_characters_but_not_before_closing_signs() -> None:
    lines = wrapped("手作りの器、秋の新作。", FACES, 40.0, 40.0 * 5.2)
    assert len(lines) > 1
    assert "".join(lines) == "手作りの器、秋の新作。"
    assert not any(line.startswith(("、", "。")) for line in lines)


def test_thai_wraps_at_spaces_and_between_syllables_only_where_it_must() -> None:
    phrase = "กระเป๋าหนังแท้ ทำด้วยมือ"
    first, second = phrase.split(" ")
    wide = max(block(each).width for each in (first, second)) * 1.1
    assert wrapped(phrase, FACES, 40.0, wide) == [first, second]
    narrow = wrapped(first, FACES, 40.0, block(first).width * 0.75)
    assert len(narrow) > 1
    assert "".join(narrow) == first
    assert all(block(line).width <= block(first).width * 0.75 for line in narrow)


def test_lines_end_flush_where_they_should() -> None:
    text = "long first line\nshort"
    half = block(text, side=-1).height // 2
    for side in (-1, 0, 1):
        ink = block(text, side=side).ink
        (_, first_end), (start, end) = edges(ink[: half - 4]), edges(ink[half + 4 :])
        if side == -1:
            assert start <= 4
        elif side == 1:
            assert first_end - end <= 4
        else:
            assert abs(start - (ink.shape[1] - 1 - end)) <= 4


def test_lines_that_read_from_the_right_end_flush_right() -> None:
    set_ = block("مرحبا بكم في المتجر\nشاي")
    ink = set_.ink[set_.height // 2 + 6 :]
    assert set_.rtl
    assert set_.width - 1 - edges(ink)[1] <= 6


def test_lines_never_touch_even_with_high_marks() -> None:
    for text in ("ปู่ที่ยิ้ม\nปู่ที่ยิ้ม", "ÅÄÖ\ngjy\nÅÄÖ", "हूँ र्कीं\nहूँ र्कीं"):
        rows = (block(text).ink > 60).any(axis=1)
        gaps = int((~rows[1:] & rows[:-1]).sum())
        assert gaps >= text.count("\n")


def test_an_empty_line_makes_room() -> None:
    assert block("a\n\nb").height > block("a\nb").height + 10


def test_the_same_text_gives_the_same_ink() -> None:
    assert np.array_equal(block("Größe ★ 手作り").ink, block("Größe ★ 手作り").ink)
