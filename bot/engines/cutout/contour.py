"""The best outline: weighted total variation, solved exactly as a convex problem."""

from __future__ import annotations

import numpy as np

from bot.engines.arrays import Plane
from bot.engines.cutout.backdrop import Backdrop
from bot.engines.cutout.regions import Regions
from bot.engines.cutout.sorting import Sorted
from bot.engines.cutout.working import WorkingPhoto

EVIDENCE_WEIGHT = 0.12
"""Weight of a pixel's evidence against a pixel of outline."""
ITERATIONS = 150
CHEAPEST_OUTLINE = 0.03
"""Price of outline on the strongest edges, as a share of its price where there is none."""


def evidence_for_product(
    photo: WorkingPhoto, regions: Regions, backdrop: Backdrop, found: Sorted
) -> Plane:
    """How much speaks for product (above 0) or scene (below 0) in each pixel, about -1 to 3.

    Regions speak for their pixels, less so next to edges, where the pixel's own colour does; an
    edge itself is product, since a plain backdrop has none.
    """
    product = 0.35 + 0.8 * np.clip(found.traits.product_like, 0.0, 1.0)
    product = np.where(found.doubtful, 0.35 - 0.8 * found.ajar, product)
    verdict = np.select([found.scene, found.hole], [-1.0, -0.8], product)
    labels = regions.labels
    tinted = backdrop.evidence(tinted_shadow=True)
    own_colour = np.where(found.product[labels], backdrop.evidence(tinted_shadow=False), tinted)
    inner = regions.room > 2.0
    score = np.where(inner, 1.0, 0.35) * verdict[labels] + np.clip(own_colour, 0.0, 1.5)
    score -= np.where(~inner & backdrop.same, 0.35, 0.0)
    threshold = photo.clear_of_noise(1.4, 3.0)
    score += 0.5 * np.clip(np.log(np.maximum(photo.step, 1e-2) / threshold) / 1.5, 0.0, 1.0)
    return score.astype(np.float32)


def best_outline(photo: WorkingPhoto, evidence: Plane) -> Plane:
    """Product from 0 to 1, (height, width): near 0 and 1 but where both are as good.

    Minimises the outline's length, cheap along edges, less the evidence inside it. The relaxation
    to values between 0 and 1 has the binary problem's solution (Chan, Esedoglu and Nikolova,
    2006); the solver is the primal-dual one of Chambolle and Pock (2011).
    """
    tau = photo.clear_of_noise(1.6, 2.0)
    price = np.maximum(1.0 / (1.0 + (photo.step / tau) ** 2), CHEAPEST_OUTLINE).astype(np.float32)
    pull = (EVIDENCE_WEIGHT * 0.35 * evidence).astype(np.float32)
    product = (evidence > 0.0).astype(np.float32)
    ahead = product.copy()
    across, down = np.zeros_like(product), np.zeros_like(product)
    for _ in range(ITERATIONS):
        across[:, :-1] += 0.35 * (ahead[:, 1:] - ahead[:, :-1])
        down[:-1] += 0.35 * (ahead[1:] - ahead[:-1])
        too_long = np.maximum(np.sqrt(across * across + down * down) / price, 1.0)
        across /= too_long
        down /= too_long
        flow = across + down
        flow[:, 1:] -= across[:, :-1]
        flow[1:] -= down[:-1]
        moved = np.clip(product + 0.35 * flow + pull, 0.0, 1.0)
        ahead = 2.0 * moved - product
        product = moved
    return product
