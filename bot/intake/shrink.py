"""Pictures to the size at which they are worked on, within a memory that does not grow with them.

Pillow keeps 4 bytes for a pixel of colour and makes a second copy of a picture with alpha before
it scales it: 60 megapixels would take 480 MB. So big pictures are first reduced by a whole number
in bands of rows, each brought to a plain mode by itself.
"""

from __future__ import annotations

import math

from PIL import Image, ImageFile

from bot.intake.modes import Plainer, plainer_for

_BAND_ROWS = 64  # rows of a band after reduction
_GAP = 1.5  # what the fine filter still has to do after the coarse one, as a ratio of sides


def draft_jpeg(image: ImageFile.ImageFile, size: tuple[int, int]) -> tuple[float, float]:
    """Let the JPEG decoder skip what `size` (width, height) does not need.

    Returns the extent of the picture in the pixels that will be decoded, which may end within the
    last pixel.
    """
    drafted = image.draft(None, size)
    if drafted is None:
        return image.size
    _, (_, _, width, height) = drafted
    return width, height


def plain_at(image: Image.Image, extent: tuple[float, float], size: tuple[int, int]) -> Image.Image:
    """The picture in a plain mode (see `bot.intake.modes`) at `size` (width, height).

    `extent` is the part of `image` from the top left that makes up the picture.
    """
    to_plain = plainer_for(image)
    if image.size == size:
        return to_plain(image)
    factor = max(1, math.floor(image.width / (size[0] * _GAP)))
    reduced = to_plain(image) if factor == 1 else _reduced_in_bands(image, factor, to_plain)
    box = (0, 0, extent[0] / factor, extent[1] / factor)
    return reduced.resize(size, Image.Resampling.LANCZOS, box)


def _reduced_in_bands(image: Image.Image, factor: int, to_plain: Plainer) -> Image.Image:
    """The picture in a plain mode with every `factor` x `factor` block averaged."""
    rows = factor * _BAND_ROWS
    bands = [
        to_plain(image.crop((0, top, image.width, min(top + rows, image.height)))).reduce(factor)
        for top in range(0, image.height, rows)
    ]
    whole = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    for index, band in enumerate(bands):
        whole.paste(band, (0, index * _BAND_ROWS))
    return whole
