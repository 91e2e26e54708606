"""`bot.py jobs` and `bot.py backup` on a ledger, while a bot holds it and while none does."""

from __future__ import annotations

import asyncio
import json
import tarfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import WRONG_USAGE, main
from bot.domain.record import JobRecord, JobState
from bot.ledger.sqlite import SqliteLedger
from bot.ops.control import Control
from bot.ops.jobs import Operator
from tests.ledger.records import accept, an_address, finish, known
from tests.ops.test_health import Parts, looking_at, no_reload


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bot's data folder."""
    monkeypatch.setenv("RESTAGE_DATA", str(tmp_path))
    return tmp_path


def with_ledger(data: Path, work: Callable[[SqliteLedger], Coroutine[Any, Any, Any]]) -> Any:
    """Do something with the ledger as the bot does."""

    async def do() -> Any:
        async with SqliteLedger(data) as ledger:
            return await work(ledger)

    return asyncio.run(do())


async def three_jobs(ledger: SqliteLedger) -> list[JobRecord]:
    waiting = await accept(ledger, 0x1111_0001)
    failed = await accept(ledger, 0x2222_0002, address=an_address(user=43, guild=None))
    await ledger.fail(failed.id, "worker_crashed", "It crashed.")
    done = await accept(ledger, 0x3333_0003)
    await finish(ledger, done, b"picture")
    return [waiting, failed, done]


def test_jobs_are_listed_and_picked(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    waiting, failed, done = with_ledger(data, three_jobs)
    assert main(["jobs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:12] for line in lines] == [each.id[:12] for each in (done, failed, waiting)]
    assert "worker_crashed" in lines[1]
    assert "on marble" not in "".join(lines), "nobody's words"
    picks = {
        ("--state", "failed", "--state", "done"): {failed.id, done.id},
        ("--person", "43"): {failed.id},
        ("--server", "3"): {waiting.id, done.id},
        ("--limit", "1"): {done.id},
        ("--person", "44"): set(),
    }
    for options, expected in picks.items():
        assert main(["jobs", "--json", *options]) == 0
        assert {each["id"] for each in json.loads(capsys.readouterr().out)["jobs"]} == expected


def test_a_job_is_shown_whole_but_for_its_token(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    *_, done = with_ledger(data, three_jobs)
    assert main(["jobs", "show", "--json", done.id]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["prompt"], shown["pictures"], shown["seeds"]) == ("on marble", 1, [7])
    assert "token" not in json.dumps(shown)
    assert main(["jobs", "show", done.id]) == 0
    assert "on marble" in capsys.readouterr().out


def test_jobs_are_acted_on_where_no_bot_runs(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting, failed, _ = with_ledger(data, three_jobs)
    assert main(["jobs", "cancel", waiting.id]) == 0
    assert main(["jobs", "retry", failed.id]) == 0
    assert capsys.readouterr().out.count("when the bot runs again") == 2

    async def states(ledger: SqliteLedger) -> list[JobState]:
        return [(await known(ledger, each)).state for each in (waiting, failed)]

    assert with_ledger(data, states) == [JobState.CANCELLED, JobState.WAITING]


def test_the_running_bot_is_asked(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def run_bot(ledger: SqliteLedger) -> JobState:
        record = await accept(ledger, 1)
        async with Control(data, Operator(ledger), looking_at(Parts()), no_reload):
            assert await asyncio.to_thread(main, ["jobs", "cancel", record.id]) == 0
        return (await known(ledger, record)).state

    assert with_ledger(data, run_bot) is JobState.CANCELLED
    assert "is cancelled" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [("0000", "Several jobs"), ("0" * 28 + "beef", "no job"), ("zzzz", "no id"), ("11", "no id")],
)
def test_an_id_that_is_not_clear_is_asked_for_again(
    data: Path, capsys: pytest.CaptureFixture[str], wanted: str, sentence: str
) -> None:
    with_ledger(data, three_jobs)
    assert main(["jobs", "cancel", wanted]) == WRONG_USAGE
    assert sentence in capsys.readouterr().err


def test_without_a_ledger_it_says_so(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["jobs"]) == WRONG_USAGE
    assert "the bot has not run there yet" in capsys.readouterr().err


def test_a_backup_is_taken_beside_the_bot_and_is_a_ledger(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, there = tmp_path / "backup.tar", tmp_path / "there"

    async def back_up(ledger: SqliteLedger) -> list[JobRecord]:
        jobs = await three_jobs(ledger)
        assert await asyncio.to_thread(main, ["backup", "--json", str(file)]) == 0
        return jobs

    jobs = with_ledger(data, back_up)
    size = json.loads(capsys.readouterr().out)
    assert size == {"jobs": 3, "files": 2, "bytes": file.stat().st_size}
    with tarfile.open(file) as tar:
        tar.extractall(there, filter="data")

    async def ids(ledger: SqliteLedger) -> set[str]:
        return {record.id for record in await ledger.jobs()}

    assert with_ledger(there, ids) == {record.id for record in jobs}


def test_the_folder_and_file_of_the_settings_are_used(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Path(__file__).parents[2] / "config"
    own = tmp_path / "config"
    own.mkdir()
    for path in config.iterdir():
        (own / path.name).symlink_to(path)
    (own / "settings.yaml").unlink()
    elsewhere = tmp_path / "elsewhere"
    text = f"ledger: {{folder: {elsewhere}, file: jobs.db}}\n"
    (own / "settings.yaml").write_text(text, "utf-8")
    monkeypatch.setenv("RESTAGE_CONFIG", str(own))

    async def open_there() -> None:
        async with SqliteLedger(elsewhere, file="jobs.db") as ledger:
            await three_jobs(ledger)

    asyncio.run(open_there())
    assert main(["jobs"]) == 0
    assert main(["backup", str(tmp_path / "backup.tar")]) == 0
