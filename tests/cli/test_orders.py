"""What the options of an edit are read as."""

import argparse

import pytest

from bot.cli.orders import AUTO, read_strength


@pytest.mark.parametrize(("text", "strength"), [("0.6", 0.6), ("1", 1.0), (" Auto ", AUTO)])
def test_a_strength_is_a_number_or_auto(text: str, strength: float | str) -> None:
    assert read_strength(text) == strength


def test_a_strength_that_is_neither_is_answered_with_a_sentence() -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="a number from 0 to 1.*“abc”"):
        read_strength("abc")
