"""Scene: a backdrop in layers, so that shadows fall on its ground and reflections lie over it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.engines.arrays import Plane
from bot.engines.studio.backdrop_lens import blur, circle_of_confusion, enlarged
from bot.engines.studio.backdrop_light import Light
from bot.engines.studio.colour import Colours
from bot.engines.studio.perspective import Stage

FAR_SIDE = 320
"""Long side in pixels at which what lies behind the focus is painted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A backdrop without its product, in linear light.

    `far` is (height, width, 3): all that stands behind the ground. `key` (height, width) is how
    much of the key light arrives, so that a shadow takes away only light that was there.
    `ground` and `sheen` are (height - first_row, width, 3): what the ground scatters and what it
    mirrors; `ground_share` (height,) mixes them over `far`, row by row. `polish`
    (height - first_row,) is how much of a product's mirror image shows. `props` (height, width, 4)
    lie over far and ground: premultiplied colour and coverage. `wall_depth` is where an upright
    wall catches the product's shadow, None: too far away. `vignette` darkens the corners by that
    share, `grain` is the standard deviation of the noise, `knee` the light from which highlights
    are rolled off.
    """

    far: Colours
    key: Plane
    ground: Colours
    sheen: Colours
    first_row: int
    ground_share: NDArray[np.float32]
    polish: NDArray[np.float32]
    light: Light
    props: Colours | None = None
    wall_depth: float | None = None
    vignette: float = 0.10
    grain: float = 0.006
    knee: float = 0.8

    def assembled(self, *, shadow: Colours | None = None, sheen: Colours | None = None) -> Colours:
        """The picture (height, width, 3), with a product's `shadow` (height, width, 3; None: 1)
        and a `sheen` that shows its reflection (None: the scene's own)."""
        ground = self.ground if shadow is None else self.ground * shadow[self.first_row :]
        ground = ground + (self.sheen if sheen is None else sheen)
        picture = self.far.copy()
        if shadow is not None and self.wall_depth is not None:
            picture *= shadow
        below = picture[self.first_row :]
        below += (ground - below) * self.ground_share[self.first_row :, None, None]
        if self.props is not None:
            picture *= 1.0 - self.props[..., 3:]
            picture += self.props[..., :3]
        return picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """An upright plane at `depth`, seen at reduced size.

    `right`, `above` and `behind` are (rows, columns): where each point lies in units from the
    product's base; `pixel_rows` (rows, 1) and `pixel_columns` (1, columns) where it appears.
    """

    depth: float
    right: Plane
    above: Plane
    behind: Plane
    pixel_rows: Plane
    pixel_columns: Plane

    @classmethod
    def at(cls, stage: Stage, depth: float, *, side: int = FAR_SIDE) -> Wall:
        """The wall at a depth, sampled with `side` points along the picture's long side."""
        step = max(1.0, max(stage.width, stage.height) / side)
        count = round(stage.height / step), round(stage.width / step)
        rows = ((np.arange(count[0], dtype=np.float32) + 0.5) * stage.height / count[0])[:, None]
        columns = ((np.arange(count[1], dtype=np.float32) + 0.5) * stage.width / count[1])[None, :]
        unit = stage.unit / depth
        right = (columns - stage.width / 2) / unit - (stage.column - stage.width / 2) / stage.unit
        above = (stage.row_of(depth) - rows) / unit
        shape = count[0], count[1]
        return cls(
            depth=depth,
            right=np.broadcast_to(right, shape).astype(np.float32),
            above=np.broadcast_to(above, shape).astype(np.float32),
            behind=np.full(shape, stage.behind(depth), np.float32),
            pixel_rows=rows.astype(np.float32),
            pixel_columns=columns.astype(np.float32),
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.right.shape[0], self.right.shape[1]


def illuminated(light: Light, key: Plane) -> Colours:
    """Colour of the light where `key` (0 to 1 and a little more) of the key light arrives."""
    share = np.float32(light.key_share)
    lit = key[..., None] * light.key * share + light.ambient * (1.0 - share)
    return lit * np.float32(light.level)


def out_of_focus(small: Colours, stage: Stage, depth: float, aperture: float) -> Colours:
    """A reduced picture of what lies at `depth`, blurred as the lens does, at full size."""
    radius = float(circle_of_confusion(stage, np.array([depth], np.float32), aperture)[0])
    step = stage.width / small.shape[1]
    return enlarged(blur(small, 0.5 * radius / step), stage.width, stage.height)
