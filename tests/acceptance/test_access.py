"""Who may do what: limits, blocked words, places, private results, and being forgotten."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from bot.front.presses import Press, Verb
from tests.acceptance.emulated import (
    DISCORDS_NAMES,
    REPOSITORY,
    Emulated,
    acceptance,
    emulator,
    waits,
)
from tests.acceptance.photos import product
from tests.acceptance.test_privacy import make_private
from tests.front.test_hostile_words import HOSTILE

RULES = """
direct_messages: false
blocked_words:
  - words: [pistol*, 拳銃]
    reason: Our shop shows no weapons.
    translations: {de: Unser Shop zeigt keine Waffen.}
limits:
  person: {waiting: 3, images_per_day: 6, photos: 2}
"""
JOB = re.compile(r"restage:[a-z]+:([0-9a-f]{32})")


@pytest.fixture(scope="module")
def discord(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulated]:
    """Emulator and bot, with rules of the operator."""
    folder = tmp_path_factory.mktemp("access")
    config = folder / "config"
    shutil.copytree(REPOSITORY / "config", config)
    (config / "access.yaml").write_text(RULES, "utf-8")
    with Emulated(DISCORDS_NAMES, folder, config=config) as emulated:
        yield emulated


async def refused(discord: Emulated, reply: Any, words: str, rule: str) -> Any:
    """What the person alone reads, before any photo is fetched, and what the audit log says."""
    told = await discord.told(reply, words)
    assert told.ephemeral
    lines = [line for line in discord.said().splitlines() if "bot.audit" in line]
    assert f'"refused": "{rule}"' in lines[-1]
    assert str(reply.interaction.user.id) in lines[-1]
    assert reply.interaction.token not in discord.said()
    return told


async def edit(discord: Emulated, *, user: Any = None, **options: Any) -> Any:
    asked: dict[str, Any] = {"image": product(), "preset": "marble", **options}
    return await discord.emu.slash("background", asked, user=user)


@acceptance()
async def test_blocked_words_are_refused_however_they_are_written(discord: Emulated) -> None:
    for prompt in ("a PISTOL", "p\u200bi\u00adstols", "ｐíｓtol", "赤い拳銃", "a p.i.s.t.o.l"):
        reply = await edit(discord, prompt=prompt)
        await refused(discord, reply, "Our shop shows no weapons.", "words_blocked")
    german = discord.emu.add_user("berta", locale="de")
    reply = await edit(discord, keep="die Pistolen", user=german)
    await refused(discord, reply, "Unser Shop zeigt keine Waffen.", "words_blocked")
    assert discord.jobs_queued == 0


@acceptance()
async def test_blocked_words_are_refused_in_forms_too(discord: Emulated) -> None:
    done = await discord.result(await edit(discord))
    opened = await discord.emu.click(done.message, label="Edit words")
    await opened.wait(lambda reply: reply.modal, 10, "the form")
    sent = await discord.emu.submit_modal(opened, {"prompt": "a pistol"})
    await refused(discord, sent, "no weapons", "words_blocked")
    message = await discord.emu.user_message(files=[product()])
    menu = await discord.emu.context_menu("Restage photos", message)
    await menu.wait(lambda reply: reply.modal, 10, "the form")
    sent = await discord.emu.submit_modal(menu, {"command": ["background"], "keep": "pistol"})
    await refused(discord, sent, "no weapons", "words_blocked")
    assert discord.jobs_queued == 1


@acceptance()
async def test_one_command_takes_so_many_photos(discord: Emulated) -> None:
    photos = {"image": product(), "image2": product(colour="teal"), "image3": product()}
    reply = await discord.emu.slash("background", photos, preset="marble")
    await refused(discord, reply, "One command takes 2 photos here", "too_many_photos")


@acceptance()
async def test_so_many_jobs_may_be_under_way(discord: Emulated) -> None:
    async with discord.engine_held():
        replies = [await edit(discord) for _ in range(3)]
        for reply in replies:
            await reply.wait(waits, 30, "its place in the queue")
        over = await edit(discord)
        told = await refused(discord, over, "may be under way at a time", "person_waits_enough")
        assert re.search(r"<t:\d+:R>", told.text)
        others = await edit(discord, user=discord.emu.add_user("ben"))
        await others.wait(waits, 30, "the place of somebody else")
        await discord.emu.click(replies[0].messages[0], label="Cancel")
        await discord.told(replies[0], "was cancelled")
        again = await edit(discord)
        await again.wait(waits, 30, "the place that became free")
    for reply in (*replies[1:], others, again):
        await discord.result(reply)


@acceptance()
async def test_a_day_has_so_many_pictures_also_after_a_restart(discord: Emulated) -> None:
    done = await discord.result(await edit(discord, images=4), pictures=5)
    over = await edit(discord, images=3)
    told = await refused(discord, over, "4 pictures in the last 24 hours", "person_spent")
    assert re.search(r"<t:\d+:R>", told.text)
    await discord.crash_and_restart()
    pressed = await discord.emu.click(done.message, label="Pick 1")
    one = await discord.result(pressed)
    last = await discord.result(await edit(discord, images=2), pictures=3)
    for message, label in ((one.message, "New seed"), (last.message, "Pick 1")):
        reply = await discord.emu.click(message, label=label)
        if label == "New seed":
            await refused(discord, reply, "for 1 more, please come again", "person_spent")
        else:
            await discord.result(reply)


@acceptance()
async def test_where_it_is_not_allowed_nothing_is_there_but_being_forgotten(
    discord: Emulated,
) -> None:
    emu, direct = discord.emu, discord.emu.dm()
    reply = await emu.slash("background", image=product(), channel=direct)
    await refused(discord, reply, "not used in direct messages", "no_direct_messages")
    await refused(
        discord, await emu.slash("queue", channel=direct), "direct messages", "no_direct_messages"
    )
    assert await emu.autocomplete("background", "preset", "mar", channel=direct) == []
    assert await emu.autocomplete("background", "preset", "mar") != []
    message = await emu.user_message(files=[product()], channel=direct)
    menu = await emu.context_menu("Restage photos", message)
    await refused(discord, menu, "direct messages", "no_direct_messages")
    asked = await discord.told(await emu.slash("forget", channel=direct), "Forget me")
    assert asked.ephemeral


@pytest.mark.parametrize("verb", Verb)
@acceptance()
async def test_a_private_result_answers_nobody_else(discord: Emulated, verb: Verb) -> None:
    """As somebody would who got hold of a job's id, and whose program sends what it likes."""
    emu = discord.emu
    await make_private(discord)
    private = await discord.result(await edit(discord))
    assert private.message.ephemeral
    found = JOB.search(str(private.message.payload))
    assert found is not None
    public = await emu.user_message("nothing to see here")
    bob = emu.add_user("bob")
    pressed = emu._component(public.message, bob)
    custom_id = Press(verb=verb, job_id=found[1], picture=0).custom_id
    data = {"custom_id": custom_id, "component_type": 2, "id": 1}
    reply = await emu.send_interaction(pressed, data)
    await refused(discord, reply, "Only the person who asked", "not_yours")
    assert discord.jobs_queued == 1


