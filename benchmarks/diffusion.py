"""What Restage adds to a bare diffusers call, and what a batch saves.

Run with `python -m benchmarks.diffusion`. A mid-size SDXL with random weights, built on the spot,
takes about five seconds a picture on one CPU thread. Both sides take turns in one process, with a
photo that they have not seen and words that they have not read every time. The figures are CPU
seconds, the least of all turns: what else the machine does can only add to them. They hold for one
run on one machine; the ratios say more. The last column counts only what happens outside the
networks, which both sides run alike, so that it is free of their noise.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import diffusers
import torch
from PIL import Image

from bot.domain.edit import Strength, Words
from bot.domain.errors import BotError
from bot.domain.model import Family, Model
from bot.domain.options import DiffusionOptions
from bot.domain.photo import Photo
from bot.domain.receipt_limits import ReceiptLimits
from bot.engines.diffusion.load import load_pipeline
from bot.engines.diffusion.samplers import discrete_sampler
from bot.engines.diffusion.schedule import DiscreteSchedule
from bot.engines.diffusion.session import Session
from bot.engines.diffusion.warm import WarmModel
from bot.engines.store import ModelStore
from tests.engines.diffusion.sets import (
    FakeCutouts,
    FakeWatch,
    a_photo,
    a_task,
    an_edit,
    pixels_of_photo,
)
from tests.engines.diffusion.tiny import save_tiny, tiny_model

SIDE = 512
STEPS = 20
STRENGTH = 0.9
NETWORK = {"block_out_channels": (64, 128), "transformer_layers_per_block": (1, 2)}
"""Widths that make a step take a quarter of a second on one thread."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--side", type=int, default=SIDE, help="of the pictures, in pixels")
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    _quieten_diffusers()
    with tempfile.TemporaryDirectory() as folder:
        model = _mid_size_model(Path(folder) / "model", options.side, options.steps)
        _print_overhead(model, options.repeats)
        _print_batch(model)


def _quieten_diffusers() -> None:
    """Nothing but the table: no bars, and no warnings about the stock pipeline's own VAE."""
    diffusers.utils.logging.disable_progress_bar()
    diffusers.utils.logging.set_verbosity_error()


def _mid_size_model(folder: Path, side: int, steps: int) -> Model:
    """A tiny SDXL with a larger UNet and VAE in their places."""
    save_tiny(Family.SDXL, folder)
    for name, widths in (("unet", NETWORK), ("vae", {"block_out_channels": (32, 64, 64, 64)})):
        kind = diffusers.UNet2DConditionModel if name == "unet" else diffusers.AutoencoderKL
        config = json.loads((folder / name / "config.json").read_text("utf-8"))
        kind.from_config({**config, **widths}).save_pretrained(folder / name)
    model = tiny_model(Family.SDXL)
    return replace(model, folder=folder, size=side, steps=steps)


def _print_overhead(model: Model, repeats: int) -> None:
    warm = _warm(model)
    bare_pipe = load_pipeline(model, _folder(model), device="cpu", options=DiffusionOptions())
    bare_pipe.scheduler = discrete_sampler(bare_pipe.scheduler)
    bare, restage = Contender(bare_pipe), Contender(warm.adapter.pipe)
    for seed in range(repeats + 1):  # the first turn warms both up
        photo = a_photo(model.size, model.size, seed)
        bare.run(partial(_call_bare, bare_pipe, model, photo, seed))
        restage.run(partial(_render, warm, photo, [seed]))
    side, steps = model.size, model.steps
    print(f"SDXL, random weights, {side} x {side}, {steps} steps, one thread: CPU seconds")
    print("                             in all   outside the networks")
    for name, contender in (("bare diffusers call", bare), ("Restage", restage)):
        print(f"  {name:24} {contender.total:8.2f} {contender.outside:8.3f}")
    ratio = restage.total / bare.total
    outside = 1.0 + (restage.outside - bare.outside) / bare.total
    print(f"  {'Restage / bare':24} {ratio:8.3f} {outside:8.3f}   (goal 1.03)")


class Contender:
    """One side of the comparison: its least CPU seconds over all turns but the first, in all and
    outside the forward passes of its networks, which both sides have in common."""

    def __init__(self, pipe: Any) -> None:
        self._turns: list[tuple[float, float]] = []
        self._inside = 0.0
        self._entered = 0.0
        for network in (pipe.unet, pipe.vae.encoder, pipe.vae.decoder, *_encoders(pipe)):
            network.register_forward_pre_hook(self._enter)
            network.register_forward_hook(self._leave)

    @property
    def total(self) -> float:
        return min(total for total, _ in self._turns[1:])

    @property
    def outside(self) -> float:
        return min(total - inside for total, inside in self._turns[1:])

    def run(self, job: Callable[[], None]) -> None:
        """Take a turn."""
        self._inside = 0.0
        started = time.process_time()
        job()
        self._turns.append((time.process_time() - started, self._inside))

    def _enter(self, *_arguments: Any) -> None:
        self._entered = time.process_time()

    def _leave(self, *_arguments: Any) -> None:
        self._inside += time.process_time() - self._entered


def _print_batch(model: Model) -> None:
    side = model.size // 2
    photo = a_photo(side, side)
    warm = _warm(replace(model, size=side))
    _render(warm, photo, [0])
    seconds = {}
    for most in (1, 4):
        started = time.process_time()
        _render(warm, photo, range(4), max_batch=most)
        seconds[most] = time.process_time() - started
    print(f"The same at {side} x {side}")
    print(f"  four pictures, one by one  {seconds[1]:6.2f}")
    print(f"  four pictures in one pass  {seconds[4]:6.2f}")
    print(f"  one by one / in one pass   {seconds[1] / seconds[4]:6.2f}")


def _render(warm: WarmModel, photo: Photo, seeds: Sequence[int], *, max_batch: int = 1) -> None:
    """All that a job takes: mask, map, previews, decoding, the product put back, a PNG."""
    words = Words(change=f"a beach, number {seeds[0]}", avoid=("distorted logo", "people"))
    strength = Strength(product=0.0, scene=STRENGTH)
    edits = [an_edit(warm.model, seed=seed, words=words, strength=strength) for seed in seeds]
    session = Session(
        warm,
        [a_task(photo, *edits)],
        cutouts=FakeCutouts(),
        watch=FakeWatch(),
        options=DiffusionOptions(max_batch=max_batch),
        limits=ReceiptLimits(),
    )
    [outcome] = session.run()
    if isinstance(outcome, BotError):
        raise outcome


def _call_bare(pipe: Any, model: Model, photo: Photo, seed: int) -> None:
    """The stock pipeline with the same steps: words and photo in, picture out."""
    alphas = pipe.scheduler.alphas_cumprod.double().numpy()
    plan = DiscreteSchedule(alphas_cumprod=alphas).plan(STRENGTH, 0.0, model.steps)
    pipe(
        f"a beach, number {seed}",
        image=Image.fromarray(pixels_of_photo(photo)),
        strength=1.0,
        timesteps=list(plan.timesteps or ()),
        guidance_scale=model.guidance_scale,
        negative_prompt="distorted logo, people",
        generator=torch.Generator().manual_seed(seed),
    )


def _warm(model: Model) -> WarmModel:
    return WarmModel(model, _folder(model), device="cpu", options=DiffusionOptions())


def _folder(model: Model) -> Path:
    return ModelStore(Path()).path_of(model)


def _encoders(pipe: Any) -> list[Any]:
    return [pipe.text_encoder, pipe.text_encoder_2]


if __name__ == "__main__":
    main()
