"""Receipts against deliberate damage: a confusion table, and what receipt and photo check cost.

Run as `python -m benchmarks.receipt [--photos FOLDER] [--every N] [--each]`. The samples are always
measured, with their own cut-outs; photos of FOLDER with the masks that its `index.json` names. All
are 1024 px on their longer side, and every damaged product stands in front of a new scene. Words
are not read. Asserts nothing.

CPU: median seconds of processor time, on all cores together; wall: seconds on the clock.
"""

from __future__ import annotations

import argparse
import collections
import itertools
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.damages import Damage, damages
from benchmarks.masks import SIDE, as_task, stored
from benchmarks.photographed import Sample
from benchmarks.picture_files import read_rgb, within
from bot.domain.options import CutoutOptions
from bot.domain.photo import Photo
from bot.domain.receipt import Change, Receipt, Verdict
from bot.domain.receipt_limits import ReceiptLimits
from bot.domain.verdict import judge
from bot.engines.arrays import Mask
from bot.engines.cutout.chain import Cutouts
from bot.engines.photo_check.check import check_photo
from bot.engines.receipt.measure import measure
from bot.engines.receipt.reference import Reference

SAMPLES = Path(__file__).parents[1] / "samples"
NOTHING = "–"
TWELVE_MEGAPIXELS = (2048, 1536)
"""What intake makes of a photo of 4000 x 3000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One damaged picture and what its receipt says."""

    photo: str
    damage: Damage
    receipt: Receipt
    cpu_s: float
    wall_s: float

    @property
    def right(self) -> bool:
        """Named rightly; what does no harm must also count as kept."""
        if self.damage.change is None:
            kept = self.receipt.verdict in (Verdict.IDENTICAL, Verdict.KEPT)
            return kept and self.receipt.change is None
        return self.receipt.change is self.damage.change


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Receipts against deliberate damage.")
    default = Path(__file__).parents[2] / "shared" / "photos"
    parser.add_argument("--photos", type=Path, default=default)
    parser.add_argument("--every", type=int, default=3, help="of FOLDER every Nth photo only")
    parser.add_argument("--samples", type=int, help="so many of the sample photos only")
    parser.add_argument("--side", type=int, default=SIDE, help="of the sample photos, in pixels")
    parser.add_argument("--each", action="store_true", help="also print every wrong name")
    options = parser.parse_args()
    samples = itertools.islice(sampled(options.side), options.samples)
    report("samples, own cut-outs", rows_of(samples), each=options.each)
    if (options.photos / "index.json").is_file():
        chosen = itertools.islice(stored(options.photos, most=SIDE), 0, None, options.every)
        masked = ((sample, _exact_mask(sample)) for sample in chosen)
        report(f"{options.photos.name}, exact masks", rows_of(masked), each=options.each)
    time_photo_check()


def sampled(side: int) -> Iterator[tuple[Sample, Mask]]:
    """The sample photos with the masks that the built-in cut-out finds."""
    cutouts = Cutouts(CutoutOptions(method="plain"), Path("models"))
    for path in sorted(SAMPLES.glob("*.jpg")):
        rgb = within(side, read_rgb(path))
        sample = Sample(
            name=path.stem, background="sample", rgb=rgb, mask=np.ones(rgb.shape[:2], np.bool_)
        )
        yield sample, cutouts.mask(as_task(sample))


def _exact_mask(sample: Sample) -> Mask:
    alpha = np.asarray(cv2.GaussianBlur(sample.mask.astype(np.float32), (0, 0), 0.7), np.float32)
    core = cv2.erode(sample.mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return Mask(alpha=alpha, core=core, confidence=1.0, trusted=True, method="attached")


def rows_of(samples: Iterable[tuple[Sample, Mask]]) -> list[Row]:
    """Every damage to every product."""
    limits = ReceiptLimits()
    rows = []
    for sample, mask in samples:
        reference = Reference.of(sample.rgb, mask)
        strokes = reference.photo_print
        measure(reference, sample.rgb)  # what is done once for a photo
        for damage in damages(sample.rgb, mask.alpha, strokes):
            cpu, wall = time.process_time(), time.perf_counter()
            receipt = judge(
                measure(reference, damage.picture), limits, side_px=reference.longer_side
            )
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            rows.append(
                Row(photo=sample.name, damage=damage, receipt=receipt, cpu_s=cpu, wall_s=wall)
            )
    return rows


def report(title: str, rows: list[Row], *, each: bool) -> None:
    """The confusion table: what was done, and what it was called."""
    names = [*Change, None]
    print(f"\n{title}: {len(rows)} pictures")
    print(
        f"{'done':<16}" + "".join(f"{_name(n)[:9]:>10}" for n in names) + f"{'right':>8}  verdicts"
    )
    for done in dict.fromkeys(row.damage.name for row in rows):
        these = [row for row in rows if row.damage.name == done]
        called = collections.Counter(row.receipt.change for row in these)
        verdicts = collections.Counter(str(row.receipt.verdict) for row in these)
        cells = "".join(f"{called[name] or '.':>10}" for name in names)
        right = sum(row.right for row in these)
        said = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
        print(f"{done:<16}{cells}{f'{right}/{len(these)}':>8}  {said}")
    print(f"right: {100 * sum(row.right for row in rows) / len(rows):.1f} %")
    cpu, wall = (statistics.median(times) for times in zip(*_times(rows), strict=True))
    print(f"a receipt: {1000 * cpu:.0f} ms CPU, {1000 * wall:.0f} ms wall")
    for row in rows if each else ():
        if not row.right:
            print(f"  {row.photo} {row.damage.name}: {row.receipt}")


def _times(rows: list[Row]) -> list[tuple[float, float]]:
    return [(row.cpu_s, row.wall_s) for row in rows]


def _name(change: Change | None) -> str:
    return str(change) if change is not None else NOTHING


def time_photo_check() -> None:
    """What the photo check adds to reading a photo of twelve megapixels."""
    path = SAMPLES / "teabox.jpg"
    picture = np.asarray(cv2.resize(read_rgb(path), TWELVE_MEGAPIXELS), np.uint8)
    width, height = TWELVE_MEGAPIXELS
    photo = Photo(
        name=path.name,
        sha256="0" * 64,
        width=width,
        height=height,
        mode="RGB",
        pixels=picture.tobytes(),
        reduced_from=(4000, 3000),
    )
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)  # as in the child that decodes
    times = []
    for _ in range(9):
        cpu, wall = time.process_time(), time.perf_counter()
        check_photo(photo)
        times.append((time.process_time() - cpu, time.perf_counter() - wall))
    cv2.setNumThreads(threads)
    cpu, wall = (statistics.median(each) for each in zip(*times, strict=True))
    print(f"\na photo check: {1000 * cpu:.0f} ms CPU, {1000 * wall:.0f} ms wall at 12 megapixels")


if __name__ == "__main__":
    main()
