"""Presets: strength and words for a purpose, as data from `config/presets.yaml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain

from bot.domain.dial import own_dial
from bot.domain.edit import Command, Fidelity, Strength
from bot.domain.match_words import check_phrase
from bot.domain.names import check_name
from bot.domain.recipe import Backdrop, Finish, Paint, Recipe, StyleFilter

_RECIPE_OF = {
    Command.BACKGROUND: Backdrop,
    Command.RESTYLE: StyleFilter,
    Command.REFINE: Finish,
}


RUNGS_OF_A_LADDER = 5
"""Strengths of one ladder: as many buttons as Discord puts into a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffusionDials:
    """What a preset sets for the diffusion engine only; None leaves the model's own value."""

    __pydantic_config__ = {"extra": "forbid"}

    guidance_scale: float | None = None
    strength: Strength | None = None

    def __post_init__(self) -> None:
        if self.guidance_scale is not None and not 0 <= self.guidance_scale <= 30:
            raise ValueError(f"guidance_scale {self.guidance_scale} is outside 0 to 30")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One preset of a command. `match` lists words by which own words find this preset for the
    studio engine (`bot.domain.match_words` reads them), `variant_match` such words for each of
    `variants`; None as strength or fidelity takes the command's. With `auto_strength` the strength
    is searched for where a person names none."""

    __pydantic_config__ = {"extra": "forbid"}

    name: str
    command: Command
    label: str
    about: str
    change: str
    keep: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    strength: Strength | None = None
    auto_strength: bool = False
    fidelity: Fidelity | None = None
    match: tuple[str, ...] = ()
    studio: Recipe | None = None
    diffusion: DiffusionDials = field(default_factory=DiffusionDials)
    variants: tuple[Paint, ...] = ()
    variant_match: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        check_name(self.name)
        for name, limit in (("name", 32), ("label", 60), ("about", 100), ("change", 400)):
            length = len(getattr(self, name))
            if not 1 <= length <= limit:
                raise ValueError(f"{name} has {length} characters, allowed are 1 to {limit}")
        for phrase in (*self.match, *chain.from_iterable(self.variant_match)):
            check_phrase(phrase)
        self._check_recipe()

    def _check_recipe(self) -> None:
        if self.command is Command.VARIANTS:
            if not self.variants:
                raise ValueError("a preset of variants lists its variants")
            if len({paint.name for paint in self.variants}) != len(self.variants):
                raise ValueError("two variants share a name")
            if len(self.variant_match) not in {0, len(self.variants)}:
                raise ValueError("variant_match needs one list for each variant")
            if self.studio is not None:
                raise ValueError("a preset of variants has no studio block; its variants are it")
            if "{variant}" not in self.change:
                raise ValueError("change must hold {variant}, where the variant's label goes")
            return
        if self.variants:
            raise ValueError(f"{self.command} has no variants")
        wanted = _RECIPE_OF[self.command]
        if not isinstance(self.studio, wanted):
            raise ValueError(f"a preset of {self.command} needs a studio block: {wanted.__name__}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandDefaults:
    """What a command owns: presets refine it, a person's own options win. `ladder` are the five
    strengths that "Find the strength" shows."""

    __pydantic_config__ = {"extra": "forbid"}

    command: Command
    label: str
    about: str
    strength: Strength
    fidelity: Fidelity
    default: str
    max_images: int = 4
    keep: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    ladder: tuple[float, ...] = (0.2, 0.4, 0.6, 0.8, 1.0)

    def __post_init__(self) -> None:
        if not 1 <= self.max_images <= 8:
            raise ValueError(f"max_images {self.max_images} is outside 1 to 8")
        rungs = self.ladder
        if len(rungs) != RUNGS_OF_A_LADDER or not _rise(rungs):
            raise ValueError(
                f"ladder needs {RUNGS_OF_A_LADDER} strengths from 0 to 1, the lowest first"
            )

    def with_dial(self, strength: Strength, dial: float) -> Strength:
        """`strength` with the person's dial on the region that this command changes: the scene
        for background, the product for variants, both for restyle and refine."""
        return own_dial(self.command).turn(strength, dial)


def _rise(strengths: tuple[float, ...]) -> bool:
    bounded = all(0.0 <= strength <= 1.0 for strength in strengths)
    return bounded and all(low < high for low, high in zip(strengths, strengths[1:], strict=False))
