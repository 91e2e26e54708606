"""Signs that a mask on a plain background may be wrong, each measured without knowing the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.engines.arrays import Plane, Region
from bot.engines.cutout.backdrop import Backdrop
from bot.engines.cutout.morphology import components, grown
from bot.engines.cutout.regions import edge_lines
from bot.engines.cutout.second_opinion import agreement
from bot.engines.cutout.working import WorkingPhoto


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Bad signs: 0 is good, more is worse. Areas are shares of the mask's area, lengths shares of
    the outline's length.

    busy: frame that does not look like plain backdrop. undecided: pixels for which product and
    scene were nearly as good. stray_edges: length of the edges well outside the mask, in square
    roots of its area: parts of a product that were lost leave their edges behind. dissent: what
    the second opinion sees otherwise. unedged: outline without an edge. scattered: parts off the
    main one. cut_off: outline along the frame. glare: how near the backdrop is to pure white, in
    tens of L above 90: on white, white parts vanish without a trace. coverage: the share of the
    picture that is product.
    """

    busy: float
    undecided: float
    stray_edges: float
    dissent: float
    unedged: float
    scattered: float
    cut_off: float
    glare: float
    coverage: float


def read_signs(
    photo: WorkingPhoto, backdrop: Backdrop, product: Plane, mask: Region, *, shadows: Region
) -> Signs:
    """All signs of a `mask` that came from `product` (0 to 1) less the `shadows` that were taken
    off it, whose edges are no bad sign; all at working size."""
    area = max(1, int(mask.sum()))
    outside = ~grown(mask | shadows, 5)
    lines = edge_lines(photo.step, photo.clear_of_noise(2.7, 2.6))
    rim = grown(mask, 1) & grown(~mask, 1)
    frame = np.ones(mask.shape, bool)
    frame[1:-1, 1:-1] = False
    outline = rim & ~frame
    edged = grown(photo.step > photo.clear_of_noise(3.8, 3.3), 2)
    _, parts = components(mask)
    largest = int(parts[1:, 4].max()) if len(parts) > 1 else 0
    return Signs(
        busy=1.0 - backdrop.flatness,
        undecided=float(((product > 0.2) & (product < 0.8)).sum()) / area,
        stray_edges=float((lines & outside).sum()) / np.sqrt(area),
        dissent=1.0 - agreement(mask, photo, backdrop),
        unedged=1.0 - float(edged[outline].mean()) if outline.any() else 1.0,
        scattered=1.0 - largest / area,
        cut_off=float((mask & frame).sum()) / max(1, int(rim.sum())),
        glare=max(0.0, float(backdrop.surface[..., 0].mean()) - 90.0) / 10.0,
        coverage=float(mask.mean()),
    )
