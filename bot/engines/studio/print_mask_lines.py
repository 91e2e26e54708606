"""Lines of letters among the parts of a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.engines.studio.print_mask_parts import Floats, Parts

_LINE_LENGTH = 20
"""Faint letters are followed along their line for this many steps."""
_TALLEST = 0.22
"""Height of the tallest letters, as a share of the product's longer side."""
_FAINT_TEXTURE = 20.0
"""Lettering weaker than this (CIELAB units) that is busy all around is texture."""

Choice = NDArray[np.bool_]
Pairs = NDArray[np.bool_]
"""(n, n): whether the part of the row stands to that of the column in some relation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Relations:
    """How the parts of a layer lie to one another.

    `in_line`: like each other in height and ink, and side by side as neighbouring letters are.
    `beside`: the row's part is near the column's and small enough to belong to it: a dot, an
    accent, a rule, a small logo.
    """

    in_line: Pairs
    beside: Pairs

    @classmethod
    def between(cls, parts: Parts) -> _Relations:
        """All pairs at once; a part is never in line with itself."""
        x, y, width, height = parts.box.T
        taller = np.maximum(height[:, None], height[None, :])
        across = _distance(x + width / 2)
        along = _distance(y + height / 2)
        # Letters stand on one line, or hang from one, which may climb or be bent around a form.
        edges = np.minimum(_distance(y), _distance(y + height))
        level = (along < 0.5 * taller + 0.2 * across) & (edges < 0.12 * taller + 0.4 * across)
        breadth = np.minimum(width, height)
        near = _gap(x, width) < 2.2 * np.maximum(breadth[:, None], breadth[None, :])
        in_line = level & near & _alike(parts) & ~np.eye(len(x), dtype=np.bool_)

        close_x = np.maximum(_gap(x, width), 0.0) < 0.9 * height[None, :]
        close_y = np.maximum(_gap(y, height), 0.0) < 1.3 * height[None, :]
        small = height[:, None] < 3.2 * height[None, :]
        small &= width[:, None] < 16.0 * height[None, :]
        return cls(in_line=in_line, beside=close_x & close_y & small)


def _distance(places: Floats) -> Floats:
    return np.abs(places[:, None] - places[None, :])


def _gap(start: Floats, length: Floats) -> Floats:
    """Free distance between every two spans on an axis; below 0 where they overlap."""
    begin, end = start, start + length
    return np.maximum(begin[None, :] - end[:, None], begin[:, None] - end[None, :])


def _alike(parts: Parts) -> Pairs:
    """Of like height, and of one ink."""
    height = parts.box[:, 3]
    ratio = height[None, :] / height[:, None]
    ink = np.linalg.norm(parts.ink[:, None] - parts.ink[None, :], axis=-1)
    strongest = np.maximum(parts.contrast[:, None], parts.contrast[None, :])
    return (ratio > 0.45) & (ratio < 2.2) & (ink < 0.5 * strongest)


def lettering(parts: Parts, span: float) -> Choice:
    """Which parts are letters in a line or whole words, or belong to them.

    `span` is the product's longer side in pixels. Lines run across; for upright ones, hand in
    `parts.turned()`.
    """
    relations = _Relations.between(parts)
    quiet = parts.bustle[:, 0] < 0.35
    kept = _sure_letters(parts, relations, span) & quiet
    if not kept.any():
        return kept
    relative = parts.contrast / np.median(parts.contrast[kept])
    like_strong = (relative > 0.6) | ((relative > 0.35) & quiet)
    faint = parts.printed(ground=0.2, ink=0.55, edge=0.12) & quiet
    belongs = parts.printed(ground=0.3, ink=0.55, edge=0.12) & like_strong
    for _ in range(_LINE_LENGTH):
        kept |= faint & (relations.in_line & kept[None, :]).any(axis=1)
        kept |= belongs & (relations.beside & kept[None, :]).any(axis=1)
    weak = float(np.median(parts.contrast[kept])) < _FAINT_TEXTURE
    return np.zeros_like(kept) if weak and quiet[kept].mean() < 0.5 else kept


def _sure_letters(parts: Parts, relations: _Relations, span: float) -> Choice:
    """Clearly printed parts with two more on their line, or words whose letters run together."""
    width, height = parts.box[:, 2], parts.box[:, 3]
    printed = parts.printed(ground=0.13, ink=0.55, edge=0.12)
    neighbours = (relations.in_line & printed[None, :]).sum(axis=1)
    word = (width > 2.2 * height) & (parts.runs >= 3.0) & (parts.fill > 0.18) & (parts.fill < 0.8)
    return printed & (word | (neighbours >= 2)) & (height <= _TALLEST * span)
