"""The materials of a product, and which one is the main one.

A shadow scales OKLab's L, a and b together, so (a/L, b/L), called the tint here, belongs to the
material. A highlight moves the tint straight towards the light's own, which is neutral. So the
pixels of one coloured material lie on a ray from the neutral point, and a material is told from
another by its ray; a neutral one (white, grey, black) by its tint and lightness.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Region
from bot.engines.studio.colour import Colours, to_oklab
from bot.engines.studio.smoothing import at_least, box, fraction

_CLUSTERS = 9
_SAMPLES = 12_000
_ROUNDS = 12
_WEIGHTS = np.array([0.45, 2.2, 2.2], np.float32)
"""Lightness counts less than colour when pixels are sorted into materials."""
DARK = 0.12
"""Tints below this lightness are mostly noise; lightness is taken as at least this."""
_COLOURED = 0.075
"""Materials with a longer tint than this are coloured, others neutral."""
_DARK_BODY = 0.45
"""Neutral materials below this OKLab lightness are dark: what is brighter is reflected light."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMaterial:
    """One material of the product, from a sample of its pixels.

    `tint` is the mean of (a/L, b/L), `lightness` the median OKLab L, `share` the part of the
    product it covers, `centres` its OKLab cluster centres (n, 3) and `pixels` its sample in
    linear sRGB (m, 3). `metal` runs from 0 to 1: how much it looks like polished metal.
    """

    tint: NDArray[np.float32]
    lightness: float
    share: float
    centres: Colours
    pixels: Colours
    metal: float

    @property
    def chroma(self) -> float:
        """Length of the tint: chroma relative to lightness."""
        return float(np.hypot(*self.tint))

    @property
    def coloured(self) -> bool:
        return self.chroma > _COLOURED

    @property
    def hue(self) -> float:
        """Radians."""
        return float(np.arctan2(self.tint[1], self.tint[0]))

    @property
    def dark(self) -> bool:
        return self.lightness < _DARK_BODY


def tint_of(lab: Colours) -> Colours:
    """(..., 2) of OKLab (..., 3): a and b relative to lightness."""
    return lab[..., 1:] / at_least(lab[..., :1], DARK)


