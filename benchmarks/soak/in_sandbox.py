"""The soak in the sandbox that comes with Restage."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp.typedefs import Middleware

from benchmarks.soak.discords import CONFIG, Asked, Shown
from bot.cli.bot_process import BotProcess
from bot.cli.sandbox import OpenSandbox
from bot.sandbox.driver import NoAnswer, Reply, SeenMessage
from bot.sandbox.layout import walk
from bot.sandbox.messages import Message
from bot.sandbox.options import Options
from bot.sandbox.server import Sandbox

KEEP = 10**6
"""Messages and interactions that the sandbox keeps: all of them."""

_OFFLINE_LIMIT_S = 5.0


class AskedInSandbox:
    """An `Asked` of the sandbox."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    @property
    def id(self) -> int:
        """Its id."""
        return int(self._reply.interaction.id)

    @property
    def acknowledged(self) -> bool:
        """Whether Discord has seen an answer in time."""
        return self._reply.interaction.answer is not None

    @property
    def has_form(self) -> bool:
        """Whether the bot opened a form."""
        return self._reply.interaction.modal is not None

    async def settle(self) -> bool:
        """Wait until it is acknowledged, or Discord has given up; which of these."""
        with suppress(NoAnswer):
            await self._reply.acknowledged()
        return self.acknowledged

    async def fill_in(self, values: Mapping[str, object]) -> Asked:
        """Send the form."""
        form = await self._reply.modal()
        return AskedInSandbox(await form.submit(values))

    def messages(self) -> list[Shown]:
        """The answers that are there now."""
        return [_shown(seen) for seen in self._reply.messages()]


class DiscordInSandbox:
    """A `Discord`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    @property
    def online(self) -> bool:
        """Whether the bot is connected."""
        return self.sandbox.gateway.online

    async def slash(self, person: str, command: str, options: Mapping[str, object]) -> Asked:
        """Run a command."""
        return AskedInSandbox(await self.sandbox.slash(person, command, options))

    async def press(self, person: str, message: Shown, custom_id: str) -> Asked:
        """Press a button."""
        return AskedInSandbox(self.sandbox.person(person).press(_kept(message), custom_id))

    async def choose(
        self, person: str, message: Shown, custom_id: str, values: Sequence[str]
    ) -> Asked:
        """Choose from a list."""
        actor = self.sandbox.person(person)
        return AskedInSandbox(actor.choose(_kept(message), custom_id, list(values)))

    def posts(self) -> list[Shown]:
        """All messages of the bot that answer no interaction."""
        world, anybody = self.sandbox.world, self.sandbox.person("mara")
        everywhere = (m for channel in world.channels.values() for m in world.messages(channel))
        return [
            _shown(SeenMessage(anybody, message))
            for message in everywhere
            if message.author.id == world.bot.id
            and message.interaction is None
            and not message.deleted
        ]


class StageInSandbox:
    """A `Stage`."""

    def __init__(self, sandbox: Sandbox, bot: BotProcess, ledger: Path) -> None:
        self.discord = DiscordInSandbox(sandbox)
        self.ledger = ledger
        self._open = OpenSandbox(discord=sandbox, bot=bot)

    @property
    def pid(self) -> int:
        """The process id of the bot."""
        return self._open.bot.pid

    async def ready(self) -> None:
        """Wait until the bot is connected and its commands are registered."""
        await self._open.ready()

    async def kill(self, *, whole_group: bool) -> None:
        """SIGKILL to the bot's own process, or to it and its children at once."""
        with suppress(ProcessLookupError):
            (os.killpg if whole_group else os.kill)(self.pid, signal.SIGKILL)
        await self._open.bot.ended()
        with suppress(TimeoutError):
            async with asyncio.timeout(_OFFLINE_LIMIT_S):
                while self.discord.online:  # noqa: ASYNC110 -- the gateway tells nobody
                    await asyncio.sleep(0.02)

    async def restart(self) -> None:
        """Start the bot again."""
        await self._open.bot.restart()


@asynccontextmanager
async def open_sandbox_stage(
    *, quiet: bool, options: Options | None = None, middlewares: Sequence[Middleware] = ()
) -> AsyncIterator[StageInSandbox]:
    """A sandbox that forgets nothing, with the bot as it is shipped, in a folder of its own."""
    options = options or Options(messages_per_channel=KEEP, interactions_kept=KEEP)
    with TemporaryDirectory(prefix="restage-soak-", ignore_cleanup_errors=True) as data:
        async with Sandbox(options=options, middlewares=middlewares) as sandbox:
            environment = {
                **sandbox.client_environment(),
                "RESTAGE_CONFIG": str(CONFIG),
                "RESTAGE_DATA": data,
            }
            async with BotProcess(environment, quiet=quiet) as bot:
                stage = StageInSandbox(sandbox, bot, Path(data))
                await stage.ready()
                yield stage


def _kept(message: Shown) -> Message:
    """The sandbox's own object."""
    if not isinstance(message.handle, Message):
        raise TypeError(f"message {message.id} is not of this sandbox")
    return message.handle


def _shown(seen: SeenMessage) -> Shown:
    message = seen.message
    parts = [part for _, part in walk(message.components)]
    return Shown(
        id=message.id,
        text=seen.text,
        thinking=seen.thinking,
        pictures=len(seen.files),
        custom_ids=tuple(part["custom_id"] for part in parts if part.get("custom_id")),
        marks=frozenset(part["id"] for part in parts if part.get("id")),
        replies_to=message.reference.id if message.reference else None,
        handle=message,
    )
