"""Plans and words against what diffusers' pipelines do on their own."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from bot.domain.model import EDITORS, Family
from bot.domain.options import DiffusionOptions
from bot.engines.diffusion.adapter import Prompt
from bot.engines.diffusion.load import load_pipeline
from bot.engines.diffusion.passes import call_for
from tests.engines.diffusion.sets import FolderOf
from tests.engines.diffusion.stage import LIBRARY_WARNINGS, WORDS, Stage, load_stage
from tests.engines.diffusion.tiny import tiny_model

pytestmark = [pytest.mark.slow, LIBRARY_WARNINGS]

FLOWS = (Family.SD3, Family.FLUX, Family.QWEN_IMAGE, Family.Z_IMAGE, Family.FLUX2_KLEIN)


def stock_pipeline(family: Family, folder_of: FolderOf) -> Any:
    """The pipeline as diffusers loads it, with the scheduler of its folder."""
    return load_pipeline(
        tiny_model(family), folder_of(family), device="cpu", options=DiffusionOptions()
    )


@pytest.mark.parametrize("family", FLOWS, ids=str)
def test_full_strength_is_the_family_s_own_schedule(family: Family, tiny_folder: FolderOf) -> None:
    stage = load_stage(family, tiny_folder(family))
    shot, setup = stage.shot(1.0), stage.setup(1.0)
    ours = stage.run([shot], setup)

    arguments = stage.adapter.arguments(call_for(stage.adapter, [shot], setup))
    del arguments["sigmas"]
    stock = stock_pipeline(family, tiny_folder)
    if family is Family.Z_IMAGE:
        stock.image_processor.register_to_config(vae_latent_channels=16)
    theirs = stock(**arguments, output_type="latent").images
    assert torch.allclose(_as_pipeline_output(stage, ours), theirs, atol=1e-4)


@pytest.mark.parametrize("family", [Family.FLUX, Family.FLUX2_KLEIN], ids=str)
def test_a_plan_is_what_the_stock_scheduler_makes_of_sigmas_before_their_shift(
    family: Family, tiny_folder: FolderOf
) -> None:
    stage = load_stage(family, tiny_folder(family))
    shot, setup = stage.shot(0.6), stage.setup(0.6)
    ours = stage.run([shot], setup)

    arguments = stage.adapter.arguments(call_for(stage.adapter, [shot], setup))
    arguments["sigmas"] = setup.plan.positions.tolist()
    theirs = stock_pipeline(family, tiny_folder)(**arguments, output_type="latent").images
    assert torch.allclose(_as_pipeline_output(stage, ours), theirs, atol=1e-4)


def test_sdxl_equals_the_stock_pipeline_at_the_plan_s_timesteps(tiny_folder: FolderOf) -> None:
    stage = load_stage(Family.SDXL, tiny_folder(Family.SDXL))
    shot, setup = stage.shot(0.6), stage.setup(0.6)
    ours = stage.run([shot], setup)
    arguments = stage.adapter.arguments(call_for(stage.adapter, [shot], setup))
    theirs = stock_pipeline(Family.SDXL, tiny_folder)(**arguments, output_type="latent").images
    assert torch.equal(ours, theirs)


@pytest.mark.parametrize(
    "family", [family for family in Family if family not in EDITORS - {Family.FLUX2_KLEIN}], ids=str
)
def test_encoded_words_equal_words_given_to_the_pipeline(
    family: Family, tiny_folder: FolderOf
) -> None:
    stage = load_stage(family, tiny_folder(family))
    shot, setup = stage.shot(0.6), stage.setup(0.6)
    call = call_for(stage.adapter, [shot], setup)
    encoded = stage.adapter.arguments(call)
    from_embeds = stage.pipe(**encoded, output_type="latent").images

    fresh = stage.adapter.arguments(call)  # with generators that have not drawn yet
    spoken = {name: value for name, value in fresh.items() if name not in call.embeds}
    spoken["prompt"] = [WORDS[0]]
    if stage.adapter.is_guided(stage.model.guidance_scale):
        spoken["negative_prompt"] = ["blurry"]
    assert torch.equal(stage.pipe(**spoken, output_type="latent").images, from_embeds)


@pytest.mark.parametrize("family", [Family.SD, Family.SDXL], ids=str)
def test_a_long_prompt_is_encoded_in_chunks(family: Family, tiny_folder: FolderOf) -> None:
    stage = load_stage(family, tiny_folder(family))
    start = "a photo of a red car on a wet street at night, " * 4
    whole = _embeds(stage, start + "oil painting of a mountain lake")
    other = _embeds(stage, start + "studio portrait, soft light")
    positive, negative = whole["prompt_embeds"], whole["negative_prompt_embeds"]
    assert positive.shape[1] == negative.shape[1] > 77
    assert positive.shape[1] % 77 == 0
    assert torch.equal(positive[:, :77], other["prompt_embeds"][:, :77])
    assert not torch.equal(positive[:, -77:], other["prompt_embeds"][:, -77:])


def test_nothing_to_avoid_means_zeros_to_sdxl_as_its_pipeline_has_it(tiny_folder: FolderOf) -> None:
    stage = load_stage(Family.SDXL, tiny_folder(Family.SDXL))
    prompt = Prompt(positive="a red car", negative="", guided=True)
    with torch.no_grad():
        embeds = stage.adapter.encode(prompt)
    negative = embeds["negative_prompt_embeds"]
    assert isinstance(negative, torch.Tensor)
    assert not negative.any()


def test_a_distilled_klein_runs_without_guidance(tiny_folder: FolderOf) -> None:
    stage = load_stage(Family.FLUX2_KLEIN, tiny_folder(Family.FLUX2_KLEIN))
    assert not stage.adapter.is_guided(4.0)
    stage.pipe.register_to_config(is_distilled=False)
    assert stage.adapter.is_guided(4.0)
    with torch.no_grad():
        embeds = stage.adapter.encode(Prompt(positive="a car", negative="rain", guided=True))
    assert embeds["negative_prompt_embeds"].shape == embeds["prompt_embeds"].shape


def _embeds(stage: Stage, positive: str) -> dict[str, Any]:
    with torch.no_grad():
        return stage.adapter.encode(Prompt(positive=positive, negative="blurry", guided=True))


def _as_pipeline_output(stage: Stage, latents: torch.Tensor) -> torch.Tensor:
    codec = stage.adapter.codec
    is_klein = stage.model.family is Family.FLUX2_KLEIN
    return codec.paintable(latents) if is_klein else codec.pack(latents)
