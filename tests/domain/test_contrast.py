"""Contrast against values that are published, or follow from the formula of WCAG 2.2."""

import pytest

from bot.domain.contrast import Colour, contrast_ratio, relative_luminance


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ((0, 0, 0), (255, 255, 255), 21.0),
        ((255, 255, 255), (255, 255, 255), 1.0),
        ((0x76, 0x76, 0x76), (255, 255, 255), 4.54),  # the lightest grey that passes AA on white
        ((0x77, 0x77, 0x77), (255, 255, 255), 4.48),  # and the first that does not
        ((0x59, 0x59, 0x59), (255, 255, 255), 7.0),  # AAA
        ((0x94, 0x94, 0x94), (255, 255, 255), 3.03),  # large text
        ((255, 0, 0), (255, 255, 255), 4.0),
        ((0, 0, 255), (255, 255, 255), 8.59),
    ],
)
def test_ratios_are_those_of_wcag(one: Colour, other: Colour, ratio: float) -> None:
    assert contrast_ratio(one, other) == pytest.approx(ratio, abs=0.006)
    assert contrast_ratio(other, one) == contrast_ratio(one, other)


def test_luminance_runs_from_black_to_white() -> None:
    assert relative_luminance((0, 0, 0)) == 0.0
    assert relative_luminance((255, 255, 255)) == pytest.approx(1.0)
    assert relative_luminance((0, 255, 0)) == pytest.approx(0.7152)