@acceptance()
async def test_a_job_of_one_server_is_out_of_reach_in_another(discord: Emulated) -> None:
    emu = discord.emu
    done = await discord.result(await edit(discord))
    found = JOB.search(str(done.message.payload))
    assert found is not None
    await discord.move_to_new_server("Elsewhere")
    bob = emu.add_user("bob")
    bait = await emu.user_message("press me")
    pressed = emu._component(bait.message, bob)
    custom_id = Press(verb=Verb.USE_RESULT, job_id=found[1]).custom_id
    data = {"custom_id": custom_id, "component_type": 2, "id": 1}
    reply = await emu.send_interaction(pressed, data)
    await refused(discord, reply, "made elsewhere", "job_elsewhere")


@pytest.mark.parametrize("name", ["mentions", "markdown", "links", "right to left", "long"])
@acceptance()
async def test_the_worst_words_are_shown_and_do_nothing(discord: Emulated, name: str) -> None:
    typed = HOSTILE[name][:400]
    emu = discord.emu
    photo = emulator().Upload(product(), filename=f"{HOSTILE[name][:60]}.png")
    done = await discord.result(
        await edit(discord, image=photo, prompt=typed, keep=typed, avoid=typed)
    )
    made = await emu.context_menu("How was this made?", done.message)
    assert "Sent to" not in (await discord.told(made, "Command: /background")).text
    opened = await emu.click(done.message, label="Edit words")
    await opened.wait(lambda reply: reply.modal, 10, "the form")
    again = await discord.result(await emu.submit_modal(opened, {"strength": "90"}))
    for message in (done.message, again.message):
        assert not re.search(r"@(everyone|here|\w)|://|(?<!\\)<[@#]", message.text)


@acceptance(errors=[10008])
async def test_whoever_asks_is_forgotten(discord: Emulated) -> None:
    emu = discord.emu
    mine = await discord.result(await edit(discord))
    theirs = await discord.result(await edit(discord, user=emu.add_user("zoe")))
    asked = await discord.told(await emu.slash("forget"), "Forget me")
    done = await emu.click(asked, label="Forget me")
    await discord.until(lambda: "1 edit is forgotten" in asked.text, "the end")
    assert "1 message is deleted" in asked.text
    assert done.acknowledged
    assert mine.message.deleted
    assert not theirs.message.deleted
