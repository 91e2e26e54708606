"""Frames: one picture to make, from the photo to the finished pixels around the model's work."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from bot.domain.edit import Edit, Fidelity, Strength
from bot.domain.job import RenderTask
from bot.domain.recipe import Finish
from bot.engines.arrays import Plane, Region, Rgb, rgb_of
from bot.engines.diffusion.print_zone import held, most_for_print, print_zone
from bot.engines.exact import enlarged_mask, put_back_product, put_back_scene
from bot.engines.treatment import Treatment


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One picture to make. `place` is that of its task in the render call, `index` that of its
    edit in the task; `source` (H, W, 3) is the photo at the size of the result, twice its own
    where the edit asks for that; `zone` (H, W) is where print is held, if there is any to hold."""

    place: int
    index: int
    edit: Edit
    source: Rgb
    treatment: Treatment
    zone: Plane | None = None

    @property
    def strength(self) -> Strength:
        """The strength that is really used."""
        return self.treatment.strength

    @property
    def levels(self) -> tuple[float, float]:
        """The higher strength, and the lower one where it is another and above 0, else 0."""
        high = max(self.strength.product, self.strength.scene)
        low = min(self.strength.product, self.strength.scene)
        return high, low if low < high else 0.0

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) of the result."""
        return self.source.shape[0], self.source.shape[1]

    def strengths(self) -> Plane:
        """The strength map (H, W): product and scene, blended along the mask's soft edge."""
        mask = self.treatment.mask
        plane = np.full(self.size, self.levels[0], np.float32)
        if mask is not None:
            mixed = mask.alpha * self.strength.product + (1.0 - mask.alpha) * self.strength.scene
            plane = mixed.astype(np.float32)
        if self.zone is None:
            return plane
        return held(plane, self.zone, most_for_print(self.edit, self.strength))

    def finish(self, rendered: Rgb) -> Rgb:
        """`rendered` (H, W, 3) with what was to stay put back from the source: the product under
        fidelity exact, and all around it where the scene's strength is 0."""
        mask = self.treatment.mask
        if mask is None:
            return rendered
        if self.treatment.fidelity is Fidelity.EXACT:
            rendered = put_back_product(rendered, self.source, mask)
        if self.strength.scene == 0.0:
            rendered = put_back_scene(rendered, self.source, mask)
        return rendered


def frame_of(
    task: RenderTask, treatment: Treatment, strokes: Region, *, place: int, index: int
) -> Frame:
    """The frame of edit number `index` of a task that stands at `place` in the render call.
    `strokes` is the print on the product, of the photo's size."""
    edit = task.edits[index]
    source = rgb_of(task.photo)
    if isinstance(edit.recipe, Finish) and edit.recipe.upscale > 1:
        height, width = (side * edit.recipe.upscale for side in source.shape[:2])
        enlarged = cv2.resize(source, (width, height), interpolation=cv2.INTER_LANCZOS4)
        source = np.asarray(enlarged, np.uint8)
        if treatment.mask is not None:
            treatment = replace(treatment, mask=enlarged_mask(treatment.mask, height, width))
    return Frame(
        place=place,
        index=index,
        edit=edit,
        source=source,
        treatment=treatment,
        zone=_zone(edit, treatment, strokes, (source.shape[0], source.shape[1])),
    )


def _zone(edit: Edit, treatment: Treatment, strokes: Region, size: tuple[int, int]) -> Plane | None:
    """Where print is held; None where there is none, or it stays as it is anyway."""
    strength = treatment.strength
    safe = treatment.fidelity is Fidelity.EXACT
    if safe or strength.product <= most_for_print(edit, strength) or not strokes.any():
        return None
    return print_zone(strokes, size)
