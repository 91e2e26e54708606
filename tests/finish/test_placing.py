"""Where text can stand."""

import numpy as np
import pytest

from bot.domain.overlay import Anchor
from bot.finish.placing import MARGIN, Ground
from tests.finish.scenes import a_mask, a_scene

MASK = a_mask()
SCENE = a_scene(MASK)
PRODUCT = MASK.alpha > 0.5
NINE = [anchor for anchor in Anchor if anchor is not Anchor.AUTO]


@pytest.mark.parametrize("anchor", NINE)
def test_anchors_are_at_the_margins_and_in_the_middle(anchor: Anchor) -> None:
    ground = Ground(SCENE, None)
    spot = ground.best(60, 20, anchor)
    assert spot is not None
    margin = round(MARGIN * 240)
    lefts = {-1: margin, 0: (320 - 60) // 2, 1: 320 - 60 - margin}
    tops = {-1: margin, 0: (240 - 20) // 2, 1: 240 - 20 - margin}
    assert (spot.x, spot.y) == (lefts[anchor.column], tops[anchor.row])
    assert spot.side == anchor.column


@pytest.mark.parametrize("anchor", list(Anchor))
def test_text_never_covers_the_product(anchor: Anchor) -> None:
    spot = Ground(SCENE, PRODUCT).best(120, 60, anchor, padding=6)
    if spot is not None:
        box = PRODUCT[spot.y - 6 : spot.y + 66, spot.x - 6 : spot.x + 126]
        assert not box.any()
    else:  # there is room above it and in no other place
        assert anchor.row >= 0
        assert anchor is not Anchor.AUTO


def test_what_does_not_fit_has_no_place() -> None:
    assert Ground(SCENE, PRODUCT).best(310, 20, Anchor.AUTO) is None
    assert Ground(SCENE, np.ones_like(PRODUCT)).best(10, 10, Anchor.AUTO) is None


def test_the_emptiest_area_is_taken() -> None:
    busy = SCENE.copy()
    noise = np.random.default_rng(1).integers(0, 255, busy[:70].shape, dtype=np.uint8)
    busy[:70] = noise  # the top is restless
    busy[:, :60] = np.random.default_rng(2).integers(0, 255, (240, 60, 3), dtype=np.uint8)
    spot = Ground(busy, PRODUCT).best(80, 24, Anchor.AUTO)
    assert spot is not None
    assert spot.y > 70
    assert spot.x > 205


def test_large_pictures_are_searched_on_a_small_map() -> None:
    mask = a_mask(2000, 3000, (1000, 900, 2000, 1700))
    spot = Ground(a_scene(mask), mask.alpha > 0.5).best(900, 200, Anchor.AUTO)
    assert spot is not None
    assert not mask.alpha[spot.y : spot.y + 200, spot.x : spot.x + 900].any()
