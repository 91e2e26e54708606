"""Regions between edges, and gaps that do no harm."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import rgb_of
from bot.engines.cutout.regions import Regions, edge_lines, find_regions, split
from bot.engines.cutout.working import working_photo
from tests.engines.cutout.shapes import HEIGHT, WIDTH, backdrop, disc, painted, photo_of


def regions_of(picture: np.ndarray) -> Regions:
    return find_regions(working_photo(rgb_of(photo_of(picture))))


def test_product_and_backdrop_are_regions_of_their_own() -> None:
    found = regions_of(painted(backdrop((180, 180, 180)), disc(80.0), (160, 60, 60)))
    inside, outside = found.labels[180, 240], found.labels[20, 20]
    assert inside != outside
    product = found.labels == inside
    truth = disc(80.0) > 0.5
    assert (product & truth).sum() / (product | truth).sum() > 0.95
    assert found.areas().sum() == HEIGHT * WIDTH


def test_a_gap_in_the_edge_lets_nothing_out() -> None:
    picture = painted(backdrop((180, 180, 180)), disc(80.0), (160, 60, 60))
    # On the right the product's colour runs into the backdrop's over a quarter of its width.
    blend = np.clip((np.arange(WIDTH) - 260) / 60.0, 0, 1)[None, :, None]
    picture[165:195] = picture[165:195] * (1 - blend) + 180 * blend
    found = regions_of(picture)
    assert found.labels[180, 200] != found.labels[20, 20]


def test_a_soft_shadow_belongs_to_its_backdrop() -> None:
    picture = backdrop((200, 200, 200))
    distance = np.hypot(*np.meshgrid(np.arange(WIDTH) - 240, np.arange(HEIGHT) - 180))
    picture *= 1 - 0.3 * np.exp(-((distance / 60) ** 2))[..., None]
    found = regions_of(picture)
    assert found.labels[180, 240] == found.labels[20, 20]


def test_an_empty_picture_is_one_region() -> None:
    found = find_regions(working_photo(np.full((200, 300, 3), 200, np.uint8)))
    assert found.count == 1
    assert (found.labels == 0).all()
    assert found.mean_of(np.ones((200, 300), np.float32)).tolist() == [1.0]


def test_lines_are_thin_and_short_ones_are_left_out() -> None:
    step = np.zeros((60, 80), np.float32)
    step[:, 39:42] = (2.0, 5.0, 2.0)
    step[10, 10:14] = 5.0
    lines = edge_lines(step, 1.0)
    assert lines[30].nonzero()[0].tolist() == [40]
    assert not lines[10, :30].any()


def test_a_region_is_split_where_both_pieces_are_wide() -> None:
    found = regions_of(backdrop((200, 200, 200)))
    part = np.zeros((HEIGHT, WIDTH), bool)
    part[:, 200:] = True
    halves = split(found, part)
    assert halves.count == 2
    assert halves.labels[180, 100] != halves.labels[180, 300]


def test_a_ribbon_along_an_edge_stays_with_its_region() -> None:
    found = regions_of(backdrop((200, 200, 200)))
    part = np.zeros((HEIGHT, WIDTH), bool)
    part[:, 200:205] = True
    assert split(found, part).count == 2  # what is left of it, and what is right of it
    part[:, 205:] = True
    assert split(found, part).labels[180, 202] == split(found, part).labels[180, 300]
