"""Help, put together: commands that explain, and questions in plain messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

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


class HelpParts(Protocol):
    """What help is made from; the parts of the open bot fill it, and those of the closed one."""

    @property
    def texts(self) -> Texts:
        """The bot's sentences."""

    @property
    def faq(self) -> Faq:
        """Questions and answers."""

    @property
    def advisor(self) -> Advisor:
        """Finds the answer to a question."""

    @property
    def access(self) -> Access:
        """The operator's rules."""

    @property
    def catalog(self) -> Catalog:
        """Commands and presets."""

    @property
    def uses(self) -> Sequence[Use]:
        """What people want to do."""


class Help:
    """Everything by which people ask how to go on. `desk` is where a prompt is run."""

    def __init__(self, parts: HelpParts, *, desk: EditDesk, servers: Servers) -> None:
        texts, catalog, advisor = parts.texts, parts.catalog, parts.advisor
        cards = AnswerCards(texts)
        self._tips = TipsCommand(texts=texts, faq=parts.faq, advisor=advisor, cards=cards)
        self._questions = Questions(
            advisor=advisor, cards=cards, servers=servers, access=parts.access
        )
        self._prompt = PromptCommand(texts=texts, catalog=catalog, desk=desk)
        self._which = WhichCommand(texts=texts, catalog=catalog, uses=parts.uses)

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
