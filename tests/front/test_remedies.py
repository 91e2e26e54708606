"""Remedies, the ladder and `auto` under a result, as people in a channel use them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.domain.edit import Command, Fidelity, Strength
from bot.domain.job import Done, Job, RenderResult
from bot.domain.receipt import Change, Receipt, SceneVerdict, Verdict
from bot.domain.record import JobState
from bot.sandbox.driver import SeenMessage
from bot.sandbox.server import Sandbox
from tests.front.stage import (
    Darkroom,
    Scene,
    a_photo,
    a_picture_result,
    bot_at,
    scene,
    shows,
    voice,
)
from tests.loops import in_loop

KEPT = Receipt(
    verdict=Verdict.KEPT,
    scene=SceneVerdict.NEW,
    decided_by="colour_mean",
    colour_mean=1.1,
    structure=0.97,
)
RELIT = replace(KEPT, verdict=Verdict.CHANGED, change=Change.RELIT)
WRONG = voice().say("remedy.placeholder")


def measured(job: Job, receipt: Receipt) -> RenderResult:
    """What comes of a job, every picture with this receipt."""
    result = a_picture_result(job.task)
    pictures = (
        replace(picture, receipt=receipt, strength=picture.edit.strength)
        for picture in result.pictures
    )
    return replace(result, pictures=tuple(pictures))


async def a_result(
    here: Scene, receipt: Receipt = KEPT, command: str = "background", **options: Any
) -> SeenMessage:
    """The first job of a scene whose darkroom works by hand, done."""
    asked = {"image": a_photo(), "seed": 7, **options}
    reply = await here.sandbox.slash("mara", command, asked)
    job = await here.darkroom.job(0)
    here.darkroom.tell(job.id, Done(result=measured(job, receipt)))
    return await reply.until(shows(2))


def options_of(seen: SeenMessage) -> Mapping[str, str]:
    """What the list of complaints says of each."""
    (menu,) = (part for part in parts_of(seen.message.components) if part["type"] == 3)
    return {each["value"]: each["description"] for each in menu["options"]}


def parts_of(components: Any) -> list[dict[str, Any]]:
    found = []
    for each in components:
        found += [each, *parts_of(each.get("components", ()))]
    return found


@in_loop
async def test_each_complaint_says_what_will_be_done_and_is_one_choice_away(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, by_hand=True) as here:
        shown = await a_result(here)
        said = options_of(shown)
        assert set(said) == {"product", "nothing", "ignored", "cutout", "text"}
        assert said["cutout"] == "fidelity blend, product strength 0 → 20"
        assert said["nothing"] == "strength 95 → 100"
        assert said["text"].startswith("For crisp text")
        jonas = here.sandbox.person("jonas")
        reply = await jonas.sees(shown).choose(WRONG, ["cutout"])
        job = await here.darkroom.job(1)
        edit = job.task.edits[0]
        assert (edit.fidelity, edit.strength) == (
            Fidelity.BLEND,
            Strength(product=0.2, scene=0.95),
        )
        assert edit.seed == 7
        assert job.owner != (await here.darkroom.job(0)).owner
        await reply.until(lambda seen: "fidelity blend, product strength 0 → 20" in seen.text)
        here.darkroom.finish(job.id)
        done = await reply.until(shows(2))
        assert "🔧 Changed: fidelity blend, product strength 0 → 20." in done.text


@in_loop
async def test_what_the_receipt_says_is_wrong_has_a_button_that_says_its_remedy(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, by_hand=True) as here:
        shown = await a_result(here, RELIT, fidelity="blend")
        assert shown.buttons[:2] == ["Product changed: fidelity exact", "New seed"]
        await shown.press("Product changed: fidelity exact")
        edit = (await here.darkroom.job(1)).task.edits[0]
        assert edit.fidelity is Fidelity.EXACT


@in_loop
async def test_a_result_that_is_well_offers_no_remedy_before_the_list(tmp_path: Path) -> None:
    async with scene(tmp_path, by_hand=True) as here:
        shown = await a_result(here)
        assert shown.buttons == [
            *("New seed", "Keep more", "Change more", "Find the strength", "Edit words"),
            *("Use this result", "Add text", "Export…", "Original files", "Delete"),
        ]


@in_loop
async def test_where_nothing_can_be_rendered_the_advice_is_told_to_whoever_asks(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, by_hand=True) as here:
        shown = await a_result(here)
        told = await (await shown.choose(WRONG, ["text"])).message()
        assert told.ephemeral
        assert "/overlay" in told.text
        assert "own pixels" in told.text
        assert len(here.darkroom.jobs) == 1


@in_loop
async def test_a_ladder_is_one_job_of_five_on_one_sheet_with_a_way_on_from_each(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, by_hand=True) as here:
        shown = await a_result(here, preset="linen")
        reply = await here.sandbox.person("jonas").sees(shown).press("Find the strength")
        job = await here.darkroom.job(1)
        assert [edit.strength.scene for edit in job.task.edits] == [0.4, 0.55, 0.7, 0.85, 1.0]
        assert {(edit.seed, edit.preset) for edit in job.task.edits} == {(7, "linen")}
        here.darkroom.tell(job.id, Done(result=measured(job, KEPT)))
        sheet = await reply.until(shows(1))
        with Image.open(io.BytesIO(sheet.files[0].data)) as opened:
            assert opened.width > 1200
        assert sheet.buttons == [
            "Go on at 40 %", "Go on at 55 %", "Go on at 70 %", "Go on at 85 %", "Go on at 100 %",
            "Original files", "Delete",
        ]  # fmt: skip
        assert sheet.text.count("Product kept") == 5
        assert sheet.text.count("💡") == 1
        made = await here.sandbox.person("mara").use("How was this made?", sheet)
        assert "scene 40 / 55 / 70 / 85 / 100" in (await made.message()).text
        picked = await (await sheet.press("Go on at 70 %")).until(shows(2))
        assert "strength product 0, scene 70 · seed 7" in picked.text
        await picked.press("Keep more")
        again = (await here.darkroom.job(2)).task.edits
        assert [edit.strength.scene for edit in again] == [0.55]
        assert again[0].seed == 7


@in_loop
async def test_remedies_and_ladders_of_before_a_restart_work_after_it(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path) as before:
            reply = await sandbox.slash("mara", "restyle", {"image": a_photo(), "seed": 7})
            shown = await reply.until(shows(2))
            climbing = await shown.press("Find the strength")
            sheet = await climbing.until(shows(1))
            assert len(before.darkroom.jobs) == 2
        async with bot_at(sandbox, tmp_path) as after:
            await (await sheet.press("Go on at 55 %")).until(shows(2))
            cured = await shown.choose(WRONG, ["product"])
            done = await cured.until(shows(2))
            assert "🔧 Changed: strength 85 → 70." in done.text
            assert (await after.darkroom.job(0)).task.edits[0].strength.scene == 0.7


@in_loop
async def test_auto_is_found_in_the_worker_also_after_a_restart(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path, Darkroom(by_hand=True)) as before:
            options = {"image": a_photo(), "strength": "auto", "seed": 7}
            reply = await sandbox.slash("mara", "restyle", options)
            assert (await before.darkroom.job(0)).task.auto_strength
        async with bot_at(sandbox, tmp_path, Darkroom(by_hand=True)) as after:
            job = await after.darkroom.job(0)
            assert job.task.auto_strength
            found = replace(job.task.edits[0], strength=Strength(product=0.55, scene=0.55))
            made = measured(Job(owner=job.owner, task=replace(job.task, edits=(found,))), KEPT)
            after.darkroom.tell(job.id, Done(result=made))
            shown = await reply.until(shows(2))
            assert "strength 55 · seed 7" in shown.text
            await shown.press("Change more")
            moved = (await after.darkroom.job(1)).task
            assert not moved.auto_strength
            assert moved.edits[0].strength.scene == 0.7
            form = await (await shown.press("Edit words")).modal()
            await form.submit({"avoid": "people"})
            assert (await after.darkroom.job(2)).task.auto_strength


@pytest.mark.parametrize("typed", ["much", "120"])
@in_loop
async def test_a_strength_that_is_none_is_answered_with_what_to_type(
    tmp_path: Path, typed: str
) -> None:
    async with scene(tmp_path) as here:
        options = {"image": a_photo(), "strength": typed}
        reply = await here.sandbox.slash("mara", "background", options)
        told = await reply.message()
        assert told.ephemeral
        assert "or “auto”" in told.text
        assert not here.darkroom.jobs


@in_loop
async def test_several_pictures_are_picked_before_they_are_complained_about(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as here:
        options = {"image": a_photo(), "preset": "earth", "images": 2}
        reply = await here.sandbox.slash("mara", "variants", options)
        shown = await reply.until(shows(3))
        assert "Find the strength" not in shown.buttons
        picked = await (await shown.press("Pick 2")).until(shows(2))
        cured = await picked.choose(WRONG, ["product"])
        await cured.until(shows(2))
        edit = (await here.darkroom.job(1)).task.edits[0]
        assert edit.command is Command.VARIANTS
        assert edit.paint is not None
        assert edit.paint.name == "ochre"
        assert edit.strength.product == 0.55


@in_loop
async def test_what_a_remedy_changes_is_kept_with_its_job(tmp_path: Path) -> None:
    async with scene(tmp_path, by_hand=True) as here:
        shown = await a_result(here)
        reply = await shown.choose(WRONG, ["nothing"])
        job = await here.darkroom.job(1)
        await reply.until(lambda seen: "🔧" in seen.text)
        record = await here.ledger.job(job.id)
        assert record is not None
        assert record.state is JobState.WAITING
        assert [notice.code for notice in record.notices] == ["remedy_strength"]
