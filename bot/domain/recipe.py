"""Recipes: what the studio engine follows, as data from `config/presets.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.domain.names import check_name

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


class BackdropKind(StrEnum):
    """Scenes that the studio engine can build."""

    STUDIO = "studio"
    WALL = "wall"
    WOOD = "wood"
    MARBLE = "marble"
    CONCRETE = "concrete"
    LINEN = "linen"
    KITCHEN = "kitchen"
    OUTDOOR = "outdoor"
    LOW_KEY = "low-key"
    BOKEH = "bokeh"


TONES: Mapping[BackdropKind, tuple[str, ...]] = {
    BackdropKind.STUDIO: ("light", "warm", "grey", "dark"),
    BackdropKind.WALL: ("plaster", "warm", "grey", "sage", "clay"),
    BackdropKind.WOOD: ("oak", "walnut", "ash", "teak"),
    BackdropKind.MARBLE: ("white", "black", "green"),
    BackdropKind.CONCRETE: ("grey", "dark", "warm"),
    BackdropKind.LINEN: ("natural", "white", "blue", "sage"),
    BackdropKind.KITCHEN: ("bright", "warm", "dark"),
    BackdropKind.OUTDOOR: ("garden", "terrace", "evening"),
    BackdropKind.LOW_KEY: ("neutral", "warm", "cool"),
    BackdropKind.BOKEH: ("warm", "cool", "green"),
}
"""Finishes of each kind of scene; the first is what an empty tone means."""


class FilterKind(StrEnum):
    """Styles that the studio engine can draw."""

    WATERCOLOUR = "watercolour"
    INK = "ink"
    FLAT = "flat"
    OIL = "oil"
    LINE = "line"
    CLAY = "clay"
    VINTAGE = "vintage"
    COMIC = "comic"
    PENCIL = "pencil"


class Material(StrEnum):
    """Surfaces that the studio engine can give to a product's main material."""

    GOLD = "gold"
    SILVER = "silver"
    COPPER = "copper"
    ROSE_GOLD = "rose-gold"
    CHROME = "chrome"
    OAK = "oak"
    WALNUT = "walnut"
    WHITE_MARBLE = "white-marble"
    BLACK_MARBLE = "black-marble"
    SLATE = "slate"
    TERRAZZO = "terrazzo"


def _check_colour(name: str, value: str | None) -> None:
    if value is not None and not _HEX.fullmatch(value):
        raise ValueError(f"{name} {value!r} is not a colour like '#2b6cb0'")


def _check_share(name: str, value: float) -> None:
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{name} {value} is outside 0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """A scene. `tone` picks a finish of the kind from `TONES` (empty: the first), `color` paints a
    studio or wall, `wall` the wall behind a table; `light` is the side the key light comes from;
    `shadow` runs from 0 (none) to 1, `reflection` from 0 (what the surface mirrors by itself) to 1.
    """

    __pydantic_config__ = {"extra": "forbid"}

    backdrop: BackdropKind
    tone: str = ""
    color: str | None = None
    wall: str | None = None
    light: Literal["left", "right"] = "left"
    shadow: float = 0.75
    reflection: float = 0.0

    def __post_init__(self) -> None:
        if self.tone and self.tone not in TONES[self.backdrop]:
            known = ", ".join(TONES[self.backdrop])
            raise ValueError(f"tone {self.tone!r} is none of {self.backdrop}'s: {known}")
        _check_colour("color", self.color)
        _check_colour("wall", self.wall)
        _check_share("shadow", self.shadow)
        _check_share("reflection", self.reflection)

    @property
    def finish(self) -> str:
        """The tone that counts: the one asked for, or the kind's first."""
        return self.tone or TONES[self.backdrop][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleFilter:
    """A drawing style. `detail` runs from 0 (broad) to 1 (fine); `color` inks lines or tints."""

    __pydantic_config__ = {"extra": "forbid"}

    filter: FilterKind
    detail: float = 0.5
    color: str | None = None

    def __post_init__(self) -> None:
        _check_share("detail", self.detail)
        _check_colour("color", self.color)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """Clean-up. `upscale` is 1 or 2 times the source's size; the rest run from 0 (off) to 1."""

    __pydantic_config__ = {"extra": "forbid"}

    upscale: Literal[1, 2]
    denoise: float = 0.0
    sharpen: float = 0.0
    contrast: float = 0.0

    def __post_init__(self) -> None:
        for name in ("denoise", "sharpen", "contrast"):
            _check_share(name, getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """One variant: a colour (`#rrggbb`) or a material, and how to say it in a prompt."""

    __pydantic_config__ = {"extra": "forbid"}

    name: str
    label: str
    color: str | None = None
    material: Material | None = None

    def __post_init__(self) -> None:
        check_name(self.name)
        if (self.color is None) == (self.material is None):
            raise ValueError(f"variant {self.name!r} needs either a color or a material")
        _check_colour("color", self.color)


Recipe = Backdrop | StyleFilter | Finish