def find_materials(linear: Colours, inside: Region) -> list[FoundMaterial]:
    """The materials inside a region, most important first; empty for an empty region.

    `linear` is (height, width, 3). Deterministic: the sample is a fixed stride of the pixels.
    """
    chosen = np.flatnonzero(inside)
    if chosen.size < 16:
        return []
    chosen = chosen[:: max(1, chosen.size // _SAMPLES)]
    pixels = linear.reshape(-1, 3)[chosen]
    lab = to_oklab(pixels)
    labels, count = _clusters(lab)
    clusters = [_cluster(lab, labels == i) for i in range(count) if (labels == i).sum() > 8]
    height, width = inside.shape
    spots = np.stack([chosen // width * 48 // height, chosen % width * 48 // width], axis=1)
    found = []
    for group in _grouped(clusters):
        members = np.any([cluster.members for cluster in group], axis=0)
        material = _material(pixels, lab, members, group)
        found.append((_importance(material, spots, members), material))
    return [material for _, material in sorted(found, key=lambda pair: -pair[0])]


def _importance(
    material: FoundMaterial, spots: NDArray[np.intp], members: NDArray[np.bool_]
) -> float:
    """Large, coloured and compact parts come first; metal fittings and foliage last."""
    cells = spots[:, 0] * 48 + spots[:, 1]
    own = np.bincount(cells, members, 48 * 48).reshape(48, 48).astype(np.float32)
    everyone = np.bincount(cells, minlength=48 * 48).reshape(48, 48).astype(np.float32)
    together = box(own, 2) / everyone.max()
    compact = float((together * own).sum() / max(own.sum(), 1.0))
    colour = 0.65 + 0.35 * min(1.0, material.chroma / 0.15)
    return material.share * colour * (0.4 + 0.6 * compact) * (1.0 - 0.6 * material.metal)


def _material(
    pixels: Colours, lab: Colours, members: NDArray[np.bool_], group: list[_Cluster]
) -> FoundMaterial:
    tint = np.median(tint_of(lab[members]), axis=0)
    return FoundMaterial(
        tint=tint,
        lightness=float(np.median(lab[members, 0])),
        share=float(members.mean()),
        centres=np.stack([np.median(lab[cluster.members], axis=0) for cluster in group]),
        pixels=pixels[members],
        metal=_metal(lab[members], tint),
    )


def _metal(lab: Colours, tint: NDArray[np.float32]) -> float:
    """0 to 1: dark and very bright side by side, and highlights that keep the tint.

    A dielectric's highlight has the colour of the light, a metal's that of the metal. Coloured
    metals (gold, brass, copper) lie between orange and yellow.
    """
    low, high = (float(v) for v in np.percentile(lab[:, 0], [5, 96]))
    chroma = float(np.hypot(*tint))
    if chroma < 0.03:
        return fraction(high - low, 0.42, 0.55) * fraction(high, 0.8, 0.9)
    bright = np.median(tint_of(lab[lab[:, 0] >= high]), axis=0)
    kept = min(1.0, max(0.0, 1.4 * float(bright @ tint) / (chroma * chroma)))
    warm = 0.8 < float(np.arctan2(tint[1], tint[0])) < 1.75 and 0.08 < chroma < 0.22
    return kept * warm * fraction(high - low, 0.2, 0.36)


def _cluster(lab: Colours, members: NDArray[np.bool_]) -> _Cluster:
    own = lab[members]
    return _Cluster(
        members=members,
        tint=np.median(tint_of(own), axis=0),
        lightness=float(np.median(own[:, 0])),
    )


def _clusters(lab: Colours) -> tuple[NDArray[np.intp], int]:
    """k-means in weighted OKLab, begun at the fullest cells of a grid: labels and their number."""
    points = lab * _WEIGHTS
    cells, counts = np.unique(np.floor(points / 0.05), axis=0, return_counts=True)
    seeds: list[NDArray[np.float32]] = []
    for cell in cells[np.argsort(-counts, kind="stable")]:
        centre = (cell + 0.5) * 0.05
        if all(np.linalg.norm(centre - seed) > 0.08 for seed in seeds):
            seeds.append(centre)
        if len(seeds) == _CLUSTERS:
            break
    centres = np.array(seeds, np.float32)
    for _ in range(_ROUNDS):
        labels = _nearest(points, centres)
        sums = np.stack([np.bincount(labels, p, len(centres)) for p in points.T], axis=1)
        sizes = np.bincount(labels, minlength=len(centres))[:, None]
        centres = np.where(sizes > 0, sums / np.maximum(sizes, 1), centres).astype(np.float32)
    return _nearest(points, centres), len(centres)


def _nearest(points: Colours, centres: Colours) -> NDArray[np.intp]:
    return ((points[:, None] - centres[None]) ** 2).sum(axis=-1).argmin(axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cluster:
    members: NDArray[np.bool_]
    tint: NDArray[np.float32]
    lightness: float

    @property
    def chroma(self) -> float:
        return float(np.hypot(*self.tint))

    def shares_tint(self, other: _Cluster) -> bool:
        """Same tint, or a lighter and paler version of it: a highlight."""
        gap = float(np.hypot(*(self.tint - other.tint)))
        paler, richer = sorted((self, other), key=lambda cluster: cluster.chroma)
        if paler.chroma < 0.045:
            return gap < 0.04
        cross = paler.tint[0] * richer.tint[1] - paler.tint[1] * richer.tint[0]
        turn = abs(float(np.arctan2(cross, float(paler.tint @ richer.tint))))
        highlight = paler.lightness > richer.lightness and paler.chroma > 0.06
        alike = gap < 0.05 + 0.25 * paler.chroma or (highlight and gap < 0.7 * richer.chroma)
        return alike and turn < 0.17


def _grouped(clusters: list[_Cluster]) -> list[list[_Cluster]]:
    """Clusters of one material together. The largest of a group leads: the others share its tint;
    neutral ones also follow each other in lightness, or white and black would be one material."""
    groups: list[list[_Cluster]] = []
    for cluster in sorted(clusters, key=lambda c: -int(c.members.sum())):
        for group in groups:
            if not cluster.shares_tint(group[0]):
                continue
            gap = min(abs(cluster.lightness - member.lightness) for member in group)
            if gap < 0.28 or group[0].chroma > _COLOURED:
                group.append(cluster)
                break
        else:
            groups.append([cluster])
    return groups
