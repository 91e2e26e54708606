"""The first answer, whatever becomes of it on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import aiohttp
import discord

from bot.domain.record import Address
from bot.front.acknowledge import acknowledge

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


def test_where_the_bot_is_a_guest_what_comes_late_is_for_the_person_alone() -> None:
    address, response = acknowledged(TAKEN, member=False)
    assert address.private
    assert response.tries == [{"ephemeral": False, "thinking": True}]
