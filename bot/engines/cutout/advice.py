"""Which photo would do better, where a mask cannot be trusted: a sentence for each doubt."""

from __future__ import annotations

from bot.engines.arrays import Mask

ADVICE = {
    "nothing_found": (
        "No product stood out from the background: send a photo of it on a plain background "
        "of another colour, or attach a mask."
    ),
    "busy_background": (
        "The background is not plain: send a photo on plain white, grey or coloured paper, or "
        "attach a mask."
    ),
    "same_colour": (
        "Parts of its outline have the colour of the background: send a photo on a background "
        "that is clearly lighter or darker, or attach a mask."
    ),
    "parts_missing": (
        "Some lines near it could be thin or pale parts of it: send a photo with nothing else on "
        "the background and every part clear against it, or attach a mask."
    ),
    "cut_off": (
        "It reaches the border of the photo or fills it: send a photo with background on all "
        "sides, or attach a mask."
    ),
    "not_separate": (
        "The product could not be told from its background for sure: send a photo on a plain "
        "white or grey background, or attach a mask."
    ),
    "vague": (
        "Its outline is blurred or see-through in places: send a sharper photo on a plain "
        "background, or attach a mask."
    ),
}
"""By `Mask.doubt`: what makes the mask uncertain, and what to do about it."""


def what_would_help(mask: Mask) -> str:
    """One sentence for the person: why the product was not found for sure and what to send."""
    return ADVICE.get(mask.doubt, ADVICE["not_separate"])
