"""A job's life in the ledger: every change, exactly once, and what a kill leaves of it."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.edit import Command, EngineName
from bot.domain.errors import LedgerError
from bot.domain.job import Output
from bot.domain.ports import Ledger
from bot.domain.recipe import FilterKind, Finish, Material, Paint, StyleFilter
from bot.domain.record import GuildSettings, JobState
from bot.ledger.sqlite import SqliteLedger
from tests.fakes import an_edit
from tests.ledger.records import (
    NOON,
    TurnedClock,
    a_record,
    a_stored_result,
    accept,
    an_address,
    as_after_a_kill,
    blob_files,
    finish,
    hash_of,
    in_state,
    known,
)
from tests.loops import in_loop


def a_ledger(folder: Path, clock: TurnedClock | None = None) -> SqliteLedger:
    return SqliteLedger(folder / "data", clock=clock or TurnedClock())


def test_it_fills_the_role(tmp_path: Path) -> None:
    ledger: Ledger = a_ledger(tmp_path)  # mypy checks the signatures where it sees this
    methods = [name for name in vars(Ledger) if not name.startswith("_")]
    assert all(callable(getattr(ledger, name)) for name in methods)


# What is kept comes back.


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"may_fall_back": True, "output": Output(format="webp", quality=80)},
        {"part": 4, "address": an_address(part=4, parts=5, unsure=True)},
        {"address": an_address(guild=None, message=2**63 - 1, private=True), "source_owner": 9},
        {"address": an_address(guest=True)},
        {"notices": (), "source_name": "名前 “x” \x00 .jpg"},
        {"edits": (an_edit(command=Command.REFINE, recipe=Finish(upscale=2, sharpen=0.4)),) * 3},
        {"edits": (an_edit(recipe=StyleFilter(filter=FilterKind.INK, detail=1 / 3)),)},
        {"edits": (an_edit(paint=Paint(name="g", label="Gold", material=Material.GOLD)),)},
        {"edits": (an_edit(engine=EngineName.DIFFUSION, model="sdxl", steps=4, recipe=None),)},
    ],
)
@in_loop
async def test_a_job_comes_back_as_it_was_accepted(tmp_path: Path, changes: dict[str, Any]) -> None:
    async with a_ledger(tmp_path) as ledger:
        record = await accept(ledger, 1, **changes)
        assert await ledger.job(record.id) == record


@in_loop
async def test_an_address_of_before_it_named_the_photo_gets_its_number(tmp_path: Path) -> None:
    async with a_ledger(tmp_path) as ledger:
        record = await accept(ledger, 1, part=2)
        assert (await known(ledger, record)).address == an_address(part=2)


@in_loop
async def test_times_come_back_whatever_their_zone_was(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with a_ledger(tmp_path, clock) as ledger:
        record = await accept(ledger, 1)
        clock.turn(hours=1, microseconds=1)
        clock.now = clock.now.astimezone()
        await ledger.start(record.id)
        assert (await known(ledger, record)).started_at == NOON + timedelta(hours=1, microseconds=1)


@in_loop
async def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    async with a_ledger(tmp_path) as ledger:
        await ledger.put_blob(b"photo")
        with pytest.raises(ValueError, match="no time zone"):
            await ledger.accept(a_record(1, accepted_at=NOON.replace(tzinfo=None)))
        assert await ledger.unfinished() == []


@in_loop
async def test_nothing_is_known_of_strangers(tmp_path: Path) -> None:
    async with a_ledger(tmp_path) as ledger:
        assert await ledger.job("0" * 32) is None
        assert await ledger.job_of_message(5) is None
        assert await ledger.blob(hash_of(b"never")) is None
        assert not await ledger.cancel("0" * 32)
        await ledger.start("0" * 32)
        await ledger.fail("0" * 32, "code", "reply")
        await ledger.answered("0" * 32)
        assert await ledger.jobs() == []


@in_loop
async def test_servers_have_settings_of_their_own(tmp_path: Path) -> None:
    settings = GuildSettings(
        guild=3, engine="studio", presets={"restyle": "ink"}, channels=(7, 8), private=True
    )
    async with a_ledger(tmp_path) as ledger:
        await ledger.set_guild_settings(replace(settings, private=False))
        await ledger.set_guild_settings(settings)
        assert await ledger.guild_settings(3) == settings
        assert await ledger.guild_settings(4) == GuildSettings(guild=4)


@in_loop
async def test_settings_that_cannot_be_read_are_no_defaults(tmp_path: Path) -> None:
    """Defaults would let everybody in where the server allowed a few."""
    async with a_ledger(tmp_path) as ledger:
        await ledger.set_guild_settings(GuildSettings(guild=3, roles=(5,)))
        meddle(tmp_path, 'UPDATE guilds SET settings = \'{"guild": 3, "roles": 5}\'')
        with pytest.raises(LedgerError, match="settings_unreadable"):
            await ledger.guild_settings(3)


def meddle(folder: Path, statement: str) -> None:
    """Change the ledger behind the bot's back."""
    with closing(sqlite3.connect(folder / "data" / "ledger.sqlite3")) as database, database:
        database.execute(statement)


