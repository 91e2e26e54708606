"""Photos with exact masks, looked at close up, for the tests of outlines."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import Region, rgb_of
from bot.engines.cutout.backdrop import Backdrop, first_guess
from bot.engines.cutout.closeup import CloseUp, close_up
from bot.engines.cutout.working import WorkingPhoto, working_photo
from tests.engines.cutout.shapes import Picture, photo_of


def looked_at(picture: Picture) -> tuple[np.ndarray, WorkingPhoto, Backdrop]:
    """The picture as a photo, at working size, and its backdrop."""
    rgb = rgb_of(photo_of(picture))
    working = working_photo(rgb)
    return rgb, working, first_guess(working)


def view_of(picture: Picture, mask: Region) -> CloseUp:
    """A close look at the picture, of which `mask` is taken to be the product."""
    return close_up(*looked_at(picture), mask)
