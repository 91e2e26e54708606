"""Trouble of Discord's API: limits, errors, answers that come late, get lost or break off."""

from __future__ import annotations

from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import pytest

from tests.acceptance.emulated import Emulated, acceptance, emulator, waits
from tests.acceptance.photos import product

ACKNOWLEDGE, EDIT, FOLLOW_UP = "POST /interactions/*", "PATCH /webhooks/*", "POST /webhooks/*"
UNKNOWN_INTERACTION = {"message": "Unknown interaction", "code": 10062}


async def edit(discord: Emulated, **options: Any) -> Any:
    """A command whose job is held back until the trouble is set up."""
    return await discord.emu.slash("background", image=product(), preset="marble", **options)


async def one_result(discord: Emulated, reply: Any) -> Any:
    """The result: one message of one job."""
    done = await discord.result(reply)
    assert len(done.messages) == 1
    assert discord.jobs_queued == 1
    return done


def two_results(reply: Any) -> bool:
    """Whether two messages of a reply show the photo and what was made of it."""
    return sum(len(message.shown_files) == 2 for message in reply.messages) == 2


@pytest.mark.parametrize("pattern", [ACKNOWLEDGE, EDIT])
@pytest.mark.parametrize("everywhere", [False, True], ids=["route", "global"])
@acceptance()
async def test_rate_limits_are_waited_for(
    discord: Emulated, pattern: str, everywhere: bool
) -> None:
    fault = discord.emu.faults.rate_limit(pattern, 0.3, times=2, everywhere=everywhere)
    await one_result(discord, await edit(discord))
    assert fault.hits == 2


@acceptance()
async def test_rate_limits_of_several_answers_are_waited_for(discord: Emulated) -> None:
    emu = discord.emu
    fault = emu.faults.rate_limit(FOLLOW_UP, 0.3, times=2)
    reply = await edit(discord, image2=product(colour="teal"), image3=product(colour="gold"))
    await reply.wait(
        lambda seen: sum(len(m.shown_files) == 2 for m in seen.messages) == 3, 60, "three results"
    )
    assert len(reply.messages) == 3
    assert fault.hits == 2


@acceptance()
async def test_our_pace_keeps_to_the_limits_of_a_busy_channel(discord: Emulated) -> None:
    """No 429 is provoked here: `assert_clean` would find it."""
    replies = [await edit(discord, user=discord.emu.add_user("somebody")) for _ in range(8)]
    for reply in replies:
        await discord.result(reply)


@pytest.mark.parametrize(("status", "times"), [(500, 1), (502, 1), (503, 2), (504, 1)])
@acceptance()
async def test_a_burst_of_errors_delays_the_result(
    discord: Emulated, status: int, times: int
) -> None:
    reply = await edit(discord)
    async with discord.engine_held():
        await reply.wait(waits, 30, "the job's message")
        fault = discord.emu.faults.server_error(EDIT, status=status, times=times)
    await one_result(discord, reply)
    assert fault.hits == times


@acceptance()
async def test_an_error_while_acknowledging_is_got_over(discord: Emulated) -> None:
    fault = discord.emu.faults.server_error(ACKNOWLEDGE, times=1)
    reply = await edit(discord)
    assert (await reply.ack()).deferred
    await one_result(discord, reply)
    assert fault.hits == 1


@acceptance(errors=[10015, 10062])
async def test_where_acknowledging_fails_the_result_comes_to_the_channel(
    discord: Emulated,
) -> None:
    emu = discord.emu
    emu.faults.server_error(ACKNOWLEDGE, times=3)
    await edit(discord)
    (message,) = await discord.posted(emu.channel)
    assert len(message.shown_files) == 2
    assert emu.user.mention in message.text
    assert discord.jobs_queued == 1


@acceptance()
async def test_an_interaction_that_came_too_late_still_counts_once(discord: Emulated) -> None:
    emu = discord.emu
    emu.faults.slow(ACKNOWLEDGE, 3.2)
    await edit(discord)
    (message,) = await discord.posted(emu.channel)
    assert len(message.shown_files) == 2
    assert discord.jobs_queued == 1


@acceptance()
async def test_an_interaction_that_discord_does_not_know_still_counts_once(
    discord: Emulated,
) -> None:
    emu = discord.emu
    emu.faults.answer(ACKNOWLEDGE, 404, UNKNOWN_INTERACTION)
    await edit(discord)
    (message,) = await discord.posted(emu.channel)
    assert len(message.shown_files) == 2
    assert discord.jobs_queued == 1


@acceptance(errors=[40060])
async def test_an_acknowledgement_whose_answer_was_lost_counts_once(discord: Emulated) -> None:
    discord.emu.faults.lost_answer(ACKNOWLEDGE)
    await one_result(discord, await edit(discord))


@acceptance()
async def test_an_acknowledgement_that_was_reset_is_made_again(discord: Emulated) -> None:
    fault = discord.emu.faults.reset(ACKNOWLEDGE)
    reply = await edit(discord)
    assert (await reply.ack()).deferred
    await one_result(discord, reply)
    assert fault.hits == 1


