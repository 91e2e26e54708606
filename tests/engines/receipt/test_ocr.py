"""Words on a product are read before and after, where OCR is installed."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from bot.domain.receipt_limits import ReceiptLimits
from bot.engines.arrays import Rgb
from bot.engines.receipt.measure import measure
from bot.engines.receipt.ocr import print_crop, reader_for, share_read
from bot.engines.receipt.reference import Reference
from tests.engines.receipt import damage

BOX = damage.drawn_box()


class CountingReader:
    """Fills the Read role: reads two words off the untouched box, one off anything else."""

    def __init__(self) -> None:
        self.seen: list[Rgb] = []

    def __call__(self, picture: Rgb) -> tuple[str, ...]:
        self.seen.append(picture)
        return ("harbour", "coffee") if len(self.seen) == 1 else ("harbour",)


def test_the_share_counts_letters_and_forgives_a_wrong_one() -> None:
    assert share_read(("harbour", "coffee"), ("harb0ur", "coffee")) == 1.0
    assert share_read(("harbour", "coffee"), ("harbour",)) == pytest.approx(7 / 13)
    assert share_read(("harbour",), ()) == 0.0
    assert share_read((), ("harbour",)) is None


def test_a_word_is_not_read_twice() -> None:
    assert share_read(("tea", "tea"), ("tea",)) == 0.5


def test_what_is_read_is_the_print_and_little_more() -> None:
    strokes = np.zeros((400, 300), np.bool_)
    strokes[100:150, 80:180] = True
    assert print_crop(np.zeros((400, 300, 3), np.uint8), strokes).shape == (396, 640, 3)


def test_the_photo_is_read_once_and_untouched_print_is_not() -> None:
    read = CountingReader()
    reference = Reference.of(BOX, damage.box_mask(), read)
    assert measure(reference, BOX.copy()).label_read is None
    assert measure(reference, damage.as_jpeg(BOX, 95)).label_read is None
    assert not read.seen
    for _ in range(2):
        assert measure(reference, damage.scrambled(BOX)).label_read == pytest.approx(0.5385)
    assert len(read.seen) == 3


def test_reading_can_be_turned_off() -> None:
    assert reader_for(ReceiptLimits(read_print=False)) is None


@pytest.mark.slow
@pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None, reason="needs the ocr extra: pip install '.[ocr]'"
)
def test_rapidocr_reads_the_box_and_not_its_scrambled_letters() -> None:
    read = reader_for(ReceiptLimits())
    reference = Reference.of(BOX, damage.box_mask(), read)
    assert "harbour" in reference.words
    assert (measure(reference, damage.blurred(BOX, 2.0)).label_read or 0.0) > 0.85
    assert (measure(reference, damage.scrambled(BOX)).label_read or 0.0) < 0.5
