"""Finishing: a rendered array becomes a measured and encoded picture."""

from __future__ import annotations

import logging
from dataclasses import replace

import cv2

from bot.domain.edit import Edit
from bot.domain.job import Output, Picture
from bot.domain.receipt_limits import ReceiptLimits
from bot.engines.arrays import Rgb
from bot.engines.encode import Stamp, as_encoded, encode_picture
from bot.engines.receipt.measure import measure_receipt
from bot.engines.receipt.reference import Reference

log = logging.getLogger(__name__)


def finish_picture(
    rendered: Rgb,
    reference: Reference,
    *,
    edit: Edit,
    output: Output,
    stamp: Stamp,
    limits: ReceiptLimits,
) -> Picture:
    """Measure a picture (height, width, 3) and encode it with its receipt inside.

    What is measured are the pixels that the file will hold: JPEG and WebP change them a little,
    and a receipt says identical only of a file that is. Where measuring fails, the picture goes
    without a receipt: it is worth more. Raises `RenderError` as `encode_picture` does.
    """
    stored = as_encoded(rendered, output)
    try:
        receipt = measure_receipt(reference, stored, edit=edit, limits=limits)
    except (cv2.error, ArithmeticError, IndexError, ValueError):
        log.exception("a picture could not be measured")
        return encode_picture(rendered, edit=edit, output=output, stamp=stamp)
    stamp = replace(stamp, receipt=receipt)
    return replace(encode_picture(rendered, edit=edit, output=output, stamp=stamp), receipt=receipt)
