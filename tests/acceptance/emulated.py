"""`python bot.py` in the independent emulator of Discord, which lies beside this repository."""

from __future__ import annotations

import asyncio
import functools
import sys
from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

import psutil
import pytest

from bot.front.attachments import DISCORD

T = TypeVar("T")
Test = Callable[..., Coroutine[Any, Any, None]]

REPOSITORY = Path(__file__).parents[2]
SHARED = REPOSITORY.parent / "shared" / "discord"
COMMANDS = (
    "restyle", "background", "variants", "refine", "overlay", "export", "queue", "presets",
    "settings", "forget", "tips", "prompt", "which",
)  # fmt: skip
DISCORDS_NAMES, ADDRESS = "tls", "plain"
"""The emulator's modes: the bot meets Discord's own host names, or is told the address."""

BOTH_MODES = pytest.mark.parametrize("mode", [ADDRESS, DISCORDS_NAMES], indirect=True)
"""For what depends on how the bot reaches Discord; all else is tested by Discord's own names."""

READY_LIMIT_S = 60.0
RESULT_LIMIT_S = 60.0

needs_emulator = pytest.mark.skipif(
    not (SHARED / "emulator").is_dir(), reason="the emulator of ../shared/discord is not here"
)

_AIOHTTP_IN_THE_EMULATOR = pytest.mark.filterwarnings(
    "ignore:unread_data:DeprecationWarning"  # of aiohttp about itself, where it reads a long form
)


@functools.cache
def emulator() -> Any:
    """The emulator's package; it lies outside of this repository, so nothing of it is typed."""
    sys.path.insert(0, str(SHARED))
    import emulator as package  # type: ignore[import-not-found]  # lies in ../shared, if there

    return package


@functools.cache
def _document() -> Any:
    """Discord's API document, which takes a moment to read."""
    return emulator().Spec(SHARED / "openapi.json")


class Emulated:
    """The bot, connected to an emulator. Tests share both, and the event loop that they live in.

    Each test finds a channel and a person of its own, as `emu.channel` and `emu.user`. `mode` is
    the emulator's, `ADDRESS` or `DISCORDS_NAMES`. `config` is the bot's folder of settings;
    `settings` are the emulator's.
    """

    def __init__(
        self, mode: str, folder: Path, config: Path = REPOSITORY / "config", **settings: Any
    ) -> None:
        self._folder = folder
        self._config = config
        self._worlds = 0
        self.emu: Any = None
        self._home: Any = None
        self._settings = {"mode": mode, **settings}
        self._runner = asyncio.Runner()
        self._usual: dict[str, Any] = {}
        self._read_log = 0

    def __enter__(self) -> Self:
        self._runner.run(self._open())
        return self

    def __exit__(self, *error: object) -> None:
        self._runner.run(self._close())
        self._runner.close()

    def run(self, name: str, test: Coroutine[Any, Any, None], may: Provoked) -> None:
        """Run a test, then look for what it left behind. The next one after a failure finds
        emulator and bot started anew."""
        try:
            self._runner.run(self._whole(name, test, may))
        except BaseException:
            self._runner.run(self._close())
            self._runner.run(self._open())
            raise

    async def _whole(self, name: str, test: Coroutine[Any, Any, None], may: Provoked) -> None:
        world = self.emu.world
        world.guild = self._home
        world.channel = world.add_channel(name, world.guild)
        world.user = self.emu.add_user(name)
        self.emu.requests.clear()
        self.emu.remarks.clear()
        self._read_log = len(self.emu.bot.log)
        try:
            await test
            await self.until(self._idle, "the end of all requests")
            self._assert_clean(may)
        finally:
            self.emu.faults.clear()
            vars(self.emu.config).update(self._usual)

    def _idle(self) -> bool:
        """Whether no request is on its way and every job has been answered."""
        said = self.said()
        answered = said.count(" answered: ") + said.count(" waits for /queue")
        on_their_way = any(each.in_flight for each in self.emu.interactions.values())
        return answered >= self.jobs_queued and not on_their_way

    def _assert_clean(self, may: Provoked) -> None:
        self.emu.assert_clean(api_errors=not may.errors)
        unexpected = [
            str(request)
            for request in self.emu.requests
            if request.error is not None
            and request.fault is None
            and request.error.code not in may.errors
        ]
        assert not unexpected
        assert {remark.kind for remark in self.emu.remarks} <= set(may.remarks)
        loud = [str(request) for request in self.emu.requests if not _calls_one_at_most(request)]
        assert not loud
        said = self.said()
        wrong = [line for line in said.splitlines() if " ERROR " in line]
        assert not [line for line in wrong if " discord." not in line], said

    @property
    def data(self) -> Path:
        """What the bot keeps; of no use in another emulator, whose jobs and channels differ."""
        return self._folder / f"data{self._worlds}"

    async def _open(self) -> None:
        self._worlds += 1
        self.emu = emulator().Emulator(spec=_document(), **self._settings)
        self._usual = dict(vars(self.emu.config))
        self._home = self.emu.guild
        await self.emu.start()
        await self.start()

    async def _close(self) -> None:
        await self.emu.stop()
        for bot in self.emu.bots:
            bot._dir.cleanup()  # the emulator leaves it to the interpreter, which warns

    # The bot's process.

    async def start(self) -> None:
        """Start the bot, with the data of the one before, and wait until it is connected."""
        env = {"RESTAGE_DATA": str(self.data), "RESTAGE_CONFIG": str(self._config)}
        if self.emu.config.mode == ADDRESS:
            env["RESTAGE_ATTACHMENT_ORIGINS"] = self.emu.base_url
        else:  # Discord's own names, which lead to this machine here
            env["RESTAGE_ATTACHMENT_ORIGINS"] = ",".join(f"https://{o.host}" for o in DISCORD)
        await self.emu.launch("bot.py", cwd=REPOSITORY, env=env)
        self._read_log = 0
        await self.emu.wait_ready(READY_LIMIT_S, commands=COMMANDS)
        await self.until(lambda: " is ready after " in self.said(), "the process that renders")

    async def crash_and_restart(self) -> None:
        """Kill the bot and all its children, as a power cut would, and start it again."""
        await self.emu.bot.kill()
        await self.until(lambda: not self.emu.gateway.connected, "the end of the connection")
        await self.start()

    def said(self) -> str:
        """What the bot has logged since the test, or the bot, began."""
        return self.emu.bot.log[self._read_log :]

    @property
    def jobs_queued(self) -> int:
        """How many jobs came about since then."""
        return self.said().count(" queued: ")

    @asynccontextmanager
    async def engine_held(self) -> AsyncIterator[None]:
        """Hold the process that renders, so that jobs wait and run for as long as a test needs."""
        worker = await self.until(self._worker, "the process that renders")
        worker.suspend()
        try:
            yield
        finally:
            if worker.is_running():
                worker.resume()

    async def kill_engine(self) -> None:
        """Kill the process that renders, as the kernel does where memory runs out."""
        worker = await self.until(self._worker, "the process that renders")
        worker.kill()

    def _worker(self) -> psutil.Process | None:
        """The bot's child that is the first to be killed when the machine has no memory; the
        others read photos or keep books."""
        for child in psutil.Process(self.emu.bot.pid).children():
            if int(Path(f"/proc/{child.pid}/oom_score_adj").read_text("ascii")) > 0:
                return child
        return None

    async def move_to_new_server(self, name: str) -> None:
        """For the rest of the test: a server of its own, where more can be changed."""
        world, gateway = self.emu.world, self.emu.gateway
        world.guild = world.add_guild(name)
        world.join(world.guild, world.user)
        world.channel = world.add_channel("general", world.guild)
        await gateway.send("GUILD_CREATE", gateway._guild_create(world.guild))

    # What a test waits for.

    async def until(
        self, condition: Callable[[], T | None], what: str, limit_s: float = RESULT_LIMIT_S
    ) -> T:
        """Wait until a condition holds, and give its value."""
        try:
            async with asyncio.timeout(limit_s):
                while not (value := condition()):  # noqa: ASYNC110 -- anything may come true
                    await asyncio.sleep(0.02)
        except TimeoutError:
            pytest.fail(f"{what} did not come; the bot says:\n{self.emu.bot.tail(30)}")
        return value

    async def result(self, reply: Any, pictures: int = 2) -> Any:
        """The outcome of a command or press, once a message of it shows so many pictures: the
        photo and what was made of it."""
        return await reply.final(RESULT_LIMIT_S, until=shows(pictures))

    async def told(self, reply: Any, words: str) -> Any:
        """The message of a reply that says `words`, once it does."""
        return await reply.wait(emulator().says(words), RESULT_LIMIT_S, f"“{words}”")

    async def posted(self, channel: Any, count: int = 1) -> list[Any]:
        """Messages of the bot that stand in a channel on their own, once there are so many."""

        def enough() -> list[Any] | None:
            found = self.posts(channel)
            return found if found and len(found) >= count else None

        return await self.until(enough, f"{count} messages in the channel")

    def posts(self, channel: Any) -> list[Any]:
        """Messages of the bot in a channel that answer no interaction."""
        return [
            emulator().MessageView(self.emu, message)
            for message in channel.messages.values()
            if message.author is self.emu.world.bot and message.interaction is None
        ]


