"""One tip per reply, and never the same one twice running for one person."""

from __future__ import annotations

import asyncio

from bot.domain.cause import Case, Cause, Level
from bot.domain.edit import Command, EngineName, Fidelity
from bot.domain.errors import LedgerError
from bot.domain.faq import Faq, FaqEntry, FaqWords
from bot.services import tips
from bot.services.tips import NoMemory, TipChooser

CAUSE = Cause(
    command=Command.BACKGROUND,
    engine=EngineName.STUDIO,
    fidelity=Fidelity.EXACT,
    strength=0.95,
)


def a_faq(*ids: str) -> Faq:
    words = {"en": FaqWords(question="Why?", answer="Because.")}
    case = Case(level=Level.HABIT, own_words=False)
    return Faq(entries=tuple(FaqEntry(id=id_, words=words, when=(case,)) for id_ in ids))


class Remembers:
    """Fills the TipMemory role with what an earlier run said."""

    def __init__(self, **last: str) -> None:
        self._last = last
        self.asked: list[int] = []

    async def last_tip(self, owner: int) -> str | None:
        self.asked.append(owner)
        return self._last.get(f"user{owner}")


async def told(chooser: TipChooser, *owners: int) -> list[str | None]:
    entries = [await chooser.choose(owner, CAUSE) for owner in owners]
    return [entry.id if entry else None for entry in entries]


def test_nobody_gets_the_same_tip_twice_running() -> None:
    chooser = TipChooser(a_faq("one", "two", "three"), NoMemory())
    assert asyncio.run(told(chooser, 1, 1, 1, 2)) == ["one", "two", "one", "one"]


def test_where_only_one_fits_there_is_none_rather_than_the_same_again() -> None:
    chooser = TipChooser(a_faq("one"), NoMemory())
    assert asyncio.run(told(chooser, 1, 1)) == ["one", None]


def test_the_tip_before_a_restart_counts_and_is_looked_up_once() -> None:
    memory = Remembers(user1="one")
    chooser = TipChooser(a_faq("one", "two"), memory)
    assert asyncio.run(told(chooser, 1, 1, 1)) == ["two", "one", "two"]
    assert memory.asked == [1]


def test_replies_that_come_together_differ() -> None:
    async def at_once() -> set[str]:
        chooser = TipChooser(a_faq("one", "two"), NoMemory())
        both = await asyncio.gather(chooser.choose(1, CAUSE), chooser.choose(1, CAUSE))
        return {entry.id for entry in both if entry}

    assert asyncio.run(at_once()) == {"one", "two"}


def test_a_ledger_that_cannot_be_read_costs_no_reply() -> None:
    class Locked:
        async def last_tip(self, owner: int) -> str | None:
            raise LedgerError("ledger_locked", "It is locked.")

    assert asyncio.run(told(TipChooser(a_faq("one"), Locked()), 1)) == ["one"]


def test_memory_is_bounded_and_the_rest_is_looked_up_again() -> None:
    memory = Remembers()
    chooser = TipChooser(a_faq("one", "two"), memory)
    asyncio.run(told(chooser, *range(tips.REMEMBERED + 1), 0, tips.REMEMBERED))
    assert memory.asked.count(0) == 2
    assert memory.asked.count(tips.REMEMBERED) == 1
