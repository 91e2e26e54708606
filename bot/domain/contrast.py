"""Contrast between two colours, as the Web Content Accessibility Guidelines measure it."""

from __future__ import annotations

Colour = tuple[int, int, int]
"""Red, green and blue in sRGB, 0 to 255."""

ENOUGH, ENOUGH_FOR_LARGE = 4.5, 3.0
"""Success criterion 1.4.3 of WCAG 2.2 (level AA): what text needs, and what large text needs."""


def linear(level: float) -> float:
    """A level of sRGB (0 to 1) as linear light (0 to 1), by the formula of WCAG 2.2."""
    return level / 12.92 if level <= 0.04045 else float(((level + 0.055) / 1.055) ** 2.4)


def relative_luminance(colour: Colour) -> float:
    """From 0 (black) to 1 (white)."""
    red, green, blue = (linear(level / 255.0) for level in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white), whichever is the text."""
    return ratio_of(relative_luminance(one), relative_luminance(other))


def ratio_of(one: float, other: float) -> float:
    """The contrast of two relative luminances."""
    darker, lighter = sorted((one, other))
    return (lighter + 0.05) / (darker + 0.05)
