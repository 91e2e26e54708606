"""A decoder module that answers with more pixels than the limits allow."""

from bot.domain.photo import IntakeLimits, Photo


def decode_photo(data: bytes, *, name: str, limits: IntakeLimits) -> Photo:
    """A photo one row too high."""
    width, height = limits.work_side_px, limits.work_side_px + 1
    pixels = bytes(width * height * 4)
    return Photo(name=name, sha256="", width=width, height=height, mode="RGBA", pixels=pixels)
