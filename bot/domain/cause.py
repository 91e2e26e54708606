"""Cause: what is known of a finished edit that a tip can be about, and cases that it may fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Literal

from bot.domain.dial import own_dial
from bot.domain.edit import Command, EngineName, Fidelity
from bot.domain.job import Notice, RenderResult
from bot.domain.photo_check import Finding
from bot.domain.receipt import Change, Receipt, SceneVerdict, Verdict

MaskUse = Literal["trusted", "untrusted", "unused"]
Told = Literal[
    "prompt_matched", "prompt_not_followed", "avoid_left_out", "engine_fallback",
    "not_for_commercial_use", "photo_reduced", "nothing_to_paint", "several_materials",
    "material_flat", "colour_limited", "print_unreadable",
]  # fmt: skip
"""Codes of notices that a case may ask for, besides those of photo checks and of the doctor."""


class Ailment(StrEnum):
    """What can be wrong with own words; see `bot.domain.doctor`."""

    NOTHING_SAID = "words_nothing_said"
    VAGUE = "words_vague"
    CONTRADICTION = "words_contradiction"
    WANTS_TEXT = "words_want_text"
    NEGATION = "words_negation"
    UNKNOWN_TO_STUDIO = "words_unknown_to_studio"
    TOO_LONG = "words_too_long_for_model"


class Level(StrEnum):
    """How much a case matters: something went wrong, something may, or it is good to know."""

    PROBLEM = "problem"
    RISK = "risk"
    HABIT = "habit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What was asked for, found and measured. With several pictures the worst receipt counts.

    `strength` is where the command's own dial stands, from 0 to 1, and `fidelity` what was really
    done. `told` holds the codes of all notices. Without a receipt its three values are None.
    """

    command: Command
    engine: EngineName
    fidelity: Fidelity
    strength: float
    mask: MaskUse = "unused"
    own_words: bool = False
    pictures: int = 1
    told: frozenset[str] = frozenset()
    verdict: Verdict | None = None
    change: Change | None = None
    scene: SceneVerdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Conditions that a cause may meet, all of those that are given; a list asks for one of its
    values. `strength` and `pictures` are ranges, both ends included."""

    __pydantic_config__ = {"extra": "forbid"}

    level: Level
    command: tuple[Command, ...] = ()
    engine: tuple[EngineName, ...] = ()
    fidelity: tuple[Fidelity, ...] = ()
    verdict: tuple[Verdict, ...] = ()
    change: tuple[Change, ...] = ()
    scene: tuple[SceneVerdict, ...] = ()
    mask: tuple[MaskUse, ...] = ()
    photo: tuple[Finding, ...] = ()
    words: tuple[Ailment, ...] = ()
    notice: tuple[Told, ...] = ()
    own_words: bool | None = None
    strength: tuple[float, float] | None = None
    pictures: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if not self.conditions:
            raise ValueError("a case needs a condition besides its level")
        for name in ("strength", "pictures"):
            span = getattr(self, name)
            if span is not None and not 0 <= span[0] <= span[1]:
                raise ValueError(f"{name} {list(span)} must be [least, most]")

    @property
    def conditions(self) -> int:
        """How many conditions are given: the more, the better a case that is met fits."""
        given = [getattr(self, each.name) for each in fields(self) if each.name != "level"]
        return sum(value is not None and value != () for value in given)

    def fits(self, cause: Cause) -> bool:
        """Whether the cause meets every condition. What was not measured meets none."""
        return (
            all(
                not wanted or getattr(cause, name) in wanted
                for name, wanted in (
                    ("command", self.command),
                    ("engine", self.engine),
                    ("fidelity", self.fidelity),
                    ("verdict", self.verdict),
                    ("change", self.change),
                    ("scene", self.scene),
                    ("mask", self.mask),
                )
            )
            and all(
                not wanted or not cause.told.isdisjoint(wanted)
                for wanted in (self.photo, self.words, self.notice)
            )
            and self.own_words in (None, cause.own_words)
            and _within(cause.strength, self.strength)
            and _within(cause.pictures, self.pictures)
        )


def _within(value: float, span: tuple[float, float] | None) -> bool:
    return span is None or span[0] <= value <= span[1]


def cause_of(result: RenderResult, notices: Iterable[Notice], *, own_words: bool) -> Cause:
    """The cause in a finished edit. `notices` are those about the order; `own_words` says whether
    the person wrote a prompt."""
    edit = result.pictures[0].edit
    told = frozenset(notice.code for notice in (*notices, *result.warnings))
    receipt = _worst([p.receipt for p in result.pictures if p.receipt is not None])
    return Cause(
        command=edit.command,
        engine=result.engine,
        fidelity=result.fidelity,
        strength=own_dial(edit.command).read(result.strength),
        mask=_mask_use(result, told),
        own_words=own_words,
        pictures=len(result.pictures),
        told=told,
        verdict=receipt.verdict if receipt else None,
        change=receipt.change if receipt else None,
        scene=receipt.scene if receipt else None,
    )


def _mask_use(result: RenderResult, told: frozenset[str]) -> MaskUse:
    if "mask_untrusted" in told:
        return "untrusted"
    return "trusted" if result.mask is not None else "unused"


def _worst(receipts: Sequence[Receipt]) -> Receipt | None:
    """The receipt whose product changed most, the first one on a tie."""
    order = list(Verdict)
    return max(receipts, key=lambda receipt: order.index(receipt.verdict), default=None)