# Exactly once.


@in_loop
async def test_an_interaction_has_one_job_for_each_of_its_photos(tmp_path: Path) -> None:
    async with a_ledger(tmp_path) as ledger:
        first = await accept(ledger, 1, interaction=5)
        await accept(ledger, 2, interaction=5, part=1)
        await ledger.put_blob(b"photo")
        assert not await ledger.accept(a_record(3, interaction=5))
        assert await ledger.job(a_record(3).id) is None
        assert await ledger.job(first.id) == first


@in_loop
async def test_of_many_at_once_one_is_accepted(tmp_path: Path) -> None:
    async with a_ledger(tmp_path) as ledger:
        await asyncio.gather(*(ledger.put_blob(b"photo") for _ in range(30)))
        records = [a_record(number, interaction=number % 3) for number in range(30)]
        answers = await asyncio.gather(*(ledger.accept(record) for record in records))
        assert sum(answers) == 3
        accepted = {record.id for record, yes in zip(records, answers, strict=True) if yes}
        assert {record.id for record in await ledger.unfinished()} == accepted


@in_loop
async def test_a_job_whose_photo_was_not_put_is_a_mistake(tmp_path: Path) -> None:
    async with a_ledger(tmp_path) as ledger:
        with pytest.raises(ValueError, match="not put"):
            await ledger.accept(a_record(1))
        assert await ledger.job(a_record(1).id) is None


@in_loop
async def test_a_caller_who_goes_away_leaves_no_transaction_open(tmp_path: Path) -> None:
    async with a_ledger(tmp_path) as ledger:
        await asyncio.gather(*(ledger.put_blob(b"photo") for _ in range(20)))
        tasks = [asyncio.create_task(ledger.accept(a_record(number))) for number in range(20)]
        for task in tasks[::2]:
            await asyncio.sleep(0.001)
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        kept = {record.id for record in await ledger.unfinished()}
        assert {a_record(number).id for number in range(1, 20, 2)} <= kept
        await accept(ledger, 99)


# Every change of state.


