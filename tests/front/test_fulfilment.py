"""What the last run took and did not do is done or told by the next."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.domain.access import Visitor
from bot.domain.catalog import EditRequest
from bot.domain.clock import now_utc
from bot.domain.edit import Command
from bot.domain.errand import Errand, NewEdits, Upload
from bot.domain.record import Address
from bot.sandbox.driver import Reply
from bot.sandbox.server import Sandbox
from tests.front.stage import Scene, a_photo, bot_at, shows
from tests.loops import in_loop


def errand_of(reply: Reply, here: Scene, work: NewEdits | None) -> Errand:
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


@in_loop
async def test_a_page_that_a_crash_kept_back_is_apologised_for(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path) as here:
            reply = await sandbox.slash("mara", "queue", {})
            await reply.message()
            await nothing_left(here)
            await here.ledger.note_errands([errand_of(reply, here, None)])
        async with bot_at(sandbox, tmp_path) as here:
            shown = await reply.until(lambda seen: "send the command again" in seen.text)
            assert len(reply.messages()) == 1
            assert "restarted" in shown.text
            await nothing_left(here)


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
