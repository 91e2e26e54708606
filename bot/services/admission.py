"""Admission: whether what somebody asks for may be made, before its photo is fetched."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.access import Access, Visitor
from bot.domain.catalog import EditRequest
from bot.domain.errors import Refusal
from bot.domain.record import JobRecord
from bot.services.access import check_command, check_engine
from bot.services.engine_choice import Asked, ChooseEngine, EngineChoice


class Admission:
    """Looks at requests as the operator's rules do."""

    def __init__(self, *, access: Access, choose_engine: ChooseEngine) -> None:
        self._access = access
        self._choose_engine = choose_engine

    def check_request(self, request: EditRequest, visitor: Visitor) -> None:
        """Raise `Refusal` where this is not to be asked for here, or not by this person."""
        check_command(self._access, request.command, visitor)

    def check_repeat(self, record: JobRecord, visitor: Visitor) -> None:
        """Raise `Refusal` where an earlier edit may not be made again with its engine and model,
        as by somebody who presses a button under another person's result."""
        edit = record.edits[0]
        check_engine(self._access, edit.engine, edit.model, visitor)

    async def engine(self, asked: Asked | None, visitor: Visitor) -> EngineChoice:
        """The engine for this person. Where `auto` chose one that is not for them, they get the
        studio engine, and are told so. Raises `Refusal`, and `ModelError` as the choice does."""
        choice = await self._choose_engine(asked)
        try:
            self._check_choice(choice, visitor)
        except Refusal as exc:
            if not choice.may_fall_back:
                raise
            choice = replace(await self._choose_engine("studio"), unusable=exc.reply)
            self._check_choice(choice, visitor)
        return choice

    def _check_choice(self, choice: EngineChoice, visitor: Visitor) -> None:
        model = choice.model.name if choice.model is not None else None
        check_engine(self._access, choice.engine, model, visitor)
