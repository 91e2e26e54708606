"""The plain backdrop as a smooth surface, and how each pixel differs from it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane, Region
from bot.engines.cutout.morphology import shrunk
from bot.engines.cutout.working import Lab, WorkingPhoto, frame

PLAIN_RESIDUAL = 6.0
"""A frame pixel within this delta E of the fitted surface looks like plain backdrop."""
SURFACE_SCALE = 3
"""The surface is so smooth that it is fitted on a third of the pixels in each direction."""
DEEPEST_SHADE = 0.42
"""Darker than this share of the backdrop's light is no shadow but a dark thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """What the scene would look like without the product, and what speaks against it.

    `surface` is (height, width, 3) Lab. `shade` is each pixel's light as a share of the surface's
    (below 1: darker, as in a shadow), `chroma` its colour difference in delta E once that shade
    is allowed for, `lift` how much lighter it is in L, `residual` the whole difference in
    delta E. `tolerance` is the residual of the backdrop itself. `flatness` is the share of the
    frame that looks like plain backdrop, 0 to 1.
    """

    surface: Lab
    shade: Plane
    chroma: Plane
    lift: Plane
    residual: Plane
    tolerance: float
    flatness: float

    @property
    def same(self) -> Region:
        """Pixels that look just like the backdrop."""
        return self.residual < 1.0 + self.tolerance

    @property
    def chroma_tolerance(self) -> float:
        """Colour difference up to which a pixel may be bare backdrop, in delta E."""
        return 1.5 + 0.6 * self.tolerance

    def evidence(self, *, tinted_shadow: bool) -> Plane:
        """How surely a pixel is no backdrop, 0 to about 4: by colour, by being lighter, or by
        being too dark. A shadow next to a coloured product takes on its colour; with
        `tinted_shadow` as much is allowed for."""
        bleed, deepest = (4.5, DEEPEST_SHADE) if tinted_shadow else (0.0, 0.55)
        by_colour = (self.chroma - self.chroma_tolerance - bleed) / 4.0
        by_light = (self.lift - 1.5 - 0.8 * self.tolerance) / 5.0
        by_dark = (deepest - self.shade) / 0.15
        return sum_of_clipped(by_colour, by_light, by_dark)


def sum_of_clipped(*parts: Plane) -> Plane:
    """The parts' sum, each held between 0 and 1.5."""
    total = np.zeros_like(parts[0])
    for part in parts:
        total += np.clip(part, 0.0, 1.5)
    return total


def first_guess(photo: WorkingPhoto) -> Backdrop:
    """The backdrop as a quadratic surface through the frame's pixels."""
    ring = frame(photo.shape, 0.03)
    surface = fit_surface(photo.smooth, ring, order=2)
    residual = np.linalg.norm(photo.smooth - surface, axis=2)[ring]
    return _against(photo, surface, known=ring, flatness=float(np.mean(residual < PLAIN_RESIDUAL)))


def refined(photo: WorkingPhoto, scene: Region, guess: Backdrop) -> Backdrop:
    """The backdrop as a cubic surface through all of `scene` but its shadows."""
    known = shrunk(scene, 2)
    lit = known & (guess.shade > 0.75)
    if float(lit.mean()) < 0.05:
        return guess
    surface = fit_surface(photo.smooth, lit, order=3)
    return _against(photo, surface, known=known, flatness=guess.flatness)


def fit_surface(lab: Lab, known: Region, *, order: int) -> Lab:
    """A polynomial surface of `order` 2 or 3 through the `known` pixels of each channel.

    Iteratively reweighted least squares with weights 1 / (1 + (r / 2s)^4), where r is a pixel's
    residual and s the median residual: pixels of a product on the frame do not count. It starts
    from the median colour and a plane, or a large product would draw the surface to itself. A
    slight ridge keeps the higher terms from running away where nothing is known.
    """
    height, width = known.shape
    size = (max(8, width // SURFACE_SCALE), max(8, height // SURFACE_SCALE))
    small = cv2.resize(lab, size, interpolation=cv2.INTER_NEAREST).reshape(-1, 3)
    rows = cv2.resize(known.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST).ravel() > 0
    basis = _polynomials(size[1], size[0], order)
    terms, target = basis[rows], small[rows].astype(np.float64)
    ridge = np.diag([0.0, 0.1, 0.1] + [1.0] * (terms.shape[1] - 3)) * 1e-3
    residual = np.linalg.norm(target - np.median(target, axis=0), axis=1)
    for used in (3, 3, *[terms.shape[1]] * 5):
        spread = max(0.6, 1.4826 * float(np.median(residual)))
        weights = 1.0 / (1.0 + (residual / (2.0 * spread)) ** 4)
        some = terms[:, :used]
        weighted = some * weights[:, None]
        damped = weighted.T @ some + ridge[:used, :used] * weights.sum()
        solution = np.linalg.solve(damped, weighted.T @ target)
        residual = np.linalg.norm(target - some @ solution, axis=1)
    surface = (basis @ solution).reshape(size[1], size[0], 3).astype(np.float32)
    return np.asarray(cv2.resize(surface, (width, height)), np.float32)


def _polynomials(height: int, width: int, order: int) -> NDArray[np.float64]:
    """(height * width, terms), over coordinates from -1 to 1."""
    rows, columns = np.linspace(-1, 1, height), np.linspace(-1, 1, width)
    y, x = np.repeat(rows, width), np.tile(columns, height)
    terms = [np.ones_like(x), x, y, x * x, y * y, x * y]
    if order == 3:
        terms += [x**3, y**3, x * x * y, x * y * y]
    return np.stack(terms, axis=1)


def _against(photo: WorkingPhoto, surface: Lab, *, known: Region, flatness: float) -> Backdrop:
    """Compare the photo with `surface`. Under less light a colour's L + 16, a and b shrink by one
    factor (CIE 1976, above its linear part), so a shadow keeps `chroma` at 0."""
    lab = photo.smooth
    shade = np.clip((lab[..., 0] + 16.0) / np.maximum(surface[..., 0] + 16.0, 1.0), 0.0, 1.5)
    dimmed = surface[..., 1:] * np.minimum(shade, 1.0)[..., None]
    residual = np.linalg.norm(lab - surface, axis=2).astype(np.float32)
    usual = float(np.percentile(residual[known], 80)) if known.any() else 3.0
    return Backdrop(
        surface=surface,
        shade=shade.astype(np.float32),
        chroma=np.linalg.norm(lab[..., 1:] - dimmed, axis=2).astype(np.float32),
        lift=(lab[..., 0] - surface[..., 0]).astype(np.float32),
        residual=residual,
        tolerance=float(np.clip(usual, 0.5, 4.0)),
        flatness=flatness,
    )
