"""Cut-outs against exact masks: overlap, outline, trust and time by kind of background.

Run as `python -m benchmarks.masks [--photos FOLDER] [--method plain|rembg|auto] [--rounds N]`.
Three kinds of photos are measured: those in FOLDER, which the method was made with, scaled to at
most 1024 px; path-traced ones (`benchmarks/traced`) and drawn ones (`benchmarks/photographed.py`)
of 512 to 1600 px, which nothing was tuned on: `benchmarks/trust_fit.py` says which were. FOLDER
holds photos, masks and an `index.json` with a row of `file`, `mask` and `background` for each
photo. Asserts nothing.

IoU: intersection over union of mask and truth. F: boundary agreement, the harmonic mean of the
shares of either outline within 1, 2 or 3 px of the other. p99, worst: the 99th percentile and the
largest distance in px between the outlines, medians over the photos. CPU: seconds of processor
time for one mask, on all cores together; wall: seconds on the clock.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.outlines import Deviation, deviation
from benchmarks.photographed import Sample, generated
from benchmarks.picture_files import read_mask, read_rgb, within
from bot.domain.edit import Command, Edit, EngineName, Fidelity, Strength, Words
from bot.domain.job import RenderTask
from bot.domain.options import CutoutOptions
from bot.domain.photo import Photo
from bot.engines.cutout.chain import Cutouts

SIDE = 1024
TRACED = Path(__file__).parent / "traced" / "photos"
UNSEEN_SEED = 2026
"""Of drawn photos that nothing was tuned on."""
NEAR_PX = (1, 2, 3)
PLAIN = ("white", "grey")
HEADER = (
    f"{'background':<12}{'n':>4}  {'IoU':>5} {'(min)':>6} {'> 0.9':>6}  "
    f"{'F 1px':>6} {'2px':>5} {'3px':>5} {'p99 px':>7} {'worst':>6}  "
    f"{'trusted':>7} {'of them > 0.9':>14} {'IoU':>6}  {'CPU s':>6} {'wall s':>7}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One mask against the truth."""

    name: str
    background: str
    iou: float
    outline: Deviation
    confidence: float
    trusted: bool
    cpu_s: float
    wall_s: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Cut-outs against exact masks.")
    default = Path(__file__).parents[2] / "shared" / "photos"
    parser.add_argument("--photos", type=Path, default=default)
    parser.add_argument("--method", choices=("plain", "rembg", "auto"), default="plain")
    parser.add_argument("--models", type=Path, default=Path("models"))
    parser.add_argument("--rounds", type=int, default=1, help="drawn photos of each kind")
    parser.add_argument("--seed", type=int, default=UNSEEN_SEED)
    parser.add_argument("--most", type=int, help="so many of each kind of unseen photos only")
    parser.add_argument("--each", action="store_true", help="also print every photo")
    options = parser.parse_args()
    cutouts = Cutouts(CutoutOptions(method=options.method), options.models)

    def measured(title: str, samples: Iterable[Sample]) -> list[Measured]:
        rows = [measure(cutouts, sample) for sample in samples]
        report(title, rows, each=options.each)
        return rows

    if (options.photos / "index.json").is_file():
        measured(f"photos in {options.photos.name}", stored(options.photos, most=SIDE))
    else:
        print("No folder of photos with an index.json here (--photos): only unseen ones follow.")
    traced = itertools.islice(stored(TRACED), options.most)
    unseen = measured("path-traced photos, unseen", traced)
    drawn = generated(side=None, rounds=options.rounds, seed=options.seed)
    unseen += measured("drawn photos, unseen", itertools.islice(drawn, options.most))
    report("all unseen photos", unseen, each=False)


def stored(folder: Path, *, most: int | None = None) -> Iterator[Sample]:
    """The photos that `index.json` lists, scaled down to `most` px on their longer side."""
    for row in json.loads((folder / "index.json").read_text("utf-8")):
        picture, mask = read_rgb(folder / row["file"]), read_mask(folder / row["mask"])
        if most is not None and most < max(picture.shape[:2]):
            picture, mask = within(most, picture), within(most, mask)
        yield Sample(
            name=Path(row["file"]).stem,
            background=row["background"],
            rgb=picture,
            mask=mask > 127,
        )


