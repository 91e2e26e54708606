"""Which engine renders, and why."""

import pytest

from bot.domain.edit import EngineName
from bot.domain.errors import ModelError
from bot.domain.model import Model
from bot.services.engine_choice import choose_engine
from tests.fakes import a_model


class FakeShelf:
    """Fills the ModelShelf role: every model is here, or missing with one reason."""

    def __init__(self, missing: str = "") -> None:
        self.usable = not missing
        self.reason = missing

    def state_of(self, model: Model) -> "FakeShelf":
        return self


def test_auto_takes_diffusion_when_its_model_is_here() -> None:
    choice = choose_engine("auto", a_model(), FakeShelf())
    assert (choice.engine, choice.model) == (EngineName.DIFFUSION, a_model())
    assert choice.may_fall_back


@pytest.mark.parametrize(
    ("model", "reason", "unusable"),
    [(None, "No model is configured", ""), (a_model(), "Pull it first", "Pull it first.")],
)
def test_auto_takes_studio_otherwise_and_says_why(
    model: Model | None, reason: str, unusable: str
) -> None:
    choice = choose_engine("auto", model, FakeShelf("Pull it first."))
    assert choice.engine is EngineName.STUDIO
    assert reason in choice.reason
    assert choice.unusable == unusable


def test_studio_is_studio_even_with_a_model() -> None:
    assert choose_engine("studio", a_model(), FakeShelf()).engine is EngineName.STUDIO


def test_diffusion_does_not_fall_back() -> None:
    assert not choose_engine("diffusion", a_model(), FakeShelf()).may_fall_back
    with pytest.raises(ModelError) as caught:
        choose_engine("diffusion", a_model(), FakeShelf("It is not here; pull it."))
    assert caught.value.reply == "It is not here; pull it."
    with pytest.raises(ModelError, match="No model is configured"):
        choose_engine("diffusion", None, FakeShelf())
