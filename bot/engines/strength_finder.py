"""Strength `auto` in the worker: render, measure, move the strength, at most three times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.edit import Edit
from bot.domain.errors import BotError
from bot.domain.job import Notice, Picture, RenderResult, RenderTask
from bot.domain.ports import Engine, Watch
from bot.domain.strength_search import (
    MOST_RENDERS,
    StrengthSearch,
    at_strength,
    dial_of,
    is_kept,
)


@dataclass(slots=True, kw_only=True)
class _Hunt:
    """The search for one picture. `shown` is the picture to give back: the best one so far, or
    the one of the lowest strength. `measured` turns false where there is nothing to measure by;
    then the edit's own strength is rendered."""

    edit: Edit
    search: StrengthSearch
    shown: Picture | None = None
    measured: bool = True

    @property
    def next(self) -> Edit | None:
        """What to render next; None once the search is over."""
        if not self.measured:
            return self.edit if self.shown is None else None
        return None if self.search.over else at_strength(self.edit, self.search.next)

    def take(self, picture: Picture) -> None:
        """Move on after a render."""
        if not self.measured:
            self.shown = picture
            return
        kept = is_kept(picture.receipt)
        if kept is None:
            self.measured = False
            return
        if kept or self.search.best is None:
            self.shown = picture
        self.search = self.search.after(kept=kept)


class _Round:
    """Fills the Watch role for one render of several: a part of the whole bar."""

    def __init__(self, watch: Watch, number: int) -> None:
        self._watch = watch
        self._number = number

    def step(self, step: int, steps: int, previews: Sequence[bytes | None] = ()) -> None:
        self._watch.step(self._number * steps + step, MOST_RENDERS * steps, previews)

    def check(self) -> None:
        self._watch.check()


def find_strengths(engine: Engine, task: RenderTask, watch: Watch) -> RenderResult | BotError:
    """Render each edit of a task at the highest strength whose receipt says that the product is
    kept, and say which that is.

    Pictures that are still searched for are rendered together. Where even the lowest strength
    changes the product, that picture is given and the person told; where no product was found to
    measure by, the edit's own strength is taken. Raises `JobCancelled`, like the engine.
    """
    hunts = [_Hunt(edit=edit, search=StrengthSearch.of(edit)) for edit in task.edits]
    results: list[RenderResult] = []
    for number in range(MOST_RENDERS):
        going = [(hunt, edit) for hunt in hunts if (edit := hunt.next) is not None]
        if not going:
            break
        part = replace(task, edits=tuple(edit for _, edit in going), auto_strength=False)
        (outcome,) = engine.render([part], _Round(watch, number))
        if isinstance(outcome, BotError):
            return outcome
        results.append(outcome)
        for (hunt, _), picture in zip(going, outcome.pictures, strict=True):
            hunt.take(picture)
    return _together(hunts, results)


def _together(hunts: Sequence[_Hunt], results: Sequence[RenderResult]) -> RenderResult:
    """One result of the pictures that are shown, with what was said on the way to them."""
    pictures = tuple(hunt.shown for hunt in hunts if hunt.shown is not None)
    said = [notice for result in results for notice in result.warnings]
    return replace(
        results[-1],
        pictures=pictures,
        strength=pictures[0].strength or results[-1].strength,
        warnings=tuple(dict.fromkeys((*_notices(hunts), *said))),
        render_s=sum(result.render_s for result in results),
        memory_retries=sum(result.memory_retries for result in results),
    )


def _notices(hunts: Iterable[_Hunt]) -> Iterable[Notice]:
    found = [hunt for hunt in hunts if hunt.search.best is not None]
    failed = [hunt for hunt in hunts if hunt.measured and hunt.search.best is None]
    if found:
        text = (
            f"Strength auto: {_percents(found)} is the highest found at which the product counts "
            "as kept."
        )
        yield Notice(code="strength_found", text=text)
    if failed:
        text = (
            f"Strength auto: even at {_percents(failed)} the product does not count as kept; this "
            "is the lowest that was tried."
        )
        yield Notice(code="strength_lowest", text=text)
    if not all(hunt.measured for hunt in hunts):
        text = (
            "Strength auto needs a product that was found for sure to measure by; the preset's "
            "own strength was taken."
        )
        yield Notice(code="strength_unmeasured", text=text)


def _percents(hunts: Iterable[_Hunt]) -> str:
    """ "55", or "55, 40" of several pictures; what the search moved of each."""
    shown = [hunt.shown for hunt in hunts if hunt.shown is not None]
    values = [dial_of(each.edit).read(each.edit.strength) for each in shown]
    return ", ".join(dict.fromkeys(f"{value * 100:.0f}" for value in values))
