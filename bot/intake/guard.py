"""Photos read in a child process that can be ended: nothing from outside is decoded in here."""

from __future__ import annotations

from dataclasses import replace
from types import TracebackType
from typing import Self

from bot.domain.errors import PhotoError
from bot.domain.photo import IntakeLimits, Photo
from bot.domain.photo_check import Finding, PhotoLimits, judge_photo
from bot.guarded.process import (
    ChildGone,
    ChildNotStarted,
    ChildSpec,
    ChildTookTooLong,
    GuardedProcess,
)
from bot.intake import child
from bot.intake.limits import check_bytes
from bot.intake.refusals import refusal
from bot.intake.wire import Answer, ReadMask, ReadPhoto, Request, receive_answer
from bot.log import LogFormat


class GuardedReader:
    """Fills the role `bot.domain.ports.PhotoReader`: one warm child, one photo at a time.

    A file that takes longer than `limits.decode_limit_s` costs the child its life, one that wants
    more memory than `limits.memory_limit_mib` is refused; the next file finds a new child.

    What the child measured of a photo is judged here by `photo_limits`; a photo of nothing at all
    is refused.

    `decoder` names the module with `decode_photo` and `decode_mask` that the child imports. The
    child starts with the first photo, with `warm_up`, or with `async with`.
    """

    def __init__(
        self,
        limits: IntakeLimits,
        *,
        photo_limits: PhotoLimits | None = None,
        decoder: str = "bot.intake.checked",
        start_limit_s: float = 30.0,
        log_format: LogFormat = "text",
    ) -> None:
        self._limits = limits
        self._photo_limits = photo_limits or PhotoLimits()
        max_pixel_bytes = 4 * limits.work_side_px**2
        self._process: GuardedProcess[Answer] = GuardedProcess(
            ChildSpec(
                name="photo-reader",
                target=child.serve,
                arguments=(limits, decoder, log_format),
                receive=lambda pipe: receive_answer(pipe, max_pixel_bytes),
                is_worn=lambda answer: answer.worn,
                limit_s=limits.decode_limit_s,
                start_limit_s=start_limit_s,
            )
        )

    async def __aenter__(self) -> Self:
        await self.warm_up()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def warm_up(self) -> None:
        """Start the child, so that the first photo does not wait for it."""
        try:
            await self._process.warm_up()
        except ChildNotStarted as exc:
            raise refusal("photo_reader_down", str(exc)) from exc

    async def close(self) -> None:
        """End the child; a photo that is being read ends in `PhotoError`. May be called twice."""
        await self._process.close()

    async def read(self, data: bytes, *, name: str) -> Photo:
        """Decode a photo. Raises `PhotoError` with one sentence."""
        check_bytes(data, self._limits)
        photo = await self._ask(ReadPhoto(data=data, name=name))
        if photo.check is None:
            return photo
        check = judge_photo(photo.check, self._photo_limits)
        if Finding.EMPTY in check.findings:
            raise refusal("photo_blank", f"colours differ by {check.spread:g}")
        return replace(photo, check=check)

    async def read_mask(self, data: bytes, *, name: str, width: int, height: int) -> Photo:
        """Decode a mask for a photo of that size, as mode "L". Raises `PhotoError`."""
        check_bytes(data, self._limits)
        return await self._ask(ReadMask(data=data, name=name, width=width, height=height))

    async def _ask(self, request: Request) -> Photo:
        try:
            answer = await self._process.ask(request)
        except ChildNotStarted as exc:
            raise refusal("photo_reader_down", str(exc)) from exc
        except ChildTookTooLong as exc:
            limit = f"{self._limits.decode_limit_s:g}"
            raise refusal("photo_timeout", limit=limit) from exc
        except ChildGone as exc:
            raise refusal("photo_too_costly", str(exc)) from exc
        if isinstance(answer.outcome, PhotoError):
            raise answer.outcome
        return answer.outcome
