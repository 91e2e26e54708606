"""Classifier: which class of examples a text belongs to, learnt when the program starts."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 1 << 12
"""Columns that features are hashed to. Fewer answer worse; more cost memory and time to learn."""

RIDGE = 0.5
"""How smooth the classes are: the lambda of the least squares. Chosen between 0.1 and 1 with
`python -m benchmarks.faq`, which it hardly moves."""

STRANGENESS = 0.3
"""What a feature that no example has counts beside one that some have. Lowers every score of "get
the same haircut again", and of a typo only a little, since most of its letters are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The features of one text, and its class."""

    features: Mapping[str, float]
    label: str


class RidgeClassifier:
    """Regularised least squares over hashed features, one class against all others.

    Rifkin, Yeo and Poggio, 2003, "Regularized Least-Squares Classification", with the feature
    hashing of Weinberger et al., 2009. Learnt in its dual form, since there are fewer examples than
    features; kept as one column of weights for each class. A class scores about 1 where a text is
    like its examples and about 0 where it is not, so that scores need no further calibration.
    """

    def __init__(self, examples: Sequence[Example]) -> None:
        self.labels = tuple(sorted({example.label for example in examples}))
        self._rarity = _rarity(examples)
        self._unseen = math.log(1.0 + len(examples))
        rows = np.zeros((len(examples), DIMENSIONS), np.float32)
        for row, example in zip(rows, examples, strict=True):
            row[:] = self._vector(example.features)
        places = [self.labels.index(example.label) for example in examples]
        wanted = np.eye(len(self.labels), dtype=np.float32)[places]
        alike = rows @ rows.T
        alike[np.diag_indices_from(alike)] += RIDGE
        self._weights = rows.T @ np.linalg.solve(alike, wanted)

    def scores(self, features: Mapping[str, float]) -> dict[str, float]:
        """The score of each class, from about 0 to about 1."""
        values = self._vector(features) @ self._weights
        return dict(zip(self.labels, map(float, values), strict=True))

    def _vector(self, features: Mapping[str, float]) -> NDArray[np.float32]:
        """float32 of shape (DIMENSIONS,): of length 1 where every feature is known, the shorter
        the more are strange, and 0 without features."""
        vector = np.zeros(DIMENSIONS, np.float32)
        strange = 0.0
        for name, weight in features.items():
            rarity = self._rarity.get(name)
            if rarity is None:
                strange += (weight * self._unseen) ** 2
            else:
                column, sign = _place(name)
                vector[column] += sign * weight * rarity
        length = math.sqrt(float(vector @ vector) + STRANGENESS * strange)
        return vector / length if length else vector


def _rarity(examples: Sequence[Example]) -> dict[str, float]:
    """The inverse document frequency of each feature, in nats."""
    uses = Counter(name for example in examples for name in example.features)
    return {name: math.log(1.0 + len(examples) / count) for name, count in uses.items()}


def _place(name: str) -> tuple[int, float]:
    """The column of a feature and its sign, by which collisions cancel out on average."""
    digest = zlib.crc32(name.encode())
    return digest % DIMENSIONS, 1.0 if digest >> 31 else -1.0
