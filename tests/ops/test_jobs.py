"""What an operator does to a job, with the bot and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import UsageError
from bot.domain.record import JobState
from bot.ledger.sqlite import SqliteLedger
from bot.ops.jobs import Operator
from tests.ledger.records import a_record, accept, an_address, finish, known
from tests.loops import in_loop


class FakeBot:
    """Fills the role of the bot's running jobs; what is asked of it reaches the ledger too."""

    def __init__(self, ledger: SqliteLedger) -> None:
        self.ledger = ledger
        self.cancelled: list[str] = []
        self.taken_up: list[str] = []
        self.forgotten: list[int] = []

    async def cancel(self, job_id: str) -> bool:
        self.cancelled.append(job_id)
        return await self.ledger.cancel(job_id)

    async def forget(self, owner: int) -> int:
        self.forgotten.append(owner)
        return await self.ledger.forget(owner)

    async def take_up(self, job_id: str) -> None:
        self.taken_up.append(job_id)


@in_loop
async def test_without_the_bot_a_cancelled_job_waits_to_be_told(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        record = await accept(ledger, 1)
        assert "when the bot runs again" in await Operator(ledger).cancel(record.id)
        assert (await known(ledger, record)).state is JobState.CANCELLED
        assert [each.id for each in await ledger.unanswered()] == [record.id]


@in_loop
async def test_without_the_bot_a_job_to_try_again_waits_for_it(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        record = await accept(ledger, 1)
        await ledger.start(record.id)
        await ledger.fail(record.id, "worker_crashed", "It crashed.")
        await ledger.answered(record.id)
        assert "when the bot runs again" in await Operator(ledger).retry(record.id)
        assert await ledger.unfinished() == [record], "as it was accepted"


@in_loop
async def test_the_running_bot_does_it_itself(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        bot = FakeBot(ledger)
        operator = Operator(ledger, running=bot)
        record = await accept(ledger, 1)
        assert "again" not in await operator.cancel(record.id)
        assert "again" not in await operator.retry(record.id)
        assert bot.cancelled == bot.taken_up == [record.id]


@in_loop
async def test_what_makes_no_sense_is_refused_with_the_reason(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        operator = Operator(ledger)
        waiting, done = await accept(ledger, 1), await accept(ledger, 2)
        await finish(ledger, done, b"picture")
        swept = await accept(ledger, 3, b"gone")
        await ledger.fail(swept.id, "worker_crashed", "It crashed.")
        await ledger.answered(swept.id)
        await ledger.sweep(1000, 0)
        unknown = a_record(4)
        expected = {
            "job_ended": operator.cancel(done.id),
            "job_done": operator.retry(done.id),
            "job_not_ended": operator.retry(waiting.id),
            "job_photo_gone": operator.retry(swept.id),
            "job_unknown": operator.cancel(unknown.id),
        }
        for code, action in expected.items():
            with pytest.raises(UsageError) as caught:
                await action
            assert caught.value.code == code
        assert (await known(ledger, waiting)).state is JobState.WAITING
        assert (await known(ledger, swept)).state is JobState.FAILED


@pytest.mark.parametrize("running", [True, False])
@in_loop
async def test_a_forgotten_persons_messages_are_named(tmp_path: Path, running: bool) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        bot = FakeBot(ledger)
        operator = Operator(ledger, running=bot if running else None)
        for number, address in enumerate(
            (an_address(message=11), an_address(message=12, guild=None), an_address(),
             an_address(message=13, private=True)), 1
        ):  # fmt: skip
            await accept(ledger, number, address=address)
        said = (await operator.forget("42")).splitlines()
        assert said[0] == "Person 42 is forgotten, with 4 edits."
        assert said[2:] == [
            "https://discord.com/channels/@me/7/12", "https://discord.com/channels/3/7/11",
        ]  # fmt: skip
        assert bot.forgotten == ([42] if running else [])
        assert await ledger.jobs() == []


@pytest.mark.parametrize("person", ["", "mara", "42; DROP TABLE jobs", "-1"])
@in_loop
async def test_only_an_id_names_a_person(tmp_path: Path, person: str) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        with pytest.raises(UsageError, match="person_id_wrong"):
            await Operator(ledger).forget(person)
