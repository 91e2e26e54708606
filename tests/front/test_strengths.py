"""Strengths as they are typed."""

import pytest

from bot.domain.catalog import EditRequest
from bot.domain.edit import Command
from bot.domain.errors import UsageError
from bot.front.strengths import read_strength, typed_strength, with_strength

RESTYLE = EditRequest(command=Command.RESTYLE)


@pytest.mark.parametrize(
    ("typed", "strength"), [("0", 0.0), ("100", 1.0), ("55 ", 0.55), ("60%", 0.6), ("12,5", 0.125)]
)
def test_strengths_are_read_in_percent(typed: str, strength: float) -> None:
    assert read_strength(typed) == pytest.approx(strength)


@pytest.mark.parametrize("typed", ["auto", " Auto ", "AUTOMATISCH", "自動"])
def test_auto_is_understood_in_every_language(typed: str) -> None:
    request = with_strength(RESTYLE, typed)
    assert request.auto_strength
    assert request.strength is None


@pytest.mark.parametrize("typed", ["much", "101", "-1", "", "nan", "inf", "autop"])
def test_what_is_no_strength_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="strength_not_a_number"):
        read_strength(typed)


@pytest.mark.parametrize("typed", [None, "60", "auto"])
def test_what_was_typed_stands_in_the_next_form(typed: str | None) -> None:
    assert typed_strength(with_strength(RESTYLE, typed)) == typed
