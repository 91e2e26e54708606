"""Verdict: what the figures of a receipt say of the product, by limits that are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from bot.domain.edit import Edit, Fidelity
from bot.domain.receipt import Change, Figures, Receipt, Verdict
from bot.domain.receipt_limits import JUDGED, ReceiptLimits

LIMITS_SIDE_PX = 1024
"""Limits in pixels are those of a photo whose longer side has so many."""
SHARPEST_SIDE_PX = 680
"""Of a smaller photo they are those of one of this size: an edge is drawn over a pixel or two
however small the photo is, so that its outline cannot be held to less."""

_FIGURES_OF = {
    Change.SHIFTED: ("shift_px",),
    Change.RESCALED: ("scale_percent",),
    Change.WARPED: ("warp_px", "outline_px", "mask_overlap"),
    Change.RECOLOURED: ("colour_mean", "colour_worst"),
    Change.RELIT: ("colour_mean", "colour_worst"),
    Change.BLURRED: ("sharpness",),
    Change.LABEL: ("label", "label_worst", "label_read"),
    Change.REDRAWN: ("structure", "structure_worst"),
}
_SYMPTOMS = (Change.LABEL, Change.REDRAWN)
"""What bending and blurring bring along as well: named where neither of these explains it."""
_EXPLAINED = 2.0
"""A symptom up to so many times as bad as a bend or blur is put down to that one."""
_BADLY = 1.0
"""A bend this bad, outline and all, also sets colours against others: it is named first."""
_RANKS = tuple(Verdict)


def asks_for_colour(edit: Edit) -> bool:
    """Whether the product is to have another colour, so that its change is no fault."""
    return edit.paint is not None


def asks_to_redraw(edit: Edit) -> bool:
    """Whether all of the picture may change, the product as well."""
    return edit.fidelity is Fidelity.REIMAGINE


def judge(
    figures: Figures, limits: ReceiptLimits, *, side_px: int, colour_asked: bool = False
) -> Receipt:
    """The receipt that follows from `figures`, measured on a photo of `side_px` on its longer side.

    Where the product was to change its colour (`colour_asked`), only shape, structure and print
    count.
    """
    scene = limits.scene.verdict(figures.scene_change or 0.0)
    if figures.identical_share == 1.0:
        return Receipt(**asdict(figures), verdict=Verdict.IDENTICAL, scene=scene)
    values = _judged(figures, limits, side_px, colour_asked=colour_asked)
    if not values:  # of the product itself there was nothing to measure
        return Receipt(**asdict(figures), verdict=Verdict.CHANGED, scene=scene)
    excess = {name: limits.of(name).excess(value) for name, value in values.items()}
    rank = {name: _RANKS.index(limits.of(name).verdict(value)) for name, value in values.items()}
    change = _named(excess, figures)
    own = _FIGURES_OF[change] if change is not None else ()
    used = {name: limits.of(name).used(value) for name, value in values.items()}
    decisive = max(values, key=lambda name: (rank[name], name in own, used[name]))
    return Receipt(
        **asdict(figures),
        verdict=_RANKS[rank[decisive]],
        scene=scene,
        change=change,
        decided_by=decisive.replace("scale_percent", "scale"),
    )


def _judged(
    figures: Figures, limits: ReceiptLimits, side_px: int, *, colour_asked: bool
) -> dict[str, float]:
    """The figures that count, by the names of their limits."""
    to_limits = LIMITS_SIDE_PX / max(side_px, SHARPEST_SIDE_PX)
    beside_the_point = set(_FIGURES_OF[Change.RECOLOURED])
    if figures.label_read is not None and not limits.label_read.is_noticed(figures.label_read):
        beside_the_point |= {"label", "label_worst"}  # fainter on the new colour, and still read
    values: dict[str, float] = {}
    for name in JUDGED:
        if name == "scale_percent":
            value = None if figures.scale is None else 100.0 * abs(figures.scale - 1.0)
        else:
            value = getattr(figures, name)
        if value is None or (colour_asked and name in beside_the_point):
            continue
        values[name] = value * to_limits if name.endswith("_px") else value
    return values


def _named(excess: Mapping[str, float], figures: Figures) -> Change | None:
    """What the product suffered most, if anything is worth a name."""
    colour = _colour_change(figures)
    worst = {
        change: max((excess[name] for name in names if name in excess), default=0.0)
        for change, names in _FIGURES_OF.items()
        if colour is change or change not in (Change.RECOLOURED, Change.RELIT)
    }
    if worst[Change.WARPED] > _BADLY and excess.get("outline_px", 1.0) > 0.0:
        return Change.WARPED
    print_alone = worst[Change.LABEL] > 0.0 and excess.get("structure", 0.0) <= 0.0
    symptom = Change.LABEL if print_alone else Change.REDRAWN
    explained = _EXPLAINED * max(0.0, worst[Change.WARPED], worst[Change.BLURRED])
    if worst[symptom] > explained:
        return symptom
    causes = [change for change in worst if change not in _SYMPTOMS]
    cause = max(causes, key=lambda change: worst[change])
    return cause if worst[cause] > 0.0 else None


def _colour_change(figures: Figures) -> Change:
    """Whether the colours changed by light or by hue and chroma."""
    by_light = abs(figures.lightness or 0.0) > (figures.tint or 0.0)
    return Change.RELIT if by_light else Change.RECOLOURED
