"""The bot is killed or told to stop, at every stage of a job, and started again."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from tests.acceptance.emulated import Emulated, acceptance, emulator, waits
from tests.acceptance.photos import product


@acceptance()
async def test_a_crash_loses_neither_the_job_that_runs_nor_those_that_wait(
    discord: Emulated,
) -> None:
    emu = discord.emu
    async with discord.engine_held():
        running = await emu.slash("background", image=product(), preset="marble", seed=1)
        await discord.told(running, "Starting")
        waiting = await emu.slash("restyle", image=product(), seed=2, user=emu.add_user("bob"))
        await waiting.wait(waits, 30, "a place in the queue")
        await discord.crash_and_restart()
    for reply, seed in ((running, "seed 1"), (waiting, "seed 2")):
        done = await discord.result(reply)
        assert seed in done.text
        assert len(done.messages) == 1
        assert any("I was restarted" in str(version.payload) for version in done.message.history)
    assert not [r for r in emu.requests if r.method == "PUT"], "commands were registered anew"


@acceptance()
async def test_buttons_and_forms_of_before_a_crash_work_after_it(discord: Emulated) -> None:
    emu = discord.emu
    done = await discord.result(
        await emu.slash("variants", image=product(), preset="brights", images=2), pictures=3
    )
    words = await emu.click(done.message, label="Edit words")
    await words.wait(lambda reply: reply.modal, 10, "the form")
    message = await emu.user_message(files=[product()])
    photos = await emu.context_menu("Restage photos", message)
    await photos.wait(lambda reply: reply.modal, 10, "the form")
    await discord.crash_and_restart()
    changed = await emu.submit_modal(words, {"preset": ["earth"]})
    assert "Earth tones" in (await discord.result(changed, pictures=3)).text
    edited = await emu.submit_modal(photos, {"command": ["background"], "preset": "linen"})
    assert "Natural linen" in (await discord.result(edited)).text
    picked = await emu.click(done.message, label="Pick 2", user=emu.add_user("bob"))
    picked = await discord.result(picked)
    assert picked.message.shown_files[1].data == done.message.shown_files[2].data
    asked = await emu.context_menu("How was this made?", done.message)
    await discord.told(asked, "Command: /variants")


@acceptance()
async def test_a_result_that_a_crash_kept_from_being_shown_is_shown_once(
    discord: Emulated,
) -> None:
    emu = discord.emu
    async with discord.engine_held():
        reply = await emu.slash("background", image=product(), preset="marble")
        await discord.told(reply, "Starting")
        emu.faults.rate_limit("PATCH /webhooks/*", 1.0, times=None)
    await discord.until(lambda: any(len(r.files) == 2 for r in emu.requests), "a refused result")
    await emu.bot.kill()
    emu.faults.clear()
    await discord.start()
    done = await discord.result(reply)
    assert len(done.messages) == 1
    assert discord.jobs_queued == 0


@acceptance()
async def test_a_cancelled_job_does_not_come_back(discord: Emulated) -> None:
    emu = discord.emu
    async with discord.engine_held():
        first = await emu.slash("background", image=product())
        await discord.told(first, "Starting")
        second = await emu.slash("background", image=product())
        await second.wait(waits, 30, "a place in the queue")
        await emu.click(second.original, label="Cancel")
        await discord.told(second, "This edit was cancelled.")
        await discord.crash_and_restart()
    await discord.result(first)
    await discord.told(await emu.slash("queue"), "Nothing waits and nothing runs.")
    assert "This edit was cancelled." in second.original.text


@acceptance()
async def test_a_job_whose_process_is_killed_is_made_again(discord: Emulated) -> None:
    emu = discord.emu
    async with discord.engine_held():
        running = await emu.slash("background", image=product(), preset="marble", seed=1)
        await discord.told(running, "Starting")
        waiting = await emu.slash("background", image=product(), seed=2, user=emu.add_user("bob"))
        await waiting.wait(waits, 30, "a place in the queue")
        await discord.kill_engine()
    for reply, seed in ((running, "seed 1"), (waiting, "seed 2")):
        done = await discord.result(reply)
        assert seed in done.text
        assert len(done.messages) == 1
    assert "is tried again, alone" in discord.said()


def tell_it_alone(bot: Any) -> None:
    """SIGTERM to the bot, as a container's runtime does."""
    os.kill(bot.pid, signal.SIGTERM)


def tell_all_its_processes(bot: Any) -> None:
    """SIGTERM to every process of the bot, as systemd does."""
    os.killpg(bot.pid, signal.SIGTERM)


@pytest.mark.parametrize("tell", [tell_it_alone, tell_all_its_processes])
@acceptance()
async def test_told_to_stop_it_finishes_the_picture_and_keeps_what_waits(
    discord: Emulated, tell: Callable[[Any], None]
) -> None:
    emu = discord.emu
    async with discord.engine_held():
        running = await emu.slash("background", image=product(), seed=1)
        await discord.told(running, "Starting")
        waiting = await emu.slash("background", image=product(), seed=2, user=emu.add_user("bob"))
        await waiting.wait(waits, 30, "a place in the queue")
        tell(emu.bot)
        await discord.until(lambda: "told to stop" in discord.said(), "the bot's hearing it")
    await discord.until(lambda: emu.bot.returncode is not None, "the bot's end")
    assert emu.bot.returncode == 0
    assert "seed 1" in (await discord.result(running)).text
    assert waits(waiting)
    await discord.start()
    assert "seed 2" in (await discord.result(waiting)).text


@pytest.mark.parametrize("photos", [1, 3])
@acceptance()
async def test_a_crash_before_the_job_is_accepted_loses_nothing(
    discord: Emulated, photos: int
) -> None:
    """Discord was told, the photos were not fetched yet: they are, after the restart."""
    emu = discord.emu
    upload, serve = emulator().Upload, emulator().Serve
    emu.cdn.gets.clear()
    slow = upload(product(), "slow.png", serve=serve.slow(first_byte=30.0).first(1))
    others = {f"image{number}": product() for number in range(2, photos + 1)}
    reply = await emu.slash("background", image=slow, preset="marble", seed=5, **others)
    assert (await reply.ack()).deferred
    await discord.until(lambda: is_fetching(emu), "the download")
    await discord.crash_and_restart()
    await reply.wait(lambda seen: count_of_results(seen) == photos, 60, "all results")
    assert len(reply.messages) == photos
    assert "seed 5" in reply.messages[0].text


def is_fetching(emu: Any) -> bool:
    """Whether the bot is downloading a photo."""
    return any(path.endswith("/slow.png") for path, _ in emu.cdn.gets)


def count_of_results(reply: Any) -> int:
    """How many messages of a reply show the photo and what was made of it."""
    return sum(len(message.shown_files) == 2 for message in reply.messages)
