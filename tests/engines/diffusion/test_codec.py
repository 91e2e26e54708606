"""Codecs against the pipelines' own encoding, noise and packing."""

from __future__ import annotations

import pytest
import torch

from bot.domain.model import Family
from bot.engines.diffusion.codec import generators
from bot.engines.diffusion.warm import rgb_of_tensor, tensor_of
from tests.engines.diffusion.sets import FolderOf
from tests.engines.diffusion.stage import LIBRARY_WARNINGS, Stage, a_picture, load_stage

pytestmark = [pytest.mark.slow, LIBRARY_WARNINGS]

CODECS = (Family.SD, Family.SD3, Family.FLUX, Family.QWEN_IMAGE, Family.FLUX2_KLEIN)


@pytest.fixture(params=CODECS, ids=str)
def stage(request: pytest.FixtureRequest, tiny_folder: FolderOf) -> Stage:
    return load_stage(request.param, tiny_folder(request.param))


def test_packing_can_be_undone(stage: Stage) -> None:
    codec, source = stage.adapter.codec, stage.source()
    grid = (source.shape[-2], source.shape[-1])
    assert torch.equal(codec.unpack(codec.pack(source), grid), source)


def test_latents_are_those_of_the_pipeline(stage: Stage) -> None:
    """Decoded by the pipeline's own arithmetic, source latents give the VAE's round trip."""
    codec, pipe = stage.adapter.codec, stage.pipe
    picture = tensor_of(a_picture())
    pixels = picture[None]
    if stage.model.family is Family.QWEN_IMAGE:
        trip = pipe.vae.decode(pipe.vae.encode(pixels[:, :, None]).latent_dist.mode()).sample[
            :, :, 0
        ]
    else:
        trip = pipe.vae.decode(pipe.vae.encode(pixels).latent_dist.mode()).sample
    assert torch.allclose(codec.decode(codec.encode(picture)), trip, atol=1e-4)


def test_a_picture_goes_to_a_tensor_and_back_unchanged() -> None:
    picture = a_picture()
    assert (rgb_of_tensor(tensor_of(picture)) == picture).all()


def test_noise_is_the_pipeline_s_own_first_draw(tiny_folder: FolderOf) -> None:
    """Qwen-Image draws in another shape: the values are the same."""
    stage = load_stage(Family.QWEN_IMAGE, tiny_folder(Family.QWEN_IMAGE))
    shape = stage.source().shape
    ours = stage.adapter.codec.noise(shape, [3, 4], torch.float32)
    drawn = [
        torch.randn((1, 1, *shape[1:]), generator=generator) for generator in generators([3, 4])
    ]
    assert torch.equal(ours, torch.cat(drawn)[:, 0])


def test_an_autoencoder_that_overflows_in_half_precision_is_kept_in_single(
    tiny_folder: FolderOf,
) -> None:
    from bot.engines.diffusion.codec import Codec

    stage = load_stage(Family.SDXL, tiny_folder(Family.SDXL))
    stage.pipe.vae.to(torch.float16)
    assert Codec(stage.pipe).pipe.vae.dtype == torch.float32
