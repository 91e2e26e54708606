"""Deliberate damage is named rightly, and what does no harm is not condemned."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from bot.domain.receipt import Change, Receipt, SceneVerdict, Verdict
from bot.domain.receipt_limits import ReceiptLimits
from bot.engines.arrays import Rgb
from bot.engines.exact import enlarged_mask
from bot.engines.receipt.measure import measure_receipt
from bot.engines.receipt.reference import Reference
from tests.engines.receipt import damage
from tests.fakes import an_edit

BOX = damage.drawn_box()
LIMITS = ReceiptLimits()


@cache
def reference() -> Reference:
    return damage.box_reference()


def receipt_of(picture: Rgb) -> Receipt:
    return measure_receipt(reference(), picture, edit=an_edit(), limits=LIMITS)


def test_untouched_pixels_are_identical() -> None:
    receipt = receipt_of(BOX.copy())
    assert receipt.verdict is Verdict.IDENTICAL
    assert receipt.identical_share == 1.0
    assert receipt.change is None
    assert receipt.scene is SceneVerdict.SAME


def test_one_pixel_makes_it_less_than_identical() -> None:
    picture = BOX.copy()
    picture[300, 300, 0] ^= 1
    receipt = receipt_of(picture)
    assert receipt.verdict is Verdict.KEPT
    assert receipt.identical_share < 1.0


def test_a_new_scene_leaves_the_product_identical() -> None:
    picture = np.full_like(BOX, (40, 90, 60))
    inside = damage.box_mask().alpha > 0
    picture[inside] = BOX[inside]
    receipt = receipt_of(picture)
    assert receipt.verdict is Verdict.IDENTICAL
    assert receipt.scene is SceneVerdict.NEW


@pytest.mark.parametrize(
    ("picture", "change"),
    [
        (damage.moved(BOX, across=2), Change.SHIFTED),
        (damage.moved(BOX, scale=1.02), Change.RESCALED),
        (damage.warped(BOX, 0.02), Change.WARPED),
        (damage.warped(BOX, 0.05), Change.WARPED),
        (damage.hue_turned(BOX, 40), Change.RECOLOURED),
        (damage.scrambled(BOX), Change.LABEL),
        (damage.blurred(BOX, 2.0), Change.BLURRED),
    ],
    ids=lambda value: str(value) if isinstance(value, Change) else "",
)
def test_damage_is_named(picture: Rgb, change: Change) -> None:
    assert receipt_of(picture).change is change


@pytest.mark.parametrize(
    "picture",
    [damage.as_jpeg(BOX, 95), damage.moved(BOX, across=0.3), damage.noisy(BOX, 1.5)],
    ids=["jpeg 95", "0.3 px", "noise"],
)
def test_what_does_no_harm_counts_as_kept(picture: Rgb) -> None:
    receipt = receipt_of(picture)
    assert receipt.verdict is Verdict.KEPT
    assert receipt.change is None


def test_an_enlarged_picture_is_measured_at_the_photos_size() -> None:
    doubled = cv2.resize(BOX, None, fx=2, fy=2, interpolation=cv2.INTER_LANCZOS4)
    receipt = receipt_of(np.asarray(doubled, np.uint8))
    assert receipt.verdict is Verdict.KEPT
    assert receipt.scale == pytest.approx(1.0, abs=0.002)


def test_a_product_with_a_long_outline_is_measured() -> None:
    large = np.asarray(cv2.resize(BOX, None, fx=3.2, fy=3.2), np.uint8)
    mask = enlarged_mask(damage.box_mask(), *large.shape[:2])
    there = Reference.of(large, mask)
    receipt = measure_receipt(there, damage.blurred(large, 1.0), edit=an_edit(), limits=LIMITS)
    assert receipt.outline_px is not None
    assert receipt.mask_overlap is not None


@pytest.mark.parametrize("size", [(32, 32), (40, 300)])
def test_the_smallest_pictures_are_measured(size: tuple[int, int]) -> None:
    small = np.asarray(cv2.resize(BOX, size), np.uint8)
    for mask in (None, enlarged_mask(damage.box_mask(), *small.shape[:2])):
        receipt = measure_receipt(
            Reference.of(small, mask), damage.noisy(small, 20), edit=an_edit(), limits=LIMITS
        )
        assert receipt.verdict is not Verdict.IDENTICAL


def test_without_a_trusted_mask_the_whole_photo_is_measured() -> None:
    without = Reference.of(BOX, damage.box_mask(trusted=False))
    receipt = measure_receipt(without, BOX.copy(), edit=an_edit(), limits=LIMITS)
    assert not receipt.product_found
    assert receipt.verdict is Verdict.IDENTICAL
    assert receipt.mask_overlap is None
