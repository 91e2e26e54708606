"""/prompt, /which and the doctor's button, as people see them."""

from __future__ import annotations

from pathlib import Path

from bot.domain.access import Access
from bot.domain.blocked_words import BlockedWords
from bot.sandbox.server import Sandbox
from tests.front.stage import Darkroom, a_photo, bot_at, scene, shows
from tests.loops import in_loop

BRIEF = {
    "goal": ["scene"],
    "what": "a blue mug",
    "keep": "the logo",
    "change": "on white marble, no people",
    "avoid": "blur",
}


@in_loop
async def test_five_answers_become_a_prompt_that_runs_with_a_photo(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path, Darkroom()):
            form = await (await sandbox.slash("mara", "prompt", {})).modal()
            assert form.labels == [
                "What are you after?", "What is it?", "What must stay?", "What should change?",
                "What must not happen?",
            ]  # fmt: skip
            written = await (await form.submit(BRIEF)).message()
            assert written.ephemeral
            for words in (
                "/background", "preset: marble", "strength: 95", "prompt: on white marble\n",
                "keep: a blue mug, the logo", "avoid: blur, people",
                "the scene is made anew", "Preset White marble", "Strength 95:",
                "move “people” from the prompt",
            ):  # fmt: skip
                assert words in written.text
        async with bot_at(sandbox, tmp_path, Darkroom()) as here:  # after a restart
            photo = await (await written.press("Run it")).modal()
            done = await (await photo.submit({"Photo": [a_photo()]})).until(shows(2))
            assert "White marble · Studio" in done.text
            record = await here.ledger.job_of_message(int(done.message.id))
            assert record is not None
            assert record.request.prompt == "on white marble"
            assert record.request.avoid == "blur, people"


@in_loop
async def test_a_prompt_with_a_blocked_word_is_not_written(tmp_path: Path) -> None:
    rules = BlockedWords(words=("pistol*",), reason="Our shop shows no weapons.")
    async with scene(tmp_path, access=Access(blocked_words=(rules,))) as here:
        for question in ("what", "keep", "change"):
            form = await (await here.sandbox.slash("mara", "prompt", {})).modal()
            told = await (await form.submit({**BRIEF, question: "two **pi**stols"})).message()
            assert told.text == "⚠️ “pistols” is not allowed here: Our shop shows no weapons."
            assert told.ephemeral
            assert told.buttons == []
        form = await (await here.sandbox.slash("mara", "prompt", {})).modal()
        written = await (await form.submit({**BRIEF, "avoid": "pistols"})).message()
        assert "avoid: pistols" in written.text


@in_loop
async def test_which_shows_the_table_and_then_one_use_with_its_reason(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        mara = here.sandbox.person("mara", locale="de")
        shown = await (await mara.slash("which")).message()
        assert shown.ephemeral
        assert (
            "- Aus einem Foto eine Illustration machen: **/restyle**, Stärke 60\u2060–\u206090"
            in shown.text
        )
        await shown.choose("restage:which", ["illustration"])
        await shown.until(lambda seen: "Preset `watercolour`" in seen.text)
        assert "Ein anderer Stil muss auch das Produkt erreichen" in shown.text


@in_loop
async def test_the_doctors_words_are_used_in_one_press(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        options = {"image": a_photo(), "preset": "marble", "prompt": "nice background", "seed": 7}
        reply = await here.sandbox.slash("mara", "background", options)
        done = await reply.until(shows(2))
        assert "“nice background” leaves open what is to be seen" in done.text
        better = await (await done.press("Use the better words")).until(shows(2))
        record = await here.ledger.job_of_message(int(better.message.id))
        assert record is not None
        assert record.request.prompt is not None
        assert record.request.prompt.startswith("replace the background with")
        assert record.edits[0].seed == 7
        assert "Use the better words" not in better.buttons


@in_loop
async def test_good_words_have_no_button(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        options = {"image": a_photo(), "prompt": "white marble, morning light"}
        done = await (await here.sandbox.slash("mara", "background", options)).until(shows(2))
        assert "Use the better words" not in done.buttons
