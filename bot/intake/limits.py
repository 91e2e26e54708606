"""The checks that need no pixels: how many bytes came, and how big the header says they unpack."""

from __future__ import annotations

import math

from bot.domain.errors import PhotoError
from bot.domain.photo import IntakeLimits
from bot.intake.refusals import refusal


def check_bytes(data: bytes, limits: IntakeLimits) -> None:
    """Raises `PhotoError` where there is nothing or too much."""
    if not data:
        raise refusal("photo_empty")
    if len(data) > limits.max_bytes:
        raise refusal(
            "photo_too_large",
            f"{len(data)} bytes",
            size=_megabytes(len(data)),
            limit=_megabytes(limits.max_bytes),
        )


def check_sides(width: int, height: int, limits: IntakeLimits) -> None:
    """Raises `PhotoError` where a picture of that size costs too much to decode."""
    if max(width, height) > limits.max_side_px:
        raise refusal("photo_side_too_long", width=width, height=height, limit=limits.max_side_px)
    if width * height > limits.max_pixels:
        raise too_many_pixels(limits, f"{width} x {height}")


def check_smallest(width: int, height: int, limits: IntakeLimits) -> None:
    """Raises `PhotoError` where a picture of that size is too small to edit, or would be once its
    longer side is reduced to the work size."""
    if min(width, height) < limits.min_side_px:
        raise refusal("photo_too_small", width=width, height=height, limit=limits.min_side_px)
    if min(work_size(width, height, limits)) < limits.min_side_px:
        raise refusal("photo_too_narrow", width=width, height=height)


def work_size(width: int, height: int, limits: IntakeLimits) -> tuple[int, int]:
    """The size at which a picture is worked on: its own, or reduced to the work side."""
    scale = min(1.0, limits.work_side_px / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def too_many_pixels(limits: IntakeLimits, detail: str) -> PhotoError:
    """The refusal for a picture with too many pixels; `detail` is for the log."""
    return refusal("photo_too_many_pixels", detail, limit=limits.max_pixels // 1_000_000)


def _megabytes(size_bytes: int) -> str:
    """Rounded up to a tenth, so that a file just over the limit does not seem to be at it."""
    return f"{math.ceil(size_bytes / 2**20 * 10) / 10:g}"
