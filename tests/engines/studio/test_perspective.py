"""The stage and its ground plane."""

from typing import Any

import numpy as np
import pytest

from bot.engines.studio.perspective import Stage, Texture, lay_texture, stage_of
from tests.engines.studio.scene_photos import box_alpha


def a_stage(**changes: float) -> Stage:
    values: dict[str, Any] = {
        "width": 200, "height": 160, "base_row": 130.0, "column": 100.0,
        "product_width": 80.0, "product_height": 90.0,
    }  # fmt: skip
    return Stage(**{**values, **changes})


def test_the_stage_is_read_from_the_mask() -> None:
    stage = stage_of(box_alpha(200, 100))
    assert stage.base_row == pytest.approx(159, abs=1)
    assert stage.column == pytest.approx(49.5, abs=1)
    assert stage.product_width == pytest.approx(40, abs=2)
    assert stage.product_height == pytest.approx(100, abs=2)


def test_without_a_product_there_is_a_usual_place() -> None:
    stage = stage_of(np.zeros((100, 80), np.float32))
    assert 70 < stage.base_row < 95
    assert stage.column == 40


def test_rows_and_depths_are_inverse() -> None:
    stage = a_stage()
    depths = np.array([0.7, 1.0, 1.5, 3.0], np.float32)
    rows = np.array([stage.row_of(float(depth)) for depth in depths], np.float32)
    np.testing.assert_allclose(stage.depth_of(rows), depths, rtol=1e-5)
    assert stage.row_of(1.0) == stage.base_row
    np.testing.assert_allclose(stage.depth_behind(stage.behind(depths)), depths, rtol=1e-5)


def test_the_horizon_moves_with_the_base() -> None:
    high, low = a_stage(base_row=90.0), a_stage(base_row=150.0)
    assert low.horizon - high.horizon == pytest.approx(60.0)


def test_the_product_stands_at_the_origin_of_the_ground() -> None:
    stage = a_stage(column=140.0)
    right, behind = stage.ground_at(
        np.array([130.0], np.float32), np.array([140.0, 100.0], np.float32)
    )
    np.testing.assert_allclose(behind, 0.0, atol=1e-6)
    assert right[0, 0] == pytest.approx(0.0, abs=1e-6)
    assert right[0, 1] == pytest.approx(-40.0 / stage.unit)


def test_the_ground_mirrors_more_where_it_is_seen_at_a_flatter_angle() -> None:
    stage = a_stage()
    grazing = stage.grazing(np.array([stage.row_of(2.0), stage.row_of(1.0)], np.float32))
    assert 0 < grazing[0] < grazing[1] < 1


def test_a_panorama_is_not_enlarged_with_its_width() -> None:
    assert a_stage(width=900, height=160).unit == 1.5 * 160


def test_tiles_shrink_with_distance() -> None:
    stage = a_stage(width=400, height=400, base_row=330.0, column=200.0)
    stripes = np.zeros((600, 800, 3), np.float32)
    stripes[:, (np.arange(800) // 40) % 2 == 0] = 1.0  # stripes that run away from the camera
    texture = Texture(albedo=stripes, across=400.0, along=250.0)
    first = round(stage.row_of(1.8))
    laid = lay_texture(texture, stage, first)
    assert laid.shape == (400 - first, 400, 3)
    near, far = (np.abs(np.diff((row[:, 0] > 0.5).astype(int))).sum() for row in laid[[-1, 4]])
    assert far > 1.4 * near > 0
