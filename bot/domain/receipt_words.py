"""The receipt in words of a shop's team, in any of the languages."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.edit import Edit
from bot.domain.receipt import Receipt, Verdict
from bot.domain.texts import Texts
from bot.domain.verdict import asks_for_colour, asks_to_redraw

_PERCENT = frozenset(
    {
        "identical_share", "mask_overlap", "scale", "structure", "structure_worst", "sharpness",
        "label", "label_worst", "label_read",
    }
)  # fmt: skip
SHOWN = (
    "identical_share", "mask_overlap", "shift_px", "scale", "outline_px", "warp_px", "colour_mean",
    "colour_worst", "lightness", "tint", "structure", "structure_worst", "sharpness", "label",
    "label_worst", "label_read", "scene_change",
)  # fmt: skip
"""Figures in the order in which they are listed in full."""


def receipt_line(receipt: Receipt, edit: Edit, texts: Texts, locale: str) -> str:
    """One line, such as "Product kept: identical pixels. Scene: new." """
    product = texts.say(
        locale,
        f"receipt.{_subject(receipt, edit)}.{receipt.verdict}",
        why=_why(receipt, texts, locale, plain=asks_to_redraw(edit)),
    )
    if not receipt.product_found:
        return product
    return f"{product} {texts.say(locale, f'receipt.scene.{receipt.scene}')}"


def receipt_figures(receipt: Receipt, texts: Texts, locale: str) -> Iterator[str]:
    """Every figure that was measured, a line each."""
    for name in SHOWN:
        if getattr(receipt, name) is not None:
            label = texts.say(locale, f"receipt.figure.{name}")
            yield f"{label}: {_value(receipt, name)}"


def _subject(receipt: Receipt, edit: Edit) -> str:
    """What the verdict is about: the product, as it was to be treated, or the whole photo."""
    if not receipt.product_found:
        return "whole"
    if asks_for_colour(edit):
        return "painted"
    return "redrawn" if asks_to_redraw(edit) else "product"


def _why(receipt: Receipt, texts: Texts, locale: str, *, plain: bool) -> str:
    """The figure that decided, with the name of the change where there is one; `plain`: without,
    where a change was asked for."""
    if receipt.verdict is Verdict.IDENTICAL:
        return ""
    name = receipt.decided_by
    value = _value(receipt, name)
    if receipt.verdict is Verdict.KEPT and value == "0.0":
        return texts.say(locale, "receipt.why.nothing")
    why = texts.say(locale, f"receipt.why.{name}", value=value)
    if plain or receipt.change is None or receipt.verdict is Verdict.KEPT:
        return why
    return f"{texts.say(locale, f'receipt.change.{receipt.change}')}, {why}"


def _value(receipt: Receipt, name: str) -> str:
    """A figure as people read it: shares in percent, rounded down so that 100 % means all."""
    value = float(getattr(receipt, name))
    if name == "scale":
        return f"{100.0 * value:.1f} %"
    if name in _PERCENT:
        return f"{int(100.0 * value + 1e-9)} %"
    return f"{value:z.1f}"  # "0.0" also for what is a little below
