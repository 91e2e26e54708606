"""What a line of the log says: its job, in text or JSON, and no secret."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.log import JsonLines, TextLines, job_scope
from bot.redaction import HIDDEN, Redactor

JOB, OTHER = "0" * 31 + "1", "0" * 31 + "2"
SECRET = "s3cr3t-token"  # noqa: S105 -- of nobody
REPOSITORY = Path(__file__).parents[1]


def a_line(message: str, *args: object, **more: Any) -> logging.LogRecord:
    return logging.LogRecord("bot.x", logging.INFO, __file__, 1, message, args, None, **more)


def text_of(record: logging.LogRecord) -> str:
    return TextLines(Redactor([SECRET])).format(record)


def json_of(record: logging.LogRecord) -> dict[str, Any]:
    text = JsonLines(Redactor([SECRET])).format(record)
    assert "\n" not in text
    line: dict[str, Any] = json.loads(text)
    return line


def test_a_line_in_the_scope_of_a_job_names_it() -> None:
    with job_scope(JOB):
        record = a_line("a change did not get through")
        assert text_of(record).endswith(f"a change did not get through [job {JOB}]")
        assert json_of(record)["jobs"] == [JOB]
    assert JOB not in text_of(a_line("another"))
    assert "jobs" not in json_of(a_line("another"))


def test_a_line_that_names_a_job_is_about_that_one() -> None:
    with job_scope(OTHER):
        record = a_line("job %s done", JOB)
        assert text_of(record).endswith(f"job {JOB} done")
        assert json_of(record)["jobs"] == [JOB]


def test_a_pass_of_several_jobs_names_each() -> None:
    with job_scope(JOB, OTHER):
        assert text_of(a_line("slow")).endswith(f"slow [job {JOB}] [job {OTHER}]")


def test_tasks_keep_the_scope_that_they_were_started_in() -> None:
    async def says() -> str:
        await asyncio.sleep(0)
        return text_of(a_line("later"))

    async def start() -> str:
        with job_scope(JOB):
            task = asyncio.create_task(says())
        return await task

    assert JOB in asyncio.run(start())


def test_no_secret_is_in_message_or_traceback() -> None:
    try:
        raise ValueError(f"refused {SECRET}")
    except ValueError as exc:
        record = a_line("calling with %s", SECRET)
        record.exc_info = (ValueError, exc, exc.__traceback__)
    assert SECRET not in text_of(record)
    line = json_of(record)
    assert SECRET not in json.dumps(line)
    assert line["message"] == f"calling with {HIDDEN}"
    assert line["traceback"].endswith(f"ValueError: refused {HIDDEN}")


CRASHES = {
    "main thread": "raise ValueError(secret)",
    "other thread": "t = threading.Thread(target=int, args=[secret]); t.start(); t.join()",
    "warning": "import warnings; warnings.warn(secret)",
    "finaliser": "X = type('X', (), {'__del__': lambda self: int(secret)}); X()",
    "task": "asyncio.run(main())",
}


@pytest.mark.parametrize("crash", list(CRASHES))
@pytest.mark.parametrize("log_format", ["text", "json"])
def test_what_nobody_catches_is_logged_without_the_secret(crash: str, log_format: str) -> None:
    program = f"""
import asyncio, gc, threading
from bot.log import log_what_nobody_catches, set_up
secret = "s3cr3t" + "-token"
set_up("DEBUG", {log_format!r}, secrets=[secret])
log_what_nobody_catches()
async def fails():
    raise ValueError(secret)
async def main():
    asyncio.create_task(fails())
    await asyncio.sleep(0)
    gc.collect()
{CRASHES[crash]}
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert SECRET not in done.stderr + done.stdout
    assert HIDDEN in done.stderr
    if log_format == "json":
        assert all(json.loads(line) for line in done.stderr.splitlines())
