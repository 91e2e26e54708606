"""The diffusion engine: edits to pictures through diffusers pipelines."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from bot.domain.errors import BotError, ModelError
from bot.domain.job import RenderResult, RenderTask
from bot.domain.model import Model
from bot.domain.options import EngineOptions
from bot.domain.ports import Watch
from bot.engines.diffusion.load import resolve_device
from bot.engines.diffusion.misfits import Misfits
from bot.engines.diffusion.session import MaskMaker, Session
from bot.engines.diffusion.warm import WarmModel
from bot.engines.store import ModelStore


class DiffusionEngine:
    """Fills the Engine role. Keeps one model warm; loading another frees it first."""

    def __init__(self, options: EngineOptions, cutouts: MaskMaker) -> None:
        self._options = options
        self._cutouts = cutouts
        self._store = ModelStore(options.models_folder)
        self._misfits = Misfits()
        self._warm: WarmModel | None = None
        if options.threads is not None:
            torch.set_num_threads(options.threads)

    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult | BotError]:
        """See `Engine.render`. Raises `ModelError` where the model cannot be used."""
        warm = self._warm_up(tasks[0].edits[0].model, watch)
        session = Session(
            warm,
            tasks,
            cutouts=self._cutouts,
            watch=watch,
            options=self._options.diffusion,
            limits=self._options.receipt,
        )
        return session.run()

    def close(self) -> None:
        """Free the model."""
        if self._warm is not None:
            self._warm.close()
            self._warm = None

    def _warm_up(self, name: str | None, watch: Watch) -> WarmModel:
        if self._warm is None or self._warm.model.name != name:
            model = self._model(name)
            self._misfits.check(model.name, self._store.path_of(model))
            self.close()
            watch.check()
            self._warm = self._load(model)
        return self._warm

    def _load(self, model: Model) -> WarmModel:
        folder = self._store.path_of(model)
        try:
            return WarmModel(
                model,
                folder,
                device=resolve_device(self._options.device),
                options=self._options.diffusion,
            )
        except ModelError as exc:
            self._misfits.note(model.name, folder, exc)
            raise

    def _model(self, name: str | None) -> Model:
        for model in self._options.models:
            if model.name == name:
                return model
        raise ModelError(
            "model_unknown", f"There is no model named “{name}” in models.yaml; choose another."
        )
