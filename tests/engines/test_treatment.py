"""What a mask allows an edit to do."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bot.domain.edit import Command, EngineName, Fidelity, Strength
from bot.domain.recipe import FilterKind, Paint, StyleFilter
from bot.engines.arrays import Mask
from bot.engines.treatment import FALLBACK_STRENGTH, needs_mask, treat
from tests.fakes import an_edit

ADVICE = "Send a photo on a plain background."


def a_mask(*, trusted: bool) -> Mask:
    alpha = np.zeros((8, 8), np.float32)
    alpha[2:6, 2:6] = 1.0
    return Mask(
        alpha=alpha, core=alpha > 0.5, confidence=0.9 * trusted, trusted=trusted, method="plain"
    )


def test_a_trusted_mask_lets_the_edit_be_as_it_is() -> None:
    mask = a_mask(trusted=True)
    treatment = treat(an_edit(), mask, ADVICE)
    assert treatment.strength == Strength(product=0.0, scene=0.95)
    assert treatment.fidelity is Fidelity.EXACT
    assert treatment.mask is mask
    assert not treatment.notices


def test_a_mask_that_may_be_the_wrong_way_round_is_used_with_a_word_about_it() -> None:
    mask = replace(a_mask(trusted=True), doubt="maybe_inverted")
    treatment = treat(an_edit(), mask, ADVICE)
    assert treatment.mask is mask
    assert [notice.code for notice in treatment.notices] == ["mask_maybe_inverted"]


def test_without_trust_a_background_changes_a_little_everywhere_and_says_so() -> None:
    treatment = treat(an_edit(), a_mask(trusted=False), ADVICE)
    assert treatment.strength == Strength(product=FALLBACK_STRENGTH, scene=FALLBACK_STRENGTH)
    assert treatment.fidelity is Fidelity.BLEND
    assert treatment.mask is None
    (notice,) = treatment.notices
    assert notice.code == "mask_untrusted"
    assert ADVICE in notice.text


def test_the_fallback_is_never_stronger_than_what_was_asked() -> None:
    edit = an_edit(strength=Strength(product=0.0, scene=0.1))
    treatment = treat(edit, a_mask(trusted=False), ADVICE)
    assert treatment.strength == Strength(product=0.1, scene=0.1)


UNIFORM = Strength(product=0.7, scene=0.7)


@pytest.mark.parametrize(
    ("changes", "warned"),
    [
        ({"fidelity": Fidelity.REIMAGINE}, False),
        ({"fidelity": Fidelity.BLEND}, False),
        ({"fidelity": Fidelity.EXACT}, True),
    ],
)
def test_a_uniform_edit_needs_a_mask_only_to_be_exact(
    changes: dict[str, Any], warned: bool
) -> None:
    edit = an_edit(
        command=Command.RESTYLE,
        recipe=StyleFilter(filter=FilterKind.INK),
        strength=UNIFORM,
        **changes,
    )
    treatment = treat(edit, a_mask(trusted=False), ADVICE)
    assert treatment.mask is None
    assert treatment.strength == UNIFORM
    assert bool(treatment.notices) is warned
    assert treatment.fidelity is not Fidelity.EXACT


def test_variants_use_what_mask_there_is_and_warn() -> None:
    edit = an_edit(
        command=Command.VARIANTS,
        strength=Strength(product=0.7, scene=0.0),
        fidelity=Fidelity.BLEND,
        recipe=None,
        paint=Paint(name="mint", label="Mint", color="#bfe0c9"),
    )
    mask = a_mask(trusted=False)
    treatment = treat(edit, mask, ADVICE)
    assert treatment.mask is mask
    assert [notice.code for notice in treatment.notices] == ["mask_untrusted"]


def test_the_studio_engine_needs_a_mask_for_any_new_scene() -> None:
    both = Strength(product=0.9, scene=0.9)
    edit = an_edit(strength=both, fidelity=Fidelity.REIMAGINE)
    assert needs_mask(edit)
    assert not needs_mask(replace(edit, engine=EngineName.DIFFUSION, model="a-model"))
