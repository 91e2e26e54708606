"""Looking across a mask's outline."""

from __future__ import annotations

import cv2
import numpy as np

from bot.engines.arrays import rgb_of
from bot.engines.cutout.rim import rim_of, sharpness, steepness
from bot.engines.cutout.working import WorkingPhoto, working_photo
from tests.engines.cutout.shapes import HEIGHT, WIDTH, Picture, backdrop, disc, painted, photo_of


def photo_with(cover: Picture) -> WorkingPhoto:
    picture = painted(backdrop((200, 200, 200)), cover, (60, 70, 90))
    return working_photo(rgb_of(photo_of(picture)))


def test_the_rim_lies_on_the_outline_and_points_into_the_mask() -> None:
    rim = rim_of(disc(80.0) > 0.5)
    from_centre = np.hypot(rim.columns - 240.0, rim.rows - 180.0)
    assert np.abs(from_centre - 80.0).max() < 2.0
    to_centre = np.stack([180.0 - rim.rows, 240.0 - rim.columns]) / from_centre
    assert (to_centre[0] * rim.down + to_centre[1] * rim.right).min() > 0.97


def test_the_frame_is_no_rim() -> None:
    everything = np.ones((HEIGHT, WIDTH), bool)
    assert len(rim_of(everything)) == 0
    assert len(rim_of(~everything)) == 0
    right_half = everything & (np.arange(WIDTH) >= 240)
    assert set(rim_of(right_half).columns) == {240}


def test_profiles_run_from_outside_to_inside() -> None:
    mask = disc(80.0) > 0.5
    rim = rim_of(mask)
    profiles = rim.across(mask.astype(np.float32), np.array([-4, 4]))
    assert profiles.shape == (len(rim), 2)
    assert profiles[:, 0].max() < 0.01
    assert profiles[:, 1].min() > 0.99


def test_an_edge_in_focus_is_sharp_and_one_that_fades_is_not() -> None:
    hard = disc(80.0)
    soft = np.asarray(cv2.GaussianBlur(hard, (0, 0), 8.0), np.float32)
    rim = rim_of(hard > 0.5)
    assert np.median(sharpness(photo_with(hard), rim)) > 0.8
    assert np.median(sharpness(photo_with(soft), rim)) < 0.4
    assert np.median(steepness(photo_with(hard), rim)) > 0.3
    assert np.median(steepness(photo_with(soft), rim)) < 0.2


def test_means_are_taken_along_the_outline() -> None:
    rim = rim_of(disc(80.0) > 0.5)
    left = rim.columns < 240
    means = rim.mean_along(left, 4.0)
    assert means[rim.columns < 200].min() > 0.99
    assert means[rim.columns > 280].max() < 0.01
    assert rim.only(left).mean_along(np.full(left.sum(), 7.0), 4.0).min() > 6.99
