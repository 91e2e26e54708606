"""Photo check: what a photo is like, measured before anything is rendered, and what would help."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Finding(StrEnum):
    """What can be said about a photo; each has a sentence with the fix in the texts."""

    EMPTY = "photo_blank"
    SOFT = "photo_soft"
    DARK = "photo_dark"
    BRIGHT = "photo_bright"
    SMALL = "photo_small"
    CUT_OFF = "photo_cut_off"
    NOT_SEPARATE = "photo_not_separate"
    BUSY = "photo_busy"
    TEXT = "photo_text"
    ALPHA = "photo_alpha"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoCheck:
    """A photo in figures, and the findings that follow from them, the gravest first.

    width and height are the photo's as it was handed in, in pixels. subject_found: whether the
    subject could be told from what is around it; where not, its figures are those of the photo's
    middle. sharpness: edge acuity inside the subject, 0 to 1; None without any edges. brightness:
    the 98th percentile of L* of the whole photo, 0 to 100. dark_share, blown_share: share of the
    subject's pixels without detail, 0 to 1. clipped_share: share of them that lost their shading in
    any channel, as coloured things do long before they are white. separation: CIEDE2000 across the
    subject's edge. business: how busy the background is, 0 to 1. border_share: share of the frame's
    border that the subject covers, 0 to 1. text_share: share of the subject that is print, 0 to 1.
    spread: how far colours differ in the whole photo, in delta E.
    """

    width: int
    height: int
    subject_found: bool
    sharpness: float | None
    brightness: float
    dark_share: float
    blown_share: float
    clipped_share: float
    separation: float | None
    business: float
    border_share: float
    text_share: float
    spread: float
    has_alpha: bool
    findings: tuple[Finding, ...] = ()


_SHARES = (
    "least_sharpness",
    "most_dark",
    "most_blown",
    "most_clipped",
    "most_business",
    "most_border",
)
"""Limits from 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoLimits:
    """From which figures something is said about a photo."""

    __pydantic_config__ = {"extra": "forbid"}

    least_width_px: int = 800
    least_sharpness: float = 0.27
    least_brightness: float = 55.0
    most_dark: float = 0.4
    most_blown: float = 0.25
    most_clipped: float = 0.35
    least_separation: float = 6.0
    most_business: float = 0.015
    most_border: float = 0.03
    least_text: float = 0.003
    least_spread: float = 4.0

    def __post_init__(self) -> None:
        for name in _SHARES:
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} {getattr(self, name):g} is outside 0 to 1")


def judge_photo(check: PhotoCheck, limits: PhotoLimits) -> PhotoCheck:
    """The check with the findings that follow from its figures."""
    return replace(check, findings=_findings(check, limits))


def _findings(check: PhotoCheck, limits: PhotoLimits) -> tuple[Finding, ...]:
    """The gravest first. A photo of nothing has nothing else to be said about it."""
    if check.spread < limits.least_spread:
        return (Finding.EMPTY,)
    busy = check.business > limits.most_business
    apart = check.subject_found and (check.separation or 0.0) >= limits.least_separation
    too_dark = check.brightness < limits.least_brightness or check.dark_share > limits.most_dark
    burnt = check.blown_share > limits.most_blown or check.clipped_share > limits.most_clipped
    is_wall = not (check.subject_found or busy)  # what is white there is no product
    signs = {
        Finding.SOFT: check.sharpness is not None and check.sharpness < limits.least_sharpness,
        Finding.DARK: too_dark,
        Finding.BRIGHT: burnt and not is_wall,
        Finding.SMALL: check.width < limits.least_width_px,
        Finding.CUT_OFF: check.border_share > limits.most_border,
        Finding.NOT_SEPARATE: not busy and not apart,
        Finding.BUSY: busy,
        Finding.TEXT: check.text_share >= limits.least_text,
        Finding.ALPHA: check.has_alpha,
    }
    return tuple(finding for finding, there in signs.items() if there)
