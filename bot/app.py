"""Composition root: builds every part once, opens and closes them in order."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot import log as logs
from bot.config.catalog import check_together, load_catalog
from bot.config.settings import Places, Settings, load_settings
from bot.domain.catalog import Catalog
from bot.domain.model import Model
from bot.domain.options import EngineOptions
from bot.engines.store import ModelStore
from bot.executor.process import ProcessExecutor
from bot.executor.spec import EngineSpec
from bot.intake.guard import GuardedReader
from bot.services.jobs import JobService

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """All that was read before anything is opened."""

    settings: Settings
    catalog: Catalog
    places: Places

    @property
    def store(self) -> ModelStore:
        """Where model weights lie."""
        return ModelStore(self.places.models)


def configure(places: Places) -> Configuration:
    """Read and check all of `config/`, and set logging up. Raises `ConfigError`."""
    settings = load_settings(places.config / "settings.yaml")
    catalog = load_catalog(places.config)
    check_together(settings, catalog)
    logs.set_up(settings.log_level)
    return Configuration(settings=settings, catalog=catalog, places=places)


def engine_options(
    configuration: Configuration, extra_models: Sequence[Model] = ()
) -> EngineOptions:
    """What the worker process is started with."""
    settings = configuration.settings
    return EngineOptions(
        device=settings.device,
        models_folder=configuration.places.models.resolve(),
        models=(*configuration.catalog.models.values(), *extra_models),
        cutout=settings.cutout,
        diffusion=settings.diffusion,
        threads=settings.threads,
    )


@asynccontextmanager
async def open_jobs(
    configuration: Configuration, options: EngineOptions
) -> AsyncIterator[JobService]:
    """The job service over a photo reader and an executor, closed in order at the end."""
    settings = configuration.settings
    async with (
        GuardedReader(settings.intake) as reader,
        ProcessExecutor(
            EngineSpec(options=options), settings.executor, log_level=settings.log_level
        ) as executor,
    ):
        yield JobService(catalog=configuration.catalog, reader=reader, executor=executor)