@pytest.mark.parametrize("trouble", ["lost_answer", "reset"])
@acceptance()
async def test_a_result_is_shown_once_though_its_answer_breaks_off(
    discord: Emulated, trouble: str
) -> None:
    reply = await edit(discord)
    async with discord.engine_held():
        await reply.wait(waits, 30, "the job's message")
        fault = getattr(discord.emu.faults, trouble)(EDIT, times=2)
    await one_result(discord, reply)
    await discord.until(lambda: " answered: done" in discord.said(), "the note of the delivery")
    assert fault.hits == 2


@acceptance()
async def test_every_second_connection_breaks(discord: Emulated) -> None:
    """A network at its worst: everything is reset once before it is taken."""
    faults = discord.emu.faults
    for pattern in (ACKNOWLEDGE, EDIT, FOLLOW_UP):
        faults.reset(pattern, times=1)
        faults.lost_answer(pattern, times=0)
    reply = await edit(discord, image2=product(colour="teal"))
    await reply.wait(two_results, 60, "two results")
    assert len(reply.messages) == 2


@acceptance()
async def test_results_of_several_photos_come_once_each_though_an_answer_is_lost(
    discord: Emulated,
) -> None:
    """Discord has no way to tell a follow-up that is sent again from a new one, so the bot looks
    for the message whose answer was lost before it posts another."""
    emu = discord.emu
    async with discord.engine_held():
        lost = emu.faults.lost_answer(FOLLOW_UP)
        reply = await edit(discord, image2=product(colour="teal"))
        await discord.until(lambda: lost.hits, "the message whose answer is lost")
    await reply.wait(two_results, 60, "two results")
    assert len(reply.messages) == 2


@acceptance()
async def test_a_final_follow_up_is_posted_once_though_its_answer_is_lost(
    discord: Emulated,
) -> None:
    emu = discord.emu
    lost = emu.faults.lost_answer(FOLLOW_UP, times=2)
    reply = await edit(discord, image2=product(colour="teal"))
    await reply.wait(two_results, 60, "two results")
    await discord.until(lambda: discord.said().count(" answered: done") == 2, "both deliveries")
    assert lost.hits >= 1
    assert len(reply.messages) == 2


@pytest.mark.parametrize("trouble", ["lost_answer", "reset"])
@acceptance(errors=[40060])
async def test_forms_and_notes_come_though_the_connection_breaks(
    discord: Emulated, trouble: str
) -> None:
    emu = discord.emu
    done = await discord.result(await edit(discord))
    message = await emu.user_message(files=[product()])

    async def broken(action: Coroutine[Any, Any, Any]) -> Any:
        fault = getattr(emu.faults, trouble)(ACKNOWLEDGE)
        reply = await action
        await discord.until(lambda: fault.hits and reply.acknowledged, "the answer")
        return reply

    for opens in (
        emu.context_menu("Restage photos", message),
        emu.click(done.message, label="Edit words"),
        emu.click(done.message, label="Use this result"),
    ):
        assert (await broken(opens)).modal
    explained = await broken(emu.context_menu("How was this made?", done.message))
    await discord.told(explained, "Command: /background")
    refused = await broken(emu.click(done.message, label="Delete", user=emu.add_user("bob")))
    await discord.told(refused, "Only the person who asked for this edit can do that.")


@pytest.mark.parametrize("trouble", ["lost_answer", "reset"])
@acceptance(errors=[40060])
async def test_pages_turn_though_the_connection_breaks(discord: Emulated, trouble: str) -> None:
    emu = discord.emu
    page = await discord.told(await emu.slash("presets"), "Page 1 of 2")
    getattr(emu.faults, trouble)(ACKNOWLEDGE)
    await discord.told(await emu.click(page, label="Next"), "Page 2 of 2")


@pytest.mark.parametrize("trouble", ["lost_answer", "reset"])
@acceptance(errors=[40060, 10008])
async def test_a_result_goes_though_the_connection_breaks(discord: Emulated, trouble: str) -> None:
    emu = discord.emu
    done = await discord.result(await edit(discord))
    for pattern in (ACKNOWLEDGE, "DELETE /webhooks/*"):
        getattr(emu.faults, trouble)(pattern)
    pressed = await emu.click(done.message, label="Delete")
    await discord.until(lambda: done.message.deleted, "the message's end")
    assert not pressed.interaction.followups


@pytest.mark.parametrize("trouble", ["server_error", "reset"])
@acceptance()
async def test_typing_goes_on_though_the_connection_breaks(discord: Emulated, trouble: str) -> None:
    emu = discord.emu
    fault = getattr(emu.faults, trouble)(ACKNOWLEDGE)
    with suppress(emulator().NotAcknowledged):  # the choices may come late, or not at all
        await emu.autocomplete("background", "preset", "mar", image=product(), timeout=0.5)
    assert fault.hits == 1
    offered = await emu.autocomplete("background", "preset", "marb", image=product())
    assert "marble" in [choice["value"] for choice in offered]
