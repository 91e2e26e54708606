"""What the last run took and did not do is done or told by the next."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.access import Visitor
from bot.domain.catalog import EditRequest
from bot.domain.clock import now_utc
from bot.domain.edit import Command
from bot.domain.errand import Errand, Finish, NewEdits, Upload, Work
from bot.domain.limits import DAY, Scope
from bot.domain.record import Address
from bot.ledger.sqlite import SqliteLedger
from bot.sandbox.driver import Reply
from bot.sandbox.server import Sandbox
from tests.front.stage import Scene, a_photo, bot_at, shows
from tests.loops import in_loop


def errand_of(reply: Reply, here: Scene, work: Work | None) -> Errand:
    """What a person asked for, as it would have been noted."""
    asked = reply.interaction
    address = Address(
        user=int(asked.user.id),
        channel=int(asked.channel.id),
        guild=int(here.sandbox.world.guild.id),
        locale="en-US",
        application=int(here.sandbox.world.bot.id),
        interaction_token=asked.token,
        token_expires=now_utc() + timedelta(minutes=14),
    )
    return Errand(
        interaction=int(asked.id),
        address=address,
        visitor=Visitor(person=address.user, server=address.guild, channels=frozenset()),
        asked_at=now_utc(),
        work=work,
    )


async def nothing_left(here: Scene) -> None:
    """Wait until the ledger has no errand any more."""
    async with asyncio.timeout(10):
        while await here.ledger.errands():
            pass


def stopping(step: str, *, before: bool) -> tuple[type[SqliteLedger], asyncio.Event]:
    """A ledger that stops for ever before or after it writes down one step, and the event that says
    so: whatever was to come then does not come, as if the bot had been killed there."""
    reached = asyncio.Event()

    async def stop(self: SqliteLedger, *given: object) -> None:
        if not before:
            await getattr(SqliteLedger, step)(self, *given)
        reached.set()
        await asyncio.Event().wait()

    return type("Stopping", (SqliteLedger,), {step: stop}), reached


TEXT = ("overlay", {"text": "Sale"})
EXPORT = ("export", {"target": "square"})


@pytest.mark.parametrize(
    ("command", "step", "before", "times"),
    [
        (TEXT, "keep_overlay", True, 1),
        (TEXT, "keep_overlay", False, 1),
        (TEXT, "note_post", True, 0),
        (TEXT, "note_post", False, 0),
        (TEXT, "errand_done", True, 0),
        (TEXT, "errand_done", False, None),
        (EXPORT, "note_post", True, 0),
        (EXPORT, "errand_done", True, 0),
    ],
)
@in_loop
async def test_text_and_exports_come_once_wherever_the_bot_was_killed(
    command: tuple[str, dict[str, object]],
    step: str,
    before: bool,
    times: int | None,
    tmp_path: Path,
) -> None:
    """`times` says how often the next start has to finish the picture; None: nothing is left."""
    ledger_kind, reached = stopping(step, before=before)
    name, options = command
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path, ledger_kind=ledger_kind):
            reply = await sandbox.slash("mara", name, {"image": a_photo(), **options})
            async with asyncio.timeout(10):
                await reached.wait()
        async with bot_at(sandbox, tmp_path) as here:
            shown = await reply.until(shows(1))
            await nothing_left(here)
            (message,) = reply.messages()
            assert len(message.files) == 1
            assert "again" not in message.text
            assert len(here.finisher.texts) + len(here.finisher.exports) == (times or 0)
            if times is not None:
                person = int(shown.message.interaction.user.id)
                assert await here.ledger.images(Scope.PERSON, person, now_utc() - DAY) == 1
            if name == "overlay":  # its buttons work
                form = await (await shown.press("Edit text")).modal()
                again = await form.submit({"text": "Sold"})
                await again.until(shows(1))


@in_loop
async def test_a_private_picture_that_may_have_come_is_not_brought_twice(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path) as here:
            reply = await sandbox.slash("mara", "queue", {})
            await reply.message()
            await nothing_left(here)
            errand = errand_of(reply, here, Finish(job_id="0" * 32, target="square"))
            gone = replace(errand.address, private=True, unsure=True, token_expires=errand.asked_at)
            await here.ledger.note_errands([replace(errand, address=gone)])
        async with bot_at(sandbox, tmp_path) as here:
            await nothing_left(here)
            world = sandbox.world
            dms = [world.messages(world.direct_messages(person)) for person in world.people]
            assert dms == [[], []]


@in_loop
async def test_a_page_that_a_kill_kept_back_is_apologised_for(tmp_path: Path) -> None:
    ledger_kind, reached = stopping("keep_overlay", before=True)
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path, ledger_kind=ledger_kind) as here:
            reply = await sandbox.slash("mara", "overlay", {"image": a_photo(), "text": "Sale"})
            await reached.wait()
            (errand,) = await here.ledger.errands()
            await here.ledger.note_errands([replace(errand, work=None)])
        async with bot_at(sandbox, tmp_path) as here:
            shown = await reply.until(lambda seen: "send the command again" in seen.text)
            assert len(reply.messages()) == 1
            assert "restarted" in shown.text
            await nothing_left(here)


@in_loop
async def test_a_page_that_is_there_is_left_alone(tmp_path: Path) -> None:
    ledger_kind, reached = stopping("errand_done", before=True)
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path, ledger_kind=ledger_kind):
            reply = await sandbox.slash("mara", "queue", {})
            await reached.wait()
            (shown,) = reply.messages()
            before = shown.text
        async with bot_at(sandbox, tmp_path) as here:
            await nothing_left(here)
            assert [each.text for each in reply.messages()] == [before]


@in_loop
async def test_photos_that_have_a_job_are_not_taken_again(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path) as here:
            reply = await sandbox.slash("mara", "background", {"image": a_photo()})
            await reply.until(shows(2))
            photo = Upload(name="mug.png", url="https://nobody.example/mug.png", size_bytes=9)
            request = EditRequest(command=Command.BACKGROUND)
            work = NewEdits(request=request, photos=(photo,), seed=1)
            await here.ledger.note_errands([errand_of(reply, here, work)])
        async with bot_at(sandbox, tmp_path) as here:
            await nothing_left(here)
            assert len(await here.ledger.jobs()) == 1
            assert len(reply.messages()[0].files) == 2
