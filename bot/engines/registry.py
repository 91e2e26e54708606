"""Engines by name, built when first needed. Called in the worker process only."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.domain.edit import EngineName
from bot.domain.errors import BotError, ModelError
from bot.domain.job import Fallback, RenderResult, RenderTask, fell_back
from bot.domain.options import EngineOptions
from bot.domain.ports import Engine, Watch
from bot.engines.strength_finder import find_strengths

log = logging.getLogger(__name__)


def build(options: EngineOptions) -> Engine:
    """Every engine behind one; they share their cut-outs."""
    import cv2

    from bot.engines.cutout.chain import Cutouts

    if options.threads is not None:
        cv2.setNumThreads(options.threads)
    cutouts = Cutouts(options.cutout, options.models_folder)

    def build_studio() -> Engine:
        from bot.engines.studio.engine import StudioEngine

        return StudioEngine(cutouts, options.receipt)

    def build_diffusion() -> Engine:
        from bot.engines.diffusion.engine import DiffusionEngine

        return DiffusionEngine(options, cutouts)

    return EngineRouter({EngineName.STUDIO: build_studio, EngineName.DIFFUSION: build_diffusion})


class EngineRouter:
    """Fills the Engine role by handing each task to the engine that its edits name."""

    def __init__(self, builders: dict[EngineName, Callable[[], Engine]]) -> None:
        self._builders = builders
        self._engines: dict[EngineName, Engine] = {}

    def render(self, tasks: Sequence[RenderTask], watch: Watch) -> list[RenderResult | BotError]:
        """Render tasks of one engine. Where `auto` chose a model that does not load, the studio
        engine renders instead and says so."""
        engine = self._engine(tasks[0].edits[0].engine)
        try:
            return _render(engine, tasks, watch)
        except ModelError as exc:
            fallbacks = [task.fallback for task in tasks if task.fallback is not None]
            if len(fallbacks) < len(tasks):
                raise
            log.warning("falling back to the studio engine: %s", exc)
            planned = zip(tasks, fallbacks, strict=True)
            instead = [replace(task, edits=fallback.edits) for task, fallback in planned]
            outcomes = _render(self._engine(EngineName.STUDIO), instead, watch)
            told = zip(outcomes, fallbacks, strict=True)
            return [_tell(outcome, fallback, exc) for outcome, fallback in told]

    def close(self) -> None:
        """Close every engine that was built."""
        for engine in self._engines.values():
            engine.close()
        self._engines.clear()

    def _engine(self, name: EngineName) -> Engine:
        if name not in self._engines:
            self._engines[name] = self._builders[name]()
        return self._engines[name]


def _render(
    engine: Engine, tasks: Sequence[RenderTask], watch: Watch
) -> list[RenderResult | BotError]:
    """Render tasks at their strength; one whose strength is to be found comes alone."""
    if tasks[0].auto_strength:
        return [find_strengths(engine, task, watch) for task in tasks]
    return engine.render(tasks, watch)


def _tell(
    outcome: RenderResult | BotError, fallback: Fallback, reason: BotError
) -> RenderResult | BotError:
    if isinstance(outcome, BotError):
        return outcome
    warnings = (fell_back(reason.reply), *fallback.notices, *outcome.warnings)
    return replace(outcome, warnings=warnings)
