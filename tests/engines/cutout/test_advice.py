"""Advice: each doubt has a sentence of its own."""

from __future__ import annotations

import re

import numpy as np
import pytest

from bot.engines.arrays import Mask
from bot.engines.cutout.advice import ADVICE, what_would_help
from bot.engines.cutout.trust import WEIGHTS

OF_NO_SIGN = {"nothing_found", "cut_off", "vague"}


def a_doubted_mask(doubt: str) -> Mask:
    alpha = np.zeros((8, 8), np.float32)
    return Mask(
        alpha=alpha,
        core=alpha > 0.5,
        confidence=0.1,
        trusted=False,
        method="plain",
        doubt=doubt,
    )


@pytest.mark.parametrize("doubt", sorted(ADVICE))
def test_every_doubt_says_what_is_wrong_and_what_to_send(doubt: str) -> None:
    said = what_would_help(a_doubted_mask(doubt))
    assert re.fullmatch(r"[A-Z][^:]+: send a [^:]+, or attach a mask\.", said)
    assert sum(said == other for other in ADVICE.values()) == 1


def test_every_doubt_that_a_cut_out_has_is_known() -> None:
    assert {each.doubt for each in WEIGHTS.values()} | OF_NO_SIGN == set(ADVICE)


def test_a_mask_that_names_no_doubt_is_answered_too() -> None:
    assert "attach a mask" in what_would_help(a_doubted_mask(""))
