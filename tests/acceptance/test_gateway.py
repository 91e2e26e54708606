"""The gateway breaks, is asked to reconnect, or forgets its session, while a job is under way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.acceptance.emulated import BOTH_MODES, Emulated, acceptance, waits
from tests.acceptance.photos import product

pytestmark = BOTH_MODES

Break = Callable[[Emulated], Awaitable[None]]
BACK_LIMIT_S = 30.0


async def op_7(discord: Emulated) -> None:
    await discord.emu.gateway.request_reconnect()


async def op_9_resumable(discord: Emulated) -> None:
    await discord.emu.gateway.invalidate(resumable=True)


async def dropped(discord: Emulated) -> None:
    await discord.emu.gateway.drop()


async def closed_for_an_unknown_error(discord: Emulated) -> None:
    await discord.emu.gateway.drop(4000)


async def op_9(discord: Emulated) -> None:
    await discord.emu.gateway.invalidate(resumable=False)


async def dropped_and_not_resumed(discord: Emulated) -> None:
    discord.emu.gateway.refuse_resume = True
    await discord.emu.gateway.drop()


@pytest.mark.parametrize("breaks", [op_7, op_9_resumable, dropped, closed_for_an_unknown_error])
@acceptance()
async def test_a_broken_connection_loses_no_command_result_or_button(
    discord: Emulated, breaks: Break
) -> None:
    emu = discord.emu
    before = await discord.result(await emu.slash("background", image=product()))
    resumed = emu.gateway.count("resume")
    async with discord.engine_held():
        reply = await emu.slash("background", image=product(), preset="marble")
        await reply.wait(waits, 30, "the job's message")
        await breaks(discord)
        meanwhile = await emu.slash("restyle", image=product())
        pressed = await emu.click(before.message, label="New seed")
        await emu.gateway.wait_for("resume", resumed + 1, BACK_LIMIT_S)
        for each in (meanwhile, pressed):
            await each.wait(waits, BACK_LIMIT_S, "the job's message")
    for each in (reply, meanwhile, pressed):
        await discord.result(each)


@pytest.mark.parametrize("breaks", [op_9, dropped_and_not_resumed])
@acceptance()
async def test_a_new_session_loses_no_result_and_no_button(
    discord: Emulated, breaks: Break
) -> None:
    emu = discord.emu
    before = await discord.result(await emu.slash("background", image=product()))
    identified = emu.gateway.count("identify")
    async with discord.engine_held():
        reply = await emu.slash("background", image=product(), preset="marble")
        await reply.wait(waits, 30, "the job's message")
        await breaks(discord)
        await emu.gateway.wait_for("identify", identified + 1, BACK_LIMIT_S)
    emu.gateway.refuse_resume = False
    await discord.result(reply)
    await discord.result(await emu.click(before.message, label="Keep more"))
    registered = [r for r in emu.requests if r.method == "PUT"]
    assert not registered


@acceptance()
async def test_results_arrive_while_the_gateway_is_away(discord: Emulated) -> None:
    """The gateway brings commands; answers take another way."""
    emu = discord.emu
    async with discord.engine_held():
        reply = await emu.slash("background", image=product(), preset="marble")
        await reply.wait(waits, 30, "the job's message")
        emu.gateway.refuse_connections = 2
        refused = emu.gateway.count("refused")
        resumed = emu.gateway.count("resume")
        await emu.gateway.drop()
        await emu.gateway.wait_for("refused", refused + 1, BACK_LIMIT_S)
    await discord.result(reply)
    await emu.gateway.wait_for("resume", resumed + 1, BACK_LIMIT_S)
    await discord.result(await emu.slash("background", image=product()))
