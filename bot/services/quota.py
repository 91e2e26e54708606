"""Quota: whether somebody has asked for too much already, and when they may come again."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.access import Visitor
from bot.domain.clock import Clock, moment, now_utc
from bot.domain.errors import Refusal
from bot.domain.limits import DAY, Allowance, Limits, Scope
from bot.domain.ports import Ledger

_SOON = timedelta(minutes=1)
"""When to look again at the earliest, and where nobody knows when a job ends."""

FreeIn = Callable[[Scope, int], float | None]
"""Seconds until the next job of a person or a server is expected to end; None: nobody knows."""

_Key = tuple[Scope, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    """Whose usage counts, and how much they may ask for."""

    scope: Scope
    id: int
    allowance: Allowance

    @property
    def key(self) -> _Key:
        return self.scope, self.id


class Hold:
    """Room for jobs that are on their way to the ledger, from which they count by themselves."""

    def __init__(self, quota: Quota, keys: tuple[_Key, ...], jobs: int, images: int) -> None:
        self._quota = quota
        self._keys = keys
        self._jobs = jobs
        self._images = images

    def settle(self) -> None:
        """One of the jobs has been accepted, or will not be."""
        if self._jobs:
            self._give_back(1, self._images // self._jobs)

    def release(self) -> None:
        """None of what is left will come."""
        self._give_back(self._jobs, self._images)

    def _give_back(self, jobs: int, images: int) -> None:
        self._jobs -= jobs
        self._images -= images
        self._quota.reserve(self._keys, -jobs, -images)


class Quota:
    """Holds people and servers to their limits. What they have asked for is counted in the ledger,
    so it survives restarts; what is on its way there is counted here, so that many commands at once
    do not get past."""

    def __init__(
        self,
        *,
        limits: Limits,
        ledger: Ledger,
        free_in_s: FreeIn = lambda scope, id_: None,
        now: Clock = now_utc,
    ) -> None:
        self._limits = limits
        self._free_in_s = free_in_s
        self._ledger = ledger
        self._now = now
        self._turn = asyncio.Lock()
        self._coming = 0
        self._jobs: Counter[_Key] = Counter()
        self._images: Counter[_Key] = Counter()

    @property
    def coming(self) -> int:
        """How many jobs, of everybody, are on their way to the ledger."""
        return self._coming

    @asynccontextmanager
    async def hold(self, visitor: Visitor, *, jobs: int, images: int) -> AsyncIterator[Hold]:
        """Room for so many jobs with so many pictures in all. Raises `Refusal`, with the time when
        there will be room, before anything else is done."""
        accounts = tuple(self._accounts(visitor))
        async with self._turn:
            for account in accounts:
                await self._check(account, jobs, images)
            hold = self._held(accounts, jobs, images)
        try:
            yield hold
        finally:
            hold.release()

    @asynccontextmanager
    async def keep(self, visitor: Visitor, *, jobs: int, images: int) -> AsyncIterator[Hold]:
        """Room for what was let in before a restart, and is not in the ledger yet: it is not asked
        again whether there is any, but counts for whoever comes meanwhile."""
        hold = self._held(tuple(self._accounts(visitor)), jobs, images)
        try:
            yield hold
        finally:
            hold.release()

    async def spend(self, visitor: Visitor, hold: Hold, *, images: int) -> None:
        """Count pictures that were made for somebody without a job, in place of their hold."""
        async with self._turn:  # so that nobody counts both, or neither
            await self._ledger.spend(visitor.person, visitor.server, images)
            hold.release()

    def reserve(self, keys: tuple[_Key, ...], jobs: int, images: int) -> None:
        """Count jobs that are on their way; less than none takes them back."""
        self._coming += jobs
        for key in keys:
            for counter, change in ((self._jobs, jobs), (self._images, images)):
                counter[key] += change
                if not counter[key]:
                    del counter[key]

    def _held(self, accounts: tuple[_Account, ...], jobs: int, images: int) -> Hold:
        keys = tuple(account.key for account in accounts)
        self.reserve(keys, jobs, images)
        return Hold(self, keys, jobs, images)

    def _accounts(self, visitor: Visitor) -> Iterator[_Account]:
        allowance = self._limits.of_person(visitor.roles)
        yield _Account(scope=Scope.PERSON, id=visitor.person, allowance=allowance)
        if visitor.server is not None:
            allowance = self._limits.of_server(visitor.server)
            yield _Account(scope=Scope.SERVER, id=visitor.server, allowance=allowance)

    async def _check(self, account: _Account, jobs: int, images: int) -> None:
        allowance = account.allowance
        if allowance.photos is not None and jobs > allowance.photos:
            raise Refusal(
                "too_many_photos",
                f"One command takes {allowance.photos} photos here, and these are {jobs}; please "
                "send fewer at a time.",
            )
        if allowance.waiting is not None:
            await self._check_waiting(account, allowance.waiting, jobs)
        if allowance.images_per_day is not None:
            await self._check_images(account, allowance.images_per_day, images)

    async def _check_waiting(self, account: _Account, limit: int, jobs: int) -> None:
        waiting = await self._ledger.under_way(account.scope, account.id) + self._jobs[account.key]
        if waiting + jobs <= limit:
            return
        expected = timedelta(seconds=self._free_in_s(account.scope, account.id) or 0.0)
        again = moment(self._now() + max(_SOON, expected))
        if account.scope is Scope.PERSON:
            raise Refusal(
                "person_waits_enough",
                f"{waiting} of your edits have not ended yet, and {limit} may be under way at a "
                f"time; please come again {again}.",
            )
        raise Refusal(
            "server_waits_enough",
            f"{waiting} edits of this server have not ended yet, and {limit} may be under way at a "
            f"time; please come again {again}.",
        )

    async def _check_images(self, account: _Account, limit: int, images: int) -> None:
        since = self._now() - DAY
        known = await self._ledger.images(account.scope, account.id, since)
        spent = known + self._images[account.key]
        if spent + images <= limit:
            return
        again = moment(await self._free_again(account, spent + images - limit))
        if account.scope is Scope.PERSON:
            raise Refusal(
                "person_spent",
                f"You asked for {spent} pictures in the last 24 hours, and {limit} are yours; for "
                f"{images} more, please come again {again}.",
            )
        raise Refusal(
            "server_spent",
            f"{spent} pictures were asked for on this server in the last 24 hours, and {limit} are "
            f"allowed; for {images} more, please come again {again}.",
        )

    async def _free_again(self, account: _Account, excess: int) -> datetime:
        """When enough is a day old: a day from now where it is still on its way."""
        now = self._now()
        oldest = await self._ledger.free_again(account.scope, account.id, now - DAY, excess)
        return (oldest or now) + DAY