@in_loop
async def test_a_job_runs_and_is_done(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with a_ledger(tmp_path, clock) as ledger:
        record = await accept(ledger, 1)
        clock.turn(seconds=1)
        await ledger.start(record.id)
        running = in_state(record, JobState.RUNNING, started_at=clock.now, attempts=1)
        assert await ledger.job(record.id) == running
        assert await ledger.unfinished() == [running]
        clock.turn(seconds=2)
        await ledger.put_blob(b"picture")
        result = a_stored_result(b"picture")
        await ledger.finish(record.id, result)
        done = in_state(running, JobState.DONE, ended_at=clock.now, result=result)
        assert await ledger.job(record.id) == done
        assert await ledger.unfinished() == []
        assert await ledger.unanswered() == [done]
        assert await ledger.blob(hash_of(b"picture")) == b"picture"
        clock.turn(seconds=3)
        await ledger.answered(record.id)
        assert await ledger.unanswered() == []
        assert await ledger.job(record.id) == replace(done, answered_at=clock.now)


@in_loop
async def test_a_job_that_was_never_seen_running_has_run_once(tmp_path: Path) -> None:
    async with a_ledger(tmp_path) as ledger:
        record = await accept(ledger, 1)
        await ledger.finish(record.id, a_stored_result())
        done = await known(ledger, record)
        assert (done.attempts, done.started_at) == (1, NOON)


@in_loop
async def test_a_job_fails_with_its_sentence(tmp_path: Path) -> None:
    async with a_ledger(tmp_path) as ledger:
        record = await accept(ledger, 1)
        await ledger.fail(record.id, "out_of_memory", "There was not enough memory.")
        failed = in_state(
            record,
            JobState.FAILED,
            ended_at=NOON,
            error_code="out_of_memory",
            error_reply="There was not enough memory.",
        )
        assert await ledger.unanswered() == [failed]


@pytest.mark.parametrize("runs", [False, True])
@in_loop
async def test_a_job_is_cancelled_waiting_or_running(tmp_path: Path, runs: bool) -> None:
    async with a_ledger(tmp_path) as ledger:
        record = await accept(ledger, 1)
        if runs:
            await ledger.start(record.id)
        assert await ledger.cancel(record.id)
        assert not await ledger.cancel(record.id)
        assert (await known(ledger, record)).state is JobState.CANCELLED
        assert len(await ledger.unanswered()) == 1


@pytest.mark.parametrize("end", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
@in_loop
async def test_the_first_end_holds(tmp_path: Path, end: JobState) -> None:
    async with a_ledger(tmp_path) as ledger:
        record = await accept(ledger, 1)
        match end:
            case JobState.DONE:
                await ledger.finish(record.id, a_stored_result())
            case JobState.FAILED:
                await ledger.fail(record.id, "code", "reply")
            case _:
                await ledger.cancel(record.id)
        before = await known(ledger, record)
        await ledger.start(record.id)
        await ledger.requeue(record.id)
        await ledger.fail(record.id, "other", "other")
        await ledger.put_blob(b"late")
        await ledger.finish(record.id, a_stored_result(b"late"))
        assert not await ledger.cancel(record.id)
        assert await known(ledger, record) == before
        assert blob_files(tmp_path / "data") == {hash_of(b"photo")}


@in_loop
async def test_a_crash_costs_an_attempt_and_a_drain_does_not(tmp_path: Path) -> None:
    async with a_ledger(tmp_path) as ledger:
        record = await accept(ledger, 1)
        await ledger.requeue(record.id, forgive=True)  # it waits already
        assert await known(ledger, record) == record
        await ledger.start(record.id)
        await ledger.requeue(record.id, forgive=True)
        assert await known(ledger, record) == record
        await ledger.start(record.id)
        await ledger.requeue(record.id)
        assert await known(ledger, record) == replace(record, attempts=1)


@in_loop
async def test_a_job_that_goes_on_is_not_answered(tmp_path: Path) -> None:
    async with a_ledger(tmp_path) as ledger:
        record = await accept(ledger, 1)
        await ledger.answered(record.id)
        assert (await known(ledger, record)).answered_at is None


@in_loop
async def test_a_job_is_found_by_its_message(tmp_path: Path) -> None:
    async with a_ledger(tmp_path) as ledger:
        record = await accept(ledger, 1)
        moved = an_address(message=77, guild=None, channel=9)
        await ledger.address(record.id, moved)
        assert await ledger.job_of_message(77) == replace(record, address=moved)
        later = await accept(ledger, 2, address=moved)
        assert await ledger.job_of_message(77) == later


# After a kill.


@in_loop
async def test_what_was_written_is_there_after_a_kill(tmp_path: Path) -> None:
    """The disk as it is while the ledger is open is all that a kill leaves."""
    async with a_ledger(tmp_path) as ledger:
        waiting, running = await accept(ledger, 1), await accept(ledger, 2)
        ended, answered = await accept(ledger, 3), await accept(ledger, 4)
        await ledger.start(running.id)
        await ledger.put_blob(b"picture")
        await ledger.finish(ended.id, a_stored_result(b"picture"))
        await finish(ledger, answered)
        left = as_after_a_kill(tmp_path / "data", tmp_path / "left")
    async with SqliteLedger(left) as ledger:
        assert [job.id for job in await ledger.unfinished()] == [waiting.id, running.id]
        assert [job.id for job in await ledger.unanswered()] == [ended.id]
        assert (await known(ledger, running)).state is JobState.RUNNING
        assert await ledger.blob(hash_of(b"picture")) == b"picture"
        assert await ledger.blob(hash_of(b"photo")) == b"photo"


_ACCEPTS_UNTIL_KILLED = """
import asyncio, itertools, sys
from pathlib import Path
from typing import Any
from bot.ledger.sqlite import SqliteLedger
from tests.ledger.records import accept

async def main():
    async with SqliteLedger(Path(sys.argv[1])) as ledger:
        for number in itertools.count():
            record = await accept(ledger, number, b"photo %d" % number)
            print(record.id, flush=True)

asyncio.run(main())
"""


def told_before_it_was_killed(folder: Path) -> list[str]:
    """The ids that a process said it had accepted, until it was killed in the middle of it."""
    command = [sys.executable, "-c", _ACCEPTS_UNTIL_KILLED, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(5)]
        process.kill()
        told += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    return [line.strip() for line in told if line.endswith("\n")]


@in_loop
async def test_a_killed_process_loses_no_job_that_it_accepted(tmp_path: Path) -> None:
    told = told_before_it_was_killed(tmp_path / "data")
    async with SqliteLedger(tmp_path / "data") as ledger:
        kept = await ledger.unfinished()
        assert [record.id for record in kept][: len(told)] == told
        for record in kept:
            assert await ledger.blob(record.source_sha256) is not None


# Lists, quickly.


@in_loop
async def test_jobs_are_listed_newest_first(tmp_path: Path) -> None:
    async with a_ledger(tmp_path) as ledger:
        one = await accept(ledger, 1)
        two = await accept(ledger, 2, address=an_address(user=43))
        three = await accept(ledger, 3, address=an_address(guild=None))
        assert await ledger.jobs() == [three, two, one]
        assert await ledger.jobs(limit=1) == [three]
        assert await ledger.jobs(owner=42) == [three, one]
        assert await ledger.jobs(guild=3) == [two, one]
        await ledger.cancel(two.id)
        assert await ledger.jobs(states=(JobState.WAITING, JobState.RUNNING)) == [three, one]
        assert await ledger.jobs(owner=43, states=(JobState.WAITING,)) == []


@in_loop
async def test_a_job_that_cannot_be_read_hides_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_ledger(tmp_path) as ledger:
        odd, good = await accept(ledger, 1), await accept(ledger, 2)
        meddle(tmp_path, f"UPDATE jobs SET edits = '[{{' WHERE id = '{odd.id}'")  # noqa: S608
        assert await ledger.unfinished() == [good]
        assert odd.id in caplog.text


# The folder is private.


@in_loop
async def test_files_are_for_the_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    async with a_ledger(tmp_path) as ledger:
        await accept(ledger, 1)
        folders, files = modes_below(tmp_path)
    assert folders.keys() >= {"data", "blobs", "incoming"}
    assert set(folders.values()) == {0o700}
    assert files.keys() >= {"ledger.sqlite3", "ledger.sqlite3-wal", "ledger.lock"}
    assert set(files.values()) == {0o600}


def modes_below(folder: Path) -> tuple[dict[str, int], dict[str, int]]:
    """The modes of folders and of files, by their names."""
    paths = list(folder.rglob("*"))
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in paths}
    return (
        {path.name: mode for path, mode in modes.items() if path.is_dir()},
        {path.name: mode for path, mode in modes.items() if path.is_file()},
    )
