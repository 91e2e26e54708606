from __future__ import annotations

import numpy as np
import pytest

from bot.domain.edit import Fidelity, Strength
from bot.domain.recipe import Finish
from bot.engines.arrays import Region
from bot.engines.diffusion.frame import Frame, frame_of
from bot.engines.diffusion.print_zone import PRINT_STRENGTH
from bot.engines.treatment import Treatment
from tests.engines.diffusion.sets import a_mask, a_photo, a_task, an_edit
from tests.fakes import a_model

MASK = a_mask(64, 64)
NO_PRINT = np.zeros((64, 64), np.bool_)


def a_frame(
    product: float,
    scene: float,
    fidelity: Fidelity,
    *,
    masked: bool = True,
    strokes: Region = NO_PRINT,
) -> Frame:
    treatment = Treatment(
        strength=Strength(product=product, scene=scene),
        fidelity=fidelity,
        mask=MASK if masked else None,
    )
    task = a_task(a_photo(), an_edit(a_model()))
    return frame_of(task, treatment, strokes, place=0, index=0)


def test_the_map_has_the_strengths_in_their_regions_and_between_at_the_edge() -> None:
    plane = a_frame(0.2, 0.9, Fidelity.BLEND).strengths()
    assert plane.dtype == np.float32
    assert (plane[MASK.core] == np.float32(0.2)).all()
    assert (plane[MASK.alpha == 0] == np.float32(0.9)).all()
    edge = (MASK.alpha > 0) & (MASK.alpha < 1)
    assert ((plane[edge] > 0.2) & (plane[edge] < 0.9)).all()


def test_the_product_s_strength_0_is_exactly_0() -> None:
    assert not a_frame(0.0, 0.9, Fidelity.EXACT).strengths()[MASK.core].any()


def test_without_a_mask_one_strength_is_everywhere() -> None:
    frame = a_frame(0.4, 0.4, Fidelity.REIMAGINE, masked=False)
    assert (frame.strengths() == np.float32(0.4)).all()
    assert frame.levels == (0.4, 0.0)


def test_two_strengths_are_two_levels_unless_one_is_0() -> None:
    assert a_frame(0.2, 0.9, Fidelity.BLEND).levels == (0.9, 0.2)
    assert a_frame(0.0, 0.9, Fidelity.EXACT).levels == (0.9, 0.0)
    assert a_frame(0.7, 0.0, Fidelity.BLEND).levels == (0.7, 0.0)


def test_print_is_held_where_the_product_is_redrawn() -> None:
    strokes = NO_PRINT.copy()
    strokes[31:33, 28:36] = True
    plane = a_frame(0.8, 0.8, Fidelity.REIMAGINE, masked=False, strokes=strokes).strengths()
    assert plane[strokes].max() == pytest.approx(PRINT_STRENGTH, abs=0.01)
    assert (plane[:4, :4] == np.float32(0.8)).all()
    assert plane.max() == np.float32(0.8)


def test_print_that_stays_anyway_needs_no_zone() -> None:
    strokes = ~NO_PRINT
    assert a_frame(0.0, 0.9, Fidelity.EXACT, strokes=strokes).zone is None
    assert a_frame(0.1, 0.9, Fidelity.BLEND, strokes=strokes).zone is None


def test_exact_puts_the_product_back_and_nothing_else() -> None:
    frame = a_frame(0.0, 0.9, Fidelity.EXACT)
    black = np.zeros_like(frame.source)
    finished = frame.finish(black)
    assert np.array_equal(finished[MASK.core], frame.source[MASK.core])
    assert not finished[MASK.alpha == 0].any()


def test_a_scene_of_strength_0_is_put_back() -> None:
    frame = a_frame(0.7, 0.0, Fidelity.BLEND)
    finished = frame.finish(np.zeros_like(frame.source))
    outside = MASK.alpha == 0
    assert np.array_equal(finished[outside], frame.source[outside])
    assert not finished[MASK.alpha == 1].any()


def test_blend_puts_nothing_back() -> None:
    frame = a_frame(0.2, 0.9, Fidelity.BLEND)
    assert not frame.finish(np.zeros_like(frame.source)).any()


def test_a_doubled_picture_has_a_doubled_mask() -> None:
    edit = an_edit(a_model(), recipe=Finish(upscale=2))
    treatment = Treatment(strength=edit.strength, fidelity=Fidelity.EXACT, mask=MASK)
    frame = frame_of(a_task(a_photo(), edit), treatment, NO_PRINT, place=0, index=0)
    assert frame.size == (128, 128)
    assert frame.treatment.mask is not None
    assert frame.treatment.mask.core.shape == (128, 128)
    assert frame.treatment.mask.core.sum() == 4 * MASK.core.sum()
    assert frame.treatment.mask.alpha.shape == (128, 128)
