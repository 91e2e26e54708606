"""Composition root: builds every part once, opens and closes them in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot import log as logs
from bot.config.access import load_access
from bot.config.catalog import check_together, load_catalog
from bot.config.exports import load_exports
from bot.config.faq import load_faq
from bot.config.settings import Places, Settings, load_settings
from bot.config.texts import load_texts
from bot.config.uses import load_uses
from bot.domain.access import Access
from bot.domain.catalog import Catalog
from bot.domain.errors import ConfigError, LedgerError
from bot.domain.model import Model
from bot.domain.options import EngineOptions
from bot.engines.store import ModelStore
from bot.executor.process import ProcessExecutor
from bot.executor.spec import EngineSpec
from bot.finish.guard import GuardedFinisher
from bot.intake.guard import GuardedReader
from bot.services.engine_choice import Asked, ChooseEngine, EngineChoice, choose_engine
from bot.services.jobs import JobService
from bot.services.tips import TipChooser

if TYPE_CHECKING:  # the command line does without Discord
    from bot.domain.faq import Faq
    from bot.domain.meter import Meter
    from bot.domain.ports import Advisor, Finisher, Ledger
    from bot.front.attachments import AttachmentFetcher
    from bot.front.build import FrontParts
    from bot.front.client import Restage
    from bot.front.closed import ClosedBot
    from bot.front.connection import Connection
    from bot.ledger.sqlite import SqliteLedger
    from bot.ops.control import Reload
    from bot.ops.metrics import PrometheusMeter
    from bot.services.recorded import RecordedJobs

log = logging.getLogger(__name__)

EXAMPLES = "examples"
"""Folder below that of the configuration, with a picture of each preset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """All that was read before anything is opened."""

    settings: Settings
    catalog: Catalog
    access: Access
    places: Places

    @property
    def store(self) -> ModelStore:
        """Where model weights lie."""
        return ModelStore(self.places.models)


def configure(places: Places, *, quiet: bool = False, secrets: Sequence[str] = ()) -> Configuration:
    """Read and check all that `config/` says of pictures, and set logging up.

    `quiet` is for a terminal where a person waits for a picture: warnings only, unless the
    settings ask for DEBUG. `secrets` never appear in the log. Raises `ConfigError`.
    """
    settings = load_settings(places.config / "settings.yaml")
    catalog = load_catalog(places.config)
    check_together(settings, catalog)
    access = load_access(places.config / "access.yaml", catalog)
    if quiet and settings.log_level == "INFO":
        settings = replace(settings, log_level="WARNING")
    logs.set_up(settings.log_level, settings.log_format, secrets=secrets)
    return Configuration(settings=settings, catalog=catalog, access=access, places=places)


def ledger_folder(configuration: Configuration) -> Path:
    """Where the ledger and its blobs lie."""
    folder = configuration.settings.ledger.folder
    return Path(folder).expanduser() if folder is not None else configuration.places.data


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
        receipt=settings.receipt,
        threads=settings.threads,
    )


def _executor(configuration: Configuration, options: EngineOptions) -> ProcessExecutor:
    settings = configuration.settings
    return ProcessExecutor(
        EngineSpec(options=options),
        settings.executor,
        log_level=settings.log_level,
        log_format=settings.log_format,
    )


def _reader(settings: Settings) -> GuardedReader:
    return GuardedReader(
        settings.intake, photo_limits=settings.photo_check, log_format=settings.log_format
    )


def open_finisher(configuration: Configuration) -> GuardedFinisher:
    """What sets text on pictures and exports them. An async context manager."""
    settings = configuration.settings
    return GuardedFinisher(
        settings.finish,
        intake=settings.intake,
        cutout=settings.cutout,
        models_folder=configuration.places.models.resolve(),
    )


@asynccontextmanager
async def open_jobs(
    configuration: Configuration, options: EngineOptions
) -> AsyncIterator[JobService]:
    """The job service over a photo reader and an executor, closed in order at the end."""
    settings = configuration.settings
    async with (
        _reader(settings) as reader,
        _executor(configuration, options) as executor,
    ):
        yield JobService(catalog=configuration.catalog, reader=reader, executor=executor)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBot:
    """The bot, ready to connect, and its executor; without one it is closed, takes no orders, and
    ends as soon as it could open."""

    client: Connection
    executor: ProcessExecutor | None


