"""Places that go while a job is under way: the message, the thread, the channel, the server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.acceptance.emulated import Emulated, acceptance, waits
from tests.acceptance.photos import product

VIEW_CHANNEL, SEND_MESSAGES, SEND_IN_THREADS = 1 << 10, 1 << 11, 1 << 38
NO_ACCESS, NO_PERMISSION, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE = 50001, 50013, 10003, 10008
UNKNOWN_WEBHOOK, INVALID_TOKEN, ARCHIVED = 10015, 50027, 50083
BY_TOKEN, TO_CHANNELS = "* /webhooks/*", "* /channels/*"


def remove(discord: Emulated, message: Any) -> None:
    """Delete a message as a person with the permission for it does."""
    api = discord.emu.api
    api._delete_message(message.message)


async def edit_and_wait(discord: Emulated, **options: Any) -> Any:
    """A command whose message shows that its job waits or runs."""
    reply = await discord.emu.slash("background", image=product(), preset="marble", **options)
    await reply.wait(waits, 30, "the job's message")
    return reply


def refuse(discord: Emulated, pattern: str, status: int, code: int) -> Any:
    """Discord takes nothing there any more, for as long as the test runs."""
    body = {"message": f"refused with {code}", "code": code}
    return discord.emu.faults.answer(pattern, status, body, times=None)


@acceptance(errors=[UNKNOWN_MESSAGE])
async def test_after_its_live_message_is_deleted_the_result_is_a_new_message(
    discord: Emulated,
) -> None:
    emu = discord.emu
    async with discord.engine_held():
        reply = await edit_and_wait(discord)
        remove(discord, reply.original)
    done = await discord.result(reply)
    assert len(done.messages) == 1
    assert "White marble" in done.text
    refused = [r for r in emu.requests if r.error and r.error.code == UNKNOWN_MESSAGE]
    assert len(refused) <= 2, "it goes on editing a message that is not there"
    again = await discord.result(await emu.click(done.message, label="New seed"))
    assert len(again.messages) == 1


@acceptance(errors=[UNKNOWN_MESSAGE])
async def test_a_deleted_message_of_several_comes_again_once(discord: Emulated) -> None:
    async with discord.engine_held():
        reply = await edit_and_wait(discord, image2=product(colour="teal"))
        await discord.until(lambda: len(reply.messages) == 2, "both live messages")
        await reply.wait(
            lambda seen: all(m.buttons for m in seen.messages), 30, "that both jobs wait"
        )
        remove(discord, reply.messages[1])
    await reply.wait(
        lambda seen: sum(len(m.shown_files) == 2 for m in seen.messages) == 2, 60, "two results"
    )
    assert len(reply.messages) == 2


@acceptance(errors=[UNKNOWN_MESSAGE, INVALID_TOKEN])
async def test_a_message_deleted_after_the_token_ended_is_nobodys_loss(discord: Emulated) -> None:
    emu = discord.emu
    async with discord.engine_held():
        reply = await edit_and_wait(discord)
        emu.config.token_lifetime = 0.0
        remove(discord, reply.original)
    (message,) = await discord.posted(emu.channel)
    assert len(message.shown_files) == 2


@pytest.mark.parametrize(
    ("status", "code"), [(404, UNKNOWN_CHANNEL), (404, UNKNOWN_WEBHOOK), (403, NO_ACCESS)]
)
@acceptance(errors=[UNKNOWN_CHANNEL])
async def test_after_its_channel_is_deleted_the_result_comes_directly(
    discord: Emulated, status: int, code: int
) -> None:
    """What Discord says to the token then is not documented, so any of these has to do."""
    emu = discord.emu
    async with discord.engine_held():
        await edit_and_wait(discord)
        refused = refuse(discord, BY_TOKEN, status, code)
        channel = emu.world.channels.pop(emu.channel.id)
        await emu.gateway.send("CHANNEL_DELETE", channel.payload(emu.world.bot))
    (message,) = await discord.posted(emu.dm())
    assert len(message.shown_files) == 2
    assert refused.hits <= 2
    emu.faults.clear()
    again = await emu.click(message, label="New seed")
    await discord.result(again)


@acceptance(errors=[UNKNOWN_CHANNEL])
async def test_after_its_thread_is_deleted_the_result_comes_directly(discord: Emulated) -> None:
    emu = discord.emu
    thread = emu.world.add_thread("spring", emu.channel, emu.user)
    async with discord.engine_held():
        await edit_and_wait(discord, channel=thread)
        refuse(discord, BY_TOKEN, 404, UNKNOWN_CHANNEL)
        del emu.world.channels[thread.id]
        await emu.gateway.send("THREAD_DELETE", thread.payload(emu.world.bot))
    (message,) = await discord.posted(emu.dm())
    assert len(message.shown_files) == 2


@acceptance()
async def test_from_a_thread_that_was_locked_the_result_comes_directly(discord: Emulated) -> None:
    emu = discord.emu
    thread = emu.world.add_thread("summer", emu.channel, emu.user)
    async with discord.engine_held():
        await edit_and_wait(discord, channel=thread)
        by_token = refuse(discord, BY_TOKEN, 400, ARCHIVED)
        posting = refuse(discord, f"* /channels/{thread.id}/*", 400, ARCHIVED)
    (message,) = await discord.posted(emu.dm())
    assert len(message.shown_files) == 2
    assert by_token.hits
    assert posting.hits


@acceptance(errors=[NO_ACCESS, UNKNOWN_CHANNEL])
async def test_put_out_of_the_server_the_bot_answers_directly_and_goes_on(
    discord: Emulated,
) -> None:
    emu = discord.emu
    await discord.move_to_new_server("Closing down")
    async with discord.engine_held():
        await edit_and_wait(discord)
        emu.channel.denied_to_bot = -1
        await emu.gateway.send("GUILD_DELETE", {"id": emu.guild.id})
        refuse(discord, BY_TOKEN, 404, UNKNOWN_WEBHOOK)
    (message,) = await discord.posted(emu.dm())
    assert len(message.shown_files) == 2
    emu.faults.clear()
    other = await emu.slash("background", image=product(), preset="linen", channel=emu.dm())
    await discord.result(other)


@acceptance(errors=[NO_ACCESS])
async def test_where_no_place_is_left_the_result_waits_for_the_queue(discord: Emulated) -> None:
    emu = discord.emu
    async with discord.engine_held():
        await edit_and_wait(discord)
        refuse(discord, BY_TOKEN, 404, UNKNOWN_WEBHOOK)
        refuse(discord, TO_CHANNELS, 403, 50007)
    await discord.until(lambda: "waits for /queue" in discord.said(), "the note that it waits")
    emu.faults.clear()
    page = await discord.told(await emu.slash("queue"), "One of your edits is done")
    done = await discord.result(await emu.click(page, label="Show it here: image.png"))
    assert done.ephemeral


@pytest.mark.parametrize("denied", [VIEW_CHANNEL, SEND_MESSAGES])
@acceptance()
async def test_permissions_taken_away_meanwhile_change_nothing_while_the_token_lives(
    discord: Emulated, denied: int
) -> None:
    emu = discord.emu
    async with discord.engine_held():
        reply = await edit_and_wait(discord)
        emu.channel.denied_to_bot = denied
        await emu.gateway.send("CHANNEL_UPDATE", emu.channel.payload(emu.world.bot))
    done = await discord.result(reply)
    assert len(done.messages) == 1


@acceptance(errors=[INVALID_TOKEN, NO_PERMISSION])
async def test_in_a_thread_that_it_may_not_write_to_any_more_the_bot_answers_directly(
    discord: Emulated,
) -> None:
    emu = discord.emu
    await discord.move_to_new_server("Quiet")
    thread = emu.world.add_thread("autumn", emu.channel, emu.user)
    async with discord.engine_held():
        await edit_and_wait(discord, channel=thread)
        emu.guild.bot_permissions &= ~SEND_IN_THREADS
        emu.config.token_lifetime = 0.0
    (message,) = await discord.posted(emu.dm())
    assert len(message.shown_files) == 2


@acceptance()
async def test_a_guests_lost_live_message_is_told_about_and_changes_when_pressed(
    discord: Emulated,
) -> None:
    """A guest reads no history, so a live message whose posting was not confirmed cannot be found
    and changed. The answer says so, and a press on the message tells the bot where it is."""
    emu = discord.emu
    async with discord.engine_held():
        lost = emu.faults.lost_answer("POST /webhooks/*")
        photos = {"image": product(), "image2": product(colour="teal")}
        reply = await emu.slash("background", photos, preset="marble", user_install=True)
        await discord.until(lambda: lost.hits, "the message whose answer is lost")
    await reply.wait(
        lambda seen: sum(len(m.shown_files) == 2 for m in seen.messages) == 2, 60, "two results"
    )
    first, stray, answer = reply.messages
    assert "Photo 1 of 2" in first.text
    assert [button.label for button in stray.buttons] == ["Cancel"]
    assert "take no notice of it" in answer.text
    assert "take no notice of it" not in first.text
    pressed = await emu.click(stray, label="Cancel")
    await discord.until(lambda: pressed.acknowledged, "the press")
    assert "has ended already" in stray.text
    assert not stray.buttons


@acceptance()
async def test_nobody_posts_what_was_refused_a_second_time_elsewhere(discord: Emulated) -> None:
    """A refusal is no lost answer: nothing has to be looked for."""
    emu = discord.emu
    async with discord.engine_held():
        refused = refuse(discord, "POST /webhooks/*", 403, NO_PERMISSION)
        reply = await edit_and_wait(discord, image2=product(colour="teal"))
        await discord.until(lambda: refused.hits, "the refusal")
    await discord.until(lambda: discord.said().count(" answered: done") == 2, "both answers")
    assert len(reply.messages) + len(discord.posts(emu.channel)) == 2
    searched = [r for r in emu.requests if r.method == "GET" and r.path.endswith("/messages")]
    assert not searched
