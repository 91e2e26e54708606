"""Flow, lines and dots."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.engines.studio.strokes import (
    Flow,
    cloud,
    grain,
    halftone,
    ink_lines,
    levelled,
    lit_relief,
    without_specks,
)


def step(shape: tuple[int, int] = (80, 100), *, low: float = 0.3, high: float = 0.7) -> np.ndarray:
    """Dark on the left, bright on the right."""
    columns = np.arange(shape[1])[None].repeat(shape[0], axis=0)
    return np.where(columns < shape[1] // 2, low, high).astype(np.float32)


def test_flow_runs_along_the_edge() -> None:
    flow = Flow.along_edges(step(), 2.0)
    assert np.abs(flow.y[:, 48:52]).min() > 0.95
    assert np.hypot(flow.x, flow.y) == pytest.approx(np.ones((80, 100)), abs=1e-4)


def test_smearing_averages_along_the_flow_only() -> None:
    rng = np.random.default_rng(1)
    noise = rng.standard_normal((60, 60)).astype(np.float32)
    smeared = Flow.straight((60, 60), 0.0).smear(noise, levels=2)
    assert smeared[5:-5, 5:-5].std() == pytest.approx(1 / 3, abs=0.06)  # the mean of nine
    rows = np.arange(60, dtype=np.float32)[:, None].repeat(60, axis=1)
    assert Flow.straight((60, 60), 0.0).smear(rows, levels=3) == pytest.approx(rows, abs=1e-3)


def test_a_line_is_drawn_on_the_dark_side_of_an_edge() -> None:
    plane = step()
    ink = ink_lines(
        [levelled(plane, 20, 0.035)], Flow.along_edges(plane, 2.0), width=1.2, threshold=0.08
    )
    assert ink[40, 46:50].max() > 0.9
    assert ink[:, :40].max() == 0.0
    assert ink[:, 56:].max() == 0.0


def test_faint_edges_in_the_dark_are_found_too() -> None:
    plane = step(low=0.08, high=0.14)
    ink = ink_lines(
        [levelled(plane, 20, 0.035)], Flow.along_edges(plane, 2.0), width=1.2, threshold=0.08
    )
    assert ink[40, 46:50].max() > 0.3


def test_specks_go_and_lines_stay() -> None:
    ink = np.zeros((50, 50), np.float32)
    ink[10, 5:45] = 1.0
    ink[30, 30] = 1.0
    cleaned = without_specks(ink, 10)
    assert cleaned[10].sum() == pytest.approx(40)
    assert cleaned[30, 30] == 0.0


@pytest.mark.parametrize("tone", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_dots_cover_as_much_as_the_tone_says(tone: float) -> None:
    ink = halftone(np.full((240, 240), tone, np.float32), angle=0.3, pitch=8.0)
    assert float(ink.mean()) == pytest.approx(tone, abs=0.07)


def test_noise_has_mean_0_and_deviation_1_and_follows_its_seed() -> None:
    makers: tuple[Callable[[np.random.Generator], NDArray[np.float32]], ...] = (
        lambda rng: cloud(rng, (60, 90), 20),
        lambda rng: grain(rng, (60, 90), 1.0),
    )
    for make in makers:
        first = make(np.random.default_rng(3))
        assert first.shape == (60, 90)
        assert abs(float(first.mean())) < 1e-4
        assert float(first.std()) == pytest.approx(1.0, abs=1e-3)
        assert np.array_equal(first, make(np.random.default_rng(3)))
        assert not np.array_equal(first, make(np.random.default_rng(4)))


def test_a_bump_is_lit_from_the_top_left() -> None:
    y, x = np.mgrid[0:41, 0:41] - 20.0
    light = lit_relief(np.exp(-(x**2 + y**2) / 60).astype(np.float32))
    assert light[14, 14] < 0 < light[26, 26] or light[26, 26] < 0 < light[14, 14]
    assert light[26, 26] == pytest.approx(-light[14, 14], abs=1e-3)