@asynccontextmanager
async def open_bot(configuration: Configuration) -> AsyncIterator[OpenBot]:
    """The Discord bot over ledger, reader and executor, or closed where the ledger cannot be used.

    At the end the executor closes first, which ends every job under way; then these ends are
    written down and, as far as there are answers, sent; then ledger and connection close.
    """
    # Late, so that the command line does not wait for discord.py.
    from bot.front.pointing import point_client
    from bot.ops.closed import closed_control, closed_monitoring

    point_client()
    async with AsyncExitStack() as stack:
        try:
            ledger = await stack.enter_async_context(_ledger(configuration))
        except LedgerError as exc:
            log.error("the bot stays closed: %s", exc)
            client = await stack.enter_async_context(_closed(configuration, exc))
            options = configuration.settings.monitoring
            await stack.enter_async_context(closed_control(ledger_folder(configuration), exc))
            await stack.enter_async_context(closed_monitoring(options, exc))
            yield OpenBot(client=client, executor=None)
        else:
            yield await stack.enter_async_context(_whole_bot(configuration, ledger))


def _ledger(configuration: Configuration) -> SqliteLedger:
    from bot.ledger.sqlite import SqliteLedger

    return SqliteLedger(ledger_folder(configuration), file=configuration.settings.ledger.file)


def _closed(configuration: Configuration, reason: LedgerError) -> ClosedBot:
    """Helps, and takes nothing, until the ledger can be opened."""
    from bot.front.closed_build import ClosedParts, build_closed_client
    from bot.ledger.unusable import UnusableLedger

    async def look() -> LedgerError | None:
        try:
            async with _ledger(configuration):
                return None
        except LedgerError as exc:
            return exc

    config, file = configuration.places.config, configuration.settings.ledger.file
    faq = load_faq(config / "faq.yaml")
    return build_closed_client(
        ClosedParts(
            catalog=configuration.catalog,
            access=configuration.access,
            texts=load_texts(config / "texts"),
            faq=faq,
            advisor=_advisor(faq),
            uses=load_uses(config / "uses.yaml", configuration.catalog),
            ledger=UnusableLedger(ledger_folder(configuration), reason, file=file),
            examples=config / EXAMPLES,
            reason=reason,
            look=look,
        )
    )


@asynccontextmanager
async def _whole_bot(configuration: Configuration, ledger: SqliteLedger) -> AsyncIterator[OpenBot]:
    """The bot over an open ledger."""
    from bot.front.attachments import AttachmentFetcher, Patience, read_origins, read_resolver
    from bot.front.build import build_client
    from bot.ops.metrics import PrometheusMeter
    from bot.services.housekeeping import Housekeeping
    from bot.services.recorded import RecordedJobs

    settings, places = configuration.settings, configuration.places
    executor = _executor(configuration, engine_options(configuration))
    meter = PrometheusMeter(executor)
    faq = load_faq(places.config / "faq.yaml")
    async with (
        Housekeeping(ledger, settings.ledger),
        _reader(settings) as reader,
        open_finisher(configuration) as finisher,
        AttachmentFetcher(
            limit_bytes=settings.intake.max_bytes,
            origins=read_origins(),
            resolver=read_resolver(),
            at_once=settings.downloads.at_once,
            patience=Patience.of(settings.downloads),
        ) as fetcher,
        RecordedJobs(
            jobs=JobService(catalog=configuration.catalog, reader=reader, executor=executor),
            ledger=ledger,
            tips=TipChooser(faq, ledger),
            meter=meter,
        ) as jobs,
    ):
        client = await build_client(
            _front_parts(
                configuration,
                faq=faq,
                jobs=jobs,
                ledger=ledger,
                fetcher=fetcher,
                finisher=finisher,
                meter=meter,
            )
        )
        running = _RunningJobs(jobs, client)
        async with client, executor, _operations(configuration, ledger, running, executor, meter):
            yield OpenBot(client=client, executor=executor)


