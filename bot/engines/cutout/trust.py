"""From bad signs to a confidence, and to what the doubt is about.

The confidence is a logistic regression over the signs, each as log(1 + sign / scale), with a ridge
of 0.3 and no weight below 0: a bad sign never helps. `python -m benchmarks.trust_fit` fits it to
whether a mask's overlap with the truth (IoU) is over 0.9, on the 302 photos whose signs stand in
`benchmarks/trust_signs.csv` (the 12 others had nothing or everything for product): path-traced ones
of three makes (`photos` is ../shared/photos; `mts`, `mts2` and `traced2` were not kept) and drawn
ones of 1024 and 512 px. With each of the 31 kinds of product held out in turn it trusts 72 % of the
masks on white and grey, and 95 % of those are right; on `traced2`, the hardest make, 79 %.

A mask that is trusted and wrong costs more than a right one that is doubted: the log odds are
lowered by ln 4, so that 0.5 stands where the fit says 4 in 5 are right. Signs that were tried and
got no weight: how far two readings of a photo differ, how much of the mask has the backdrop's
colour, how soft or pale the outline is, faint edges outside, and the share of holes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.engines.cutout.signs import Signs

FLOOR = 4.76
"""Log odds of a mask without any bad sign."""
TINY, HUGE = 0.004, 0.9
"""Shares of the picture below which nothing was found, and above which no scene was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """How much a sign counts: log odds per log(1 + sign / scale), and the doubt it stands for."""

    scale: float
    weight: float
    doubt: str


WEIGHTS = {
    "busy": Weight(scale=0.1, weight=0.97, doubt="busy_background"),
    "undecided": Weight(scale=0.005, weight=1.0, doubt="same_colour"),
    "unedged": Weight(scale=0.05, weight=0.48, doubt="same_colour"),
    "glare": Weight(scale=0.5, weight=1.5, doubt="same_colour"),
    "stray_edges": Weight(scale=0.2, weight=0.9, doubt="parts_missing"),
    "scattered": Weight(scale=0.05, weight=1.11, doubt="parts_missing"),
    "dissent": Weight(scale=0.03, weight=1.63, doubt="not_separate"),
    "cut_off": Weight(scale=0.05, weight=2.49, doubt="cut_off"),
}


def confidence_of(signs: Signs) -> float:
    """How sure it is that a mask is right, 0 to 1; 0 where nothing or everything is product."""
    if not TINY <= signs.coverage <= HUGE:
        return 0.0
    log_odds = FLOOR - sum(_penalties(signs).values())
    return 1.0 / (1.0 + math.exp(-log_odds))


def doubt_of(signs: Signs) -> str:
    """A code for what speaks most against a mask; `cutout.advice` puts it into words."""
    if signs.coverage < TINY:
        return "nothing_found"
    if signs.coverage > HUGE or signs.cut_off > 0.2:
        return "cut_off"
    penalties = _penalties(signs)
    return WEIGHTS[max(penalties, key=lambda name: penalties[name])].doubt


def _penalties(signs: Signs) -> dict[str, float]:
    return {
        name: each.weight * math.log1p(getattr(signs, name) / each.scale)
        for name, each in WEIGHTS.items()
    }
