"""Reading print: the words on a product before and after, where an OCR library is installed.

RapidOCR (Apache-2.0) brings its models in its wheel, so that nothing is fetched; it is an extra:
`pip install -c constraints.txt -e '.[ocr]'`.
"""

from __future__ import annotations

import difflib
import functools
import importlib.util
from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np

from bot.domain.receipt_limits import ReceiptLimits
from bot.engines.arrays import Region, Rgb

Read = Callable[[Rgb], tuple[str, ...]]
"""The words in a picture (height, width, 3), in lower case."""

_SIDE_PX = 640
"""Print is read with the longer side of what holds it at this many pixels."""
_MARGIN_PX = 16
_LEAST_SCORE = 0.6
_LEAST_LETTERS = 2
_SAME = 0.75
"""Likeness (`difflib`) from which a word counts as read again: a letter may go wrong in four."""


def reader_for(limits: ReceiptLimits) -> Read | None:
    """The reader of this machine; None where no OCR library is installed, or it is not wanted.
    Its models are loaded with the first print that is read."""
    if not limits.read_print or importlib.util.find_spec("rapidocr") is None:
        return None
    return lambda picture: _rapidocr()(picture)


def print_crop(picture: Rgb, strokes: Region) -> Rgb:
    """What holds the print of a picture, at the size at which it is read. `strokes` is of the
    picture's size and not empty."""
    rows, columns = np.flatnonzero(strokes.any(axis=1)), np.flatnonzero(strokes.any(axis=0))
    top, left = max(0, int(rows[0]) - _MARGIN_PX), max(0, int(columns[0]) - _MARGIN_PX)
    crop = picture[top : int(rows[-1]) + _MARGIN_PX, left : int(columns[-1]) + _MARGIN_PX]
    scale = _SIDE_PX / max(crop.shape[:2])
    method = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    size = (max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale)))
    return np.asarray(cv2.resize(crop, size, interpolation=method), np.uint8)


def share_read(before: Sequence[str], after: Sequence[str]) -> float | None:
    """Share of the words of `before` that are in `after`, 0 to 1, weighted by their letters; None
    where there were no words to read."""
    if not before:
        return None
    left = list(after)
    read = 0
    for word in sorted(before, key=len, reverse=True):
        best = max(left, key=lambda other: _likeness(word, other), default="")
        if _likeness(word, best) >= _SAME:
            left.remove(best)
            read += len(word)
    return read / sum(len(word) for word in before)


def _likeness(word: str, other: str) -> float:
    return difflib.SequenceMatcher(None, word, other).ratio()


@functools.cache
def _rapidocr() -> Read:
    """RapidOCR, its models loaded once in a process."""
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": _SIDE_PX,
        }
    )

    def read(picture: Rgb) -> tuple[str, ...]:
        found: Any = engine(np.ascontiguousarray(picture[..., ::-1]))  # Any: it has no types
        lines = zip(found.txts or (), found.scores or (), strict=True)
        words = (w for text, score in lines if score >= _LEAST_SCORE for w in text.lower().split())
        return tuple(word for word in words if len(word) >= _LEAST_LETTERS)

    return read
