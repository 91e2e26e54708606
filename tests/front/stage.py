"""The whole front on the real discord.py in a sandbox, with an executor that a test drives."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from PIL import Image

from bot.config.catalog import load_catalog
from bot.config.exports import load_exports
from bot.config.faq import load_faq
from bot.config.texts import load_texts
from bot.config.uses import load_uses
from bot.domain.access import Access
from bot.domain.catalog import Catalog
from bot.domain.faq import Faq
from bot.domain.job import Done, Job, Output, RenderResult, RenderTask
from bot.domain.ports import Advisor
from bot.domain.texts import Texts
from bot.executor.ticket import JobTicket
from bot.front.attachments import AttachmentFetcher, read_origins
from bot.front.build import FrontParts, build_client
from bot.front.client import Restage
from bot.front.voice import Voice
from bot.ledger.sqlite import SqliteLedger
from bot.sandbox.driver import SeenMessage
from bot.sandbox.options import Options
from bot.sandbox.server import Sandbox
from bot.search.advisor import FaqAdvisor
from bot.services.engine_choice import Asked, EngineChoice
from bot.services.jobs import JobService
from bot.services.recorded import RecordedJobs
from bot.services.tips import TipChooser
from tests.fakes import FakeFinisher, FakeReader, a_result
from tests.sandbox.sample_bot import pointed_at
from tests.services.by_hand import STUDIO, HandExecutor

OPEN = Access()
CONFIG = Path(__file__).parents[2] / "config"


def png(colour: str = "teal", size: tuple[int, int] = (64, 48)) -> bytes:
    """A small picture."""
    encoded = io.BytesIO()
    Image.new("RGB", size, colour).save(encoded, "PNG")
    return encoded.getvalue()


def a_photo(name: str = "mug.png", colour: str = "orange") -> tuple[str, bytes]:
    """A file as the sandbox's driver takes it."""
    return name, png(colour)


@cache
def catalog() -> Catalog:
    """The shipped one."""
    return load_catalog(CONFIG)


@cache
def texts() -> Texts:
    """The shipped ones."""
    return load_texts(CONFIG / "texts")


@cache
def faq() -> Faq:
    """The shipped one."""
    return load_faq(CONFIG / "faq.yaml")


@cache
def advisor() -> FaqAdvisor:
    """The shipped FAQ, searched."""
    return FaqAdvisor(faq())


def voice(locale: str = "en-US") -> Voice:
    """The shipped texts in one language."""
    return Voice(texts=texts(), locale=locale)


def a_picture_result(task: RenderTask) -> RenderResult:
    """A result whose pictures are pictures."""
    made = a_result(task)
    return replace(made, pictures=tuple(replace(p, data=png()) for p in made.pictures))


class Darkroom(HandExecutor):
    """Fills the Executor role: every job is done at once, or, by hand, when the test says so."""

    def __init__(self, *, by_hand: bool = False, room: int = 100) -> None:
        super().__init__(room=room)
        self._by_hand = by_hand
        self._came = asyncio.Condition()
        self._telling: set[asyncio.Task[None]] = set()

    def submit(self, job: Job, *, admitted: bool = False) -> JobTicket:
        ticket = super().submit(job, admitted=admitted)
        self._telling.add(asyncio.create_task(self._tell()))
        if not self._by_hand:
            asyncio.get_running_loop().call_soon(self.finish, job.id)
        return ticket

    def finish(self, job_id: str) -> None:
        self.tell(job_id, Done(result=a_picture_result(self.jobs[job_id].task)))

    async def job(self, number: int) -> Job:
        """The job that was submitted as the `number`th, from 0, once it is."""
        async with asyncio.timeout(10), self._came:
            await self._came.wait_for(lambda: len(self.jobs) > number)
        return list(self.jobs.values())[number]

    async def _tell(self) -> None:
        async with self._came:
            self._came.notify_all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a test has in hand."""

    sandbox: Sandbox
    client: Restage
    ledger: SqliteLedger
    jobs: RecordedJobs
    darkroom: Darkroom
    finisher: FakeFinisher


@asynccontextmanager
async def bot_at(
    sandbox: Sandbox,
    data: Path,
    darkroom: Darkroom | None = None,
    access: Access = OPEN,
    ledger_kind: type[SqliteLedger] = SqliteLedger,
    answers: Advisor | None = None,
) -> AsyncIterator[Scene]:
    """The bot, connected to a sandbox, with its data in a folder that outlives it."""
    environment, darkroom = sandbox.client_environment(), darkroom or Darkroom()
    finisher = FakeFinisher()
    service = JobService(catalog=catalog(), reader=FakeReader(), executor=darkroom)

    async def choose(asked: Asked | None) -> EngineChoice:
        return STUDIO

    async with (
        pointed_at(environment),
        ledger_kind(data) as ledger,
        AttachmentFetcher(limit_bytes=10**6, origins=read_origins(environment)) as fetcher,
        RecordedJobs(jobs=service, ledger=ledger, tips=TipChooser(faq(), ledger)) as jobs,
    ):
        client = await build_client(
            FrontParts(
                catalog=catalog(),
                access=access,
                texts=texts(),
                faq=faq(),
                advisor=answers or advisor(),
                uses=load_uses(CONFIG / "uses.yaml", catalog()),
                jobs=jobs,
                finisher=finisher,
                targets=load_exports(CONFIG / "exports.yaml"),
                ledger=ledger,
                fetcher=fetcher,
                choose_engine=choose,
                output=Output(),
                data=data,
                examples=data / "examples",
            )
        )
        async with client:
            connection = asyncio.create_task(client.run_until_closed(environment["DISCORD_TOKEN"]))
            try:
                await sandbox.ready()
                yield Scene(
                    sandbox=sandbox,
                    client=client,
                    ledger=ledger,
                    jobs=jobs,
                    darkroom=darkroom,
                    finisher=finisher,
                )
            finally:
                darkroom.close()
                await client.close()
                await connection


@asynccontextmanager
async def scene(
    data: Path,
    *,
    by_hand: bool = False,
    options: Options | None = None,
    access: Access = OPEN,
) -> AsyncIterator[Scene]:
    """A sandbox with the bot in it."""
    async with (
        Sandbox(options=options) as sandbox,
        bot_at(sandbox, data, Darkroom(by_hand=by_hand), access) as here,
    ):
        yield here


def shows(pictures: int) -> Callable[[SeenMessage], bool]:
    """Whether a message shows so many pictures."""

    def seen(message: SeenMessage) -> bool:
        return len(message.files) == pictures

    return seen
