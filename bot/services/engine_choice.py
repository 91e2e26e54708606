"""Which engine renders: what was asked for, what is here, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.domain.edit import EngineName
from bot.domain.errors import ModelError
from bot.domain.model import Model

Asked = Literal["auto", "studio", "diffusion"]


class ModelState(Protocol):
    """Whether a model can be loaded; `reason` is a sentence with the remedy where it cannot."""

    @property
    def usable(self) -> bool:
        """True when the model can be expected to load."""
        ...

    @property
    def reason(self) -> str:
        """What is wrong or worth knowing."""
        ...


class ModelShelf(Protocol):
    """Knows which models are on this machine."""

    def state_of(self, model: Model) -> ModelState:
        """Look at the model's files."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineChoice:
    """The engine, its model, and the reason in a sentence. `may_fall_back`: `auto` chose, so the
    studio engine may step in."""

    engine: EngineName
    model: Model | None
    may_fall_back: bool
    reason: str


def choose_engine(asked: Asked, model: Model | None, shelf: ModelShelf) -> EngineChoice:
    """`auto` means diffusion when a model is configured and here, else studio.

    Raises `ModelError` where diffusion was asked for and cannot run.
    """
    if asked == "studio":
        return _studio("the studio engine was asked for")
    missing = _why_not(model, shelf)
    if missing is None and model is not None:
        return EngineChoice(
            engine=EngineName.DIFFUSION,
            model=model,
            may_fall_back=asked == "auto",
            reason=f"{model.label} is here",
        )
    if asked == "diffusion":
        raise ModelError("model_missing", missing or "")
    return _studio(missing or "no model is configured")


def _studio(reason: str) -> EngineChoice:
    return EngineChoice(engine=EngineName.STUDIO, model=None, may_fall_back=False, reason=reason)


def _why_not(model: Model | None, shelf: ModelShelf) -> str | None:
    if model is None:
        return (
            "No model is configured: name one with --model or as `model` in settings.yaml, and "
            "fetch it with “python bot.py models pull NAME”."
        )
    state = shelf.state_of(model)
    return None if state.usable else state.reason
