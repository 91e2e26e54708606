"""Photos read in a child process that can be ended: nothing from outside is decoded in here."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

from bot.domain.errors import PhotoError
from bot.domain.photo import IntakeLimits, Photo
from bot.intake import child
from bot.intake.limits import check_bytes
from bot.intake.refusals import refusal
from bot.intake.wire import READY, Answer, ReadMask, ReadPhoto, Request, receive_answer

_Result = TypeVar("_Result")
_GONE = (EOFError, KeyError, OSError, TypeError, ValueError)  # dead, or talking nonsense


class GuardedReader:
    """Fills the role `bot.domain.ports.PhotoReader`: one warm child, one photo at a time.

    A file that takes longer than `limits.decode_limit_s` costs the child its life, one that wants
    more memory than `limits.memory_limit_mib` is refused; the next file finds a new child. Waiting
    photos are read in the order in which they came, and their wait does not count.

    `decoder` names the module with `decode_photo` and `decode_mask` that the child imports. The
    child starts with the first photo, with `warm_up`, or with `async with`. It must be started
    from a thread that lives on, as Linux ends it with that thread.
    """

    def __init__(
        self,
        limits: IntakeLimits,
        *,
        decoder: str = "bot.intake.decode",
        start_limit_s: float = 30.0,
    ) -> None:
        self._limits = limits
        self._decoder = decoder
        self._start_limit_s = start_limit_s
        self._turn = asyncio.Lock()
        self._child: _Child | None = None
        # One thread waits on the pipe. Ending the child wakes it, so it is never stuck for long,
        # and what it is given next comes after all that it does for the child before.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="photo-reader")
        self._closed = False

    async def __aenter__(self) -> Self:
        await self.warm_up()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def warm_up(self) -> None:
        """Start the child, so that the first photo does not wait for it."""
        async with self._turn:
            await self._ready_child()

    async def close(self) -> None:
        """End the child; a photo that is being read ends in `PhotoError`. May be called twice."""
        if self._closed:
            return
        self._closed = True
        self._retire()
        await self._in_thread(lambda: None)  # the child has been reaped
        self._thread.shutdown(wait=False)

    async def read(self, data: bytes, *, name: str) -> Photo:
        """Decode a photo. Raises `PhotoError` with one sentence."""
        check_bytes(data, self._limits)
        return await self._ask(ReadPhoto(data=data, name=name))

    async def read_mask(self, data: bytes, *, name: str, width: int, height: int) -> Photo:
        """Decode a mask for a photo of that size, as mode "L". Raises `PhotoError`."""
        check_bytes(data, self._limits)
        return await self._ask(ReadMask(data=data, name=name, width=width, height=height))

    async def _ask(self, request: Request) -> Photo:
        async with self._turn:
            child_ = await self._ready_child()
            limit_s = self._limits.decode_limit_s
            try:
                async with asyncio.timeout(limit_s):
                    answer = await self._in_thread(lambda: child_.answer(request))
            except TimeoutError as exc:
                self._retire()
                raise refusal("photo_timeout", limit=f"{limit_s:g}") from exc
            except asyncio.CancelledError:
                self._retire()
                raise
            except _GONE as exc:
                self._retire()
                raise refusal("photo_too_costly", f"the child ended: {exc!r}") from exc
            if answer.worn:
                self._retire()
        if isinstance(answer.outcome, PhotoError):
            raise answer.outcome
        return answer.outcome

    async def _ready_child(self) -> _Child:
        if self._closed:
            raise refusal("photo_reader_down", "the reader is closed")
        if self._child is not None and self._child.is_idle():
            return self._child
        self._retire()
        try:
            fresh = self._child = _Child(self._limits, self._decoder)
            async with asyncio.timeout(self._start_limit_s):
                await self._in_thread(fresh.wait_until_ready)
        except (TimeoutError, *_GONE) as exc:
            self._retire()
            raise refusal("photo_reader_down", f"the child did not start: {exc!r}") from exc
        except asyncio.CancelledError:
            self._retire()
            raise
        return fresh

    def _retire(self) -> None:
        """End the child, if there is one; the next photo gets a new one."""
        if self._child is not None:
            self._child.kill()
            self._thread.submit(self._child.reap)
            self._child = None

    async def _in_thread(self, work: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


class _Child:
    """The parent's end of one decoding process."""

    def __init__(self, limits: IntakeLimits, decoder: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, far_end = context.Pipe()
        self._max_pixel_bytes = 4 * limits.work_side_px**2
        self._process = context.Process(
            target=child.serve,
            args=(far_end, limits, decoder, os.getpid()),
            name="photo-reader",
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

    def answer(self, request: Request) -> Answer:
        """Have a request answered. Raises what `receive_answer` raises."""
        self._pipe.send(request)
        return receive_answer(self._pipe, self._max_pixel_bytes)

    def reap(self) -> None:
        """After `kill`: leave no open pipe and no zombie."""
        self._pipe.close()
        self._process.join()
