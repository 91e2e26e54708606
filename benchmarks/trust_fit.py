"""Fit the confidence of built-in masks (`bot/engines/cutout/trust.py`) to photos with exact masks.

Run as `python -m benchmarks.trust_fit` to fit on the signs in `benchmarks/trust_signs.csv`, and to
see what the fit does to products that it was not fitted on: each is held out in turn, with all its
photos from all sources. The file is written anew, where the cut-out has changed, by
`python -m benchmarks.trust_fit --photos FOLDER ... --seeds N ... --small N ...`: FOLDER as in
`benchmarks/masks.py`, seeds of drawn photos at 1024 px, and of ones at 512 px.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.masks import PLAIN, SIDE, as_task, stored
from benchmarks.photographed import Sample, generated
from bot.engines.cutout.plain import PlainBackground
from bot.engines.cutout.signs import Signs
from bot.engines.cutout.trust import HUGE, TINY, WEIGHTS

TABLE = Path(__file__).parent / "trust_signs.csv"
SMALL = 512
RIDGE = 0.3
GOOD_IOU = 0.9
CAUTION = math.log(4.0)
"""Taken off the log odds: a mask that is trusted and wrong costs more than a right one in doubt."""
KINDS = (
    ("sneaker", "shoe"), ("bottle",), ("mug",), ("sunglasses", "spectacles"), ("lamp",), ("stool",),
    ("watch",), ("teapot", "kettle"), ("carton", "box", "teabox"), ("pot", "plant"),
)  # fmt: skip
"""Words in names of products that are alike: they are held out together."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One photo: where it is from, what it shows, and how its mask came out."""

    source: str
    name: str
    background: str
    iou: float
    signs: dict[str, float]

    @property
    def good(self) -> bool:
        """Whether the mask is right."""
        return self.iou > GOOD_IOU

    @property
    def product(self) -> str:
        """What the photo shows, alike products under one name."""
        for kind in KINDS:
            if any(word in self.name for word in kind):
                return kind[0]
        return self.name.replace("-", "_").split("_")[0].rstrip("0123456789")


def main() -> None:
    """Measure where photos are named; fit and print."""
    parser = argparse.ArgumentParser(description="Fit the confidence of built-in masks.")
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--photos", type=Path, nargs="+", default=[])
    parser.add_argument("--seeds", type=int, nargs="+", default=[])
    parser.add_argument("--small", type=int, nargs="+", default=[])
    options = parser.parse_args()
    if options.photos or options.seeds or options.small:
        write(options.table, _measured(options.photos, options.seeds, options.small))
    rows = [row for row in read(options.table) if TINY <= row.signs["coverage"] <= HUGE]
    report(rows)


def _measured(folders: list[Path], seeds: list[int], small: list[int]) -> Iterator[Row]:
    sources: list[tuple[str, Iterator[Sample]]] = [
        *((folder.name, stored(folder, most=SIDE)) for folder in folders),
        *((f"drawn-{seed}", generated(side=SIDE, rounds=1, seed=seed)) for seed in seeds),
        *((f"small-{seed}", generated(side=SMALL, rounds=1, seed=seed)) for seed in small),
    ]
    cutout = PlainBackground(trust=0.5)
    for source, sample in chain.from_iterable(_labelled(*each) for each in sources):
        mask, signs = cutout.cut_with_signs(as_task(sample).photo)
        found = mask.alpha > 0.5
        both, either = found & sample.mask, found | sample.mask
        yield Row(
            source=source,
            name=sample.name,
            background=sample.background,
            iou=float(both.sum() / max(1, either.sum())),
            signs=asdict(signs),
        )


def _labelled(source: str, samples: Iterator[Sample]) -> Iterator[tuple[str, Sample]]:
    return ((source, sample) for sample in samples)


