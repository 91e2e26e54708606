"""The mirror image of a product."""

import numpy as np

from bot.domain.recipe import Backdrop, BackdropKind
from bot.engines.studio.backdrop import paint_scene
from bot.engines.studio.composite_reflection import with_reflection
from bot.engines.studio.perspective import stage_of
from tests.engines.studio.scene_photos import box_alpha


def redness_below(kind: BackdropKind, reflection: float) -> np.ndarray:
    """How red the sheen is under a red box, row by row from its base down."""
    alpha = box_alpha(200, 200)
    stage = stage_of(alpha)
    scene = paint_scene(stage, Backdrop(backdrop=kind), seed=1)
    red = np.broadcast_to(np.array([0.9, 0.05, 0.05], np.float32), (200, 200, 3))
    sheen = with_reflection(scene, red, alpha, stage, reflection)
    below = sheen[round(stage.base_row) + 3 - scene.first_row :, 80:120]
    return (below[..., 0] - below[..., 1]).mean(axis=1)


def test_polished_stone_shows_it_and_it_fades() -> None:
    redness = redness_below(BackdropKind.MARBLE, 0.0)
    assert redness[0] > 0.04
    assert redness[0] > 4 * abs(redness[-1])


def test_cloth_shows_none_unless_asked() -> None:
    assert np.abs(redness_below(BackdropKind.LINEN, 0.0)).max() == 0.0
    assert redness_below(BackdropKind.LINEN, 0.8)[0] > 0.1


def test_more_reflection_mirrors_more() -> None:
    some, more = (redness_below(BackdropKind.STUDIO, share)[0] for share in (0.2, 0.9))
    assert more > 2 * some > 0
