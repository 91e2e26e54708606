"""How long styles, paints and finishes take: seconds each at 1024 px, after the mask.

Run with `python -m benchmarks.filters`. A drawn carton with a label stands in a photo of 1024 by
1024 px; the median of a few seeds is printed, as wall-clock and as CPU seconds (what else
the machine does adds to the former, and a little to the latter). `--side` and `--rounds` change
size and number.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

import cv2
import numpy as np

from benchmarks.photographed import photograph
from bot.domain.recipe import FilterKind, Finish, Material, Paint, StyleFilter
from bot.engines.arrays import Mask, Rgb
from bot.engines.cutout.roles import mask_from_alpha
from bot.engines.studio.filters import draw
from bot.engines.studio.print_mask import print_region
from bot.engines.studio.recolour import repaint
from bot.engines.studio.refine import refine

GOAL_S = 1.5
"""What a picture may cost after its mask, in seconds on two cores."""

Render = Callable[[int], object]
"""Makes one picture for a seed."""


def main() -> None:
    """Print one line per style, paint and finish, and the slowest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--side", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    source, mask = carton(options.side)
    print(f"{options.side} x {options.side} px, median of {options.rounds} seeds")
    print(f"{'':<22} {'wall s':>7} {'CPU s':>7}")
    slowest = ("", 0.0)
    for name, render in pictures(source, mask):
        wall, cpu = seconds(render, rounds=options.rounds)
        slowest = max(slowest, (name, wall), key=lambda pair: pair[1])
        print(f"{name:<22} {wall:>7.2f} {cpu:>7.2f}", flush=True)
    print(f"slowest: {slowest[0]}, {slowest[1]:.2f} s (goal at 1024 px: {GOAL_S} s)")


def pictures(source: Rgb, mask: Mask) -> Iterator[tuple[str, Render]]:
    """Every style, a colour and every material, and the finishes, by name."""
    for kind in FilterKind:
        style = StyleFilter(filter=kind)
        yield kind.value, partial(_drawn, source, mask, style)
    paints = [Paint(name="colour", label="Coral", color="#e4572e")]
    paints += [Paint(name=m.value, label=m.value, material=m) for m in Material]
    for paint in paints:
        yield paint.name, partial(_repainted, source, mask, paint)
    for size in (1, 2):
        finish = Finish(upscale=size, denoise=0.6, sharpen=0.5, contrast=0.3)
        yield f"refine, {size} x the size", partial(_refined, source, mask, finish)
    yield "print (part of all)", lambda _: print_region(source, mask)


def _drawn(source: Rgb, mask: Mask, style: StyleFilter, seed: int) -> object:
    return draw(source, mask, style, strength=1.0, seed=seed)


def _repainted(source: Rgb, mask: Mask, paint: Paint, seed: int) -> object:
    return repaint(source, mask, paint, strength=0.7, seed=seed)


def _refined(source: Rgb, mask: Mask, finish: Finish, seed: int) -> object:
    return refine(source, mask, finish, strength=0.4, seed=seed)


def seconds(render: Render, *, rounds: int) -> tuple[float, float]:
    """Median wall-clock and CPU seconds of a picture, over seeds."""
    walls, cpus = [], []
    for seed in range(rounds + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        render(seed)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return statistics.median(walls[1:]), statistics.median(cpus[1:])  # the first warms up


def carton(side: int) -> tuple[Rgb, Mask]:
    """A square photo of a carton with a label, and its mask."""
    sample = photograph("carton", "grey", side=side, rng=np.random.default_rng(3))
    square = (side, side)
    rgb = cv2.resize(sample.rgb, square, interpolation=cv2.INTER_AREA)
    hard = cv2.resize(sample.mask.astype(np.float32), square, interpolation=cv2.INTER_LINEAR)
    soft = np.clip(cv2.GaussianBlur(hard, (0, 0), 0.8), 0.0, 1.0).astype(np.float32)
    mask = mask_from_alpha(soft, confidence=1.0, trust=0.5, method="attached")
    return np.asarray(rgb, np.uint8), mask


if __name__ == "__main__":
    main()
