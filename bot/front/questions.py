"""Questions in plain messages: to the bot by mention, or in direct messages."""

from __future__ import annotations

import logging
import re
import time
from collections import OrderedDict, deque
from collections.abc import Callable

import discord

from bot.domain.access import Access, CommandName, Visitor
from bot.domain.errors import LedgerError, Refusal
from bot.domain.ports import Advisor
from bot.front import audit
from bot.front.acknowledge import NETWORK_ERRORS
from bot.front.answer_cards import AnswerCards
from bot.front.card import Card
from bot.front.servers import Servers
from bot.front.visitors import is_age_restricted
from bot.services.access import check_command_name, check_server_rules, check_visitor

log = logging.getLogger(__name__)

ANSWERS, WITHIN_S = 5, 60.0
"""Most answers to one person within so many seconds; what comes faster is not answered."""

_REMEMBERED = 2000
_WRITTEN = {discord.MessageType.default, discord.MessageType.reply}


class Questions:
    """Answers messages that mention the bot by name, and direct messages. Discord shows us the
    text of these and of no others. `clock` counts seconds."""

    def __init__(
        self,
        *,
        advisor: Advisor,
        cards: AnswerCards,
        servers: Servers,
        access: Access,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._advisor = advisor
        self._cards = cards
        self._servers = servers
        self._access = access
        self._clock = clock
        self._answered: OrderedDict[int, deque[float]] = OrderedDict()

    async def hear(self, message: discord.Message, me: int) -> None:
        """Answer a message if it is meant for us, whose id is `me`. Never raises for what Discord
        refuses."""
        question = question_in(message, me)
        if question is None or not await self._may_answer(message):
            return
        if not self._take_turn(message.author.id):
            log.info("message %s: user %s asks too fast", message.id, message.author.id)
            return
        try:
            await _reply(message, await self._answer(question))
        except (discord.HTTPException, *NETWORK_ERRORS) as exc:
            log.info("message %s: the answer did not get through: %r", message.id, exc)

    async def _answer(self, question: str) -> Card:
        """In the language of the question: a message does not tell that of the person."""
        locale = self._advisor.spoken(question)
        if not question:
            return self._cards.greeting(locale)
        found = await self._advisor.find(question)
        return self._cards.answers(found, found[0].language if found else locale)

    async def _may_answer(self, message: discord.Message) -> bool:
        """Whether operator and server let this person use /tips here. Where not, or where nobody
        can tell, nothing is said: a message in a channel asks nobody to explain the rules."""
        visitor = _visitor(message)
        try:
            check_visitor(self._access, visitor)
            if visitor.server is not None:
                check_server_rules(await self._servers.settings(visitor.server), visitor)
            check_command_name(self._access, CommandName.TIPS, visitor)
        except Refusal as exc:
            audit.unanswered(message, exc)
            return False
        except LedgerError as exc:  # the server's rules are not known
            log.warning("message %s is not answered: %s", message.id, exc)
            return False
        return True

    def _take_turn(self, user: int) -> bool:
        """Whether this person had few answers lately; if so, this one counts."""
        now = self._clock()
        times = self._answered.setdefault(user, deque(maxlen=ANSWERS))
        self._answered.move_to_end(user)
        while len(self._answered) > _REMEMBERED:
            self._answered.popitem(last=False)
        if len(times) == ANSWERS and now - times[0] < WITHIN_S:
            return False
        times.append(now)
        return True


def question_in(message: discord.Message, me: int) -> str | None:
    """What a message asks us, "" where it only calls us; None where it is not meant for us.

    Bots, webhooks and Discord's own messages are not answered, and neither are replies that ping
    us without naming us: these are about something that we said.
    """
    author = message.author
    if author.bot or message.webhook_id is not None or message.type not in _WRITTEN:
        return None
    mention = re.compile(rf"<@!?{me}>")
    if message.guild is not None and not mention.search(message.content):
        return None
    return " ".join(mention.sub(" ", message.content).split())


def _visitor(message: discord.Message) -> Visitor:
    channels = {message.channel.id}
    parent = getattr(message.channel, "parent_id", None)  # threads have one
    if parent is not None:
        channels.add(parent)
    roles = {role.id for role in getattr(message.author, "roles", ())}  # members have them
    allowed = getattr(message.author, "guild_permissions", discord.Permissions.none())
    return Visitor(
        person=message.author.id,
        server=message.guild.id if message.guild is not None else None,
        channels=frozenset(channels),
        roles=frozenset(roles),
        manages=allowed.administrator or allowed.manage_guild,
        age_restricted=is_age_restricted(message.channel),
    )


async def _reply(message: discord.Message, card: Card) -> None:
    """Reply, and ping nobody but the person who asked."""
    await message.channel.send(
        view=card.layout(),
        reference=message.to_reference(fail_if_not_exists=False),
        allowed_mentions=discord.AllowedMentions(
            everyone=False, roles=False, users=False, replied_user=True
        ),
    )
