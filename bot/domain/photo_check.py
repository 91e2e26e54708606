"""Photo check: what a photo is like, measured before anything is rendered, and what would help."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Finding(StrEnum):
    """What can be said about a photo; each has a sentence with the fix in the texts."""

    SOFT = "photo_soft"
    DARK = "photo_dark"
    BRIGHT = "photo_bright"
    SMALL = "photo_small"
    NOT_SEPARATE = "photo_not_separate"
    CUT_OFF = "photo_cut_off"
    BUSY = "photo_busy"
    TEXT = "photo_text"
    ALPHA = "photo_alpha"
    EMPTY = "photo_empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoCheck:
    """A photo in figures, and the findings that follow from them, the gravest first.

    sharpness: edge acuity inside the subject, 0 to 1. dark_share, blown_share: share of the
    subject's pixels without detail, 0 to 1. separation: CIEDE2000 across the subject's edge.
    business: how busy the background is, 0 to 1. border_share: share of the frame's border that
    the subject covers, 0 to 1. text_share: share of the subject that is print, 0 to 1. width and
    height are the photo's as it was handed in, in pixels.
    """

    width: int
    height: int
    sharpness: float
    dark_share: float
    blown_share: float
    separation: float
    business: float
    border_share: float
    text_share: float
    has_alpha: bool
    findings: tuple[Finding, ...] = ()
