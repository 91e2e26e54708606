"""Which photo would do better, where a mask cannot be trusted."""

from __future__ import annotations

from bot.domain.photo import Photo
from bot.engines.arrays import Mask


def what_would_help(mask: Mask, photo: Photo) -> str:
    """One sentence for the person: why the product was not found for sure and what to send."""
    del photo
    if mask.coverage < 0.005:
        return (
            "No product stood out from the background: send a photo of it on a plain background "
            "of another colour, or attach a mask."
        )
    return (
        "The product could not be told from its background for sure: send a photo on a plain "
        "white or grey background, or attach a mask."
    )
