"""The worker's ends of the pipe: what the bot asks for, and what it is told."""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Iterable
from multiprocessing.connection import Connection

from bot.executor import wire
from bot.executor.messages import Cancel, Report, Run, Stop

log = logging.getLogger(__name__)

_EXIT_WITHOUT_BOT = 1


class Orders:
    """What the bot asks for, read by a thread of its own, so that a cancellation is heard while
    the engine renders."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._passes: queue.SimpleQueue[Run | Stop] = queue.SimpleQueue()
        self._cancelled: set[str] = set()
        self._stopping = False

    def listen(self) -> None:
        """Start to read."""
        threading.Thread(target=self._listen, name="orders", daemon=True).start()

    def next(self) -> Run | Stop:
        """Wait for the next pass, or the end."""
        return self._passes.get()

    def unwanted(self, job_ids: Iterable[str]) -> bool:
        """True when nobody waits for any of these jobs any more."""
        return self._stopping or self._cancelled.issuperset(job_ids)

    def forget(self, job_ids: Iterable[str]) -> None:
        """These jobs have ended."""
        self._cancelled.difference_update(job_ids)

    def _listen(self) -> None:
        """Read until told to stop. Where the pipe ends, the bot is gone: exit at once, whatever
        the engine is doing."""
        try:
            while not self._stopping:
                self._take(wire.receive(self._pipe))
            return
        except (EOFError, OSError):
            log.debug("the bot is gone")
        except Exception:
            log.exception("the pipe from the bot is broken")
        os._exit(_EXIT_WITHOUT_BOT)

    def _take(self, order: object) -> None:
        match order:
            case Run():
                self._passes.put(order)
            case Cancel(job_id=job_id):
                self._cancelled.add(job_id)
            case Stop():
                self._stopping = True
                self._passes.put(order)
            case other:
                raise TypeError(f"the bot sent {other!r}")


class Reports:
    """What the bot is told. Whole messages, whichever thread of the engine sends them."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._turn = threading.Lock()

    def send(self, report: Report) -> None:
        """Tell the bot. Raises `pickle.PicklingError` for what may not cross the pipe."""
        chunks = wire.encode(report)
        with self._turn:
            wire.send(self._pipe, chunks)
