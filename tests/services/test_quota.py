"""How much somebody may ask for, and when they may come again."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.access import Visitor
from bot.domain.errors import Refusal
from bot.domain.limits import Allowance, Limits, Scope
from bot.ledger.sqlite import SqliteLedger
from bot.services.quota import Quota
from tests.fakes import an_edit
from tests.ledger.records import NOON, accept, an_address
from tests.loops import in_loop

PERSON, SERVER = 42, 3


def a_quota(ledger: SqliteLedger, **limits: object) -> Quota:
    return Quota(limits=Limits(**limits), ledger=ledger, now=lambda: NOON)  # type: ignore[arg-type]


def a_visitor(person: int = PERSON, server: int | None = SERVER, *roles: int) -> Visitor:
    return Visitor(person=person, server=server, channels=frozenset({7}), roles=frozenset(roles))


async def refusal(quota: Quota, visitor: Visitor, jobs: int = 1, images: int = 1) -> Refusal | None:
    try:
        async with quota.hold(visitor, jobs=jobs, images=images):
            return None
    except Refusal as exc:
        return exc


def moment(time: datetime) -> str:
    return f"<t:{int(time.timestamp())}:R>"


@in_loop
async def test_a_person_may_have_so_many_jobs_under_way(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        quota = a_quota(ledger, person=Allowance(waiting=3))
        await accept(ledger, 1)
        running = await accept(ledger, 2)
        await ledger.start(running.id)
        assert await refusal(quota, a_visitor()) is None
        assert await refusal(quota, a_visitor(person=43), jobs=3) is None
        refused = await refusal(quota, a_visitor(), jobs=2)
        assert refused is not None
        assert refused.code == "person_waits_enough"
        assert "2 of your edits" in refused.reply
        assert moment(NOON + timedelta(minutes=1)) in refused.reply
        await ledger.cancel(running.id)
        assert await refusal(quota, a_visitor(), jobs=2) is None


@in_loop
async def test_who_waits_enough_is_told_when_a_job_is_expected_to_end(tmp_path: Path) -> None:
    expected = {(Scope.PERSON, PERSON): 600.0, (Scope.SERVER, SERVER): 5.0}
    async with SqliteLedger(tmp_path) as ledger:
        await accept(ledger, 1)
        one, many = Allowance(waiting=1), Allowance(waiting=9)
        for limits, minutes in (
            (Limits(person=one), 10),
            (Limits(person=many, server=one), 1),
        ):
            quota = Quota(
                limits=limits,
                ledger=ledger,
                free_in_s=lambda scope, id_: expected.get((scope, id_)),
                now=lambda: NOON,
            )
            refused = await refusal(quota, a_visitor())
            assert refused is not None
            assert moment(NOON + timedelta(minutes=minutes)) in refused.reply


@in_loop
async def test_a_day_holds_so_many_pictures_and_says_when_more_are_free(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        quota = a_quota(ledger, person=Allowance(images_per_day=10))
        early, late = NOON - timedelta(hours=20), NOON - timedelta(hours=2)
        await accept(ledger, 1, edits=(an_edit(),) * 4, accepted_at=early)
        await accept(ledger, 2, edits=(an_edit(),) * 4, accepted_at=late)
        assert await refusal(quota, a_visitor(), images=2) is None
        for images, free in ((3, early), (6, early), (7, late), (10, late)):
            refused = await refusal(quota, a_visitor(), images=images)
            assert refused is not None
            assert refused.code == "person_spent"
            assert moment(free + timedelta(hours=24)) in refused.reply


@in_loop
async def test_counts_survive_a_restart(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        await accept(ledger, 1, edits=(an_edit(),) * 4, accepted_at=NOON - timedelta(hours=1))
    async with SqliteLedger(tmp_path) as ledger:
        quota = a_quota(ledger, person=Allowance(images_per_day=4))
        assert await refusal(quota, a_visitor()) is not None


@in_loop
async def test_all_people_of_a_server_count_together(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        await accept(ledger, 1, owner=50, address=an_address(user=50))
        limits = {"server": Allowance(waiting=1, images_per_day=1), "servers": {4: Allowance()}}
        quota = a_quota(ledger, **limits)
        refused = await refusal(quota, a_visitor())
        assert refused is not None
        assert refused.code == "server_waits_enough"
        assert await refusal(quota, a_visitor(server=4)) is None
        assert await refusal(quota, a_visitor(server=None)) is None
        quota = a_quota(ledger, server=Allowance(images_per_day=1))
        refused = await refusal(quota, a_visitor())
        assert refused is not None
        assert refused.code == "server_spent"


@in_loop
async def test_of_several_roles_the_most_generous_counts(tmp_path: Path) -> None:
    roles = {8: Allowance(photos=3), 9: Allowance(photos=5, waiting=100)}
    async with SqliteLedger(tmp_path) as ledger:
        quota = a_quota(ledger, person=Allowance(photos=1, waiting=4), roles=roles)
        for held, photos in (((), 1), ((8,), 3), ((8, 9), 5), ((7,), 1)):
            assert await refusal(quota, a_visitor(PERSON, SERVER, *held), jobs=photos) is None
            refused = await refusal(quota, a_visitor(PERSON, SERVER, *held), jobs=photos + 1)
            assert refused is not None
            assert refused.code == "too_many_photos"


@in_loop
async def test_many_commands_at_once_do_not_get_past(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger, AsyncExitStack() as held:
        quota = a_quota(ledger, person=Allowance(waiting=5))

        async def command() -> bool:
            try:
                await held.enter_async_context(quota.hold(a_visitor(), jobs=2, images=2))
            except Refusal:
                return False
            return True

        assert sum(await asyncio.gather(*(command() for _ in range(10)))) == 2


@in_loop
async def test_what_is_in_the_ledger_does_not_count_twice(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        quota = a_quota(ledger, person=Allowance(waiting=4))
        async with quota.hold(a_visitor(), jobs=3, images=3) as room:
            await accept(ledger, 1)
            room.settle()
            assert await refusal(quota, a_visitor(), jobs=1) is None
            assert await refusal(quota, a_visitor(), jobs=2) is not None
            room.settle()  # the second photo was none
            assert await refusal(quota, a_visitor(), jobs=2) is None
        assert await refusal(quota, a_visitor(), jobs=3) is None


@in_loop
async def test_what_comes_to_nothing_is_given_back(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        quota = a_quota(ledger, person=Allowance(waiting=1, images_per_day=2))
        with pytest.raises(RuntimeError):
            async with quota.hold(a_visitor(), jobs=1, images=2):
                raise RuntimeError
        assert await refusal(quota, a_visitor(), images=2) is None


@in_loop
async def test_what_was_let_in_before_a_restart_counts_and_is_not_asked_again(
    tmp_path: Path,
) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        quota = a_quota(ledger, person=Allowance(waiting=2, images_per_day=2))
        async with quota.keep(a_visitor(), jobs=2, images=2) as room:
            assert await refusal(quota, a_visitor()) is not None
            await accept(ledger, 1)  # it is in the ledger now, from which it counts by itself
            room.settle()
            assert await refusal(quota, a_visitor()) is not None
            room.settle()  # the second photo was none
            assert await refusal(quota, a_visitor()) is None
        async with quota.keep(a_visitor(), jobs=9, images=9):  # more than the limits, by then
            assert await refusal(quota, a_visitor()) is not None
        assert await refusal(quota, a_visitor()) is None
