"""Receipt: what was measured of a finished picture against its source photo."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How much of the product stayed, the best first."""

    IDENTICAL = "identical"
    KEPT = "kept"
    SLIGHTLY_CHANGED = "slightly_changed"
    CHANGED = "changed"


class Change(StrEnum):
    """What a product suffered most, as the receipt names it. A change may be named where the
    product counts as kept: it is measurable, and does no harm."""

    SHIFTED = "shifted"
    RESCALED = "rescaled"
    WARPED = "warped"
    RECOLOURED = "recoloured"
    RELIT = "relit"
    BLURRED = "blurred"
    LABEL = "label"
    REDRAWN = "redrawn"


class SceneVerdict(StrEnum):
    """How much of what is around the product changed."""

    SAME = "same"
    TOUCHED = "touched"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured of one picture.

    All are measured in the product's region after the pictures were laid over each other, except
    `identical_share`, which compares byte by byte without moving anything, and `scene_change`.
    Pixels are the source's. None: there was nothing to measure (no outline, no print, no edges).

    product_found: whether a mask could be trusted; where not, the whole photo is the region.
    identical_share: share of the core's pixels that are byte-identical, 0 to 1.
    mask_overlap: intersection over union of the product's outline before and after, 0 to 1.
    shift_px: how far the product moved, in pixels; scale: its size after over before.
    outline_px: how far the outline moved besides, 80th percentile in pixels.
    warp_px: how far points inside the product moved besides, 90th percentile in pixels.
    colour_mean, colour_worst: CIEDE2000, mean and 95th percentile.
    lightness: mean change of L* (0 to 100 is black to white), above 0 where it became lighter;
    tint: mean distance in the a*b* plane, which lightness has no part in.
    structure, structure_worst: SSIM of lightness, mean and worst 3 % of tiles, -1 to 1.
    sharpness: edge acuity after over before, about 1 where nothing was blurred.
    label, label_worst: legibility of the print, signed gradient correlation, -1 to 1.
    label_read: share of the words read before that OCR still reads, 0 to 1.
    scene_change: mean CIEDE2000 outside the product, or of the whole photo where none was found.
    """

    product_found: bool = True
    identical_share: float = 0.0
    mask_overlap: float | None = None
    shift_px: float | None = None
    scale: float | None = None
    outline_px: float | None = None
    warp_px: float | None = None
    colour_mean: float | None = None
    colour_worst: float | None = None
    lightness: float | None = None
    tint: float | None = None
    structure: float | None = None
    structure_worst: float | None = None
    sharpness: float | None = None
    label: float | None = None
    label_worst: float | None = None
    label_read: float | None = None
    scene_change: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Figures):
    """Figures of one picture, with the verdict that follows from them.

    `change` names what the product suffered most, None where nothing is worth a name, and
    `decided_by` the figure (a field of `Figures`) that the verdict rests on.
    """

    verdict: Verdict
    scene: SceneVerdict
    change: Change | None = None
    decided_by: str = "identical_share"

    def to_json(self) -> str:
        """One line of JSON, without what could not be measured."""
        known = {name: value for name, value in asdict(self).items() if value is not None}
        return json.dumps(known, sort_keys=True)
