"""The sweep runs at start and again, and its failures end nothing."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.errors import LedgerError
from bot.domain.record import Swept
from bot.domain.retention import LedgerOptions
from bot.services.housekeeping import Housekeeping

OPTIONS = LedgerOptions(keep_days=7)


class FakeLedger:
    """Fills the role of what is swept; the first `failures` sweeps fail."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.asked: list[LedgerOptions] = []
        self.third_time = asyncio.Event()

    async def sweep_by(self, options: LedgerOptions) -> Swept:
        self.asked.append(options)
        if len(self.asked) == 3:
            self.third_time.set()
        if len(self.asked) <= self.failures:
            raise LedgerError("ledger_full", "There is no room.")
        return Swept(jobs=1, blobs=2, size_bytes=3)


@pytest.mark.parametrize("failures", [0, 2])
def test_it_sweeps_at_once_and_goes_on(failures: int) -> None:
    async def keep_house() -> FakeLedger:
        ledger = FakeLedger(failures)
        async with Housekeeping(ledger, OPTIONS, every_s=0), asyncio.timeout(10):
            await ledger.third_time.wait()
        asked = len(ledger.asked)
        await asyncio.sleep(0)
        assert len(ledger.asked) == asked, "it goes on after its end"
        return ledger

    assert set(map(id, asyncio.run(keep_house()).asked)) == {id(OPTIONS)}


def test_the_first_sweep_does_not_wait_for_a_day() -> None:
    async def keep_house() -> int:
        ledger = FakeLedger()
        async with Housekeeping(ledger, OPTIONS):
            await asyncio.sleep(0)
        return len(ledger.asked)

    assert asyncio.run(keep_house()) == 1
