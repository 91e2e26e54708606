"""The command line reaches the running bot, and nobody else does."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from pathlib import Path

import pytest

from bot.domain.errors import UsageError
from bot.domain.record import JobState
from bot.ledger.sqlite import SqliteLedger
from bot.log import JsonLines
from bot.ops.control import SOCKET, Action, Control, ask_bot, ask_health
from bot.ops.jobs import Operator
from bot.redaction import Redactor
from tests.ledger.records import accept, known
from tests.loops import in_loop
from tests.ops.test_health import Parts, looking_at, no_reload


def control(folder: Path, ledger: SqliteLedger) -> Control:
    return Control(folder, Operator(ledger), looking_at(Parts()), no_reload)


@in_loop
async def test_a_job_is_cancelled_and_tried_again_through_it(tmp_path: Path) -> None:
    async with (
        SqliteLedger(tmp_path) as ledger,
        control(tmp_path, ledger),
    ):
        record = await accept(ledger, 1)
        assert record.id in (await ask_bot(tmp_path, Action.CANCEL, record.id) or "")
        assert (await known(ledger, record)).state is JobState.CANCELLED
        assert record.id in (await ask_bot(tmp_path, Action.RETRY, record.id) or "")
        assert (await known(ledger, record)).state is JobState.WAITING


@in_loop
async def test_what_is_done_to_a_job_is_logged_with_its_id(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[dict[str, object]] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(self.format(record)))

    handler = Kept()
    handler.setFormatter(JsonLines(Redactor(())))
    caplog.set_level(logging.INFO, "bot.ops.control")
    logging.getLogger("bot.ops.control").addHandler(handler)
    try:
        async with SqliteLedger(tmp_path) as ledger, control(tmp_path, ledger):
            record = await accept(ledger, 1)
            await ask_bot(tmp_path, Action.CANCEL, record.id)
            await ask_bot(tmp_path, Action.FORGET, str(record.owner))
    finally:
        logging.getLogger("bot.ops.control").removeHandler(handler)
    cancelled, forgotten = lines
    assert cancelled["jobs"] == [record.id]
    assert "jobs" not in forgotten


@in_loop
async def test_a_person_is_forgotten_through_it(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger, control(tmp_path, ledger):
        record = await accept(ledger, 1)
        said = await ask_bot(tmp_path, Action.FORGET, str(record.owner))
        assert said == f"Person {record.owner} is forgotten, with 1 edit."
        assert await ledger.job(record.id) is None


@in_loop
async def test_a_refusal_comes_back_as_what_it_is(tmp_path: Path) -> None:
    async with (
        SqliteLedger(tmp_path) as ledger,
        control(tmp_path, ledger),
    ):
        with pytest.raises(UsageError) as caught:
            await ask_bot(tmp_path, Action.CANCEL, "0" * 32)
    assert caught.value.code == "job_unknown"


@in_loop
async def test_without_a_bot_nobody_answers(tmp_path: Path) -> None:
    assert await ask_bot(tmp_path, Action.CANCEL, "0" * 32) is None
    async with SqliteLedger(tmp_path) as ledger:
        async with control(tmp_path, ledger):
            assert (tmp_path / SOCKET).stat().st_mode & 0o777 == 0o600
        assert not (tmp_path / SOCKET).exists()


@in_loop
async def test_the_socket_of_a_killed_bot_is_in_nobodys_way(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        killed = control(tmp_path, ledger)
        await killed.__aenter__()
        os.link(tmp_path / SOCKET, tmp_path / "left over")
        await killed.__aexit__(None, None, None)
        (tmp_path / "left over").rename(tmp_path / SOCKET)
        assert await ask_bot(tmp_path, Action.CANCEL, "0" * 32) is None
        async with control(tmp_path, ledger):
            with pytest.raises(UsageError):
                await ask_bot(tmp_path, Action.CANCEL, "0" * 32)


@in_loop
async def test_a_long_path_will_do(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 100) / ("b" * 100)
    async with (
        SqliteLedger(folder) as ledger,
        control(folder, ledger),
    ):
        record = await accept(ledger, 1)
        assert await ask_bot(folder, Action.CANCEL, record.id) is not None


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"[]\n",
        b'{"action": "erase", "subject": "1"}\n',
        b'{"action": "cancel"}\n',
        b"\xff\n",
    ],
)
@in_loop
async def test_nonsense_is_refused(tmp_path: Path, line: bytes) -> None:
    async with (
        SqliteLedger(tmp_path) as ledger,
        control(tmp_path, ledger),
    ):
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / SOCKET))
        writer.write(line + b"\n")
        answer = json.loads(await reader.readline())
        writer.close()
    assert answer["code"] == "control_request"


@in_loop
async def test_an_endless_line_ends_the_connection_and_nothing_else(tmp_path: Path) -> None:
    async with (
        SqliteLedger(tmp_path) as ledger,
        control(tmp_path, ledger),
    ):
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / SOCKET))
        writer.write(b"x" * 100_000)
        assert await reader.read() == b""
        writer.close()
        record = await accept(ledger, 1)
        assert await ask_bot(tmp_path, Action.CANCEL, record.id) is not None


@in_loop
async def test_the_bot_says_how_it_is(tmp_path: Path) -> None:
    assert await ask_health(tmp_path) is None
    async with SqliteLedger(tmp_path) as ledger:
        parts = Parts(startable=False)
        async with Control(tmp_path, Operator(ledger), looking_at(parts), no_reload):
            health = await ask_health(tmp_path)
    assert health is not None
    assert (health.gateway, health.ready) == ("ok", False)
    assert "worker" in health.worker
