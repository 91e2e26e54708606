"""Pictures finished in a child process that can be ended: no font is parsed in here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.domain.errors import BotError, UsageError
from bot.domain.finishing import ExportOrder, Finished, FinishOptions, FinishOrder, TextOrder
from bot.domain.options import CutoutOptions
from bot.domain.photo import IntakeLimits
from bot.finish import child
from bot.finish.wire import Answer, receive_answer
from bot.guarded.process import (
    ChildGone,
    ChildNotStarted,
    ChildSpec,
    ChildTookTooLong,
    GuardedProcess,
)


class GuardedFinisher:
    """Fills the role `bot.domain.ports.Finisher`: one child, one picture at a time.

    The child starts with the first order and ends when nothing comes for a while. At most
    `options.at_once` orders wait or run. An async context manager.
    """

    def __init__(
        self,
        options: FinishOptions,
        *,
        intake: IntakeLimits,
        cutout: CutoutOptions,
        models_folder: Path,
    ) -> None:
        self._options = options
        self._orders = 0
        limits = replace(
            intake,
            work_side_px=options.work_side_px,
            max_side_px=max(intake.max_side_px, options.work_side_px),
            max_bytes=4 * intake.max_bytes,  # our own pictures are kept without loss
            memory_limit_mib=options.memory_limit_mib,
        )
        self._process: GuardedProcess[Answer] = GuardedProcess(
            ChildSpec(
                name="finisher",
                target=child.serve,
                arguments=(limits, cutout, models_folder),
                receive=receive_answer,
                is_worn=lambda answer: answer.worn,
                limit_s=options.limit_s,
                start_limit_s=60.0,
                idle_limit_s=options.idle_limit_s,
            )
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._process.close()

    async def add_text(self, order: TextOrder) -> Finished:
        """Set text on a picture. Raises `BotError` with one sentence."""
        if order.font is not None and len(order.font) > self._options.font_max_bytes:
            raise UsageError(
                "font_too_large",
                f"This font has {len(order.font) / 2**20:.1f} MB and the limit is "
                f"{self._options.font_max_bytes / 2**20:.0f} MB; please send a smaller one.",
            )
        return await self._finish(order)

    async def export(self, order: ExportOrder) -> Finished:
        """Bring a picture to what a target asks for. Raises `BotError` with one sentence."""
        return await self._finish(order)

    async def _finish(self, order: FinishOrder) -> Finished:
        if self._orders >= self._options.at_once:
            raise UsageError(
                "finish_busy",
                "Too many pictures are being finished right now; please try again in a minute.",
            )
        self._orders += 1
        try:
            outcome = (await self._process.ask(order)).outcome
        except ChildNotStarted as exc:
            raise UsageError(
                "finish_down",
                "Pictures cannot be finished right now; please try again in a minute, and tell the "
                "operator if it stays so.",
                str(exc),
            ) from exc
        except ChildTookTooLong as exc:
            raise UsageError(
                "finish_timeout",
                f"This took over {self._options.limit_s:g} seconds and was stopped; please send a "
                "smaller picture or another font.",
                str(exc),
            ) from exc
        except ChildGone as exc:
            raise child.too_costly(str(exc)) from exc
        finally:
            self._orders -= 1
        if isinstance(outcome, BotError):
            raise outcome
        return outcome
