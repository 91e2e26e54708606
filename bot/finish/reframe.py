"""Another shape for a scene: how much of it is kept, and where it has to be continued."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from bot.engines.arrays import Mask, Region, Rgb
from bot.finish.extend import extended

AROUND_PRODUCT = 0.14
"""Room kept on each side of the product where the scene is cut, as a share of its longer extent."""
_MOST_EXTENSION = 0.12
"""Share of the side that may be made up before the scene is cut instead."""
_PRODUCT_FROM = 0.02
"""Alpha from which a pixel belongs to the product, its soft edge included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Columns and rows of a picture, the ends not included; may lie partly outside of it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top


def product_box(mask: Mask) -> Box | None:
    """The product with its soft edge; None where there is none."""
    seen = mask.alpha > _PRODUCT_FROM
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not len(rows):
        return None
    return Box(
        left=int(columns[0]),
        top=int(rows[0]),
        right=int(columns[-1]) + 1,
        bottom=int(rows[-1]) + 1,
    )


def frame_for(width: int, height: int, product: Box | None, aspect: float) -> Box:
    """What of a picture to show in a frame of that aspect (width over height).

    A little is made up at the sides that are short; beyond that the scene is cut where it is long,
    but never closer to the product than `AROUND_PRODUCT`, nor at all where the product is not
    known (`product` None): then all the rest is made up.
    """
    if width / height > aspect:  # too wide: columns are cut, rows are added
        span = (product.left, product.right) if product else None
        shown = max(_kept(width, span, product), height * aspect / (1.0 - _MOST_EXTENSION))
        shown = min(float(width), shown)
        return _box(width, height, shown, shown / aspect, product)
    span = (product.top, product.bottom) if product else None
    shown = max(_kept(height, span, product), width / aspect / (1.0 - _MOST_EXTENSION))
    shown = min(float(height), shown)
    return _box(width, height, shown * aspect, shown, product)


def reframed(rgb: Rgb, product: Region, box: Box, size: tuple[int, int]) -> Rgb:
    """The part of the picture in `box`, continued where that reaches beyond it, at `size` (width,
    height). `product` is (height, width), True where the scene cannot be seen."""
    height, width = product.shape
    inside = (
        slice(max(0, box.top), min(height, box.bottom)),
        slice(max(0, box.left), min(width, box.right)),
    )
    scene = extended(
        rgb[inside],
        product[inside],
        left=max(0, -box.left),
        top=max(0, -box.top),
        right=max(0, box.right - width),
        bottom=max(0, box.bottom - height),
    )
    return resized(scene, size)


def reframed_mask(mask: Mask, box: Box, size: tuple[int, int]) -> Mask:
    """The mask of what `reframed` makes: no product where the scene was continued."""
    height, width = mask.alpha.shape
    alpha = np.zeros((box.height, box.width), np.float32)
    top, left = max(0, -box.top), max(0, -box.left)
    part = mask.alpha[
        max(0, box.top) : min(height, box.bottom), max(0, box.left) : min(width, box.right)
    ]
    alpha[top : top + part.shape[0], left : left + part.shape[1]] = part
    alpha = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_LINEAR), np.float32)
    return replace(mask, alpha=alpha, core=alpha >= 1.0)


def resized(rgb: Rgb, size: tuple[int, int]) -> Rgb:
    """The picture at `size` (width, height)."""
    if rgb.shape[1::-1] == size:
        return rgb
    smaller = size[0] < rgb.shape[1]
    kind = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(rgb, size, interpolation=kind), np.uint8)


def _kept(side: int, span: tuple[int, int] | None, product: Box | None) -> float:
    """How much of a side must stay: all of it where the product is not known."""
    if span is None or product is None:
        return float(side)
    room = AROUND_PRODUCT * max(product.width, product.height)
    return min(float(side), span[1] - span[0] + 2.0 * room)


def _box(
    width: int, height: int, shown_width: float, shown_height: float, product: Box | None
) -> Box:
    """A box of that size: what is cut is cut evenly around the product, what is added is added so
    that the product keeps its place."""
    middle_x = (product.left + product.right) / 2 if product else width / 2
    middle_y = (product.top + product.bottom) / 2 if product else height / 2
    left = _start(width, shown_width, middle_x)
    top = _start(height, shown_height, middle_y)
    return Box(
        left=left,
        top=top,
        right=left + max(1, round(shown_width)),
        bottom=top + max(1, round(shown_height)),
    )


def _start(side: int, shown: float, middle: float) -> int:
    """Where the shown part of a side begins: within it where it is cut, before it where it is
    extended."""
    if shown <= side:
        return round(min(max(middle - shown / 2, 0.0), side - shown))
    return -round((shown - side) * middle / side)
