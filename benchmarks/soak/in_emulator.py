"""The soak in the independent emulator of Discord, where it lies beside this repository.

What is waited for here is looked at again and again (ASYNC110), since the emulator tells nobody.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any  # the emulator lies outside of this repository and is not typed

from benchmarks.soak.discords import CONFIG, Asked, Shown

REPOSITORY = Path(__file__).parents[2]
EMULATOR = REPOSITORY.parent / "shared" / "discord"
_COMMANDS = ("background", "restyle", "variants", "refine", "overlay", "export")
_READY_LIMIT_S, _OFFLINE_LIMIT_S, _LOOK_EVERY_S = 90.0, 5.0, 0.02


class AskedInEmulator:
    """An `Asked` of the emulator."""

    def __init__(self, emulator: Any, reply: Any) -> None:
        self._emulator = emulator
        self._reply = reply

    @property
    def id(self) -> int:
        """Its id."""
        return int(self._reply.id)

    @property
    def acknowledged(self) -> bool:
        """Whether Discord has seen an answer in time."""
        return bool(self._reply.acknowledged)

    @property
    def has_form(self) -> bool:
        """Whether the bot opened a form."""
        return self._reply.modal is not None

    async def settle(self) -> bool:
        """Wait until it is acknowledged, or Discord has given up; which of these."""
        while not (self._reply.acknowledged or self._reply.failed):  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_EVERY_S)
        return self.acknowledged

    async def fill_in(self, values: Mapping[str, object]) -> Asked:
        """Send the form."""
        reply = await self._emulator.submit_modal(self._reply, dict(values))
        return AskedInEmulator(self._emulator, reply)

    def messages(self) -> list[Shown]:
        """The answers that are there now."""
        return [_shown(view) for view in self._reply.messages]


class DiscordInEmulator:
    """A `Discord`."""

    def __init__(self, package: Any, emulator: Any) -> None:
        self._package = package
        self._emulator = emulator
        self._people = {name: emulator.add_user(name) for name in ("mara", "jonas")}

    @property
    def online(self) -> bool:
        """Whether the bot is connected."""
        return bool(self._emulator.gateway.connected)

    async def slash(self, person: str, command: str, options: Mapping[str, object]) -> Asked:
        """Run a command."""
        values = {name: self._value(value) for name, value in options.items()}
        user = self._people[person]
        return self._asked(await self._emulator.slash(command, values, user=user))

    async def press(self, person: str, message: Shown, custom_id: str) -> Asked:
        """Press a button."""
        user, target = self._people[person], message.handle
        return self._asked(await self._emulator.click(target, custom_id=custom_id, user=user))

    async def choose(
        self, person: str, message: Shown, custom_id: str, values: Sequence[str]
    ) -> Asked:
        """Choose from a list."""
        user, target = self._people[person], message.handle
        return self._asked(
            await self._emulator.select(target, list(values), custom_id=custom_id, user=user)
        )

    def posts(self) -> list[Shown]:
        """All messages of the bot that answer no interaction."""
        world = self._emulator.world
        channels = {id(each): each for each in (*world.channels.values(), *world.dms.values())}
        return [
            _shown(self._package.MessageView(self._emulator, message))
            for channel in channels.values()
            for message in list(channel.messages.values())
            if message.author is world.bot and message.interaction is None and not message.deleted
        ]

    def _value(self, value: object) -> Any:
        match value:
            case (str(name), bytes(data)):
                return self._package.Upload(data, name)
        return value

    def _asked(self, reply: Any) -> AskedInEmulator:
        return AskedInEmulator(self._emulator, reply)


class StageInEmulator:
    """A `Stage`."""

    def __init__(self, package: Any, emulator: Any, ledger: Path) -> None:
        self.discord = DiscordInEmulator(package, emulator)
        self.ledger = ledger
        self.emulator = emulator

    @property
    def pid(self) -> int:
        """The process id of the bot."""
        return int(self.emulator.bot.pid)

    async def ready(self) -> None:
        """Wait until the bot is connected and its commands are registered."""
        await self.emulator.wait_ready(_READY_LIMIT_S, commands=_COMMANDS)

    async def kill(self, *, whole_group: bool) -> None:
        """SIGKILL to the bot's own process, or to it and its children at once."""
        with suppress(ProcessLookupError):
            (os.killpg if whole_group else os.kill)(self.pid, signal.SIGKILL)
        while self.emulator.bot.returncode is None:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_EVERY_S)
        with suppress(TimeoutError):
            async with asyncio.timeout(_OFFLINE_LIMIT_S):
                while self.discord.online:  # noqa: ASYNC110
                    await asyncio.sleep(_LOOK_EVERY_S)

    async def restart(self) -> None:
        """Start the bot again."""
        emulator = self.emulator
        emulator.requests.clear()  # it would keep every file that was ever sent
        emulator.remarks.clear()
        env = {
            "RESTAGE_DATA": str(self.ledger),
            "RESTAGE_CONFIG": str(CONFIG),
            "RESTAGE_ATTACHMENT_ORIGINS": emulator.base_url,
        }
        await emulator.launch("bot.py", cwd=REPOSITORY, env=env)


@asynccontextmanager
async def open_emulator_stage() -> AsyncIterator[StageInEmulator]:
    """The emulator, with the bot as it is shipped, in a folder of its own. Raises
    `FileNotFoundError` where it does not lie beside this repository."""
    if not (EMULATOR / "emulator").is_dir():
        raise FileNotFoundError(f"there is no emulator in {EMULATOR}")
    if str(EMULATOR) not in sys.path:
        sys.path.insert(0, str(EMULATOR))
    package: Any = importlib.import_module("emulator")

    with TemporaryDirectory(prefix="restage-soak-", ignore_cleanup_errors=True) as data:
        async with package.Emulator(spec=package.Spec(EMULATOR / "openapi.json")) as emulator:
            stage = StageInEmulator(package, emulator, Path(data))
            await stage.restart()
            await stage.ready()
            yield stage
        for bot in emulator.bots:
            bot._dir.cleanup()  # the emulator leaves it to the interpreter, which warns


def _shown(view: Any) -> Shown:
    message = view.message
    return Shown(
        id=view.id,
        text=view.text,
        thinking=view.loading,
        pictures=len(view.shown_files),
        custom_ids=tuple(part.custom_id for part in view.parts if part.custom_id),
        marks=frozenset(part.id for part in view.parts if part.id),
        replies_to=message.reference.id if message.reference else None,
        handle=message,
    )
