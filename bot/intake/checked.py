"""What the child process runs: photos are decoded, and looked at while they are at hand.

Imported by name and in the child only: numpy and OpenCV stay out of the bot's own process.
"""

from __future__ import annotations

import logging
from dataclasses import replace

import cv2

from bot.domain.photo import IntakeLimits, Photo
from bot.engines.photo_check.check import check_photo
from bot.intake import decode
from bot.intake.decode import decode_mask as decode_mask

log = logging.getLogger(__name__)


def decode_photo(data: bytes, *, name: str, limits: IntakeLimits) -> Photo:
    """As `bot.intake.decode.decode_photo`, with what was measured of the photo. A check that does
    not work out costs nobody a photo."""
    cv2.setNumThreads(1)  # each thread would reserve address space, which is bounded here
    photo = decode.decode_photo(data, name=name, limits=limits)
    try:
        return replace(photo, check=check_photo(photo))
    except (MemoryError, cv2.error, ValueError):
        log.warning("a photo could not be checked", exc_info=True)
        return photo
