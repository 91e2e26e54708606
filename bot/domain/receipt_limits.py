"""Limits of the receipt: up to which figures a product counts as kept; set in settings.yaml."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from bot.domain.receipt import SceneVerdict, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Three marks on the scale of one figure, from good to bad: up to `noticed` nothing is said,
    up to `kept` the product counts as kept, up to `slight` as slightly changed, beyond as changed.

    The marks fall where a high figure is good (structure), and rise where a low one is (a shift).
    """

    __pydantic_config__ = {"extra": "forbid"}

    noticed: float
    kept: float
    slight: float

    def __post_init__(self) -> None:
        rising = self.noticed <= self.kept <= self.slight
        falling = self.noticed >= self.kept >= self.slight
        if not (rising or falling) or self.noticed == self.slight:
            raise ValueError(
                f"noticed {self.noticed:g}, kept {self.kept:g} and slight {self.slight:g} must "
                "rise or fall in this order"
            )

    def is_noticed(self, value: float) -> bool:
        """Whether a figure is worth a word."""
        return self.excess(value) > 0.0

    def verdict(self, value: float) -> Verdict:
        """What one figure alone says of the product."""
        if self._beyond(value, self.slight):
            return Verdict.CHANGED
        return Verdict.SLIGHTLY_CHANGED if self._beyond(value, self.kept) else Verdict.KEPT

    def excess(self, value: float) -> float:
        """How bad a figure is, comparable between figures: 0 at `noticed`, 1 at `slight`."""
        return (value - self.noticed) / (self.slight - self.noticed)

    def used(self, value: float) -> float:
        """Which share of what still counts as kept a figure has used up, 0 where it is perfect."""
        perfect = 0.0 if self.slight > self.noticed else 1.0
        return (value - perfect) / (self.kept - perfect)

    def _beyond(self, value: float, mark: float) -> bool:
        return value > mark if self.slight > self.noticed else value < mark


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneLimits:
    """Up to `same` (mean CIEDE2000) the scene counts as unchanged, up to `touched` as touched,
    beyond as new."""

    __pydantic_config__ = {"extra": "forbid"}

    same: float = 1.0
    touched: float = 7.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.same <= self.touched:
            raise ValueError(f"same {self.same:g} must lie between 0 and touched {self.touched:g}")

    def verdict(self, change: float) -> SceneVerdict:
        """What the mean change of colour says of the scene."""
        if change <= self.same:
            return SceneVerdict.SAME
        return SceneVerdict.TOUCHED if change <= self.touched else SceneVerdict.NEW


def _limit(noticed: float, kept: float, slight: float) -> Limit:
    return field(default_factory=lambda: Limit(noticed=noticed, kept=kept, slight=slight))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLimits:
    """A limit for each judged figure, by the names of `Figures`; pixels are those of a photo whose
    longer side has 1024 (`bot.domain.verdict` says what they are of others). `scale_percent` is how
    far the size is from 100 %. `read_print`: whether words are read, where the OCR extra is
    installed."""

    __pydantic_config__ = {"extra": "forbid"}

    shift_px: Limit = _limit(0.6, 3.0, 12.0)
    scale_percent: Limit = _limit(0.5, 1.0, 4.0)
    outline_px: Limit = _limit(2.0, 3.0, 6.0)
    warp_px: Limit = _limit(0.8, 1.2, 4.0)
    mask_overlap: Limit = _limit(0.97, 0.96, 0.90)
    colour_mean: Limit = _limit(1.5, 2.3, 6.0)
    colour_worst: Limit = _limit(3.0, 4.5, 12.0)
    structure: Limit = _limit(0.93, 0.90, 0.75)
    structure_worst: Limit = _limit(0.75, 0.60, 0.30)
    sharpness: Limit = _limit(0.96, 0.85, 0.65)
    label: Limit = _limit(0.95, 0.90, 0.70)
    label_worst: Limit = _limit(0.85, 0.75, 0.45)
    label_read: Limit = _limit(0.95, 0.85, 0.60)
    scene: SceneLimits = field(default_factory=SceneLimits)
    read_print: bool = True

    def of(self, name: str) -> Limit:
        """The limit of a judged figure."""
        limit: Limit = getattr(self, name)
        return limit


JUDGED = tuple(each.name for each in fields(ReceiptLimits) if each.type == "Limit")
"""Names of the figures that the verdict follows from."""
