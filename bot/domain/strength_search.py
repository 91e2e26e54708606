"""Strength `auto`: the highest strength at which the product is still kept, in three renders."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.dial import Dial, search_dial
from bot.domain.edit import Edit, Fidelity
from bot.domain.receipt import Receipt, Verdict

MOST_RENDERS = 3
"""Renders of one search; as many as it takes to find one of seven strengths by halving."""

RUNGS = (0.10, 0.25, 0.40, 0.55, 0.70, 0.85, 1.0)
"""Strengths among which the search looks, a notch apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StrengthSearch:
    """Where a search stands, as positions in `RUNGS`: the answer lies from `low` to `high`, unless
    it is `best`, the highest rung known to keep the product. `tried` counts renders.

    Higher strengths change a product more, so each render halves what is left. Ends that cannot
    be told apart are decided downwards, so that a search that fails throughout has tried the
    lowest rung.
    """

    low: int = 0
    high: int = len(RUNGS) - 1
    best: int | None = None
    tried: int = 0
    from_top: bool = False

    @classmethod
    def of(cls, edit: Edit) -> StrengthSearch:
        """A search that has not begun. Under `exact` it looks at the highest strength first, since
        the product's own pixels are put back at any."""
        return cls(from_top=edit.fidelity is Fidelity.EXACT)

    @property
    def over(self) -> bool:
        """Whether nothing is left to be tried."""
        return self.low > self.high or self.tried >= MOST_RENDERS

    @property
    def next(self) -> float:
        """The strength to try."""
        return RUNGS[self._position]

    @property
    def _position(self) -> int:
        if self.from_top and self.tried == 0:
            return self.high
        return (self.low + self.high) // 2

    def after(self, *, kept: bool) -> StrengthSearch:
        """The search, once the next strength was tried."""
        position = self._position
        if kept:
            return replace(self, low=position + 1, best=position, tried=self.tried + 1)
        return replace(self, high=position - 1, tried=self.tried + 1)


def dial_of(edit: Edit) -> Dial:
    """What the search moves."""
    return search_dial(edit.command, edit.fidelity)


def at_strength(edit: Edit, value: float) -> Edit:
    """The edit with the dial of the search at `value`."""
    return replace(edit, strength=dial_of(edit).turn(edit.strength, value))


def is_kept(receipt: Receipt | None) -> bool | None:
    """Whether the product is identical or kept; None where there is nothing to tell it by."""
    if receipt is None or not receipt.product_found:
        return None
    return receipt.verdict in (Verdict.IDENTICAL, Verdict.KEPT)
