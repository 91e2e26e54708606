"""Looking outwards over a region's border."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import rgb_of
from bot.engines.cutout.outlook import Outlook, look_around
from bot.engines.cutout.regions import find_regions, split
from bot.engines.cutout.working import working_photo
from tests.engines.cutout.shapes import Picture, backdrop, disc, painted, photo_of


def test_a_disc_looks_straight_at_the_scene_over_a_step() -> None:
    photo = working_photo(
        rgb_of(photo_of(painted(backdrop((190, 190, 190)), disc(80), (70, 30, 30))))
    )
    regions = find_regions(photo)
    inside, outside = regions.labels[180, 240], regions.labels[20, 20]
    outlook = look_around(regions, photo)
    to_scene = outlook.open_to(np.arange(regions.count) == outside)
    assert outlook.shares(to_scene)[inside] > 0.6
    assert np.median(outlook.step[to_scene & (outlook.region == inside)]) > 10.0
    assert not outlook.open_to(np.zeros(regions.count, bool)).any()


def test_a_wire_between_two_pieces_of_backdrop_is_noticed() -> None:
    picture = backdrop((190, 190, 190))
    picture[:, 236:242] = 60
    photo = working_photo(rgb_of(photo_of(picture)))
    regions = find_regions(photo)
    left, right = regions.labels[180, 100], regions.labels[180, 400]
    assert left != right
    outlook = look_around(regions, photo)
    from_left = outlook.region == left
    assert outlook.over_something_thin[from_left].mean() > 0.8
    assert not outlook.open_to(np.arange(regions.count) == right)[from_left].any()


def looks_from(picture: Picture, row: int, column: int) -> tuple[Outlook, NDArray[np.bool_]]:
    """The looks, and which of them start in the region at a pixel."""
    photo = working_photo(rgb_of(photo_of(picture, noise=0.3)))
    regions = split(find_regions(photo), np.linalg.norm(photo.lab - photo.lab[5, 5], axis=2) < 1.5)
    outlook = look_around(regions, photo)
    return outlook, outlook.region == regions.labels[row, column]


def test_a_faint_step_is_abrupt_and_a_penumbra_is_not() -> None:
    faint = painted(backdrop((250, 250, 250)), disc(90.0), (239, 239, 239))
    outlook, inside = looks_from(faint, 180, 240)
    assert outlook.abrupt[inside].mean() > 0.8
    assert 2.0 < np.median(outlook.contrast[inside]) < 6.0

    penumbra = np.asarray(cv2.GaussianBlur(disc(90.0), (0, 0), 20.0), np.float32)
    shadow = painted(backdrop((250, 250, 250)), penumbra, (190, 190, 190))
    outlook, inside = looks_from(shadow, 180, 240)
    assert outlook.abrupt[inside].mean() < 0.3
