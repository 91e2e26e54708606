"""Photo: an upright sRGB picture as it goes through Restage, and the limits on what comes in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from bot.domain.photo_check import PhotoCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A decoded photo: upright, 8-bit sRGB, metadata dropped.

    `pixels` holds `height * width * channels` bytes, row by row from the top left; channels are
    R, G, B for mode "RGB", R, G, B, A (straight alpha) for "RGBA", and one for "L" (masks).
    `sha256` is the hash of the bytes that were handed in, in hexadecimal. `reduced_from` is the
    upright (width, height) of a picture that was larger than what is worked on. `check` is what was
    measured of it, where somebody did. While a photo is put away, `pixels` is empty: it has to be
    read again before anybody looks at it.
    """

    name: str
    sha256: str
    width: int
    height: int
    mode: Literal["RGB", "RGBA", "L"]
    pixels: bytes
    reduced_from: tuple[int, int] | None = None
    check: PhotoCheck | None = None

    def __post_init__(self) -> None:
        expected = self.width * self.height * len(self.mode)
        if self.pixels and len(self.pixels) != expected:
            raise ValueError(f"{len(self.pixels)} bytes of pixels, expected {expected}")

    def put_away(self) -> Photo:
        """All that is known of the photo, without the photo."""
        return replace(self, pixels=b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeLimits:
    """What a file from outside may cost. Checked before decoding wherever the format allows it."""

    __pydantic_config__ = {"extra": "forbid"}

    max_bytes: int = 25 * 2**20
    max_pixels: int = 60_000_000
    max_side_px: int = 16_384
    min_side_px: int = 32
    work_side_px: int = 2048
    decode_limit_s: float = 5.0
    memory_limit_mib: int = 500

    def __post_init__(self) -> None:
        for name in ("max_bytes", "max_pixels", "max_side_px", "min_side_px", "memory_limit_mib"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1")
        if not self.min_side_px <= self.work_side_px <= self.max_side_px:
            raise ValueError("work_side_px must lie between min_side_px and max_side_px")
        if not self.decode_limit_s > 0:
            raise ValueError("decode_limit_s must be above 0")
