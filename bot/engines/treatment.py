"""Treatment: what a mask allows an edit to do, and what the person is told where it does less."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.edit import Command, Edit, EngineName, Fidelity, Strength
from bot.domain.job import MaskReport, Notice
from bot.engines.arrays import Mask

FALLBACK_STRENGTH = 0.3
"""Uniform strength of a new background where no mask can be trusted: low enough that the product
survives, since nothing protects it (DESIGN 1)."""

_DONE_INSTEAD = {
    Command.BACKGROUND: "so the whole photo was changed a little and its background stayed",
    Command.VARIANTS: "so check that only the product changed its colour",
    Command.RESTYLE: "so its own pixels were not put back",
    Command.REFINE: "so its own pixels were not put back",
}

_MAYBE_INVERTED = Notice(
    code="mask_maybe_inverted",
    text="The attached mask is white all along the photo's border, as a background is. If the "
    "product was changed here and its background kept, the mask is the wrong way round: swap its "
    "black and white, so that the product is white, and send it again.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What is really done: differs from the edit where its mask cannot be trusted. `mask` is None
    where the whole picture is treated alike."""

    strength: Strength
    fidelity: Fidelity
    mask: Mask | None
    notices: tuple[Notice, ...] = ()


def needs_mask(edit: Edit) -> bool:
    """Whether the edit treats the product and what is around it differently. The studio engine
    can build a new scene only around a product, however much of that may change."""
    exact = edit.fidelity is Fidelity.EXACT
    built = edit.engine is EngineName.STUDIO and edit.command is Command.BACKGROUND
    return exact or built or edit.paint is not None or not edit.strength.uniform


def treat(edit: Edit, mask: Mask, advice: str) -> Treatment:
    """What `mask` allows `edit` to do. `advice` says which photo would do better."""
    if not needs_mask(edit):
        return Treatment(strength=edit.strength, fidelity=edit.fidelity, mask=None)
    if not mask.trusted:
        return _distrust(edit, mask, advice)
    notices = (_MAYBE_INVERTED,) if mask.doubt == "maybe_inverted" else ()
    return Treatment(strength=edit.strength, fidelity=edit.fidelity, mask=mask, notices=notices)


def _distrust(edit: Edit, mask: Mask, advice: str) -> Treatment:
    notice = Notice(
        code="mask_untrusted",
        text=f"The product was not found for sure, {_DONE_INSTEAD[edit.command]}. {advice}",
    )
    if edit.command is Command.BACKGROUND:
        low = min(FALLBACK_STRENGTH, edit.strength.scene)
        strength, usable = Strength(product=low, scene=low), None
    elif edit.strength.uniform:
        strength, usable = edit.strength, None
    else:
        strength, usable = edit.strength, mask
    return Treatment(strength=strength, fidelity=Fidelity.BLEND, mask=usable, notices=(notice,))


def report_of(mask: Mask, png: bytes | None) -> MaskReport:
    """The mask in figures, with its picture where one was asked for."""
    return MaskReport(
        coverage=round(mask.coverage, 4),
        confidence=round(mask.confidence, 4),
        method=mask.method,
        png=png,
    )


def print_held() -> Notice:
    """Print was found and the strength map lowered there."""
    text = "There is print on the product, so it was changed less there to stay readable."
    return Notice(code="print_protected", text=text)


def print_put_back() -> Notice:
    """Print was found and laid over the result again."""
    text = "There is print on the product, so it was put back over the result to stay readable."
    return Notice(code="print_protected", text=text)
