"""From a command to a picture and on from there, as people in a channel see it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.domain.edit import Command
from bot.domain.job import Failed, Running, Waiting
from bot.domain.record import JobState
from bot.sandbox.options import Options
from bot.sandbox.server import Sandbox
from tests.front.stage import Darkroom, a_photo, bot_at, png, scene, shows, texts
from tests.loops import in_loop


@in_loop
async def test_a_photo_becomes_a_result_that_says_how_it_was_made(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        options = {"image": a_photo(), "preset": "marble", "seed": 7}
        reply = await here.sandbox.slash("mara", "background", options)
        shown = await reply.until(shows(2))
        assert "White marble · Studio · strength product 0, scene 95 · seed 7" in shown.text
        assert [file.filename.split(".")[-1] for file in shown.files] == ["jpg", "png"]
        record = await here.ledger.job_of_message(int(shown.message.id))
        assert record is not None
        assert record.state is JobState.DONE


@in_loop
async def test_a_message_goes_from_waiting_over_a_preview_to_the_result(tmp_path: Path) -> None:
    async with scene(tmp_path, by_hand=True) as here:
        reply = await here.sandbox.slash("mara", "background", {"image": a_photo()})
        job = await here.darkroom.job(0)
        here.darkroom.tell(job.id, Waiting(place=3, eta_s=60))
        shown = await reply.until(lambda seen: "number 3 in the queue" in seen.text)
        assert "<t:" in shown.text
        here.darkroom.tell(job.id, Running(step=5, steps=10, preview=png("grey"), eta_s=9))
        await shown.until(lambda seen: "step 5 of 10" in seen.text)
        assert [file.filename for file in shown.files] == ["preview.jpg"]
        here.darkroom.finish(job.id)
        await shown.until(shows(2))
        assert "Cancel" not in shown.buttons


@in_loop
async def test_the_owner_cancels_one_job_and_no_other(tmp_path: Path) -> None:
    async with scene(tmp_path, by_hand=True) as here:
        jonas, mara = here.sandbox.person("jonas"), here.sandbox.person("mara")
        first = await jonas.slash("background", {"image": a_photo()})
        await here.darkroom.job(0)
        second = await mara.slash("background", {"image": a_photo()})
        of_jonas = await first.until(lambda seen: "Cancel" in seen.buttons)
        of_mara = await second.until(lambda seen: "Cancel" in seen.buttons)
        refused = await jonas.sees(of_mara).press("Cancel")
        assert "Only the person who asked" in (await refused.message()).text
        await of_jonas.press("Cancel")
        await of_jonas.until(lambda seen: "was cancelled" in seen.text)
        assert len(here.darkroom.tickets) == 1


@in_loop
async def test_those_who_manage_messages_may_cancel_too(tmp_path: Path) -> None:
    async with scene(tmp_path, by_hand=True) as here:
        reply = await here.sandbox.slash("jonas", "background", {"image": a_photo()})
        shown = await reply.until(lambda seen: "Cancel" in seen.buttons)
        await here.sandbox.person("mara").sees(shown).press("Cancel")
        await shown.until(lambda seen: "was cancelled" in seen.text)


@in_loop
async def test_buttons_make_jobs_of_their_own_for_whoever_presses(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        options = {"image": a_photo(), "preset": "linen", "seed": 7}
        reply = await here.sandbox.slash("mara", "background", options)
        shown = await reply.until(shows(2))
        for button, seed, scene_strength in (
            ("New seed", None, 0.95),
            ("Keep more", 7, 0.8),
            ("Change more", 7, 1.0),
        ):
            pressed = await here.sandbox.person("jonas").sees(shown).press(button)
            await pressed.until(shows(2))
            job = list(here.darkroom.jobs.values())[-1]
            edit = job.task.edits[0]
            assert edit.strength.scene == scene_strength
            assert (edit.seed == 7) is (seed == 7)
            assert edit.preset == "linen"
        owners = {job.owner for job in here.darkroom.jobs.values()}
        assert len(owners) == 2


@in_loop
async def test_words_are_edited_with_everything_filled_in(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        options = {"image": a_photo(), "preset": "marble", "keep": "the handle", "strength": "80"}
        reply = await here.sandbox.slash("mara", "background", options)
        shown = await reply.until(shows(2))
        form = await (await shown.press("Edit words")).modal()
        answer = await form.submit({"avoid": "people"})
        await answer.until(shows(2))
        words = (await here.darkroom.job(1)).task.edits[0].words
        assert "the handle" in words.keep
        assert "people" in words.avoid
        assert (await here.darkroom.job(1)).task.edits[0].strength.scene == 0.8


@in_loop
async def test_a_form_sent_after_a_restart_is_read_against_what_it_was_filled_in_with(
    tmp_path: Path,
) -> None:
    async with Sandbox() as sandbox:
        mara = sandbox.person("mara", locale="de")
        async with bot_at(sandbox, tmp_path) as before:
            options = {"image": a_photo(), "preset": "marble", "keep": "the handle"}
            shown = await (await mara.slash("background", options)).until(shows(2))
            words = (await before.darkroom.job(0)).task.edits[0].words
            form = await (await shown.press(texts().say("de", "button.edit_words"))).modal()
        assert form.filled == {
            "prompt": words.change,
            "keep": ", ".join(words.keep),
            "avoid": ", ".join(words.avoid),
            "strength": "95",
        }
        async with bot_at(sandbox, tmp_path) as after:
            await (await form.submit({"preset": "linen"})).until(shows(2))
            linen = (await after.darkroom.job(0)).task.edits[0]
            assert (linen.preset, linen.words.keep) == ("linen", words.keep)
            assert "linen" in linen.words.change
            fewer = {"keep": ", ".join(words.keep[1:]), "avoid": f"people, {form.filled['avoid']}"}
            await (await form.submit(fewer)).until(shows(2))
            marble = (await after.darkroom.job(1)).task.edits[0].words
            assert (marble.change, marble.keep) == (words.change, words.keep[1:])
            assert marble.avoid == (*words.avoid, "people")


@in_loop
async def test_of_several_pictures_one_is_picked_and_used_as_the_next_source(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as here:
        options = {"image": a_photo(), "preset": "earth", "images": 6}
        reply = await here.sandbox.slash("mara", "variants", options)
        shown = await reply.until(shows(7))
        assert "Use this result" not in shown.buttons
        picked = await (await shown.press("Pick 3")).until(shows(2))
        assert "Earth tones, Olive green" in picked.text
        form = await (await picked.press("Use this result")).modal()
        answer = await form.submit({"command": "background", "preset": "White marble"})
        await answer.until(shows(2))
        job = await here.darkroom.job(1)
        assert job.task.edits[0].command is Command.BACKGROUND
        assert job.task.photo.name == "mug-3.png"


@in_loop
async def test_original_files_are_handed_out_one_by_one(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        reply = await here.sandbox.slash("mara", "background", {"image": a_photo(), "images": 3})
        shown = await reply.until(shows(4))
        offer = await (await shown.press("Original files")).message()
        assert offer.ephemeral
        original = await (await offer.press("Picture 2")).until(shows(1))
        assert original.files[0].data == png()
        assert original.ephemeral


@in_loop
async def test_only_the_owner_deletes_a_result(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        reply = await here.sandbox.slash("jonas", "background", {"image": a_photo()})
        shown = await reply.until(shows(2))
        refused = await here.sandbox.person("mara").sees(shown).press("Delete")
        assert "Only the person who asked" in (await refused.message()).text
        await shown.press("Delete")
        await shown.until(lambda seen: seen.deleted)


@in_loop
async def test_a_failure_is_one_sentence_with_a_way_on(tmp_path: Path) -> None:
    async with scene(tmp_path, by_hand=True) as here:
        mara = here.sandbox.person("mara", locale="de")
        reply = await mara.slash("background", {"image": a_photo()})
        job = await here.darkroom.job(0)
        sentence = "Something the texts do not know. Please try again."
        here.darkroom.tell(job.id, Failed(code="of_tomorrow", reply=sentence))
        shown = await reply.until(lambda seen: sentence in seen.text)
        assert len(shown.buttons) == 3


@in_loop
async def test_each_of_several_photos_has_a_message_of_its_own(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        photos = {"image": a_photo(), "image2": a_photo("bad.png"), "image3": a_photo()}
        reply = await here.sandbox.slash("mara", "background", photos)
        await here.sandbox.world.feed.until(
            lambda: (
                sorted(len(seen.files) for seen in reply.messages()) == [0, 2, 2]
                and any("damaged" in seen.text for seen in reply.messages())
            ),
            limit_s=20,
        )
        told = {seen.text.splitlines()[0]: seen for seen in reply.messages()}
        assert set(told) == {f"-# Photo {number} of 3" for number in (1, 2, 3)}
        assert "damaged" in told["-# Photo 2 of 3"].text


@in_loop
async def test_what_was_shown_before_a_restart_works_after_it(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path, Darkroom(by_hand=True)) as before:
            reply = await sandbox.slash("mara", "background", {"image": a_photo(), "seed": 7})
            await before.darkroom.job(0)
            waiting = await reply.until(lambda seen: "Cancel" in seen.buttons)
        async with bot_at(sandbox, tmp_path, Darkroom(by_hand=True)) as after:
            job = await after.darkroom.job(0)
            assert job.task.edits[0].seed == 7
            await waiting.until(lambda seen: "I was restarted" in seen.text)
            after.darkroom.finish(job.id)
            shown = await waiting.until(shows(2))
        async with bot_at(sandbox, tmp_path):
            await (await shown.press("New seed")).until(shows(2))


@in_loop
async def test_an_answer_after_the_token_goes_to_the_channel_and_pings_one(tmp_path: Path) -> None:
    async with scene(tmp_path, by_hand=True, options=Options(token_limit_s=0.5)) as here:
        jonas = here.sandbox.person("jonas")
        reply = await jonas.slash("background", {"image": a_photo()})
        waiting = await reply.until(lambda seen: "Cancel" in seen.buttons)
        job = await here.darkroom.job(0)
        await asyncio.sleep(0.6)  # until the token has ended
        here.darkroom.finish(job.id)
        await here.sandbox.world.feed.until(lambda: len(jonas.history()) == 2, limit_s=20)
        late = jonas.history()[-1]
        assert "Your pictures are ready" in late.text
        assert late.message.reference is waiting.message
        allowed = late.message.allowed_mentions
        assert allowed is not None
        assert allowed["users"] == [int(job.owner)]
        await waiting.until(lambda seen: "new message below" in seen.text)
        assert waiting.buttons == []


@in_loop
async def test_words_of_people_ping_nobody(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        options = {"image": a_photo(), "prompt": "@everyone <@1> [x](https://evil.example) on wood"}
        reply = await here.sandbox.slash("mara", "background", options)
        shown = await reply.until(shows(2))
        assert "<@1>" not in shown.text
        assert "[x]" not in shown.text
        assert shown.message.allowed_mentions == {"parse": []}


@pytest.mark.parametrize("locale", ["de", "ja"])
@in_loop
async def test_everything_is_said_in_the_language_of_the_person(
    tmp_path: Path, locale: str
) -> None:
    async with scene(tmp_path) as here:
        person = here.sandbox.person("mara", locale=locale)
        shown = await (await person.slash("background", {"image": a_photo()})).until(shows(2))
        assert not {"New seed", "Delete", "Edit words"} & set(shown.buttons)
        refused = await person.slash("background", {"image": a_photo(), "preset": "nonsense"})
        told = await refused.message()
        assert told.ephemeral
        assert "There is no" not in told.text
