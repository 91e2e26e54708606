"""Scene, product, and what is seen through the product."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from bot.engines.arrays import rgb_of
from bot.engines.cutout.regions import Regions, find_regions
from bot.engines.cutout.sorting import Sorted, find_backdrop, sort_regions
from bot.engines.cutout.working import working_photo
from tests.engines.cutout.shapes import (
    HEIGHT,
    WIDTH,
    Picture,
    backdrop,
    disc,
    painted,
    photo_of,
    soft_shadow,
)

RED, WHITE = (165, 40, 40), (238, 238, 236)


def sorted_regions(picture: Picture, *, noise: float = 1.2) -> tuple[Regions, Sorted]:
    photo = working_photo(rgb_of(photo_of(picture, noise=noise)))
    regions = find_regions(photo)
    found, scene = find_backdrop(photo, regions)
    return regions, sort_regions(photo, regions, found, scene)


def kind_at(found: tuple[Regions, Sorted], row: int, column: int) -> str:
    regions, verdict = found
    number = regions.labels[row, column]
    kinds = {"scene": verdict.scene, "hole": verdict.hole, "product": verdict.product}
    return next(kind for kind, flags in kinds.items() if flags[number])


@pytest.mark.parametrize("colour", [(240, 240, 240), (150, 155, 160), (120, 160, 130)])
def test_a_disc_on_plain_ground_is_product(colour: tuple[int, int, int]) -> None:
    found = sorted_regions(painted(backdrop(colour), disc(80.0), RED))
    assert kind_at(found, 180, 240) == "product"
    assert kind_at(found, 20, 20) == "scene"


def test_its_soft_shadow_is_scene() -> None:
    cover = disc(70.0)
    found = sorted_regions(painted(soft_shadow(backdrop((205, 205, 205)), cover), cover, RED))
    assert kind_at(found, 180, 240) == "product"
    assert kind_at(found, 254, 300) == "scene"


def test_the_hole_of_a_ring_is_no_product() -> None:
    cover = disc(100.0) - disc(70.0)
    found = sorted_regions(painted(backdrop((190, 190, 190)), cover, RED))
    assert kind_at(found, 180, 240) == "hole"
    assert kind_at(found, 180, 240 - 85) == "product"


def test_a_panel_a_little_darker_than_the_backdrop_is_product() -> None:
    picture = painted(backdrop((243, 243, 243)), disc(100.0), RED)
    found = sorted_regions(painted(picture, disc(70.0), (222, 222, 222)))
    assert kind_at(found, 180, 240) == "product"


def test_a_label_of_the_backdrops_colour_deep_inside_is_product() -> None:
    picture = painted(backdrop((190, 190, 190)), disc(120.0), RED)
    found = sorted_regions(painted(picture, disc(35.0), (190, 190, 190)))
    assert kind_at(found, 180, 240) == "product"


def test_a_highlight_that_has_burnt_out_is_no_hole() -> None:
    glow = np.clip(cv2.GaussianBlur(disc(60.0), (0, 0), 14.0) * 1.6, 0.0, 1.0)
    surface = painted(backdrop((150, 200, 185)), glow, (255, 255, 255))
    cover = disc(110.0)[..., None]
    picture = backdrop((255, 255, 255)) * (1.0 - cover) + surface * cover
    assert kind_at(sorted_regions(picture), 180, 240) == "product"


def test_holes_behind_holes_are_seen_through_too() -> None:
    lattice = np.zeros((HEIGHT, WIDTH), np.float32)
    lattice[60:300, 120:360] = 1.0
    for top in range(66, 300, 40):
        for left in range(126, 360, 40):
            lattice[top : top + 28, left : left + 28] = 0.0
    found = sorted_regions(painted(backdrop((190, 190, 190)), lattice, RED))
    assert kind_at(found, 160, 220) == "hole"


def test_white_on_white_is_doubtful_product() -> None:
    picture = painted(backdrop((250, 250, 250)), disc(90.0), WHITE)
    regions, verdict = sorted_regions(picture, noise=0.4)
    assert kind_at((regions, verdict), 180, 240) == "product"
    assert verdict.doubtful[regions.labels[180, 240]]


def test_a_picture_without_anything_is_scene() -> None:
    photo = working_photo(np.full((200, 300, 3), 210, np.uint8))
    regions = find_regions(photo)
    found, scene = find_backdrop(photo, regions)
    assert scene.tolist() == [True]
    assert not sort_regions(photo, regions, found, scene).product.any()
