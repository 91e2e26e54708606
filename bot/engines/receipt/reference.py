"""The reference: a source photo, prepared once so that each picture made of it can be measured."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Mask, Plane, Region, Rgb
from bot.engines.receipt.ocr import Read, print_crop
from bot.engines.studio.colour import Colours, to_cielab
from bot.engines.studio.print_mask import Window, print_region, product_window
from bot.engines.studio.smoothing import grow, shrink

WORK_SIDE_PX = 1024
"""The product's surroundings are measured with their longer side at no more than this."""
_MARGIN_SHARE = 0.03
_LEAST_PRODUCT_PX = 400
_LEAST_PLAIN, _BESIDE_PRINT_PX = 0.3, 5


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A source photo (height, width, 3) and where its product is.

    `mask` is None where none can be trusted: the whole photo is then the region. `read` reads
    print, None where nothing on this machine can. What is derived
    lies in `window`, a part of the photo around the product, scaled by `zoom` (1 or less).
    """

    source: Rgb
    mask: Mask | None
    read: Read | None = None

    @classmethod
    def of(cls, source: Rgb, mask: Mask | None, read: Read | None = None) -> Reference:
        """The reference of a photo; a mask that is not trusted, or of next to nothing, is left
        aside."""
        usable = mask is not None and mask.trusted and int(mask.core.sum()) >= _LEAST_PRODUCT_PX
        return cls(source=source, mask=mask if usable else None, read=read)

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) of the photo."""
        return self.source.shape[0], self.source.shape[1]

    @property
    def longer_side(self) -> int:
        """Of the photo, in pixels."""
        return max(self.size)

    @cached_property
    def window(self) -> Window:
        """Rows and columns around the product, with some of what is beside it."""
        everything = slice(0, self.size[0]), slice(0, self.size[1])
        if self.mask is None:
            return everything
        margin = max(16, round(_MARGIN_SHARE * self.longer_side))
        return product_window(self.mask, margin=margin) or everything

    @cached_property
    def zoom(self) -> float:
        """Pixels that are measured for each of the photo's, at most 1."""
        height, width = self.source[self.window].shape[:2]
        return min(1.0, WORK_SIDE_PX / max(height, width))

    def view(self, picture: Rgb) -> Colours:
        """The window of a picture of the photo's size, as CIELAB (h, w, 3)."""
        return to_cielab(np.asarray(self._scaled(picture[self.window]), np.uint8))

    def view_plane(self, plane: Plane) -> Plane:
        """The window of a plane of the photo's size."""
        return np.asarray(self._scaled(plane[self.window]), np.float32)

    @cached_property
    def lab(self) -> Colours:
        """The photo in the window, CIELAB (h, w, 3)."""
        return self.view(self.source)

    @cached_property
    def alpha(self) -> Plane:
        """The product in the window, 0 to 1; 1 everywhere where none was found."""
        if self.mask is None:
            return np.ones(self.lab.shape[:2], np.float32)
        return self.view_plane(self.mask.alpha)

    @cached_property
    def inside(self) -> Region:
        """Pixels of the window that are product, clear of its edge."""
        return shrink(self.alpha > 0.97, 2) if self.mask is not None else self.alpha > 0.5

    @cached_property
    def core(self) -> Region:
        """Pixels of the photo that `exact` keeps; all where no product was found."""
        return self.mask.core if self.mask is not None else np.ones(self.size, np.bool_)

    @cached_property
    def photo_print(self) -> Region:
        """Strokes of lettering on the product, of the photo's size; none without a mask."""
        if self.mask is None:
            return np.zeros(self.size, np.bool_)
        return print_region(self.source, self.mask) > 0.5

    @cached_property
    def print(self) -> Region:
        """Lettering on the product in the window, grown by a few pixels."""
        strokes = self.view_plane(self.photo_print.astype(np.float32)) > 0.5
        return cv2.dilate(strokes.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words on the product, as far as they can be read."""
        return self.words_in(self.source)

    def words_in(self, picture: Rgb) -> tuple[str, ...]:
        """The words where the product has print, in a picture of the photo's size."""
        if self.read is None or not self.photo_print.any():
            return ()
        return self.read(print_crop(picture, self.photo_print))

    @cached_property
    def plain(self) -> Region:
        """Pixels inside the product without its print, which is judged by itself; all of them
        where print covers most."""
        apart = self.inside & ~grow(self.print, _BESIDE_PRINT_PX)
        return apart if apart.sum() > _LEAST_PLAIN * self.inside.sum() else self.inside

    def _scaled(self, array: NDArray[Any]) -> NDArray[Any]:  # Any: OpenCV gives what it gets
        if self.zoom == 1.0:
            return np.ascontiguousarray(array)
        height, width = (max(1, round(side * self.zoom)) for side in array.shape[:2])
        return cv2.resize(array, (width, height), interpolation=cv2.INTER_AREA)
