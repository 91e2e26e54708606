"""Backdrop: from a recipe to a scene."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from bot.domain.recipe import Backdrop, BackdropKind
from bot.engines.studio.backdrop_kitchen import paint_kitchen
from bot.engines.studio.backdrop_night import paint_bokeh, paint_low_key
from bot.engines.studio.backdrop_outdoor import paint_outdoor
from bot.engines.studio.backdrop_plain import paint_studio, paint_wall
from bot.engines.studio.backdrop_scene import Scene
from bot.engines.studio.backdrop_tables import paint_table
from bot.engines.studio.perspective import Stage


def paint_scene(stage: Stage, backdrop: Backdrop, *, seed: int) -> Scene:
    """The scene that a recipe asks for, around a product's place. Same seed, same scene."""
    # Kinds draw from streams of their own, or they would share windows and light at a seed.
    rng = np.random.default_rng((seed, crc32(backdrop.backdrop.value.encode())))
    match backdrop.backdrop:
        case BackdropKind.WOOD | BackdropKind.MARBLE | BackdropKind.CONCRETE | BackdropKind.LINEN:
            return paint_table(stage, backdrop, rng)
        case BackdropKind.STUDIO:
            return paint_studio(stage, backdrop, rng)
        case BackdropKind.WALL:
            return paint_wall(stage, backdrop, rng)
        case BackdropKind.KITCHEN:
            return paint_kitchen(stage, backdrop, rng)
        case BackdropKind.OUTDOOR:
            return paint_outdoor(stage, backdrop, rng)
        case BackdropKind.LOW_KEY:
            return paint_low_key(stage, backdrop, rng)
        case BackdropKind.BOKEH:
            return paint_bokeh(stage, backdrop, rng)
    raise ValueError(f"no painter for {backdrop.backdrop}")
