"""Stiff curves: smooth where little is known of them, true where much is."""

from __future__ import annotations

import numpy as np

from bot.engines.cutout.curves import Along, Points

OVERLAP = 80
"""Points of a closed curve that are gone through twice, so that its ends do not matter."""

Row = list[float]


def stiffened(points: Points, weight: Along, stiffness: float) -> Points:
    """The points, (n, 2), of a closed curve, moved to where it bends little.

    Minimises the sum of weight * (distance moved)^2 and stiffness * (second difference)^2: the
    smoother of Whittaker (1923), as in Eilers, "A Perfect Smoother" (2003). Its reach is about
    (stiffness / weight)^(1/4) points.
    """
    overlap = min(OVERLAP, len(points))
    wrapped = np.pad(points, ((overlap, overlap), (0, 0)), mode="wrap")
    heavy = np.pad(weight, overlap, mode="wrap")
    diagonal, first, second = heavy.copy(), np.zeros(len(heavy)), np.zeros(len(heavy))
    for offset, share in ((0, 1.0), (1, 4.0), (2, 1.0)):
        diagonal[offset : len(heavy) - 2 + offset] += share * stiffness
    first[:-2] -= 2.0 * stiffness
    first[1:-1] -= 2.0 * stiffness
    second[:-2] += stiffness
    places = wrapped[:, 0] + 1j * wrapped[:, 1]  # x and y in one go
    solved = _solved(diagonal.tolist(), first.tolist(), second.tolist(), (heavy * places).tolist())
    found = np.array(solved)[overlap:-overlap]
    return np.stack([found.real, found.imag], axis=1)


def _solved(diagonal: Row, first: Row, second: Row, target: list[complex]) -> list[complex]:
    """Solves a symmetric system with two bands beside the diagonal: x of L D L' x = target.

    The bands hold zeros at their ends. Plain numbers are faster here than arrays of one.
    """
    count = len(diagonal)
    d, below, further, x = [1.0] * count, [0.0] * count, [0.0] * count, list(target)
    for i in range(count):
        # At i = 0 and 1 the indices -1 and -2 meet rows whose bands are still 0.
        near, far = below[i - 1], further[i - 2]
        pivot = diagonal[i] - d[i - 1] * near * near - d[i - 2] * far * far
        below[i] = (first[i] - d[i - 1] * near * further[i - 1]) / pivot
        further[i] = second[i] / pivot
        d[i] = pivot
        x[i] -= near * x[i - 1] + far * x[i - 2]
    for i in range(count - 1, -1, -1):
        x[i] /= d[i]
        if i + 1 < count:
            x[i] -= below[i] * x[i + 1]
        if i + 2 < count:
            x[i] -= further[i] * x[i + 2]
    return x
