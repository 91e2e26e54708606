"""What a session does where a pass goes wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from bot.domain.edit import Strength
from bot.domain.errors import BotError
from bot.domain.job import RenderResult
from bot.domain.model import Family
from bot.domain.options import DiffusionOptions
from bot.domain.receipt_limits import ReceiptLimits
from bot.engines.diffusion.session import Session
from bot.engines.diffusion.warm import WarmModel
from tests.engines.diffusion.sets import (
    FakeCutouts,
    FakeWatch,
    FolderOf,
    a_photo,
    a_task,
    a_tiny_model,
    an_edit,
    pictures_of,
)
from tests.engines.diffusion.stage import LIBRARY_WARNINGS, denoiser_of

pytestmark = [pytest.mark.slow, LIBRARY_WARNINGS]

OPTIONS = DiffusionOptions()


@pytest.fixture
def warm(tiny_folder: FolderOf) -> WarmModel:
    model = a_tiny_model(Family.FLUX, tiny_folder)
    assert model.folder is not None
    return WarmModel(model, model.folder, device="cpu", options=OPTIONS)


def render(warm: WarmModel, seeds: range, watch: FakeWatch) -> RenderResult | BotError:
    """One task with an edit per seed."""
    task = a_task(a_photo(), *(an_edit(warm.model, seed=seed) for seed in seeds))
    session = Session(
        warm,
        [task],
        cutouts=FakeCutouts(),
        watch=watch,
        options=OPTIONS,
        limits=ReceiptLimits(),
    )
    [outcome] = session.run()
    return outcome


def test_a_pass_too_big_for_the_memory_is_made_picture_by_picture(warm: WarmModel) -> None:
    whole = pictures_of(render(warm, range(3), FakeWatch()))

    def one_at_a_time(_module: Any, _args: Any, options: dict[str, Any]) -> None:
        if len(options["hidden_states"]) > 1:
            raise torch.OutOfMemoryError

    denoiser_of(warm.adapter.pipe).register_forward_pre_hook(one_at_a_time, with_kwargs=True)
    watch = FakeWatch()
    parts = pictures_of(render(warm, range(3), watch))

    for together, alone in zip(whole, parts, strict=True):
        assert np.abs(together.astype(int) - alone.astype(int)).max() <= 1
    assert [step for step, _ in watch.steps] == list(range(3 * warm.model.steps + 1))
    assert all(step <= steps for step, steps in watch.steps)


def a_ladder(family: Family, folder_of: FolderOf) -> tuple[list[int], RenderResult | BotError]:
    """Five strengths of one photo: the pictures of each call of the network, and the result."""
    model = a_tiny_model(family, folder_of)
    assert model.folder is not None
    warm = WarmModel(model, model.folder, device="cpu", options=OPTIONS)
    strengths = (Strength(product=0.0, scene=scene) for scene in (0.6, 0.7, 0.8, 0.9, 1.0))
    task = a_task(a_photo(), *(an_edit(model, seed=3, strength=each) for each in strengths))
    calls: list[int] = []
    denoiser_of(warm.adapter.pipe).register_forward_pre_hook(
        lambda _module, args, options: calls.append(len((*args, *options.values())[0])),
        with_kwargs=True,
    )
    session = Session(
        warm,
        [task],
        cutouts=FakeCutouts(),
        watch=FakeWatch(),
        options=OPTIONS,
        limits=ReceiptLimits(),
    )
    [outcome] = session.run()
    return calls, outcome


@pytest.mark.parametrize("family", [Family.FLUX2_KLEIN, Family.FLUX, Family.SDXL], ids=str)
def test_the_strengths_of_a_ladder_are_one_pass(family: Family, tiny_folder: FolderOf) -> None:
    calls, outcome = a_ladder(family, tiny_folder)
    guided = family is Family.SDXL  # which has each picture in the batch twice
    assert calls == [10 if guided else 5] * 4
    assert len({picture.tobytes() for picture in pictures_of(outcome)}) == 5


def test_a_picture_too_big_for_the_memory_is_an_error_with_advice(warm: WarmModel) -> None:
    def never(_module: Any, _args: Any) -> None:
        raise torch.OutOfMemoryError

    denoiser_of(warm.adapter.pipe).register_forward_pre_hook(never)
    outcome = render(warm, range(1), FakeWatch())
    assert isinstance(outcome, BotError)
    assert outcome.code == "out_of_memory"


def test_numbers_that_overflow_are_no_picture(warm: WarmModel) -> None:
    def overflow(_module: Any, _args: Any, output: Any) -> Any:
        return (torch.full_like(output[0], torch.inf),)

    denoiser_of(warm.adapter.pipe).register_forward_hook(overflow)
    outcome = render(warm, range(1), FakeWatch())
    assert isinstance(outcome, BotError)
    assert outcome.code == "render_not_finite"
    assert "dtype" in outcome.reply


def test_what_was_encoded_once_is_not_encoded_again(warm: WarmModel) -> None:
    calls: list[str] = []
    pipe = warm.adapter.pipe
    for name in ("text_encoder", "text_encoder_2"):
        part = getattr(pipe, name)
        part.register_forward_pre_hook(lambda *_args, name=name: calls.append(name))
    pipe.vae.encoder.register_forward_pre_hook(lambda *_args: calls.append("vae"))

    first = render(warm, range(2), FakeWatch())
    assert sorted(calls) == ["text_encoder", "text_encoder_2", "vae"]
    calls.clear()
    again = render(warm, range(2), FakeWatch())
    assert calls == []
    assert isinstance(first, RenderResult)
    assert isinstance(again, RenderResult)
    assert first.pictures == again.pictures
