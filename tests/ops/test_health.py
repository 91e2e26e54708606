"""Readiness says what is in the way of the next job."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.domain.errors import LedgerError
from bot.ledger.sqlite import SqliteLedger
from bot.ops.health import OK, REMEMBERED_S, Readiness
from tests.loops import in_loop


@dataclass
class Parts:
    """Fills the three roles; a test breaks what it likes."""

    connected: bool = True
    startable: bool = True
    writable: bool = True
    tries: int = 0

    async def try_to_write(self) -> None:
        self.tries += 1
        if not self.writable:
            raise LedgerError("ledger_full", "There is no room.")


async def no_reload() -> str:
    """For a control that nobody asks to take presets up."""
    raise NotImplementedError


def looking_at(parts: Parts, now: float = 0.0) -> Readiness:
    return Readiness(parts, parts, parts, now=lambda: now)


@in_loop
async def test_it_is_ready_where_nothing_is_wrong() -> None:
    assert (await looking_at(Parts()).look()).ready


@pytest.mark.parametrize(
    ("broken", "part"),
    [("connected", "gateway"), ("startable", "worker"), ("writable", "ledger")],
)
@in_loop
async def test_the_part_that_is_wrong_is_named(broken: str, part: str) -> None:
    health = await looking_at(Parts(**{broken: False})).look()
    assert not health.ready
    assert [name for name in ("gateway", "worker", "ledger") if getattr(health, name) != OK] == [
        part
    ]


@in_loop
async def test_the_ledger_is_not_written_to_at_every_question() -> None:
    parts, times = Parts(writable=False), iter([0.0, 0.0, 1.0, REMEMBERED_S + 1, REMEMBERED_S + 1])
    readiness = Readiness(parts, parts, parts, now=lambda: next(times))
    assert (await readiness.look()).ledger == "ledger_full"
    parts.writable = True
    assert (await readiness.look()).ledger == "ledger_full"
    assert (await readiness.look()).ready
    assert parts.tries == 2


@in_loop
async def test_a_ledger_that_may_not_be_written_is_found_out(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        await ledger.try_to_write()
        await ledger._database.all("PRAGMA query_only = ON")
        with pytest.raises(LedgerError):
            await ledger.try_to_write()
