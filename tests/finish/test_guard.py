"""Finishing in a child process: real orders, hostile files, limits, and a light parent."""

import asyncio
import io
import random
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bot.domain.errors import BotError
from bot.domain.finishing import ExportOrder, FinishOptions, FinishSource, TextOrder
from bot.domain.options import CutoutOptions
from bot.domain.overlay import Overlay, Typeface
from bot.domain.photo import IntakeLimits
from bot.finish.fonts import FOLDER
from bot.finish.guard import GuardedFinisher
from tests.finish.scenes import a_mask, a_scene, a_source, a_target, a_white_target, as_png

ROOT = Path(__file__).parents[2]
MASK = a_mask(480, 640, (220, 180, 420, 400))
SCENE = a_scene(MASK, wall=235, floor=235)
PATIENT = FinishOptions(limit_s=60.0)


def run(
    work: Callable[[GuardedFinisher], Awaitable[None]], options: FinishOptions = PATIENT
) -> None:
    async def body() -> None:
        finisher = GuardedFinisher(
            options,
            intake=IntakeLimits(),
            cutout=CutoutOptions(method="plain"),
            models_folder=Path("no-models"),
        )
        async with finisher:
            await work(finisher)

    asyncio.run(body())


def text(source: FinishSource | None = None, **changes: Any) -> TextOrder:
    fields: dict[str, Any] = {
        "source": source or a_source(SCENE), "overlay": Overlay(text="New tea"), **changes
    }  # fmt: skip
    return TextOrder(**fields)


async def refusal(finisher: GuardedFinisher, order: TextOrder) -> BotError:
    with pytest.raises(BotError) as caught:
        await finisher.add_text(order)
    return caught.value


def own(font: bytes) -> TextOrder:
    return text(overlay=Overlay(text="Tea", typeface=Typeface.OWN), font=font)


@pytest.mark.slow
def test_text_and_exports_come_back_and_hostile_files_cost_one_sentence() -> None:
    async def work(finisher: GuardedFinisher) -> None:
        done = await finisher.add_text(text())
        with Image.open(io.BytesIO(done.data)) as image:
            drawn = np.asarray(image.convert("RGB"))
        assert drawn.shape == SCENE.shape
        assert (drawn != SCENE).any()
        assert np.array_equal(drawn[MASK.core], SCENE[MASK.core])
        assert (await finisher.add_text(text())).data == done.data
        main = await finisher.export(
            ExportOrder(source=a_source(SCENE), target=a_white_target(), label="Main")
        )
        assert [rule.code for rule in main.rules][-1] == "rule_text"
        for damaged in (b"", b"no picture", as_png(SCENE)[: len(as_png(SCENE)) // 2]):
            assert (await refusal(finisher, text(a_source(SCENE, data=damaged)))).code.startswith(
                "photo_"
            )
        whole = (FOLDER / "NotoSerif-Bold.ttf").read_bytes()
        assert (await finisher.add_text(own(whole))).width == 640
        dice = random.Random(7)  # noqa: S311 -- the same damage every time
        for _ in range(12):
            damaged_font = bytearray(whole)
            for _ in range(60):
                damaged_font[dice.randrange(300, len(whole))] = dice.randrange(256)
            try:
                await finisher.add_text(own(bytes(damaged_font)))
            except BotError as exc:
                assert exc.code in {"font_damaged", "finish_failed", "finish_too_costly"}  # noqa: PT017
        assert (await finisher.add_text(text())).data == done.data

    run(work)


@pytest.mark.slow
def test_the_product_is_looked_for_in_the_photo_that_the_picture_came_from() -> None:
    busy = SCENE.copy()
    outside = MASK.alpha < 0.5
    noise = np.random.default_rng(5).integers(0, 255, SCENE.shape, dtype=np.uint8)
    busy[outside] = noise[outside]  # nobody could cut this out

    async def work(finisher: GuardedFinisher) -> None:
        with_photo = a_source(busy, photo=as_png(SCENE))
        target = a_white_target(width=300, height=300)
        main = await finisher.export(ExportOrder(source=with_photo, target=target, label="M"))
        assert not any(notice.code == "export_edges" for notice in main.notices)
        with Image.open(io.BytesIO(main.data)) as image:
            assert image.convert("RGB").getpixel((150, 150))[0] > 150  # the red product

    run(work)


@pytest.mark.slow
def test_what_takes_too_long_is_stopped_and_the_next_one_works() -> None:
    async def work(finisher: GuardedFinisher) -> None:
        large = Image.new("RGB", (4000, 4000), "white")
        file = io.BytesIO()
        large.save(file, "PNG")
        slow = a_source(SCENE, data=file.getvalue())
        assert (await refusal(finisher, text(slow))).code == "finish_timeout"

    run(work, replace(PATIENT, limit_s=0.05))


def test_too_large_fonts_and_too_many_orders_are_refused_without_a_child() -> None:
    async def work(finisher: GuardedFinisher) -> None:
        error = await refusal(finisher, own(bytes(2000)))
        assert error.code == "font_too_large"

    run(work, replace(PATIENT, font_max_bytes=1000))


@pytest.mark.slow
def test_orders_beyond_the_limit_are_told_to_come_again() -> None:
    async def work(finisher: GuardedFinisher) -> None:
        order = ExportOrder(source=a_source(SCENE), target=a_target(), label="S")
        outcomes = await asyncio.gather(
            *(finisher.export(order) for _ in range(4)), return_exceptions=True
        )
        refused = [each for each in outcomes if isinstance(each, BotError)]
        assert [error.code for error in refused] == ["finish_busy"] * 2
        assert (await finisher.export(order)).width == 200

    run(work, replace(PATIENT, at_once=2))


@pytest.mark.parametrize("module", ["bot.finish.guard", "bot.services.finishing", "bot.app"])
def test_the_parent_stays_light(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(done.stdout.split())
    assert module in loaded
    assert not loaded & {"numpy", "cv2", "torch", "bot.finish.overlay", "bot.finish.export"}
