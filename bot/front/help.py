"""Help, put together: commands that explain, and questions in plain messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discord import app_commands

from bot.domain.access import Access
from bot.domain.catalog import Catalog
from bot.domain.faq import Faq
from bot.domain.ports import Advisor
from bot.domain.texts import Texts
from bot.domain.uses import Use
from bot.front.answer_cards import AnswerCards
from bot.front.cogs.prompt import PromptCommand
from bot.front.cogs.tips import TipsCommand
from bot.front.cogs.which import WhichCommand
from bot.front.desk import EditDesk
from bot.front.questions import Questions
from bot.front.routing import Listener, Responder
from bot.front.servers import Servers


class Help:
    """Everything by which people ask how to go on."""

    def __init__(
        self,
        *,
        texts: Texts,
        faq: Faq,
        advisor: Advisor,
        servers: Servers,
        access: Access,
        catalog: Catalog,
        uses: Sequence[Use],
        desk: EditDesk,
    ) -> None:
        cards = AnswerCards(texts)
        self._tips = TipsCommand(texts=texts, faq=faq, advisor=advisor, cards=cards)
        self._questions = Questions(advisor=advisor, cards=cards, servers=servers, access=access)
        self._prompt = PromptCommand(texts=texts, catalog=catalog, desk=desk)
        self._which = WhichCommand(texts=texts, catalog=catalog, uses=uses)

    @property
    def listener(self) -> Listener:
        """Hears messages."""
        return self._questions.hear

    @property
    def responders(self) -> tuple[Responder, ...]:
        """Answer presses and forms."""
        return (self._prompt.respond, self._which.respond)

    def commands(self) -> list[app_commands.Command[Any, ..., None]]:
        """The slash commands."""
        return [each.command() for each in (self._tips, self._prompt, self._which)]
