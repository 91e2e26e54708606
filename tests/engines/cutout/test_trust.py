"""Confidence falls with every bad sign, and the doubt names the worst."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engines.cutout.signs import Signs
from bot.engines.cutout.trust import WEIGHTS, confidence_of, doubt_of

GOOD = Signs(
    busy=0.0,
    undecided=0.001,
    stray_edges=0.0,
    dissent=0.015,
    unedged=0.0,
    scattered=0.0,
    cut_off=0.0,
    glare=0.0,
    coverage=0.2,
)


def test_a_mask_without_bad_signs_is_trusted() -> None:
    assert confidence_of(GOOD) > 0.9


@pytest.mark.parametrize("sign", sorted(WEIGHTS))
def test_each_sign_alone_lowers_confidence_step_by_step(sign: str) -> None:
    values = [replace(GOOD, **{sign: value}) for value in (0.02, 0.2, 1.0)]
    confidences = [confidence_of(signs) for signs in values]
    assert confidences == sorted(confidences, reverse=True)
    assert len(set(confidences)) == 3
    assert all(0.0 <= confidence <= 1.0 for confidence in confidences)


@pytest.mark.parametrize("coverage", [0.0, 0.001, 0.97, 1.0])
def test_nothing_and_everything_are_never_trusted(coverage: float) -> None:
    assert confidence_of(replace(GOOD, coverage=coverage)) == 0.0


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        ({"coverage": 0.0}, "nothing_found"),
        ({"coverage": 0.95}, "cut_off"),
        ({"cut_off": 0.5}, "cut_off"),
        ({"busy": 0.8, "unedged": 0.3}, "busy_background"),
        ({"stray_edges": 4.0}, "parts_missing"),
        ({"unedged": 0.6, "undecided": 0.1}, "same_colour"),
        ({"dissent": 0.4}, "not_separate"),
        ({"glare": 0.9, "undecided": 0.01}, "same_colour"),
    ],
)
def test_the_doubt_is_about_the_worst_sign(changed: dict[str, float], doubt: str) -> None:
    assert doubt_of(replace(GOOD, **changed)) == doubt
