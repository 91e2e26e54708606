"""What somebody has asked for, counted by index alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.limits import DAY, Scope
from bot.ledger import usage
from bot.ledger.sqlite import SqliteLedger
from tests.fakes import an_edit
from tests.ledger.records import NOON, TurnedClock, accept, an_address, finish
from tests.loops import in_loop

PERSON, SERVER, OTHER = 42, 3, 43
SINCE = NOON - DAY


async def of(
    ledger: SqliteLedger, scope: Scope = Scope.PERSON, id_: int = PERSON
) -> tuple[int, int]:
    """Jobs under way, and pictures asked for."""
    return await ledger.under_way(scope, id_), await ledger.images(scope, id_, SINCE)


@in_loop
async def test_open_jobs_and_pictures_are_counted_by_person_and_server(tmp_path: Path) -> None:
    three = (an_edit(),) * 3
    async with SqliteLedger(tmp_path) as ledger:
        await accept(ledger, 1, edits=three)
        done = await accept(ledger, 2, edits=three)
        await finish(ledger, done, b"picture")
        failed, cancelled = await accept(ledger, 3), await accept(ledger, 4)
        await ledger.fail(failed.id, "render_failed", "It failed.")
        await ledger.cancel(cancelled.id)
        await accept(ledger, 5, accepted_at=SINCE)
        await accept(ledger, 6, owner=OTHER, address=an_address(user=OTHER))
        await accept(ledger, 7, owner=OTHER, address=an_address(user=OTHER, guild=4))
        assert await of(ledger) == (2, 6)
        assert await of(ledger, Scope.SERVER, SERVER) == (3, 7)
        assert await of(ledger, id_=44) == (0, 0)


@in_loop
async def test_it_is_known_when_pictures_are_free_again(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        for number, hours in enumerate((1, 5, 9), 1):
            accepted_at = SINCE + timedelta(hours=hours)
            await accept(ledger, number, edits=(an_edit(),) * 2, accepted_at=accepted_at)
        for excess, hours in ((1, 1), (2, 1), (3, 5), (6, 9)):
            at = await ledger.free_again(Scope.PERSON, PERSON, SINCE, excess)
            assert at == SINCE + timedelta(hours=hours)
        assert await ledger.free_again(Scope.PERSON, PERSON, SINCE, 7) is None


@in_loop
async def test_to_be_forgotten_lifts_no_limit_and_leaves_a_count_for_a_day(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        record = await accept(ledger, 1, edits=(an_edit(),) * 3)
        await finish(ledger, record, b"picture")
        await ledger.forget(PERSON)
        assert await of(ledger) == (0, 3)
        assert await of(ledger, Scope.SERVER, SERVER) == (0, 3)
        assert await ledger.free_again(Scope.PERSON, PERSON, SINCE, 3) == NOON
        clock.turn(hours=25)
        await ledger.sweep(days=30, max_bytes=10**9)
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite3")) as database:
        assert database.execute("SELECT * FROM spent").fetchall() == []


@pytest.mark.parametrize(("scope", "column"), usage.COLUMNS.items())
@pytest.mark.parametrize(
    ("query", "indexes"),
    [
        (usage.WAITING, {"jobs_open_of_{}"}),
        (usage.IMAGES, {"jobs_images_of_{}", "spent_of_{}"}),
        (usage.FREE_AGAIN, {"jobs_images_of_{}", "spent_of_{}"}),
    ],
)
@in_loop
async def test_it_costs_the_same_however_many_jobs_there_are(
    tmp_path: Path, scope: Scope, column: str, query: str, indexes: set[str]
) -> None:
    """Every table is searched by an index that holds all that is asked for."""
    async with SqliteLedger(tmp_path):
        pass
    values = {"id": 1, "since": "", "excess": 1}
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite3")) as database:
        plan = [
            row[-1]
            for row in database.execute(f"EXPLAIN QUERY PLAN {query.format(column=column)}", values)
        ]
    read = [step for step in plan if step.startswith(("SCAN", "SEARCH"))]
    tables = [step for step in read if " jobs " in step or " spent " in step]
    assert all(step.startswith("SEARCH") and "USING COVERING INDEX" in step for step in tables)
    used = {step.split("INDEX ")[1].split()[0] for step in tables}
    assert used == {index.format(column) for index in indexes}


@in_loop
async def test_pictures_without_a_job_count_for_a_day(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        await accept(ledger, 1)
        await ledger.spend(PERSON, SERVER, 2)
        await ledger.spend(PERSON, None, 1)
        assert await of(ledger) == (1, 4)
        assert await of(ledger, Scope.SERVER, SERVER) == (1, 3)
        assert await of(ledger, id_=OTHER) == (0, 0)
        await ledger.forget(PERSON)
        assert await of(ledger) == (0, 4)
