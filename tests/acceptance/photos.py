"""Photos that people attach, small so that they are quick to edit."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

SIDE_PX = 160


def product(side: int = SIDE_PX, colour: str = "firebrick") -> bytes:
    """A labelled product on a plain wall, as a PNG."""
    photo = Image.new("RGB", (side, side), "whitesmoke")
    draw = ImageDraw.Draw(photo)
    third = side // 3
    draw.rounded_rectangle((third, third, 2 * third, 2 * third), radius=side // 20, fill=colour)
    draw.text((side * 0.4, side * 0.38), "TEA", fill="white", font_size=side / 10)
    return as_png(photo)


def mask(side: int = SIDE_PX) -> bytes:
    """Where the product is, in white on black, as a PNG."""
    painted = Image.new("L", (side, side), 0)
    third = side // 3
    ImageDraw.Draw(painted).rectangle((third, third, 2 * third, 2 * third), fill=255)
    return as_png(painted)


def as_png(picture: Image.Image) -> bytes:
    """The file."""
    encoded = io.BytesIO()
    picture.save(encoded, "PNG")
    return encoded.getvalue()
