"""Textures of wood, stone and cloth."""

from collections.abc import Callable

import numpy as np
import pytest

from bot.domain.recipe import TONES, BackdropKind
from bot.engines.studio.colour import Colours, luminance, parse_hex
from bot.engines.studio.textures import Extent, ramp
from bot.engines.studio.textures_cloth import linen
from bot.engines.studio.textures_stone import concrete, joints, marble, slab
from bot.engines.studio.textures_wood import wood

EXTENT = Extent(width=1.2, depth=0.9, across=160.0, along=80.0)


def boards(rng: np.random.Generator, extent: Extent, tone: str) -> Colours:
    return wood(rng, extent, tone, board=0.2, gap=0.2)


MAKERS = [
    *[(boards, tone) for tone in TONES[BackdropKind.WOOD]],
    *[(marble, tone) for tone in TONES[BackdropKind.MARBLE]],
    *[(concrete, tone) for tone in TONES[BackdropKind.CONCRETE]],
    *[(linen, tone) for tone in TONES[BackdropKind.LINEN]],
    *[(slab, tone) for tone in TONES[BackdropKind.OUTDOOR]],
]


@pytest.mark.parametrize(("make", "tone"), MAKERS)
def test_textures_are_seeded_reflectances(
    make: Callable[[np.random.Generator, Extent, str], Colours], tone: str
) -> None:
    first, same, other = (make(np.random.default_rng(s), EXTENT, tone) for s in (1, 1, 2))
    assert first.shape == (EXTENT.rows, EXTENT.columns, 3)
    assert first.dtype == np.float32
    assert first.min() >= 0.0
    assert first.max() <= 1.0
    assert first.std() > 0.004
    np.testing.assert_array_equal(first, same)
    assert not np.array_equal(first, other)


def test_grain_runs_along_the_boards() -> None:
    light = luminance(boards(np.random.default_rng(3), EXTENT, "oak"))
    along, across = (np.abs(np.diff(light, axis=axis)).mean() for axis in (1, 0))
    assert across > 2 * along


def test_walnut_is_darker_than_oak_is_darker_than_ash() -> None:
    walnut, oak, ash = (
        luminance(boards(np.random.default_rng(4), EXTENT, tone)).mean()
        for tone in ("walnut", "oak", "ash")
    )
    assert walnut < oak < ash


def test_a_ramp_passes_through_its_stops() -> None:
    values = np.array([[0.0, 0.5, 1.0]], np.float32)
    colours = ramp(values, [(0.0, "#000000"), (0.5, "#ff0000"), (1.0, "#ffffff")])
    np.testing.assert_allclose(colours[0, 0], 0.0)
    np.testing.assert_allclose(colours[0, 1], parse_hex("#ff0000"), atol=0.01)
    np.testing.assert_allclose(colours[0, 2], 1.0, atol=1e-6)


def test_joints_cover_their_share_of_the_tiles() -> None:
    share = joints(EXTENT, 0.3, width=0.03, offset=0.1).mean()
    assert 0.1 < share < 0.4


def test_an_extent_turns() -> None:
    turned = EXTENT.turned()
    assert (turned.rows, turned.columns) == (EXTENT.columns, EXTENT.rows)
