"""What a receipt says, in words of a shop's team."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.config.texts import LANGUAGES, load_texts
from bot.domain.edit import Command, Fidelity
from bot.domain.receipt import Change, Receipt, SceneVerdict, Verdict
from bot.domain.receipt_limits import JUDGED
from bot.domain.receipt_words import SHOWN, receipt_figures, receipt_line
from bot.domain.recipe import Paint
from tests.fakes import an_edit

TEXTS = load_texts(Path(__file__).parents[2] / "config" / "texts")
NAVY = Paint(name="navy", label="Navy", color="#001f5b")
EDITS = {
    "product": an_edit(),
    "painted": an_edit(command=Command.VARIANTS, paint=NAVY),
    "redrawn": an_edit(command=Command.RESTYLE, fidelity=Fidelity.REIMAGINE),
}
DECISIVE = [name.replace("scale_percent", "scale") for name in JUDGED]


def a_receipt(**changes: Any) -> Receipt:
    figures = dict.fromkeys(SHOWN, 0.5)
    fields: dict[str, Any] = {"verdict": Verdict.CHANGED, "scene": SceneVerdict.NEW, **figures}
    return Receipt(**{**fields, **changes})


def line(receipt: Receipt, subject: str = "product", language: str = "en") -> str:
    return receipt_line(receipt, EDITS[subject], TEXTS, language)


def test_the_verdict_comes_with_what_decided_it() -> None:
    assert line(a_receipt(verdict=Verdict.IDENTICAL)) == (
        "Product kept: identical pixels. Scene: new."
    )
    moved = a_receipt(
        verdict=Verdict.KEPT, scene=SceneVerdict.SAME, decided_by="shift_px", shift_px=2.04
    )
    assert line(moved) == "Product kept: moved by 2.0 px. Scene: unchanged."
    blurred = a_receipt(change=Change.BLURRED, decided_by="sharpness", sharpness=0.549)
    assert line(blurred) == ("Product changed: less sharp, 54 % of its sharpness. Scene: new.")


def test_a_change_that_rounds_to_nothing_has_no_figure() -> None:
    kept = a_receipt(verdict=Verdict.KEPT, decided_by="warp_px", warp_px=0.04)
    assert line(kept, "painted") == (
        "Product kept in its new colour: no change could be measured. Scene: new."
    )
    assert "lighter or darker (ΔL): 0.0" in set(
        receipt_figures(a_receipt(lightness=-0.01), TEXTS, "en")
    )


def test_what_was_asked_for_is_not_scolded() -> None:
    changed = a_receipt(change=Change.REDRAWN, decided_by="structure")
    assert line(changed, "redrawn").startswith("Product redrawn, as this edit does: ")
    kept = a_receipt(verdict=Verdict.KEPT, decided_by="structure", structure=0.99)
    assert line(kept, "painted").startswith("Product kept in its new colour: ")


def test_without_a_product_the_photo_as_a_whole_is_spoken_of() -> None:
    said = line(a_receipt(product_found=False, decided_by="structure"))
    assert said == "Photo changed as a whole: 50 % of its detail as before."


def test_a_share_is_never_rounded_up_to_all() -> None:
    almost = a_receipt(verdict=Verdict.KEPT, decided_by="structure", structure=0.9999)
    assert "99 %" in line(almost)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", [*EDITS, "whole"])
def test_every_verdict_is_said_in_every_language(subject: str, language: str) -> None:
    edit = EDITS.get(subject, EDITS["product"])
    for verdict in Verdict:
        for scene in SceneVerdict:
            receipt = a_receipt(
                verdict=verdict,
                scene=scene,
                product_found=subject != "whole",
                decided_by="shift_px",
            )
            assert "{" not in receipt_line(receipt, edit, TEXTS, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_change_and_figure_is_said_in_every_language(language: str) -> None:
    for change in Change:
        assert "{" not in line(a_receipt(change=change, decided_by="scale"), language=language)
    for name in DECISIVE:
        assert "{" not in line(a_receipt(decided_by=name), language=language)
    assert len(list(receipt_figures(a_receipt(), TEXTS, language))) == len(SHOWN)
