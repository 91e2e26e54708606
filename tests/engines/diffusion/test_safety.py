"""The safety checker of a model: a tiny one, told to find everything unsafe, or nothing."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest
import transformers
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker

from bot.domain.errors import ModelError, RenderError
from bot.domain.job import RenderResult
from bot.domain.model import Family
from bot.domain.options import DiffusionOptions
from bot.domain.receipt_limits import ReceiptLimits
from bot.engines.diffusion.safety import load_safety_checker
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
)
from tests.engines.diffusion.stage import LIBRARY_WARNINGS, a_picture
from tests.engines.diffusion.tiny import tiny_model

TINY = {"hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
NOTHING, EVERYTHING = 2.0, -2.0  # thresholds of a cosine


def a_checker(threshold: float) -> StableDiffusionSafetyChecker:
    config = transformers.CLIPConfig(
        text_config=TINY,
        vision_config={**TINY, "image_size": 32, "patch_size": 16},
        projection_dim=8,
    )
    checker = StableDiffusionSafetyChecker(config)
    checker.concept_embeds_weights.data.fill_(threshold)
    checker.special_care_embeds_weights.data.fill_(NOTHING)
    return checker


@pytest.mark.parametrize("size", [(64, 64), (48, 200), (31, 17)])
def test_what_it_finds_is_held_back(tmp_path: Path, size: tuple[int, int]) -> None:
    picture = a_picture(0)[: size[0], : size[1]]
    for threshold, unsafe in ((NOTHING, False), (EVERYTHING, True)):
        a_checker(threshold).save_pretrained(tmp_path / "safety_checker")
        checker = load_safety_checker(tiny_model(Family.SD), tmp_path, device="cpu")
        assert checker is not None
        if not unsafe:
            checker.check(picture)
            continue
        with pytest.raises(RenderError, match="picture_unsafe"):
            checker.check(picture)


def test_a_model_without_one_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    assert load_safety_checker(tiny_model(Family.SDXL), tmp_path, device="cpu") is None
    assert "has no safety checker" in caplog.text


def test_a_damaged_one_stops_the_model(tmp_path: Path) -> None:
    a_checker(NOTHING).save_pretrained(tmp_path / "safety_checker")
    weights = tmp_path / "safety_checker" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(ModelError, match="model_damaged"):
        load_safety_checker(tiny_model(Family.SD), tmp_path, device="cpu")


def test_a_pickled_one_is_not_loaded(tmp_path: Path) -> None:
    a_checker(NOTHING).save_pretrained(tmp_path / "safety_checker")
    folder = tmp_path / "safety_checker"
    shutil.move(folder / "model.safetensors", folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match="model_damaged"):
        load_safety_checker(tiny_model(Family.SD), tmp_path, device="cpu")


@pytest.mark.slow
@LIBRARY_WARNINGS
@pytest.mark.parametrize("asked", [True, False])
def test_the_engine_shows_no_picture_that_was_held_back(
    tiny_folder: FolderOf, tmp_path: Path, asked: bool
) -> None:
    model = a_tiny_model(Family.SD, tiny_folder)
    assert model.folder is not None
    folder = Path(shutil.copytree(model.folder, tmp_path / "mine"))
    a_checker(EVERYTHING).save_pretrained(folder / "safety_checker")
    options = DiffusionOptions(safety_checker=asked)
    warm = WarmModel(model, folder, device="cpu", options=options)
    session = Session(
        warm,
        [a_task(a_photo(), an_edit(model))],
        cutouts=FakeCutouts(),
        watch=FakeWatch(),
        options=options,
        limits=ReceiptLimits(),
    )
    [outcome] = session.run()
    if asked:
        assert isinstance(outcome, RenderError)
        assert outcome.code == "picture_unsafe"
    else:
        assert isinstance(outcome, RenderResult)
