"""Commands that show pages, the menu of a message, and what a server's settings do."""

from __future__ import annotations

from pathlib import Path

from bot.domain.record import GuildSettings
from bot.sandbox.command_rules import CommandType
from bot.sandbox.options import Options
from tests.front.stage import a_photo, png, scene, shows
from tests.loops import in_loop


@in_loop
async def test_the_queue_marks_what_is_yours(tmp_path: Path) -> None:
    async with scene(tmp_path, by_hand=True) as here:
        jonas, mara = here.sandbox.person("jonas"), here.sandbox.person("mara")
        await jonas.slash("background", {"image": a_photo(), "preset": "marble"})
        running = await here.darkroom.job(0)
        await mara.slash("restyle", {"image": a_photo(), "preset": "comic"})
        await here.darkroom.job(1)
        here.darkroom.run(running.id)
        shown = await (await mara.slash("queue")).message()
        assert shown.ephemeral
        lines = {line for line in shown.text.splitlines() if "/" in line}
        assert any("/restyle · Comic" in line and "yours" in line for line in lines)
        assert any("/background · White marble" in line and "yours" not in line for line in lines)


@in_loop
async def test_an_empty_queue_says_so(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        shown = await (await here.sandbox.slash("mara", "queue", {})).message()
        assert "Nothing waits" in shown.text


@in_loop
async def test_an_answer_that_found_no_way_waits_in_the_queue(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        mara = here.sandbox.person("mara")
        shown = await (await mara.slash("background", {"image": a_photo()})).until(shows(2))
        record = await here.ledger.job_of_message(int(shown.message.id))
        assert record is not None
        stuck = await here.jobs.again(
            record.id, interaction=1, address=record.address, seed=1
        )  # as if it had ended while nobody could be reached: no conversation knows of it
        await stuck.final()
        page = await (await mara.slash("queue")).message()
        button = next(label for label in page.buttons if label.startswith("Show it here"))
        delivered = await (await page.press(button)).until(shows(2))
        assert delivered.ephemeral
        again = await (await mara.slash("queue")).message()
        assert again.buttons == []


@in_loop
async def test_presets_are_browsed_page_by_page_with_pictures(tmp_path: Path) -> None:
    example = tmp_path / "examples" / "background" / "marble.jpg"
    example.parent.mkdir(parents=True)
    example.write_bytes(png())
    async with scene(tmp_path) as here:
        page = await (await here.sandbox.slash("jonas", "presets", {})).message()
        assert "Sunlit wooden desk" in page.text
        assert [file.filename for file in page.files] == ["marble.jpg"]
        await page.press("Next")
        await page.until(lambda seen: "Page 2" in seen.text)
        assert "Sunlit wooden desk" not in page.text
        await page.choose("restage:presets", ["variants"])
        await page.until(lambda seen: "Pastels" in seen.text)


@in_loop
async def test_settings_are_for_those_who_manage_the_server(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        assert "settings" not in here.sandbox.person("jonas").commands()
        mara = here.sandbox.person("mara")
        page = await (await mara.slash("settings")).message()
        await page.choose("restage:set:preset:background", ["linen"])
        await page.choose("restage:set:private", ["on"])
        await page.choose("restage:set:engine", ["studio"])
        await page.until(lambda seen: seen.edits >= 3)
        kept = await here.ledger.guild_settings(int(here.sandbox.world.guild.id))
        assert (kept.engine, kept.presets, kept.private) == (
            "studio",
            {"background": "linen"},
            True,
        )
        reply = await here.sandbox.slash("jonas", "background", {"image": a_photo()})
        shown = await reply.until(shows(2))
        assert shown.ephemeral
        assert "Natural linen" in shown.text


@in_loop
async def test_a_server_decides_where_and_by_whom_it_is_used(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        world = here.sandbox.world
        first, *others = world.guild.channels.values()
        await here.ledger.set_guild_settings(
            GuildSettings(guild=int(world.guild.id), channels=(int(others[0].id),))
        )
        refused = await here.sandbox.slash("jonas", "background", {"image": a_photo()})
        told = await refused.message()
        assert told.ephemeral
        assert f"<#{others[0].id}>" in told.text
        elsewhere = here.sandbox.person("jonas", channel=others[0].name)
        await (await elsewhere.slash("background", {"image": a_photo()})).until(shows(2))


@in_loop
async def test_photos_of_a_message_are_edited_from_its_menu(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        jonas, mara = here.sandbox.person("jonas"), here.sandbox.person("mara")
        written = await jonas.write("new stock", [a_photo("a.png"), a_photo("b.png")])
        form = await (await mara.use("Restage photos", written)).modal()
        reply = await form.submit({"command": "restyle", "preset": "comic", "prompt": "bold"})
        await here.sandbox.world.feed.until(
            lambda: [len(seen.files) for seen in reply.messages()] == [2, 2], limit_s=20
        )
        names = {job.task.photo.name for job in here.darkroom.jobs.values()}
        assert names == {"a.png", "b.png"}


@in_loop
async def test_a_message_without_photos_is_told_so(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        mara = here.sandbox.person("mara")
        told = await (await mara.use("Restage photos", await mara.write("hello"))).message()
        assert told.ephemeral
        assert "no photo" in told.text


@in_loop
async def test_a_result_tells_how_it_was_made_to_whoever_asks(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        options = {"image": a_photo(), "preset": "marble", "keep": "the handle", "seed": 7}
        shown = await (await here.sandbox.slash("mara", "background", options)).until(shows(2))
        jonas = here.sandbox.person("jonas")
        told = await (await jonas.use("How was this made?", jonas.sees(shown))).message()
        assert told.ephemeral
        for fact in ("/background", "White marble", "the handle", "Seed: 7", "mug.png"):
            assert fact in told.text
        other = await jonas.use("How was this made?", await jonas.write("hello"))
        assert "no picture of mine" in (await other.message()).text


@in_loop
async def test_commands_are_offered_everywhere_and_settings_in_servers(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        edits = {"restyle", "background", "variants", "refine"}
        pages = {*edits, "overlay", "export", "queue", "presets", "forget"}
        pages |= {"tips", "prompt", "which"}
        assert set(here.sandbox.person("mara", channel="@").commands()) == pages
        assert set(here.sandbox.person("mara").commands()) == {*pages, "settings"}
        menu = here.sandbox.person("mara").commands(CommandType.MESSAGE)
        assert menu == ["Restage photos", "How was this made?"]


@in_loop
async def test_typing_narrows_presets_down_and_explains_strengths(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        mara = here.sandbox.person("mara", locale="de")
        presets = await mara.complete("background", "preset", "marble")
        assert {"marble", "black-marble"} <= {choice["value"] for choice in presets}
        strengths = await mara.complete("background", "strength", "35")
        assert strengths[0]["value"] == "35"
        assert strengths[0]["name"].startswith("35: ")


@in_loop
async def test_files_fit_where_little_is_allowed(tmp_path: Path) -> None:
    limit = 400  # less than the small picture and its photo take
    async with scene(tmp_path, options=Options(attachment_limit_bytes=limit)) as here:
        reply = await here.sandbox.slash("mara", "background", {"image": a_photo()})
        shown = await reply.until(lambda seen: len(seen.files) == 2 or "⚠️" in seen.text)
        assert all(len(file.data) <= limit for file in shown.files)
