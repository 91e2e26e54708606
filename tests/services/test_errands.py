"""What came is in the ledger before it is acknowledged, and until it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.access import Visitor
from bot.domain.catalog import EditRequest
from bot.domain.edit import Command
from bot.domain.errand import Change, Errand, Finish, NewEdits, Upload
from bot.domain.errors import LedgerError
from bot.domain.overlay import Overlay
from bot.ledger.sqlite import SqliteLedger
from bot.services.errands import Errands
from tests.ledger.records import NOON, an_address
from tests.loops import in_loop

REQUEST = EditRequest(command=Command.BACKGROUND, preset="marble", images=2)
PHOTO = Upload(name="mug.jpg", url="https://cdn.discordapp.com/1/2/mug.jpg?ex=1", size_bytes=9)
WORKS = (
    None,
    Change(job_id="0" * 32, seed=7),
    Change(job_id="0" * 32, seed=7, request=REQUEST, picture=1, choose_engine=True),
    NewEdits(request=REQUEST, photos=(PHOTO, PHOTO), seed=9, mask=PHOTO),
    Finish(photo=PHOTO, mask=PHOTO, target="square"),
    Finish(job_id="0" * 32, picture=1, overlay=Overlay(text="Sale"), new_id="1" * 32),
    Finish(overlay_id="2" * 32, overlay=Overlay(text="Sold"), font=PHOTO, new_id="1" * 32),
)


def an_errand(interaction: int, **changes: Any) -> Errand:
    """An errand of a member; `changes` replaces fields."""
    visitor = Visitor(person=42, server=3, channels=frozenset({7}), roles=frozenset({1, 2}))
    errand = Errand(interaction=interaction, address=an_address(), visitor=visitor, asked_at=NOON)
    return replace(errand, **changes)


class Batches(SqliteLedger):
    """A ledger that counts what it writes together, and takes its time."""

    def __init__(self, folder: Path, wait_s: float = 0.0) -> None:
        super().__init__(folder)
        self.sizes: list[int] = []
        self._wait_s = wait_s

    async def note_errands(self, errands: Sequence[Errand]) -> None:
        await asyncio.sleep(self._wait_s)
        self.sizes.append(len(errands))
        await super().note_errands(errands)


@pytest.mark.parametrize("work", WORKS)
@in_loop
async def test_an_errand_comes_back_as_it_was_noted(tmp_path: Path, work: Any) -> None:
    errand = an_errand(5, work=work, asked_at=NOON + timedelta(microseconds=1), few_answers=True)
    async with SqliteLedger(tmp_path) as ledger:
        await Errands(ledger).note(errand)
    async with SqliteLedger(tmp_path) as ledger:
        assert await Errands(ledger).left() == [errand]


@in_loop
async def test_what_is_done_is_not_left(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        errands = Errands(ledger)
        for number in (2, 1, 3):
            await errands.note(an_errand(number))
        await errands.close(2)
        assert [errand.interaction for errand in await errands.left()] == [1, 3]


@in_loop
async def test_what_comes_together_is_written_together(tmp_path: Path) -> None:
    async with Batches(tmp_path) as ledger:
        errands = Errands(ledger)
        await asyncio.gather(*(errands.note(an_errand(number)) for number in range(50)))
        assert len(await errands.left()) == 50
        assert len(ledger.sizes) <= 2


@in_loop
async def test_a_slow_disk_holds_nobody_up_and_is_waited_for_at_the_end(tmp_path: Path) -> None:
    async with Batches(tmp_path, wait_s=0.05) as ledger:
        errands = Errands(ledger, note_limit_s=0.0)
        await errands.note(an_errand(1))
        assert not ledger.sizes
        await errands.close(1)
        assert ledger.sizes == [1]
        assert await errands.left() == []


@in_loop
async def test_a_disk_that_is_full_holds_nobody_up(tmp_path: Path) -> None:
    class Full(SqliteLedger):
        async def note_errands(self, errands: Sequence[Errand]) -> None:
            raise LedgerError("ledger_full", "There is no room left.")

        async def errand_done(self, interaction: int) -> None:
            raise LedgerError("ledger_full", "There is no room left.")

    async with Full(tmp_path) as ledger:
        errands = Errands(ledger)
        await errands.note(an_errand(1))
        await errands.close(1)
        assert await errands.left() == []


@in_loop
async def test_a_person_who_is_forgotten_leaves_no_errand(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        errands = Errands(ledger)
        await errands.note(an_errand(1, work=WORKS[-1]))
        await errands.note(an_errand(2, address=an_address(user=43)))
        await ledger.forget(42)
        assert [errand.interaction for errand in await errands.left()] == [2]
