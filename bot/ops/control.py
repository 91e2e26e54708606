"""Control: a socket in the data folder, by which the command line reaches the running bot.

One request in JSON on a line, one answer. Whoever may open the folder may use it: it belongs to the
bot's user alone. The bot that started last listens: as a rule the one with the ledger's lock, else
one that is closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from bot.domain.errors import BotError, UsageError
from bot.log import job_scope
from bot.ops.health import Health, Readiness

log = logging.getLogger(__name__)

SOCKET = "control.sock"

_LONGEST_BYTES = 4096
_LIMIT_S = 20.0


class Action(StrEnum):
    """What can be asked for."""

    CANCEL = "cancel"
    RETRY = "retry"
    HEALTH = "health"
    FORGET = "forget"
    RELOAD = "reload"


Reload = Callable[[], Awaitable[str]]
"""Takes up what stands in `presets.yaml` now, and says so in a sentence. Raises `BotError` where
that is wrong, and then changes nothing."""


class Operator(Protocol):
    """Carries out what is asked for, and says in a sentence what was done."""

    async def cancel(self, typed: str, /) -> str:
        """Cancel a job. Raises `BotError`."""
        ...

    async def retry(self, typed: str, /) -> str:
        """Try a job again. Raises `BotError`."""
        ...

    async def forget(self, typed: str, /) -> str:
        """Forget a person. Raises `BotError`."""
        ...


class Control:
    """The bot's end: an async context manager that listens inside the block."""

    def __init__(
        self, folder: Path, operator: Operator, readiness: Readiness, reload: Reload
    ) -> None:
        self._path = folder / SOCKET
        self._operator = operator
        self._readiness = readiness
        self._reload = reload
        self._server: asyncio.Server | None = None
        self._made: int | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_unix_server(
            self._answer, sock=_listening(self._path), limit=_LONGEST_BYTES
        )
        self._made = self._path.stat().st_ino
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
        with contextlib.suppress(FileNotFoundError):
            if self._path.stat().st_ino == self._made:  # not that of a bot which came after
                self._path.unlink()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_LIMIT_S):
                answer = await self._act(await reader.readline())
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        except (OSError, TimeoutError, ValueError) as exc:  # nobody is there to be told
            log.warning("a request on the control socket came to nothing: %r", exc)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _act(self, line: bytes) -> dict[str, str]:
        try:
            action, subject = _parsed(line)
            if action is Action.HEALTH:
                return asdict(await self._readiness.look())
            if action is Action.RELOAD:
                return {"done": await self._reload()}
            with _scope(action, subject):
                log.info("%s %s, by the command line", action, subject)
                return {"done": await act(self._operator, action, subject)}
        except BotError as exc:
            return {"code": exc.code, "reply": exc.reply}


def _scope(action: Action, subject: str) -> AbstractContextManager[None]:
    """What is logged inside names the job that the request is about."""
    return nullcontext() if action is Action.FORGET else job_scope(subject)


async def act(operator: Operator, action: Action, subject: str) -> str:
    """Do something to a job, or, to forget them, a person; what was done, in a sentence. Raises
    `UsageError`."""
    match action:
        case Action.CANCEL:
            return await operator.cancel(subject)
        case Action.RETRY:
            return await operator.retry(subject)
        case Action.FORGET:
            return await operator.forget(subject)
        case Action.HEALTH | Action.RELOAD:
            raise _no_request(f"{action} is nothing to do to a job")


async def ask_bot(folder: Path, action: Action, subject: str) -> str | None:
    """Have the bot do something, as in `act`; None where no bot runs on this folder. Raises
    `UsageError`, also where the bot does not answer."""
    answer = await _exchange(folder, {"action": action, "subject": subject})
    if answer is None:
        return None
    if "done" not in answer:
        raise UsageError(answer["code"], answer["reply"])
    return answer["done"]


async def ask_health(folder: Path) -> Health | None:
    """How the bot on this folder is; None where none runs. Raises `UsageError` where it does not
    answer."""
    answer = await _exchange(folder, {"action": Action.HEALTH})
    return None if answer is None else Health(**answer)


async def _exchange(folder: Path, request: Mapping[str, str]) -> dict[str, str] | None:
    """One request and its answer."""
    try:
        with _short(folder / SOCKET) as place:
            reader, writer = await asyncio.open_unix_connection(place, limit=_LONGEST_BYTES)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    try:
        async with asyncio.timeout(_LIMIT_S + 5):
            writer.write(json.dumps(request).encode() + b"\n")
            line = await reader.readline()
    except (OSError, TimeoutError) as exc:
        raise _no_answer(repr(exc)) from exc
    finally:
        writer.close()
    if not line:
        raise _no_answer("the connection ended")
    answer: dict[str, str] = json.loads(line)
    return answer


def _parsed(line: bytes) -> tuple[Action, str]:
    try:
        request = json.loads(line)
        action = Action(request["action"])
        return action, "" if action is Action.HEALTH else str(request["subject"])
    except (ValueError, KeyError, TypeError) as exc:
        raise _no_request(repr(exc)) from exc


def _no_request(detail: str) -> UsageError:
    return UsageError("control_request", "This is no request to the bot.", detail)


def _no_answer(detail: str) -> UsageError:
    return UsageError(
        "control_no_answer", "The bot runs but does not answer; its log may say why.", detail
    )


def _listening(path: Path) -> socket.socket:
    """A socket at that place; one that a bot left behind when it was killed makes way."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    try:
        with _short(path) as place:
            listener.bind(place)
        path.chmod(0o600)
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """The same place by a name that fits: those of sockets have at most 107 bytes."""
    if sys.platform != "linux":
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
