"""The bot's handle on one worker process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bot.domain.job import Failed
from bot.executor import failures, wire, worker
from bot.executor.messages import Cancel, Gone, Order, Ready, StartFailed, Stop
from bot.executor.spec import WorkerSpec

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.25
_REAP_LIMIT_S = 10.0


class StartFailure(Exception):
    """The worker did not get ready. `final` says that trying again would change nothing."""

    def __init__(self, failure: Failed, *, final: bool = False) -> None:
        super().__init__(failure.detail)
        self.failure = failure
        self.final = final


class Child:
    """One worker process, started by `start` and over after `end`.

    Pictures take milliseconds to cross the pipe, so the event loop touches it never: one thread
    reads, another writes. Reports arrive in an inbox, in order, the last one being `Gone`.
    """

    def __init__(self, spec: WorkerSpec, *, name: str, on_exit: Callable[[], None]) -> None:
        context = multiprocessing.get_context("spawn")
        self.name = name
        self._on_exit = on_exit
        self._loop = asyncio.get_running_loop()
        self._inbox: asyncio.Queue[object] = asyncio.Queue()
        self._exited = asyncio.Event()
        self._pipe, self._their_pipe = context.Pipe()
        self._process = context.Process(
            target=worker.main, args=(self._their_pipe, spec), name=name, daemon=True
        )
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"{name}-writer")
        self._started = False
        self._ready = False

    @property
    def ready(self) -> bool:
        """True while the engine is built and the process lives."""
        return self._ready and not self._exited.is_set()

    async def start(self, limit_s: float) -> None:
        """Start the process and wait until its engine is built. Raises `StartFailure`.

        The process is started here and not in a thread, for the few milliseconds that it takes:
        the kernel ends it together with the thread that started it (`confinement.die_with`).
        """
        try:
            self._process.start()
        except OSError as exc:
            raise StartFailure(failures.engine_start_failed(f"cannot start: {exc}")) from exc
        self._started = True
        self._their_pipe.close()  # so that reading ours ends when the worker does
        threading.Thread(target=self._read, name=f"{self.name}-reader", daemon=True).start()
        match await self.receive(limit_s):
            case Ready():
                self._ready = True
                return
            case StartFailed(failure=failure, final=final):
                raise StartFailure(failure, final=final)
            case Gone(exitcode=exitcode):
                detail = f"{self.name} {failures.exit_in_words(exitcode)} while it started"
            case None:
                detail = f"{self.name} was not ready after {limit_s:.0f} s"
            case other:
                detail = f"{self.name} sent {other!r} while it started"
        raise StartFailure(failures.engine_start_failed(detail))

    def post(self, order: Order) -> None:
        """Send an order without waiting. A worker that is gone does not mind."""
        chunks = wire.encode(order)
        with contextlib.suppress(RuntimeError):  # the writer was shut down: the worker is gone
            self._writer.submit(self._write, chunks)

    def hear(self, cancel: Cancel) -> None:
        """Put a cancellation among the reports, for whoever receives them."""
        self._inbox.put_nowait(cancel)

    async def receive(self, limit_s: float) -> object:
        """The next report, or a cancellation that was put in; None after `limit_s` seconds of
        silence. Whoever receives matches to the last case: the pipe may bring anything."""
        if not self._inbox.empty():
            return self._inbox.get_nowait()
        try:
            async with asyncio.timeout(limit_s):
                return await self._inbox.get()
        except TimeoutError:
            return None

    async def end(self, grace_s: float = 0.0) -> None:
        """End the process: by asking, where it is given `grace_s` seconds, then by force."""
        if not self._started:
            self._forget()
            return
        try:
            if grace_s > 0 and self.ready:
                self.post(Stop())
                await self._exit_within(grace_s)
        finally:
            if not self._exited.is_set():
                self._process.kill()
        if not await self._exit_within(_REAP_LIMIT_S):
            log.error("%s, process %s, does not die", self.name, self._process.pid)

    async def _exit_within(self, limit_s: float) -> bool:
        try:
            async with asyncio.timeout(limit_s):
                await self._exited.wait()
        except TimeoutError:
            return False
        return True

    def _forget(self) -> None:
        self._writer.shutdown(wait=False)
        self._pipe.close()
        self._their_pipe.close()

    def _write(self, chunks: list[bytes]) -> None:
        try:
            wire.send(self._pipe, chunks)
        except OSError as exc:
            log.debug("%s does not listen: %s", self.name, exc)

    def _read(self) -> None:
        """Pass on what the worker sends until its process has ended (in a thread).

        The end of the pipe is not waited for alone: a process that the engine forked would hold it
        open after the worker's death.
        """
        try:
            while self._process.is_alive() or self._pipe.poll(0):
                if self._pipe.poll(_LOOK_EVERY_S):
                    self._pass_on(wire.receive(self._pipe))
        except (EOFError, OSError):
            log.debug("%s has closed its pipe", self.name)
        except Exception:
            log.exception("%s sent what cannot be read", self.name)
            self._process.kill()
        self._process.join()
        self._pass_on(Gone(exitcode=self._process.exitcode))
        self._writer.shutdown(wait=True)
        self._pipe.close()

    def _pass_on(self, report: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to tell
            self._loop.call_soon_threadsafe(self._take, report)

    def _take(self, report: object) -> None:
        self._inbox.put_nowait(report)
        if isinstance(report, Gone):
            self._exited.set()
            self._on_exit()
