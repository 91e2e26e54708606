"""The first answer, whatever becomes of it on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import aiohttp
import discord
import pytest

from bot.domain.faq import Answer
from bot.domain.record import Address
from bot.front.acknowledge import acknowledge, answer_at_once
from bot.sandbox.interactions import Callback
from bot.sandbox.server import Sandbox
from bot.search.advisor import FaqAdvisor
from tests.front.stage import advisor, bot_at, faq
from tests.loops import in_loop

ASKED = datetime(2026, 1, 1, tzinfo=UTC)


def http_error(kind: type[discord.HTTPException], status: int, code: int) -> discord.HTTPException:
    response = cast(aiohttp.ClientResponse, SimpleNamespace(status=status, reason=""))
    return kind(response, {"code": code, "message": ""})


class FakeResponse:
    """Answers each try to defer with the next outcome."""

    def __init__(self, outcomes: Sequence[object]) -> None:
        self._outcomes = list(outcomes)
        self.tries: list[dict[str, bool]] = []

    async def defer(self, **options: bool) -> object:
        self.tries.append(options)
        outcome = self._outcomes.pop(0)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome


def acknowledged(
    *outcomes: object, private: bool = False, member: bool = True
) -> tuple[Address, FakeResponse]:
    response = FakeResponse(outcomes)
    interaction = SimpleNamespace(
        id=1,
        user=SimpleNamespace(id=2),
        channel_id=3,
        guild_id=4,
        locale=discord.Locale.german,
        application_id=5,
        token="secret",  # noqa: S106 -- no secret
        created_at=ASKED,
        expires_at=ASKED + timedelta(minutes=15),
        filesize_limit=10 * 2**20,
        response=response,
        is_guild_integration=lambda: member,
    )
    address = asyncio.run(acknowledge(cast(discord.Interaction, interaction), private=private))
    return address, response


TAKEN = SimpleNamespace(message_id=77)


def test_the_message_is_known_when_discord_says_it() -> None:
    address, response = acknowledged(TAKEN, private=True)
    assert (address.message, address.private, address.locale) == (77, True, "de")
    assert response.tries == [{"ephemeral": True, "thinking": True}]


def test_a_reset_is_tried_again_at_once() -> None:
    address, response = acknowledged(aiohttp.ClientOSError(104, "reset"), TAKEN)
    assert address.message == 77
    assert len(response.tries) == 2


def test_what_was_taken_already_counts_as_taken() -> None:
    taken_already = http_error(discord.HTTPException, 400, 40060)
    address, _ = acknowledged(aiohttp.ServerDisconnectedError(), taken_already)
    assert address.message is None
    assert address.token_expires == ASKED + timedelta(minutes=15)


def test_after_three_seconds_the_token_is_void() -> None:
    address, response = acknowledged(http_error(discord.NotFound, 404, 10062))
    assert address.token_expires == ASKED
    assert len(response.tries) == 1


def test_a_network_that_stays_broken_stops_nobody() -> None:
    address, response = acknowledged(*[aiohttp.ClientOSError(104, "reset")] * 3)
    assert address.message is None
    assert len(response.tries) == 3


def test_where_the_bot_is_a_guest_it_answers_publicly_and_writes_nothing_by_itself() -> None:
    address, response = acknowledged(TAKEN, member=False)
    assert address.guest
    assert address.hidden
    assert not address.private
    assert response.tries == [{"ephemeral": False, "thinking": True}]


def answered(*outcomes: object) -> tuple[object, int]:
    """What an answer comes to whose tries end like this, and how many tries there were."""
    left = list(outcomes)

    async def attempt() -> object:
        outcome = left.pop(0)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    interaction = cast(discord.Interaction, SimpleNamespace(id=1))
    return asyncio.run(answer_at_once(interaction, attempt)), len(outcomes) - len(left)


@pytest.mark.parametrize("code", [40060, 10008])
def test_an_answer_that_broke_off_after_it_was_taken_is_an_answer(code: int) -> None:
    taken_already = http_error(discord.HTTPException, 400, code)
    assert answered(aiohttp.ServerDisconnectedError(), taken_already) == (None, 2)


def test_an_answer_that_broke_off_is_given_anew() -> None:
    assert answered(aiohttp.ClientOSError(104, "reset"), TAKEN) == (TAKEN, 2)


def test_an_answer_that_somebody_else_gave_is_none_of_ours() -> None:
    with pytest.raises(discord.HTTPException):
        answered(http_error(discord.HTTPException, 400, 40060))


def test_an_answer_that_never_gets_through_ends_with_what_broke_it() -> None:
    with pytest.raises(aiohttp.ClientOSError):
        answered(*[aiohttp.ClientOSError(104, "reset")] * 3)


class SlowAdvisor(FaqAdvisor):
    """Answers once it is told to, as where the machine is busy."""

    def __init__(self) -> None:
        super().__init__(faq())
        self.ready = asyncio.Event()

    async def find(self, question: str, locale: str | None = None) -> tuple[Answer, ...]:
        await self.ready.wait()
        return await advisor().find(question, locale)


@in_loop
async def test_what_is_long_in_coming_is_waited_for(tmp_path: Path) -> None:
    slow = SlowAdvisor()
    async with Sandbox() as sandbox, bot_at(sandbox, tmp_path, answers=slow):
        reply = await sandbox.slash("mara", "tips", {"question": "Which strength do I take?"})
        assert await reply.acknowledged() is Callback.DEFER_MESSAGE
        slow.ready.set()
        shown = await reply.message()
        assert "strength" in shown.text
        assert shown.ephemeral
        assert len(reply.messages()) == 1
