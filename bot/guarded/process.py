"""Guarded process: one warm child that answers requests and can be ended at any time."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

READY = b"ready"
"""What a child says first, once it can take requests."""

_Answer = TypeVar("_Answer")
_Result = TypeVar("_Result")
_GONE = (EOFError, KeyError, OSError, TypeError, ValueError)  # dead, or talking nonsense


class ChildNotStarted(Exception):
    """There is no child: it did not come up, or the process was closed."""


class ChildTookTooLong(Exception):
    """The answer did not come within the limit, and the child was ended."""


class ChildGone(Exception):
    """The child ended, or said more than it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSpec(Generic[_Answer]):
    """A kind of child.

    `target(pipe, *arguments, parent_pid)` runs in it: it sends `READY`, then answers every request
    that comes. `receive` reads one answer at the parent's end; it unpickles nothing, and raises
    EOFError, OSError, KeyError, TypeError or ValueError where the child talks nonsense. `is_worn`
    says of an answer that its child should be replaced. `limit_s` is the longest time for one
    request; a child without work for `idle_limit_s` is ended, None: it is kept.
    """

    name: str
    target: Callable[..., None]
    arguments: tuple[Any, ...]  # Any: whatever the target takes
    receive: Callable[[Connection], _Answer]
    is_worn: Callable[[_Answer], bool]
    limit_s: float
    start_limit_s: float = 30.0
    idle_limit_s: float | None = None


class GuardedProcess(Generic[_Answer]):
    """Asks one child, one request at a time; whatever happens to it, the next one finds a child.

    Waiting requests are taken in the order in which they came, and their wait does not count
    towards the limit. The child starts with the first request or with `warm_up`. It must be
    started from a thread that lives on, as Linux ends it with that thread.
    """

    def __init__(self, spec: ChildSpec[_Answer]) -> None:
        self._spec = spec
        self._turn = asyncio.Lock()
        self._child: _Child[_Answer] | None = None
        # One thread waits on the pipe. Ending the child wakes it, so it is never stuck for long,
        # and what it is given next comes after all that it does for the child before.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=spec.name)
        self._idle: asyncio.TimerHandle | None = None
        self._closed = False

    async def warm_up(self) -> None:
        """Start the child, so that the first request does not wait for it. Raises
        `ChildNotStarted`."""
        async with self._turn:
            await self._ready_child()

    async def close(self) -> None:
        """End the child; a request under way ends in `ChildGone`. May be called twice."""
        if self._closed:
            return
        self._closed = True
        self._retire()
        await self._in_thread(lambda: None)  # the child has been reaped
        self._thread.shutdown(wait=False)

    async def ask(self, request: object) -> _Answer:
        """Have a request answered. Raises `ChildNotStarted`, `ChildTookTooLong` and `ChildGone`."""
        async with self._turn:
            child = await self._ready_child()
            try:
                async with asyncio.timeout(self._spec.limit_s):
                    answer = await self._in_thread(lambda: child.answer(request))
            except TimeoutError as exc:
                self._retire()
                raise ChildTookTooLong(f"over {self._spec.limit_s:g} s") from exc
            except asyncio.CancelledError:
                self._retire()
                raise
            except _GONE as exc:
                self._retire()
                raise ChildGone(f"the child ended: {exc!r}") from exc
            if self._spec.is_worn(answer):
                self._retire()
            self._watch_idleness()
        return answer

    async def _ready_child(self) -> _Child[_Answer]:
        if self._closed:
            raise ChildNotStarted("the process is closed")
        if self._idle is not None:
            self._idle.cancel()
        if self._child is not None and self._child.is_idle():
            return self._child
        self._retire()
        try:
            fresh = self._child = _Child(self._spec)
            async with asyncio.timeout(self._spec.start_limit_s):
                await self._in_thread(fresh.wait_until_ready)
        except (TimeoutError, *_GONE) as exc:
            self._retire()
            raise ChildNotStarted(f"the child did not start: {exc!r}") from exc
        except asyncio.CancelledError:
            self._retire()
            raise
        return fresh

    def _watch_idleness(self) -> None:
        limit_s = self._spec.idle_limit_s
        if limit_s is not None:
            self._idle = asyncio.get_running_loop().call_later(limit_s, self._retire_if_idle)

    def _retire_if_idle(self) -> None:
        if not self._turn.locked() and not self._closed:
            self._retire()

    def _retire(self) -> None:
        """End the child, if there is one; the next request gets a new one."""
        if self._idle is not None:
            self._idle.cancel()
        if self._child is not None:
            self._child.kill()
            self._thread.submit(self._child.reap)
            self._child = None

    async def _in_thread(self, work: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


class _Child(Generic[_Answer]):
    """The parent's end of one process."""

    def __init__(self, spec: ChildSpec[_Answer]) -> None:
        context = multiprocessing.get_context("spawn")
        self._receive = spec.receive
        self._pipe, far_end = context.Pipe()
        self._process = context.Process(
            target=spec.target,
            args=(far_end, *spec.arguments, os.getpid()),
            name=spec.name,
            daemon=True,
        )
        self._process.start()
        far_end.close()

    def is_idle(self) -> bool:
        """True while the process waits for a request: what there is to read now is its end."""
        return not self._pipe.poll()

    def kill(self) -> None:
        """End the process; a call that waits for it in another thread then raises."""
        self._process.kill()

    # The rest blocks.

    def wait_until_ready(self) -> None:
        """Raises EOFError, OSError or ValueError where the child does not come up."""
        if self._pipe.recv_bytes(len(READY)) != READY:
            raise ValueError("the child did not say that it is ready")

    def answer(self, request: object) -> _Answer:
        """Have a request answered. Raises what `receive` raises."""
        self._pipe.send(request)
        return self._receive(self._pipe)

    def reap(self) -> None:
        """After `kill`: leave no open pipe and no zombie."""
        self._pipe.close()
        self._process.join()