def _calls_one_at_most(request: Any) -> bool:
    """Whether a message, if the request is one, notifies nobody or one person."""
    body = request.body if isinstance(request.body, dict) else {}
    message = body.get("data") or body
    if "components" not in message or "custom_id" in message:  # a form has both
        return True
    mentions = message["allowed_mentions"]
    return (
        not (mentions.get("parse") or mentions.get("roles")) and len(mentions.get("users", ())) < 2
    )


class Provoked:
    """What a test leads to on purpose: codes of API errors, and kinds of the emulator's remarks."""

    def __init__(self, errors: Collection[int] = (), remarks: Collection[str] = ()) -> None:
        self.errors = frozenset(errors)
        self.remarks = frozenset(remarks)


def acceptance(
    *, errors: Collection[int] = (), remarks: Collection[str] = ()
) -> Callable[[Test], Callable[..., None]]:
    """A coroutine as a test with the bot in the emulator, which must have nothing to complain of
    at its end, but for API `errors` and `remarks` that the test provokes."""
    may = Provoked(errors, remarks)

    def decorate(test: Test) -> Callable[..., None]:
        @functools.wraps(test)
        def run(discord: Emulated, **arguments: Any) -> None:
            discord.run(test.__name__, test(discord, **arguments), may)

        return pytest.mark.slow(_AIOHTTP_IN_THE_EMULATOR(needs_emulator(run)))

    return decorate


def shows(pictures: int) -> Callable[[Any], bool]:
    """Whether some message of a reply shows so many pictures; fails at once where it apologises."""

    def seen(reply: Any) -> bool:
        sorry = [message.text for message in reply.messages if "⚠️" in message.text]
        assert not sorry, sorry
        return any(len(message.shown_files) >= pictures for message in reply.messages)

    return seen


def waits(reply: Any) -> bool:
    """Whether a reply shows a job under way, which can be cancelled."""
    return any(button.label == "Cancel" for m in reply.messages for button in m.buttons)
