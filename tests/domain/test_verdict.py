"""What figures say of a product, by the shipped limits."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.receipt import Change, Figures, SceneVerdict, Verdict
from bot.domain.receipt_limits import Limit, ReceiptLimits, SceneLimits
from bot.domain.verdict import judge

LIMITS = ReceiptLimits()
GOOD = Figures(
    identical_share=0.4,
    mask_overlap=0.99,
    shift_px=0.1,
    scale=1.0,
    outline_px=0.2,
    warp_px=0.1,
    colour_mean=0.3,
    colour_worst=0.8,
    lightness=0.1,
    tint=0.1,
    structure=0.99,
    structure_worst=0.95,
    sharpness=0.99,
    label=0.99,
    label_worst=0.97,
    scene_change=14.0,
)


def test_only_every_pixel_the_same_is_identical() -> None:
    assert judge(replace(GOOD, identical_share=1.0), LIMITS, side_px=1024).verdict == "identical"
    receipt = judge(replace(GOOD, identical_share=0.9999), LIMITS, side_px=1024)
    assert receipt.verdict is Verdict.KEPT
    assert receipt.change is None
    assert receipt.scene is SceneVerdict.NEW


@pytest.mark.parametrize(
    ("bad", "change", "decided_by"),
    [
        ({"shift_px": 20.0}, Change.SHIFTED, "shift_px"),
        ({"scale": 0.95}, Change.RESCALED, "scale"),
        ({"warp_px": 6.0, "outline_px": 7.0}, Change.WARPED, "warp_px"),
        ({"colour_mean": 7.0, "lightness": 6.0}, Change.RELIT, "colour_mean"),
        ({"colour_mean": 7.0, "tint": 9.0}, Change.RECOLOURED, "colour_mean"),
        ({"sharpness": 0.5}, Change.BLURRED, "sharpness"),
        ({"sharpness": 0.5, "structure": 0.7, "label": 0.6}, Change.BLURRED, "sharpness"),
        ({"label_worst": 0.1}, Change.LABEL, "label_worst"),
        ({"label_read": 0.2}, Change.LABEL, "label_read"),
        ({"structure": 0.5}, Change.REDRAWN, "structure"),
    ],
)
def test_one_bad_figure_decides(bad: dict[str, Any], change: Change, decided_by: str) -> None:
    receipt = judge(replace(GOOD, **bad), LIMITS, side_px=1024)
    assert receipt.verdict is Verdict.CHANGED
    assert receipt.change is change
    assert receipt.decided_by == decided_by


def test_a_small_shift_is_named_and_does_no_harm() -> None:
    receipt = judge(replace(GOOD, shift_px=2.0), LIMITS, side_px=1024)
    assert receipt.verdict is Verdict.KEPT
    assert receipt.change is Change.SHIFTED


def test_pixels_count_for_what_they_are_on_the_photo() -> None:
    moved = replace(GOOD, shift_px=4.0)
    assert judge(moved, LIMITS, side_px=1024).verdict is Verdict.SLIGHTLY_CHANGED
    assert judge(moved, LIMITS, side_px=2048).verdict is Verdict.KEPT


def test_a_small_photo_is_not_held_to_less_than_its_edges_can_show() -> None:
    soft_edge = replace(GOOD, outline_px=1.9, warp_px=0.5, mask_overlap=0.98)
    for side_px in (280, 480, 680):
        assert judge(soft_edge, LIMITS, side_px=side_px).verdict is Verdict.KEPT
    bent = replace(soft_edge, outline_px=5.0)
    assert judge(bent, LIMITS, side_px=280).verdict is Verdict.CHANGED


def test_a_colour_that_was_asked_for_is_no_fault() -> None:
    painted = replace(GOOD, colour_mean=30.0, colour_worst=50.0, tint=40.0)
    assert judge(painted, LIMITS, side_px=1024).verdict is Verdict.CHANGED
    receipt = judge(painted, LIMITS, side_px=1024, colour_asked=True)
    assert receipt.verdict is Verdict.KEPT
    assert receipt.colour_mean == 30.0
    bent = replace(painted, outline_px=9.0)
    assert judge(bent, LIMITS, side_px=1024, colour_asked=True).verdict is Verdict.CHANGED


def test_fainter_print_on_a_new_colour_counts_as_kept_where_it_was_read() -> None:
    faint = replace(GOOD, label=0.6, label_worst=0.5)
    assert judge(faint, LIMITS, side_px=1024, colour_asked=True).verdict is Verdict.CHANGED
    read = replace(faint, label_read=1.0)
    assert judge(read, LIMITS, side_px=1024, colour_asked=True).verdict is Verdict.KEPT


def test_what_could_not_be_measured_decides_nothing() -> None:
    bare = Figures(identical_share=0.2, colour_mean=0.1, colour_worst=0.2, structure=0.99)
    assert judge(bare, LIMITS, side_px=1024).verdict is Verdict.KEPT


def test_nothing_measured_at_all_is_not_called_kept() -> None:
    receipt = judge(Figures(identical_share=0.3), LIMITS, side_px=1024)
    assert receipt.verdict is Verdict.CHANGED
    assert receipt.decided_by == "identical_share"


def test_a_receipt_is_one_line_of_what_is_known() -> None:
    line = json.loads(judge(Figures(identical_share=1.0), LIMITS, side_px=64).to_json())
    assert line["verdict"] == "identical"
    assert "label" not in line


def test_marks_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="rise or fall"):
        Limit(noticed=1.0, kept=3.0, slight=2.0)
    with pytest.raises(ValueError, match="between 0"):
        SceneLimits(same=5.0, touched=1.0)
