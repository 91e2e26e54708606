"""Dials: which strength of an edit one number moves."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from bot.domain.edit import Command, Fidelity, Strength

NOTCH = 0.15
"""How far one notch moves a strength."""


class Dial(StrEnum):
    """The part of the strength map that a number stands for."""

    PRODUCT = "product"
    SCENE = "scene"
    WHOLE = "whole"

    def read(self, strength: Strength) -> float:
        """Where the dial stands; of the whole, the higher of the two."""
        match self:
            case Dial.PRODUCT:
                return strength.product
            case Dial.SCENE:
                return strength.scene
            case Dial.WHOLE:
                return max(strength.product, strength.scene)

    def turn(self, strength: Strength, value: float) -> Strength:
        """`strength` with the dial at `value`, 0 to 1."""
        match self:
            case Dial.PRODUCT:
                return replace(strength, product=value)
            case Dial.SCENE:
                return replace(strength, scene=value)
            case Dial.WHOLE:
                return Strength(product=value, scene=value)


def own_dial(command: Command) -> Dial:
    """What a person's strength moves: the scene for background, the product for variants, both
    for restyle and refine."""
    match command:
        case Command.BACKGROUND:
            return Dial.SCENE
        case Command.VARIANTS:
            return Dial.PRODUCT
        case Command.RESTYLE | Command.REFINE:
            return Dial.WHOLE


def search_dial(command: Command, fidelity: Fidelity) -> Dial:
    """What a ladder and `auto` move: the strength that endangers the product.

    It is the command's own dial, except for a new background: under `blend` its scene is new
    anyway and the product's strength is what counts, under `reimagine` there is one strength for
    all. Under `exact` nothing endangers the product, and the scene is moved.
    """
    if command is not Command.BACKGROUND:
        return own_dial(command)
    return {
        Fidelity.EXACT: Dial.SCENE,
        Fidelity.BLEND: Dial.PRODUCT,
        Fidelity.REIMAGINE: Dial.WHOLE,
    }[fidelity]


def moved(value: float, notches: float) -> float:
    """A strength so many notches on, kept within 0 to 1 and on whole percents."""
    return round(min(1.0, max(0.0, value + notches * NOTCH)), 2)
