"""Edit: one picture that a person asks for, complete enough to be made again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from bot.domain.recipe import Paint, Recipe


class Command(StrEnum):
    """What a person can ask for."""

    RESTYLE = "restyle"
    BACKGROUND = "background"
    VARIANTS = "variants"
    REFINE = "refine"


class Fidelity(StrEnum):
    """The person's choice for the product.

    exact: its own pixels are put back; blend: edges, light and shadow may change;
    reimagine: the strength map is uniform.
    """

    EXACT = "exact"
    BLEND = "blend"
    REIMAGINE = "reimagine"


class EngineName(StrEnum):
    """Engines by name."""

    STUDIO = "studio"
    DIFFUSION = "diffusion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """Denoise for the two regions of the strength map, each from 0 (keep) to 1 (reinvent)."""

    __pydantic_config__ = {"extra": "forbid"}

    product: float
    scene: float

    def __post_init__(self) -> None:
        for name in ("product", "scene"):
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"{name} strength {value} is outside 0 to 1")

    @property
    def uniform(self) -> bool:
        """True when product and scene share one strength, so that no mask is needed."""
        return self.product == self.scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A prompt in its parts: what stays, what changes, what to avoid."""

    keep: tuple[str, ...] = ()
    change: str = ""
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One picture: command, source, words, dials and seed. The same edit gives the same picture.

    `seed` is in [0, 2**32). `model`, `steps` and `guidance_scale` are None for the studio engine.
    `recipe` is what the studio engine follows; `paint` is the colour or material of one variant.
    `source_sha256` is the hash of the source file as it was handed in, `mask_sha256` that of the
    mask the person attached, if any.
    """

    command: Command
    preset: str | None
    engine: EngineName
    seed: int
    strength: Strength
    fidelity: Fidelity
    words: Words
    source_sha256: str
    mask_sha256: str | None = None
    model: str | None = None
    steps: int | None = None
    guidance_scale: float | None = None
    recipe: Recipe | None = None
    paint: Paint | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 2**32:
            raise ValueError(f"seed {self.seed} is outside 0 to {2**32 - 1}")
        if (self.engine is EngineName.DIFFUSION) != (self.model is not None):
            raise ValueError("a diffusion edit names its model, a studio edit has none")

    def to_json(self) -> str:
        """The edit as one line of JSON; `bot.config.edits.load_edit` reads it back."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def batch_seeds(seed: int, count: int) -> tuple[int, ...]:
    """Seeds of `count` pictures; the first is `seed`, so that picture 1 can be made again."""
    return tuple((seed + i) % 2**32 for i in range(count))
