"""Export: the sizes of shops and feeds, and the rules that each of them has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.errors import UsageError
from bot.domain.job import MediaFormat
from bot.domain.suggest import closest
from bot.domain.texts import ENGLISH, language_of

MAX_SIDE_PX, MIN_SIDE_PX = 4096, 64
MAX_TARGETS = 25
"""Discord shows so many choices in one list."""
LABEL_LIMIT, ABOUT_LIMIT = 60, 100


class Ground(StrEnum):
    """What is around the product: the scene, continued where it does not reach; or pure white, on
    which the product alone is put."""

    SCENE = "scene"
    WHITE = "white"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetWords:
    """A target in one language, without markdown."""

    __pydantic_config__ = {"extra": "forbid"}

    label: str
    about: str

    def __post_init__(self) -> None:
        for name, limit in (("label", LABEL_LIMIT), ("about", ABOUT_LIMIT)):
            length = len(getattr(self, name).strip())
            if not 1 <= length <= limit:
                raise ValueError(f"{name} has {length} characters, allowed are 1 to {limit}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One place that pictures go to.

    `width` and `height` are what is made, in pixels. `max_bytes` is the largest file that is taken.
    With ground `white` the product fills `fill` of the picture, measured on its longer extent;
    with `scene`, `fill` is None. `text` says whether text that was set on the picture is allowed.
    `min_source_px` is the shorter side, in pixels, that the picture must bring so that it is not
    enlarged beyond use.
    """

    __pydantic_config__ = {"extra": "forbid"}

    name: str
    words: Mapping[str, TargetWords]
    width: int
    height: int
    max_bytes: int
    ground: Ground = Ground.SCENE
    format: MediaFormat = "jpeg"
    fill: float | None = None
    text: bool = True
    min_source_px: int = 300

    def __post_init__(self) -> None:
        if ENGLISH not in self.words:
            raise ValueError(f"the words in {ENGLISH!r} are missing")
        for name in ("width", "height"):
            if not MIN_SIDE_PX <= getattr(self, name) <= MAX_SIDE_PX:
                raise ValueError(f"{name} is outside {MIN_SIDE_PX} to {MAX_SIDE_PX} pixels")
        if self.max_bytes < 20_000:
            raise ValueError("max_bytes must be at least 20000")
        if (self.ground is Ground.WHITE) != (self.fill is not None):
            raise ValueError("ground white needs fill, and ground scene has none")
        if self.fill is not None and not 0.3 <= self.fill <= 0.98:
            raise ValueError(f"fill {self.fill} is outside 0.3 to 0.98")

    def in_language(self, locale: str) -> TargetWords:
        """The words in the language of `locale`, else in English."""
        return self.words.get(language_of(locale), self.words[ENGLISH])


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Everything that `config/exports.yaml` holds, in its order."""

    by_name: Mapping[str, Target] = field(default_factory=dict)

    def find(self, name: str) -> Target:
        """The target of that name. Raises `UsageError`."""
        target = self.by_name.get(name.strip().casefold())
        if target is None:
            raise UsageError(
                "target_unknown",
                f"There is no export target named “{name}”; did you mean "
                f"{closest(name, self.by_name)}?",
            )
        return target


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What an export turned out as, for the rules: `has_text` where text was set on the picture,
    `fill` the share of the picture that the product takes, `white_border` whether every pixel of
    the frame is pure white, `source_px` the shorter side of what was used of the picture,
    `product_found` whether the mask was trusted."""

    width: int
    height: int
    size_bytes: int
    has_text: bool
    source_px: int
    fill: float | None = None
    white_border: bool | None = None
    product_found: bool = True


FILL_TOLERANCE = 0.02
"""How far the product may fall short of the fill that a target asks for."""


def check_before(target: Target, *, has_text: bool, source_px: int, label: str) -> None:
    """Raise `UsageError`, naming the rule, where a picture cannot go to a target at all."""
    if has_text and not target.text:
        raise UsageError(
            "export_text_refused",
            f"“{label}” does not take pictures with text on them, and this one has some; export "
            "the picture without it.",
        )
    if source_px < target.min_source_px:
        raise UsageError(
            "export_too_small",
            f"“{label}” asks for at least {target.min_source_px} pixels of the photo itself and "
            f"this one brings {source_px}; please start from a larger photo.",
        )


def check_after(target: Target, made: Delivered, label: str) -> None:
    """Raise `UsageError`, naming the rule, where what was made breaks one."""
    if made.size_bytes > target.max_bytes:
        raise UsageError(
            "export_too_large",
            f"“{label}” takes files up to {target.max_bytes / 1e6:.1f} MB and this picture cannot "
            "be made that small; please choose another target.",
        )
    if target.fill is not None and (made.fill or 0.0) < target.fill - FILL_TOLERANCE:
        raise UsageError(
            "export_fill",
            f"On “{label}” the product has to fill {target.fill * 100:.0f} % and this one fills "
            f"{(made.fill or 0.0) * 100:.0f} %; attach a mask of it.",
        )
    if target.ground is Ground.WHITE and not made.white_border:
        raise UsageError(
            "export_not_white",
            f"“{label}” needs pure white around the product and it is not there; attach a mask of "
            "the product.",
        )
