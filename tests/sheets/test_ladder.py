"""The contact sheet of a ladder: every strength with its figures, readable and whole."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.config.texts import load_texts
from bot.domain.edit import Fidelity, Strength
from bot.domain.receipt import Receipt, SceneVerdict, Verdict
from bot.sheets.ladder import (
    CELL_PX,
    COLUMNS,
    GAP_PX,
    TEXT_PX,
    Rung,
    draw_ladder,
    figures_in_short,
    rung_of,
    strength_title,
)
from tests.fakes import an_edit

RECEIPT = Receipt(
    verdict=Verdict.KEPT,
    scene=SceneVerdict.NEW,
    colour_mean=1.23,
    colour_worst=4.0,
    structure=0.987,
    label=0.9,
    scene_change=31.4,
)
STEP_X = CELL_PX + GAP_PX
TEXTS = load_texts(Path(__file__).parents[2] / "config" / "texts")


def cell_of(receipt: Receipt | None, **edit: Any) -> Rung:
    return rung_of(b"", an_edit(**edit), receipt, texts=TEXTS, locale="en-US")


def a_picture(colour: str, size: tuple[int, int] = (800, 600)) -> bytes:
    encoded = io.BytesIO()
    Image.new("RGB", size, colour).save(encoded, "PNG")
    return encoded.getvalue()


def drawn(photo: bytes | None, rungs: list[Rung]) -> Image.Image:
    with Image.open(io.BytesIO(draw_ladder(photo, rungs, photo_title="Photo"))) as opened:
        return opened.convert("RGB")


def near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


def test_the_photo_comes_first_and_the_strengths_follow_in_order() -> None:
    colours = {"red": (255, 0, 0), "blue": (0, 0, 255), "lime": (0, 255, 0)}
    rungs = [Rung(picture=a_picture(name), title="40 %") for name in colours]
    sheet = drawn(a_picture("black"), rungs)
    height = CELL_PX * 600 // 800
    assert sheet.size == (
        COLUMNS * STEP_X + GAP_PX,
        2 * (height + TEXT_PX + GAP_PX) + GAP_PX,
    )
    middle = GAP_PX + height // 2
    below = middle + height + TEXT_PX + GAP_PX
    centres = [(GAP_PX + CELL_PX // 2 + n * STEP_X, middle) for n in range(3)]
    centres.append((centres[0][0], below))
    for centre, colour in zip(centres, [(0, 0, 0), *colours.values()], strict=True):
        assert near(sheet.getpixel(centre), colour)


def test_without_the_photo_the_strengths_are_shown_all_the_same() -> None:
    sheet = drawn(None, [Rung(picture=a_picture("red"), title="40 %")])
    assert near(sheet.getpixel((GAP_PX + CELL_PX // 2, GAP_PX + 100)), (255, 0, 0))


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_is_marked_by_colour_and_by_shape(verdict: Verdict) -> None:
    plain = drawn(None, [Rung(picture=a_picture("white"), title="40 %")])
    marked = drawn(None, [Rung(picture=a_picture("white"), title="40 %", verdict=verdict)])
    others = [
        drawn(None, [Rung(picture=a_picture("white"), title="40 %", verdict=other)])
        for other in Verdict
        if {verdict, other} != {Verdict.IDENTICAL, Verdict.KEPT} and other is not verdict
    ]
    assert all(marked.convert("L").tobytes() != o.convert("L").tobytes() for o in [plain, *others])


def test_figures_are_short_and_leave_out_what_was_not_measured() -> None:
    assert figures_in_short(RECEIPT, TEXTS, "en-US") == (
        "colour ΔE 1.2 to 4.0   detail 99 %",
        "print 90 %   scene ΔE 31",
    )
    bare = Receipt(verdict=Verdict.CHANGED, scene=SceneVerdict.SAME, scene_change=0.2)
    assert figures_in_short(bare, TEXTS, "en-US") == ("scene ΔE 0",)


@pytest.mark.parametrize(
    ("locale", "line"),
    [("de", "Farbe ΔE 1.2 bis 4.0   Details 99 %"), ("ja", "色の差 ΔE 1.2〜4.0   細部 99 %")],
)
def test_figures_are_in_the_persons_language(locale: str, line: str) -> None:
    assert figures_in_short(RECEIPT, TEXTS, locale)[0] == line


@pytest.mark.parametrize("locale", ["en-US", "de", "ja"])
def test_what_is_written_has_ink_and_stays_within_its_cell(locale: str) -> None:
    rung = rung_of(a_picture("red"), an_edit(), RECEIPT, texts=TEXTS, locale=locale)
    sheet = drawn(None, [rung])
    below = sheet.crop((0, GAP_PX + CELL_PX * 600 // 800 + 44, sheet.width, sheet.height))
    ink = below.convert("L").point(lambda value: 255 if value < 160 else 0).getbbox()
    assert ink is not None
    assert ink[0] >= GAP_PX - 2
    assert ink[2] <= GAP_PX + CELL_PX + 2


def test_a_cell_is_titled_with_the_strength_that_the_ladder_moves() -> None:
    edit = an_edit(strength=Strength(product=0.2, scene=0.95))
    assert strength_title(edit) == "95 %"
    assert strength_title(replace(edit, fidelity=Fidelity.BLEND)) == "20 %"


def test_what_was_not_found_or_was_to_be_redrawn_gets_no_mark() -> None:
    lost = replace(RECEIPT, product_found=False)
    assert cell_of(RECEIPT).verdict is Verdict.KEPT
    assert cell_of(lost).verdict is None
    assert cell_of(RECEIPT, fidelity=Fidelity.REIMAGINE).verdict is None
    assert cell_of(None) == Rung(picture=b"", title="95 %")
