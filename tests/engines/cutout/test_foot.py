"""The shadow under a foot, close up."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.cutout.crossing import cross
from bot.engines.cutout.curves import curves_around
from bot.engines.cutout.foot import shadow_under
from tests.engines.cutout.closeups import view_of
from tests.engines.cutout.shapes import HEIGHT, WIDTH, Picture, backdrop, painted

BLUE, GREY = (60, 95, 170), (200, 205, 210)
BOX = np.zeros((HEIGHT, WIDTH), np.float32)
BOX[60:280, 120:360] = 1.0
WIDE = BOX > 0.5
WIDE[280:287, 120:360] = True  # the mask took the shadow for product


def contact(*, dark: float) -> Picture:
    """A box with a dark line of contact under it that fades within some pixels."""
    line = np.zeros_like(BOX)
    line[270:283, 118:362] = 1.0
    return painted(
        backdrop(GREY) * (1.0 - dark * cv2.GaussianBlur(line, (0, 0), 2.0))[..., None], BOX, BLUE
    )


def shadow_of(picture: Picture) -> tuple[np.ndarray, np.ndarray]:
    (curve,) = curves_around(WIDE)
    crossing = cross(curve, view_of(picture, WIDE), reach=10)
    under = (crossing.below[:, 0] > 0.9) & (np.abs(curve.points[:, 0] - 240.0) < 80.0)
    return shadow_under(crossing), under


def test_the_dark_line_is_shadow_up_to_the_product() -> None:
    shadow, under = shadow_of(contact(dark=0.8))
    sure = shadow[under] > 0.5
    assert sure[:, :14].mean() > 0.9
    assert not sure[:, 20:].any()


def test_only_the_underside_has_one() -> None:
    shadow, under = shadow_of(contact(dark=0.8))
    assert shadow[~under].mean() < 0.25 * shadow[under].mean()


def test_without_a_contact_it_ends_where_the_product_begins() -> None:
    shadow, under = shadow_of(contact(dark=0.0))
    assert not (shadow[under][:, 19:] > 0.5).any()
