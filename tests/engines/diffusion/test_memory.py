import gc
import logging
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import diffusers
import pytest
import torch

from bot.domain.errors import JobCancelled, RenderError
from bot.domain.model import Family
from bot.domain.options import DiffusionOptions
from bot.engines.diffusion.load import load_pipeline
from bot.engines.diffusion.memory import (
    TILE,
    enable_tiling,
    free,
    is_out_of_memory,
    render_with_ladder,
)
from tests.engines.diffusion.tiny import tiny_model

TinyFolder = Callable[[Family], Path]


class SmallGpu:
    """A renderer that bears `room` pictures at once, one more picture's worth of room once it
    tiles. Renders a number as its double."""

    def __init__(self, room: float, exc: type[Exception] = torch.OutOfMemoryError) -> None:
        self.room = room
        self.exc = exc
        self.passes: list[tuple[int, ...]] = []
        self.tiles = 0

    def render(self, items: Sequence[int]) -> list[int]:
        self.passes.append(tuple(items))
        if len(items) > self.room:
            raise self.exc("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return [2 * item for item in items]

    def tile(self) -> None:
        self.tiles += 1
        self.room += 1


@pytest.mark.parametrize(
    "exc",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
        MemoryError(),
        RuntimeError("CUDA error: out of memory"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"),
    ],
    ids=lambda exc: f"{type(exc).__name__} {exc}"[:40],
)
def test_running_out_of_memory_has_many_names(exc: Exception) -> None:
    assert is_out_of_memory(exc)


@pytest.mark.parametrize(
    "exc", [RuntimeError("mat1 and mat2 shapes cannot be multiplied"), ValueError("out of memory")]
)
def test_other_faults_are_not_taken_for_it(exc: Exception) -> None:
    assert not is_out_of_memory(exc)


def test_what_the_cpu_really_raises_is_recognised() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**60)
    assert is_out_of_memory(caught.value)


def test_what_fits_is_rendered_together() -> None:
    gpu = SmallGpu(room=4)
    assert render_with_ladder([1, 2, 3], gpu.render, gpu.tile) == [2, 4, 6]
    assert gpu.passes == [(1, 2, 3)]


def test_what_does_not_fit_together_is_rendered_one_by_one() -> None:
    gpu = SmallGpu(room=1)
    assert render_with_ladder([1, 2, 3], gpu.render, gpu.tile) == [2, 4, 6]
    assert gpu.passes == [(1, 2, 3), (1,), (2,), (3,)]
    assert gpu.tiles == 0


def test_what_does_not_fit_alone_is_rendered_in_tiles() -> None:
    gpu = SmallGpu(room=0, exc=MemoryError)
    assert render_with_ladder([1, 2], gpu.render, gpu.tile) == [2, 4]
    assert gpu.passes == [(1, 2), (1,), (1,), (2,)]
    assert gpu.tiles == 1


def test_every_further_try_is_counted() -> None:
    shortages: list[None] = []
    for gpu, expected in ((SmallGpu(room=4), 0), (SmallGpu(room=1), 1), (SmallGpu(room=0), 2)):
        shortages.clear()
        render_with_ladder([1, 2], gpu.render, gpu.tile, lambda: shortages.append(None))
        assert len(shortages) == expected


def test_what_never_fits_is_an_error_with_a_remedy() -> None:
    gpu = SmallGpu(room=-1)
    with pytest.raises(RenderError) as caught:
        render_with_ladder([1], gpu.render, gpu.tile)
    assert caught.value.code == "out_of_memory"
    assert "smaller photo" in caught.value.reply
    assert gpu.passes == [(1,), (1,)]


@pytest.mark.parametrize("exc", [JobCancelled(), RuntimeError("a shape is wrong")])
def test_anything_else_is_let_through_at_once(exc: Exception) -> None:
    passes = []

    def render(items: Sequence[int]) -> list[int]:
        passes.append(items)
        raise exc

    with pytest.raises(type(exc)):
        render_with_ladder([1, 2], render, lambda: None)
    assert len(passes) == 1


def test_a_failed_pass_holds_no_memory_while_the_next_one_runs() -> None:
    alive: list[weakref.ref[torch.Tensor]] = []
    seen: list[bool] = []

    def render(items: Sequence[int]) -> list[int]:
        seen.append(any(each() is not None for each in alive))
        latents = torch.zeros(4)
        alive.append(weakref.ref(latents))
        if len(items) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return list(items)

    render_with_ladder([1, 2], render, lambda: None)
    assert seen == [False, False, False]


def test_the_way_down_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    gpu = SmallGpu(room=1)
    with caplog.at_level(logging.WARNING):
        render_with_ladder([1, 2], gpu.render, gpu.tile)
    assert "2 picture(s)" in caplog.text


def loaded(family: Family, folder: Path) -> Any:
    return load_pipeline(tiny_model(family), folder, device="cpu", options=DiffusionOptions())


@pytest.mark.parametrize("family", [Family.SDXL, Family.QWEN_IMAGE])
def test_a_tiled_vae_gives_back_the_whole_picture(family: Family, tiny_folder: TinyFolder) -> None:
    pipe = loaded(family, tiny_folder(family))
    vae = pipe.vae
    side = 72 if family is Family.SDXL else 264  # a little more than one tile
    pixels = torch.rand(2, 3, 64, side) * 2 - 1
    pixels = pixels.unsqueeze(2) if family is Family.QWEN_IMAGE else pixels
    with torch.no_grad():
        whole = vae.decode(vae.encode(pixels).latent_dist.mode()).sample
        enable_tiling(pipe)
        tiled = vae.decode(vae.encode(pixels).latent_dist.mode()).sample
    assert tiled.shape == whole.shape == pixels.shape
    assert not torch.equal(tiled, whole)  # it did work in tiles


def test_tiles_are_small_where_the_vae_was_trained_on_large_pictures() -> None:
    vae = diffusers.AutoencoderKL(
        sample_size=1024,  # as SDXL's: of that size, one tile would hold the whole picture
        block_out_channels=(4, 4, 4, 4),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        norm_num_groups=4,
    )
    enable_tiling(SimpleNamespace(vae=vae))
    assert (vae.tile_sample_min_size, vae.tile_latent_min_size) == (TILE, TILE // 8)


def test_freeing_a_pipeline_gives_its_networks_back(tiny_folder: TinyFolder) -> None:
    pipe = loaded(Family.SDXL, tiny_folder(Family.SDXL))
    unet = weakref.ref(pipe.unet)
    gc.collect()
    gc.freeze()  # as the engine does after loading
    free(pipe)
    assert unet() is None
    assert gc.get_freeze_count() == 0
