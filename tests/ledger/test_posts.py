"""Messages that are no job's answer: noted, listed with the others, and removed."""

from datetime import timedelta
from pathlib import Path

from bot.ledger.sqlite import SqliteLedger
from tests.ledger.records import NOON, TurnedClock, accept, an_address
from tests.loops import in_loop

PLENTY = 10**12
OWNER, OTHER = 42, 43


@in_loop
async def test_posts_are_listed_among_answers_the_newest_first(tmp_path: Path) -> None:
    post = an_address(message=2, token_expires=NOON + timedelta(minutes=20))
    before, after = (
        an_address(message=1),
        an_address(message=3, token_expires=NOON + timedelta(minutes=25)),
    )
    async with SqliteLedger(tmp_path) as ledger:
        await accept(ledger, 1, address=before)
        await ledger.note_post(post)
        await accept(ledger, 2, address=after)
    async with SqliteLedger(tmp_path) as ledger:
        assert await ledger.addresses(OWNER) == [after, post, before]
        assert await ledger.addresses(OTHER) == []


@in_loop
async def test_who_is_forgotten_leaves_no_posts(tmp_path: Path) -> None:
    theirs = an_address(user=OTHER, message=2)
    async with SqliteLedger(tmp_path) as ledger:
        await ledger.note_post(an_address(message=1))
        await ledger.note_post(theirs)
        await ledger.forget(OWNER)
        assert await ledger.addresses(OWNER) == []
        assert await ledger.addresses(OTHER) == [theirs]


@in_loop
async def test_old_posts_are_swept_by_server(tmp_path: Path) -> None:
    clock = TurnedClock()
    here, there = an_address(guild=3, message=1), an_address(guild=4, message=2)
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        await ledger.note_post(here)
        await ledger.note_post(there)
        await ledger.sweep(30, PLENTY)
        assert len(await ledger.addresses(OWNER)) == 2
        clock.turn(days=31)
        await ledger.sweep(30, PLENTY, guild=3)
        assert await ledger.addresses(OWNER) == [there]
