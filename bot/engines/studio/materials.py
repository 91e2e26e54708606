"""The materials of a product: which one is the main one, and which pixels are made of it.

A shadow scales OKLab's L, a and b together, so (a/L, b/L), called the tint here, belongs to the
material. A highlight moves the tint straight towards the light's own, which is neutral. So the
pixels of one coloured material lie on a ray from the neutral point, and a material is told from
another by its ray; a neutral one (white, grey, black) by its tint and lightness.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.studio.colour import Colours, luminance, to_oklab
from bot.engines.studio.smoothing import at_least, blur, box, disk, fraction, ramp

_CLUSTERS = 9
_SAMPLES = 12_000
_ROUNDS = 12
_WEIGHTS = np.array([0.45, 2.2, 2.2], np.float32)
"""Lightness counts less than colour when pixels are sorted into materials."""
_DARK = 0.12
"""Tints below this lightness are mostly noise; lightness is taken as at least this."""
_COLOURED = 0.075
"""Materials with a longer tint than this are coloured, others neutral."""
_DARK_BODY = 0.45
"""Neutral materials below this OKLab lightness are dark: what is brighter is reflected light."""
_BLACK = 5e-4
"""Linear light that even a black body reflects: its colour is a direction, and needs a length."""
_WELL_LIT = 70
"""Percentile of the shade that counts as well lit: there a paint shows its nominal colour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What light does to a material: a pixel is shade * color + gloss (dichromatic model, Shafer,
    1985). `color` (3,) is linear sRGB where the material is well lit, and shade is 1 there."""

    color: Colours
    material: Material

    @classmethod
    def of(cls, material: Material) -> Body:
        """The body colour from the material's sample."""
        pixels = at_least(material.pixels, _BLACK)
        total = pixels.sum(axis=1)
        lit = total >= np.percentile(total, 15)
        if material.coloured:  # without the glossiest part
            purity = 1.0 - pixels.min(axis=1) / pixels.max(axis=1)
            lit &= purity >= np.percentile(purity[lit], 30)
        direction = np.median(pixels[lit] / total[lit, None], axis=0)
        direction = (direction / luminance(direction)).astype(np.float32)
        body = cls(color=direction, material=material)
        shade, _ = body.split(pixels)
        return cls(color=direction * np.float32(np.percentile(shade, _WELL_LIT)), material=material)

    def split(self, linear: Colours) -> tuple[Plane, Plane]:
        """Shade and gloss (both (...), 0 or more) of linear sRGB (..., 3)."""
        if self.material.coloured:
            return self._unmix(linear)
        level = luminance(linear) / luminance(self.color)
        if not self.material.dark:
            return level, np.zeros_like(level)
        knee = np.float32(0.3)  # above full light a dark body shows what it reflects
        over = np.maximum(level - 1.0, 0.0)
        shade = np.minimum(level, 1.0) + knee * (1.0 - np.exp(-over / knee))
        return shade, np.maximum(level - shade, 0.0) * luminance(self.color)

    def _unmix(self, linear: Colours) -> tuple[Plane, Plane]:
        """Non-negative least squares on the body's colour and white light."""
        body, white = self.color, np.ones(3, np.float32)
        bb, ww, bw = float(body @ body), 3.0, float(body @ white)
        along_body, along_white = linear @ body, linear @ white
        scale = np.float32(1.0 / max(bb * ww - bw * bw, 1e-9))
        shade = (ww * along_body - bw * along_white) * scale
        gloss = (bb * along_white - bw * along_body) * scale
        shade, gloss = (
            np.where(gloss < 0, along_body / np.float32(bb), shade),
            np.where(shade < 0, along_white / np.float32(ww), gloss),
        )
        return at_least(shade, 0.0), at_least(gloss, 0.0)


def tint_of(lab: Colours) -> Colours:
    """(..., 2) of OKLab (..., 3): a and b relative to lightness."""
    return lab[..., 1:] / at_least(lab[..., :1], _DARK)


def find_materials(linear: Colours, inside: Region) -> list[Material]:
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


def _importance(material: Material, spots: NDArray[np.intp], members: NDArray[np.bool_]) -> float:
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
) -> Material:
    tint = np.median(tint_of(lab[members]), axis=0)
    return Material(
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


def coverage(linear: Colours, materials: list[Material]) -> Plane:
    """How far each pixel is made of the first material: (height, width), 0 to 1.

    Of a coloured material: its hue, in the plane of its body colour and white light. Of a neutral
    one: its tint, and no much darker print or gap.
    """
    main, others = materials[0], materials[1:]
    lab = to_oklab(blur(linear, 0.8))
    share = _coloured_coverage if main.coloured else _neutral_coverage
    return _without_slivers(share(linear, lab, main, others))


def _coloured_coverage(
    linear: Colours, lab: Colours, main: Material, others: list[Material]
) -> Plane:
    body = Body.of(main)
    soft = blur(linear, 0.8)
    shade, gloss = body.split(soft)
    explained = shade[..., None] * body.color + gloss[..., None]
    size = np.linalg.norm(soft, axis=-1)
    astray = np.linalg.norm(soft - explained, axis=-1) / (0.24 * size + 0.012)
    body_share = shade * np.linalg.norm(body.color) / (size + 1e-4)
    cover = np.exp(-(astray * astray)) * ramp(body_share, 0.06, 0.26)

    gaps = [abs(float(_turn(other.hue, main.hue))) for other in others if other.chroma > 0.05]
    gaps = [gap for gap in gaps if gap > 0.16]
    tolerance = min(0.55, max(0.12, 0.5 * min(gaps))) if gaps else 0.55
    turn = np.abs(_turn(np.arctan2(lab[..., 2], lab[..., 1]), main.hue))
    right_hue = ramp(turn, 1.25 * tolerance, 0.75 * tolerance)
    has_hue = ramp(np.hypot(lab[..., 1], lab[..., 2]), 0.02, 0.05)
    return cover * (1.0 - has_hue + has_hue * right_hue)


def _turn(angle: NDArray[np.float32] | float, reference: float) -> NDArray[np.float32]:
    """Signed difference of angles in radians, -pi to pi."""
    return np.angle(np.exp(1j * (angle - np.float32(reference)))).astype(np.float32)


def _neutral_coverage(
    linear: Colours, lab: Colours, main: Material, others: list[Material]
) -> Plane:
    gaps = [float(np.hypot(*(other.tint - main.tint))) for other in others if other.share > 0.01]
    gaps = [gap for gap in gaps if gap > 0.05]
    tolerance = min(0.085, max(0.035, 0.5 * min(gaps))) if gaps else 0.085
    away = np.linalg.norm(tint_of(lab) - main.tint, axis=-1)
    if main.dark:  # reflections tint a dark body: measure chroma itself, not chroma by lightness
        away = away * np.maximum(lab[..., 0], _DARK)
        tolerance = 0.07
    cover = ramp(away, 1.35 * tolerance, 0.75 * tolerance)
    if main.dark:
        return cover
    return cover * ramp(lab[..., 0], main.lightness - 0.5, main.lightness - 0.38)


def _without_slivers(cover: Plane) -> Plane:
    """Drops lines a few pixels wide: the mixed colours along the edge of something else."""
    opened = cv2.morphologyEx(cover, cv2.MORPH_OPEN, disk(2))
    return np.minimum(cover, np.asarray(cv2.dilate(opened, disk(1)), np.float32))
