"""Conversations: follow each job in its message, and bring the answer when it has ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import replace

import discord

from bot.domain.job import Running, Waiting
from bot.domain.ports import Ledger
from bot.domain.record import Address, JobRecord
from bot.front.acknowledge import NETWORK_ERRORS
from bot.front.answers import Answers
from bot.front.apology import Apology
from bot.front.card import Card
from bot.front.live_cards import LiveCards
from bot.front.messenger import Messenger, TokenGone, WayClosed, is_passing, may_have_arrived
from bot.front.pace import Lane, Pace
from bot.log import job_scope
from bot.services.live import Live
from bot.services.recorded import RecordedJobs

log = logging.getLogger(__name__)


class Conversations:
    """Owns one task for each job that is under way or waits for its answer to be delivered."""

    def __init__(
        self,
        *,
        jobs: RecordedJobs,
        ledger: Ledger,
        messenger: Messenger,
        apology: Apology,
        live_cards: LiveCards,
        answers: Answers,
        pace: Pace,
    ) -> None:
        self._jobs = jobs
        self._ledger = ledger
        self._messenger = messenger
        self._apology = apology
        self._live_cards = live_cards
        self._answers = answers
        self._pace = pace
        self._tasks: dict[asyncio.Task[None], str] = {}
        self._latest: dict[str, Waiting | Running] = {}

    @property
    def latest(self) -> Mapping[str, Waiting | Running]:
        """How each job that is under way goes, by its id."""
        return self._latest

    def answering(self, job_id: str) -> bool:
        """Whether the job's answer is still to be expected."""
        return job_id in self._tasks.values()

    def follow(self, live: Live, *, resumed: bool = False) -> None:
        """Show how a job goes, and its answer in the end. `resumed`: after a restart."""
        self._spawn(live.record, self._follow(live, resumed=resumed))

    async def resume(self) -> None:
        """After a start: deliver what is done, and follow what goes on. Returns when every job is
        queued again."""
        for record in await self._jobs.unanswered():
            self._spawn(record, self._deliver(record, _perhaps_posted(record), again=True))
        async for live in self._jobs.resume():
            log.info("job %s goes on after a restart", live.record.id)
            self.follow(live, resumed=True)

    async def close(self, limit_s: float = 10.0) -> None:
        """Let answers that are on their way arrive; leave the rest to the next start."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=limit_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _spawn(self, record: JobRecord, work: Coroutine[object, object, None]) -> None:
        with job_scope(record.id):
            task = self._apology.spawn(work, record.address, about=f"job {record.id}")
        self._tasks[task] = record.id
        task.add_done_callback(self._tasks.pop)

    async def _follow(self, live: Live, *, resumed: bool) -> None:
        end = asyncio.ensure_future(live.final())
        try:
            address = await self._show_progress(live, end, resumed=resumed)
            record = await end
        finally:
            self._latest.pop(live.record.id, None)
        if record.state.ended:
            await self._deliver(record, address)

    async def _show_progress(
        self, live: Live, end: asyncio.Future[JobRecord], *, resumed: bool
    ) -> Address:
        """Change the message as the job goes: at once for the first time, then in turns. What
        comes too fast is skipped, and the end waits for nothing. Returns where the message is."""
        shown, first = True, True
        address = _perhaps_posted(live.record) if resumed else live.record.address
        started: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        watcher = asyncio.create_task(self._note_events(live, started))
        try:
            async for event in live.events():
                due = shown and (first or await self._turn(address, event, started, end))
                first = False
                if due:
                    latest = self._latest.get(live.record.id, event)
                    card = self._live_cards.card(live.record, latest, resumed=resumed)
                    address, shown = await self._update(live.record, address, card)
        finally:
            watcher.cancel()
        return address

    async def _turn(
        self,
        address: Address,
        event: Waiting | Running,
        started: asyncio.Future[None],
        end: asyncio.Future[JobRecord],
    ) -> bool:
        """Wait until this may be shown; False when there is something newer to show by then."""
        if isinstance(event, Running):
            return await self._pace.turn(address.channel, Lane.RUNNING, unless=[end])
        return await self._pace.turn(address.channel, Lane.WAITING, unless=[end, started])

    async def _note_events(self, live: Live, started: asyncio.Future[None]) -> None:
        """Keep the newest state, also while the message waits for its turn."""
        async for event in live.events():
            self._latest[live.record.id] = event
            if isinstance(event, Running) and not started.done():
                started.set_result(None)

    async def _update(
        self, record: JobRecord, address: Address, card: Card
    ) -> tuple[Address, bool]:
        """One change of the live message; whether more of them make sense."""
        try:
            there = await self._messenger.update(address, card, nonce=record.id)
        except TokenGone as exc:
            log.info("job %s: its message shows no progress: %s", record.id, exc)
            return replace(address, token_expires=record.accepted_at), False
        except WayClosed as exc:
            log.info("job %s: its message is gone: %s", record.id, exc)
            return replace(address, message=None), False
        except (discord.HTTPException, *NETWORK_ERRORS) as exc:
            log.info("job %s: a change did not get through: %r", record.id, exc)
            self._pace.back_off(address.channel)
            lost = address.posts and may_have_arrived(exc)
            if lost and address.hidden:  # it is not posted again, since no one can look for it
                address = replace(address, stray=True)
                await self._ledger.address(record.id, address)
                return address, False
            return replace(address, unsure=address.unsure or lost), is_passing(exc)
        if there != address:
            await self._ledger.address(record.id, there)
        return there, True

    async def _deliver(self, record: JobRecord, address: Address, *, again: bool = False) -> None:
        """Bring the answer, and write down that it arrived."""
        if address.hidden and address.posts and not await self._may_post(record, address):
            return
        address = await self._messenger.sought(address, nonce=record.id)
        card = await self._answers.card(record)
        if address.stray:
            card = self._live_cards.beside_a_stray(card, address.locale)
        late = self._answers.late(record)
        there = await self._messenger.deliver(
            address, card, late=late, nonce=record.id, again=again
        )
        if there is None:
            log.warning("job %s: its answer waits for /queue: no way is open", record.id)
            return
        if there != record.address:
            await self._ledger.address(record.id, there)
        await self._ledger.answered(record.id)
        log.info("job %s answered: %s", record.id, record.state)
        if there.message != address.message:
            await self._messenger.tidy(address, self._live_cards.moved(address.locale))

    async def _may_post(self, record: JobRecord, address: Address) -> bool:
        """An answer that the bot could not find again is posted at most once, which is written
        down before. Where the bot died while it was posted, it waits for /queue."""
        if address.unsure:
            log.warning("job %s: its answer waits for /queue: it may have arrived", record.id)
            return False
        await self._ledger.address(record.id, replace(address, unsure=True))
        return True


def _perhaps_posted(record: JobRecord) -> Address:
    """The address of a job from before a restart: the bot may have died between the posting of a
    message and the note of it."""
    address = record.address
    unknown = address.message is None and not address.hidden
    return replace(address, unsure=address.unsure or unknown)