def measure(cutouts: Cutouts, sample: Sample) -> Measured:
    """Cut one photo out and compare."""
    task = as_task(sample)
    cpu, wall = time.process_time(), time.perf_counter()
    mask = cutouts.mask(task)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    found = mask.alpha > 0.5
    both, either = found & sample.mask, found | sample.mask
    return Measured(
        name=sample.name,
        background=sample.background,
        iou=float(both.sum() / max(1, either.sum())),
        outline=deviation(found, sample.mask),
        confidence=mask.confidence,
        trusted=mask.trusted,
        cpu_s=cpu,
        wall_s=wall,
    )


def report(title: str, rows: list[Measured], *, each: bool) -> None:
    """Print a table by background, and the two figures that the goals are about."""
    print(f"\n{title}\n{HEADER}")
    kinds = list(dict.fromkeys(row.background for row in rows))
    for kind in kinds:
        print(f"{kind:<12}" + _line([row for row in rows if row.background == kind]))
    print(f"{'all':<12}" + _line(rows))
    plain = [row for row in rows if row.background in PLAIN]
    trusted = [row for row in rows if row.trusted]
    print(f"white and grey that are trusted: {_share(row.trusted for row in plain)}   (goal 75 %)")
    print(f"trusted with IoU over 0.9:       {_share(row.iou > 0.9 for row in trusted)}   (95 %)")
    wrong = [f"{row.name} {row.iou:.2f}" for row in trusted if row.iou <= 0.9]
    if wrong:
        print("trusted wrongly: " + ", ".join(wrong))
    if each:
        for row in sorted(rows, key=lambda row: -row.confidence):
            print(
                f"  {row.name:<22} IoU {row.iou:.3f}  {_outlines([row.outline])}"
                f"  confidence {row.confidence:.2f}"
            )


def _line(rows: list[Measured]) -> str:
    trusted = [row for row in rows if row.trusted]
    kept = statistics.mean(row.iou for row in trusted) if trusted else float("nan")
    return (
        f"{len(rows):>4}  {statistics.mean(row.iou for row in rows):>5.3f} "
        f"{min(row.iou for row in rows):>6.2f} {_share(row.iou > 0.9 for row in rows):>6}  "
        f" {_outlines([row.outline for row in rows])}  "
        f"{_share(row.trusted for row in rows):>7} "
        f"{_share(row.iou > 0.9 for row in trusted):>14} {kept:>6.3f}  "
        f"{statistics.median(row.cpu_s for row in rows):>6.2f} "
        f"{statistics.median(row.wall_s for row in rows):>7.2f}"
    )


def _outlines(outlines: list[Deviation]) -> str:
    near = [statistics.mean(each.boundary_f(px) for each in outlines) for px in NEAR_PX]
    p99, worst = (statistics.median(o.percentile(share) for o in outlines) for share in (99, 100))
    return " ".join(f"{share:5.3f}" for share in near) + f" {p99:>7.1f} {worst:>6.1f}"


def _share(flags: Iterable[bool]) -> str:
    values = list(flags)
    return f"{100 * sum(values) / len(values):.0f} %" if values else "none"


def as_task(sample: Sample) -> RenderTask:
    """A task that asks for the product of a photo."""
    height, width = sample.rgb.shape[:2]
    pixels = sample.rgb.tobytes()
    sha256 = hashlib.sha256(pixels).hexdigest()
    photo = Photo(
        name=sample.name, sha256=sha256, width=width, height=height, mode="RGB", pixels=pixels
    )
    edit = Edit(
        command=Command.BACKGROUND,
        preset=None,
        engine=EngineName.STUDIO,
        seed=0,
        strength=Strength(product=0.0, scene=1.0),
        fidelity=Fidelity.EXACT,
        words=Words(),
        source_sha256=sha256,
    )
    return RenderTask(job_id=sample.name, photo=photo, edits=(edit,))


if __name__ == "__main__":
    main()
