"""Logging, set up by the bot and again by its children: the job in every line, and no secrets."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal

from bot.redaction import Redactor

LogFormat = Literal["text", "json"]

FORMAT = "%(asctime)s %(levelname)s %(processName)s %(name)s: %(message)s%(about)s"
_NOISY = ("PIL", "aiosqlite", "urllib3", "httpx", "filelock", "huggingface_hub")
"""Libraries that say nothing of use below WARNING; aiosqlite would show what people wrote."""

_JOB_ID = re.compile(r"\bjob ([0-9a-f]{32})\b")
_jobs: ContextVar[tuple[str, ...]] = ContextVar("jobs", default=())


@contextmanager
def job_scope(*job_ids: str) -> Iterator[None]:
    """Every line that is logged inside is about these jobs; so it is in tasks started inside."""
    before = _jobs.set(job_ids)
    try:
        yield
    finally:
        _jobs.reset(before)


def set_up(
    level: str = "INFO", log_format: LogFormat = "text", *, secrets: Iterable[str] = ()
) -> None:
    """Log to stderr at `level` (a name that `logging` knows); stdout stays for answers.

    None of the `secrets` is ever written, nor what looks like one of Discord's.
    """
    redactor = Redactor(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(redactor) if log_format == "json" else TextLines(redactor))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)


def log_what_nobody_catches() -> None:
    """Have tracebacks that end the program or a thread, and warnings, take the way of all lines
    instead of going to stderr as they are."""
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread
    sys.unraisablehook = _log_unraisable
    logging.captureWarnings(True)


def jobs_of(record: logging.LogRecord, message: str) -> tuple[str, ...]:
    """The jobs that a line is about: those that it names, else those of its scope."""
    return tuple(dict.fromkeys(_JOB_ID.findall(message))) or _jobs.get()


class TextLines(logging.Formatter):
    """One line of text for people; a traceback follows it."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__(FORMAT)
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the jobs that it is about where it does not name them itself."""
        message = record.getMessage()
        unnamed = [job for job in jobs_of(record, message) if job not in message]
        record.about = "".join(f" [job {job}]" for job in unnamed)
        return self._redactor.clean(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object on a line, for programs: time, level, process, logger, message, and where
    there are any, jobs and traceback."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """The object. Secrets are taken out before quotes are escaped, so that they are seen."""
        message = record.getMessage()
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "process": record.processName,
            "logger": record.name,
            "message": self._redactor.clean(message),
        }
        if jobs := jobs_of(record, message):
            line["jobs"] = jobs
        if record.exc_info:
            line["traceback"] = self._redactor.clean(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _log_uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    logging.getLogger(__name__).critical("the program ends", exc_info=(kind, error, traceback))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    name = args.thread.name if args.thread is not None else "a thread"
    error = args.exc_value or args.exc_type()
    logging.getLogger(__name__).critical("%s ends", name, exc_info=error)


def _log_unraisable(args: sys.UnraisableHookArgs) -> None:
    error = args.exc_value or args.exc_type()
    logging.getLogger(__name__).error(
        "%s: %r", args.err_msg or "ignored", args.object, exc_info=error
    )
