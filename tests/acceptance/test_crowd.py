"""Fifty people at once, while a picture is being made."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.acceptance.emulated import Emulated, acceptance
from tests.acceptance.photos import product

CROWD = 50
DISCORDS_PATIENCE_S = 3.0


@pytest.fixture
def discord(mode: str, tmp_path: Path) -> object:
    """A bot of its own whose heart has to beat every second."""
    with Emulated(mode, tmp_path, heartbeat_interval=1.0) as emulated:
        yield emulated


@acceptance()
async def test_fifty_at_once_are_acknowledged_and_served(discord: Emulated) -> None:
    emu = discord.emu
    busy = await emu.slash("variants", image=product(1200), preset="brights", images=6)
    await discord.told(busy, "Rendering, step")
    photo = product(96)
    people = [emu.add_user(f"person{number}") for number in range(CROWD)]
    replies = await asyncio.gather(
        *(emu.slash("background", image=photo, preset="white-studio", user=p) for p in people)
    )
    acks = await asyncio.gather(*(reply.ack() for reply in replies))
    assert all(ack.deferred for ack in acks)
    assert max(ack.seconds for ack in acks) < DISCORDS_PATIENCE_S
    await asyncio.gather(*(discord.result(reply) for reply in (busy, *replies)))
    assert all(len(reply.messages) == 1 for reply in replies)
    assert discord.jobs_queued == 1 + CROWD
    assert emu.gateway.longest_heartbeat_gap < 2.0
