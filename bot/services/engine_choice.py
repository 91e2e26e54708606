"""Which engine renders: what was asked for, what is here, and why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.domain.edit import EngineName
from bot.domain.errors import ModelError
from bot.domain.model import Model

Asked = Literal["auto", "studio", "diffusion"]

ChooseEngine = Callable[["Asked | None"], Awaitable["EngineChoice"]]
"""The engine by what a server asks for, or None for the operator's own choice. Raises
`ModelError`."""

_NO_MODEL = (
    "No model is configured: name one with --model or as `model` in settings.yaml, and "
    "fetch it with “python bot.py models pull NAME”."
)


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
    studio engine may step in. `unusable` says why it had to do so already, else it is empty."""

    engine: EngineName
    model: Model | None
    may_fall_back: bool
    reason: str
    unusable: str = ""


def choose_engine(asked: Asked, model: Model | None, shelf: ModelShelf) -> EngineChoice:
    """`auto` means diffusion when a model is configured and here, else studio.

    Raises `ModelError` where diffusion was asked for and cannot run.
    """
    if asked == "studio":
        return _studio("the studio engine was asked for")
    if model is None:
        if asked == "diffusion":
            raise ModelError("model_missing", _NO_MODEL)
        return _studio(_NO_MODEL)
    state = shelf.state_of(model)
    if state.usable:
        return EngineChoice(
            engine=EngineName.DIFFUSION,
            model=model,
            may_fall_back=asked == "auto",
            reason=f"{model.label} is here",
        )
    if asked == "diffusion":
        raise ModelError("model_missing", state.reason)
    return _studio(state.reason, unusable=state.reason)


def _studio(reason: str, *, unusable: str = "") -> EngineChoice:
    return EngineChoice(
        engine=EngineName.STUDIO,
        model=None,
        may_fall_back=False,
        reason=reason,
        unusable=unusable,
    )