def write(path: Path, rows: Iterator[Row]) -> None:
    """Write the table, one row at a time."""
    names = list(Signs.__dataclass_fields__)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["source", "name", "background", "iou", *names])
        for row in rows:
            values = [row.iou, *(row.signs[name] for name in names)]
            table.writerow([row.source, row.name, row.background, *(f"{v:.4f}" for v in values)])
            file.flush()


def read(path: Path) -> list[Row]:
    """Read the table."""
    names = list(Signs.__dataclass_fields__)
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                source=row["source"],
                name=row["name"],
                background=row["background"],
                iou=float(row["iou"]),
                signs={name: float(row[name]) for name in names},
            )
            for row in csv.DictReader(file)
        ]


def fit(signs: Floats, good: Floats) -> Floats:
    """Log odds of a mask without bad signs, and a weight of at least 0 for each sign.

    `signs` is (n, signs), `good` (n,) 0 or 1. Logistic regression with a ridge, by projected
    gradient descent: the loss is convex, and so is what is allowed.
    """
    terms = np.column_stack([np.ones(len(signs)), -signs])
    ridge = np.array([0.0] + [RIDGE] * signs.shape[1])
    rate = 4.0 / (np.linalg.norm(terms, 2) ** 2 + 4.0 * RIDGE)  # one over the steepest curvature
    weights = ahead = np.array([3.0] + [0.5] * signs.shape[1])
    for step in range(4000):
        error = 1.0 / (1.0 + np.exp(-terms @ ahead)) - good
        moved = ahead - rate * (terms.T @ error + ridge * ahead)
        moved[1:] = np.maximum(moved[1:], 0.0)
        ahead = moved + step / (step + 3.0) * (moved - weights)  # Nesterov's momentum
        weights = moved
    return weights


def _terms(rows: list[Row]) -> Floats:
    return np.array(
        [
            [math.log1p(row.signs[name] / weight.scale) for name, weight in WEIGHTS.items()]
            for row in rows
        ]
    )


def report(rows: list[Row]) -> None:
    """Print the fit, and what it says of held-out products."""
    terms, good = _terms(rows), np.array([row.good for row in rows], np.float64)
    weights = fit(terms, good)
    print(f"{len(rows)} photos, {int(good.sum())} right\n\nFLOOR = {weights[0] - CAUTION:.2f}")
    for name, weight in zip(WEIGHTS, weights[1:], strict=True):
        print(f"{name:<12} {weight:.2f}")
    products = np.array([row.product for row in rows])
    log_odds = np.zeros(len(rows))
    for product in np.unique(products):
        out = products == product
        held = fit(terms[~out], good[~out])
        log_odds[out] = held[0] - CAUTION - terms[out] @ held[1:]
    trusted = log_odds >= 0.0
    print(f"\nproducts held out in turn: {len(np.unique(products))}")
    _print(rows, trusted, "all", lambda row: True)
    _print(rows, trusted, "white and grey", lambda row: row.background in PLAIN)
    for source in dict.fromkeys(row.source for row in rows):
        _print(rows, trusted, source, _is_from(source))
    wrong = [row for row, flag in zip(rows, trusted, strict=True) if flag and not row.good]
    print("trusted wrongly:", ", ".join(f"{r.source}/{r.name} {r.iou:.2f}" for r in wrong))


def _is_from(source: str) -> Callable[[Row], bool]:
    return lambda row: row.source == source


def _print(
    rows: list[Row], trusted: NDArray[np.bool_], title: str, chosen: Callable[[Row], bool]
) -> None:
    some = [(row, flag) for row, flag in zip(rows, trusted, strict=True) if chosen(row)]
    kept = [row for row, flag in some if flag]
    right = sum(row.good for row in kept)
    print(
        f"{title:<16} {len(some):>4} photos, {sum(row.good for row, _ in some):>4} right; "
        f"trusted {len(kept):>4}, of them right {right:>4} "
        f"({100 * right / max(1, len(kept)):.0f} %)"
    )


if __name__ == "__main__":
    main()