def _front_parts(
    configuration: Configuration,
    *,
    faq: Faq,
    jobs: RecordedJobs,
    ledger: Ledger,
    fetcher: AttachmentFetcher,
    finisher: Finisher,
    meter: Meter,
) -> FrontParts:
    """What was opened, and what was read for the front."""
    from bot.front.build import FrontParts

    places = configuration.places
    return FrontParts(
        catalog=configuration.catalog,
        access=configuration.access,
        texts=load_texts(places.config / "texts"),
        faq=faq,
        advisor=_advisor(faq),
        uses=load_uses(places.config / "uses.yaml", configuration.catalog),
        jobs=jobs,
        finisher=finisher,
        targets=load_exports(places.config / "exports.yaml"),
        ledger=ledger,
        fetcher=fetcher,
        choose_engine=_chooser(configuration),
        output=configuration.settings.output,
        data=places.data,
        examples=places.config / EXAMPLES,
        meter=meter,
    )


@asynccontextmanager
async def _operations(
    configuration: Configuration,
    ledger: SqliteLedger,
    running: _RunningJobs,
    executor: ProcessExecutor,
    meter: PrometheusMeter,
) -> AsyncIterator[None]:
    """What those who run the bot reach it by: the control socket and the monitoring port."""
    from bot.ops.control import Control
    from bot.ops.health import Readiness
    from bot.ops.http import Monitoring
    from bot.ops.jobs import Operator

    readiness = Readiness(running.client, executor, ledger)
    async with (
        Control(
            ledger_folder(configuration),
            Operator(ledger, running),
            readiness,
            reloader(configuration),
        ),
        Monitoring(configuration.settings.monitoring, meter, readiness),
    ):
        yield


def reloader(configuration: Configuration) -> Reload:
    """What takes up `presets.yaml` while the bot runs, checked with all that refers to it. Where
    something is wrong it raises `ConfigError`, and the presets stay as they were."""
    config, in_force = configuration.places.config, configuration.catalog

    def read() -> Catalog:
        newer = load_catalog(config)
        check_together(configuration.settings, newer)
        load_access(config / "access.yaml", newer)
        load_uses(config / "uses.yaml", newer)
        return newer

    async def reload() -> str:
        try:
            newer = await asyncio.to_thread(read)
        except ConfigError as exc:
            log.warning("presets stay as they were: %s", exc)
            raise ConfigError(exc.code, f"{exc.reply} The presets stay as they were.") from exc
        in_force.take_presets(newer)
        count = sum(len(presets) for presets in newer.presets.values())
        log.info("%d presets were taken up, by the command line", count)
        restart = " models.yaml has changed, too; that takes a restart."
        return f"{count} presets are in force.{'' if newer.models == in_force.models else restart}"

    return reload


def _advisor(faq: Faq) -> Advisor:
    """What answers questions; late, since only the bot takes them."""
    from bot.search.one_thread import one_thread

    with one_thread():
        from bot.search.advisor import FaqAdvisor

    return FaqAdvisor(faq)


class _RunningJobs:
    """The bot's jobs, as an operator reaches them: what is taken up is also answered."""

    def __init__(self, jobs: RecordedJobs, client: Restage) -> None:
        self.client = client
        self._jobs = jobs

    async def cancel(self, job_id: str) -> bool:
        """Cancel a job, in the ledger and where it runs."""
        return await self._jobs.cancel(job_id)

    async def forget(self, owner: int) -> int:
        """Cancel a person's jobs, and remove all that is known of them."""
        return await self._jobs.forget(owner)

    async def take_up(self, job_id: str) -> None:
        """Queue a job that waits in the ledger, and answer it."""
        if (live := await self._jobs.take_up(job_id)) is not None:
            self.client.follow(live)


def _chooser(configuration: Configuration) -> ChooseEngine:
    """The engine by what a server asks for, looked up where the model files lie."""
    settings, store = configuration.settings, configuration.store
    model = configuration.catalog.model(settings.model) if settings.model else None

    async def choose(asked: Asked | None) -> EngineChoice:
        return await asyncio.to_thread(choose_engine, asked or settings.engine, model, store)

    return choose
