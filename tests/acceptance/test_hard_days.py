"""Hard days: crashes, ended tokens, closed channels, broken connections, and everybody at once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from tests.acceptance.alone import (
    RESULT_LIMIT_S,
    acceptance,
    bot_in_emulator,
    product,
    shows,
    start,
    until,
)


def assert_only(emu: Any, *expected: str) -> None:
    """Nothing went wrong but what the test itself caused, each of it once at most."""
    problems = [str(problem) for problem in emu.problems()]
    for cause in expected:
        caused = next((problem for problem in problems if cause in problem), None)
        if caused is not None:
            problems.remove(caused)
    assert not problems


def posts(emu: Any, channel: Any) -> list[Any]:
    """Messages of the bot in a channel, which are no reply to a command."""
    return [
        r
        for r in emu.requests
        if str(r).split()[1:3] == ["POST", f"/channels/{channel.id}/messages"]
    ]


@acceptance
async def test_a_crash_loses_no_job_and_no_button(tmp_path: Path) -> None:
    async with bot_in_emulator(tmp_path) as emu:
        first = await emu.slash("background", image=product(), preset="marble", seed=7)
        done = await first.final(RESULT_LIMIT_S, until=shows(2))
        second = await emu.slash("background", image=product(2400), preset="marble", seed=8)
        await second.wait(
            lambda reply: any(b.label == "Cancel" for m in reply.messages for b in m.buttons),
            RESULT_LIMIT_S,
            "the second job in the queue",
        )
        await emu.bot.kill()
        await start(emu, tmp_path)
        resumed = await second.final(RESULT_LIMIT_S, until=shows(2))
        assert "seed 8" in resumed.text
        again = await emu.click(done.message, label="New seed")
        await again.final(RESULT_LIMIT_S, until=shows(2))
        emu.assert_clean()


@acceptance
async def test_after_the_token_the_answer_comes_to_the_channel(tmp_path: Path) -> None:
    async with bot_in_emulator(tmp_path, token_lifetime=1.0) as emu:
        await emu.slash("background", image=product(2400), preset="marble")
        await until(lambda: posts(emu, emu.channel))
        assert_only(emu, "50027")


@acceptance
async def test_where_the_channel_is_closed_the_answer_comes_directly(tmp_path: Path) -> None:
    async with bot_in_emulator(tmp_path, token_lifetime=1.0) as emu:
        emu.guild.bot_permissions = 0
        await emu.slash("background", image=product(2400), preset="marble")
        private = emu.dm()
        await until(lambda: posts(emu, private))


@acceptance
async def test_a_lost_answer_makes_no_second_job(tmp_path: Path) -> None:
    async with bot_in_emulator(tmp_path) as emu:
        emu.faults.lost_answer("POST /interactions/*")
        reply = await emu.slash("background", image=product(), preset="marble")
        await reply.final(RESULT_LIMIT_S, until=shows(2))
        assert len(reply.messages) == 1
        assert emu.bot.log.count("queued") == 1
        assert_only(emu, "40060")


@acceptance
async def test_a_late_answer_counts_once_and_comes_to_the_channel(tmp_path: Path) -> None:
    async with bot_in_emulator(tmp_path) as emu:
        emu.faults.slow("POST /interactions/*", 3.5)
        await emu.slash("background", image=product(), preset="marble")
        await until(lambda: posts(emu, emu.channel))
        assert len(posts(emu, emu.channel)) == 1
        emu.assert_clean()


@acceptance
async def test_fifty_at_once_are_acknowledged_while_a_render_runs(tmp_path: Path) -> None:
    async with bot_in_emulator(tmp_path) as emu:
        await emu.slash("variants", image=product(1600), images=8)
        people = [emu.add_user(f"person{number}") for number in range(50)]
        photo = product(200)
        replies = await asyncio.gather(
            *(emu.slash("background", image=photo, preset="white-studio", user=p) for p in people)
        )
        seconds = sorted([(await reply.ack()).seconds for reply in replies])
        assert seconds[-1] < 0.5
        await asyncio.gather(*(reply.final(120, until=shows(2)) for reply in replies))
        emu.assert_clean()


@acceptance
async def test_over_tls_files_come_from_discords_own_hosts(tmp_path: Path) -> None:
    async with bot_in_emulator(tmp_path, mode="tls") as emu:
        reply = await emu.slash("background", image=product(), preset="marble")
        await reply.final(RESULT_LIMIT_S, until=shows(2))
        emu.assert_clean()
