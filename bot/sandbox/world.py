"""Everything that the sandbox remembers: people, places, messages, commands, interactions."""

from __future__ import annotations

import asyncio
from collections import deque

from bot.sandbox.errors import MISSING_ACCESS, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, ApiError
from bot.sandbox.feed import Change, Feed, InteractionChanged, MessageChanged
from bot.sandbox.files import FileStore
from bot.sandbox.interactions import Interaction, State
from bot.sandbox.messages import Message
from bot.sandbox.options import Options
from bot.sandbox.places import Channel, ChannelKind, Guild, Role, User
from bot.sandbox.snowflake import Snowflakes, bot_token
from bot.sandbox.wire import Json


class World:
    """One server with two members, the bot, two channels, a thread, and direct messages.

    `origin` is where links to files point; the server sets it once its port is known.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.origin = ""
        self.feed = Feed()
        self.snowflakes = Snowflakes()
        self.files = FileStore(self.snowflakes, limit_bytes=options.cdn_limit_bytes)
        new = self.snowflakes.new
        self.bot = User(
            id=new(), username=options.bot_name.lower(), name=options.bot_name, bot=True
        )
        self.token = bot_token(self.bot.id)
        self.people = [
            User(id=new(), username="mara", name="Mara", manager=True),
            User(id=new(), username="jonas", name="Jonas"),
        ]
        self.guild = self._make_guild()
        self.channels: dict[str, Channel] = dict(self.guild.channels)
        for person in self.people:
            self._add_direct_messages(person)
        self.commands: dict[str | None, list[Json]] = {None: [], self.guild.id: []}
        self._messages: dict[str, dict[str, Message]] = {key: {} for key in self.channels}
        self._interactions: dict[str, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}
        self._order: deque[Interaction] = deque()

    def _make_guild(self) -> Guild:
        new = self.snowflakes.new
        # the owner is nobody here: an owner may do everything, whatever the switch on the page says
        guild = Guild(id=new(), name="Corner Shop", owner_id=new())
        bot_role = Role(id=new(), name=self.bot.name, managed=True)
        guild.roles = [
            Role(id=guild.id, name="@everyone"),
            Role(id=new(), name="Photo team"),
            bot_role,
        ]
        guild.members = {user.id: user for user in [*self.people, self.bot]}
        guild.member_roles = {
            self.bot.id: [bot_role.id],
            **{person.id: [guild.roles[1].id] for person in self.people},
        }
        photos = Channel(id=new(), kind=ChannelKind.TEXT, name="product-photos", guild=guild)
        campaign = Channel(id=new(), kind=ChannelKind.TEXT, name="campaign", guild=guild)
        thread = Channel(
            id=new(),
            kind=ChannelKind.PUBLIC_THREAD,
            name="spring-window",
            guild=guild,
            parent_id=campaign.id,
        )
        guild.channels = {channel.id: channel for channel in (photos, campaign, thread)}
        return guild

    def _add_direct_messages(self, person: User) -> None:
        channel = Channel(
            id=self.snowflakes.new(), kind=ChannelKind.DM, name=self.bot.name, recipient=person
        )
        self.channels[channel.id] = channel

    @property
    def users(self) -> dict[str, User]:
        """Everyone, the bot too, by id."""
        return self.guild.members

    def person(self, name: str) -> User:
        """The person of this name; KeyError if there is none."""
        for person in self.people:
            if name.lower() in (person.username, person.name.lower()):
                return person
        raise KeyError(name)

    def channel(self, channel_id: str) -> Channel:
        """The channel with this id; ApiError if there is none."""
        found = self.channels.get(channel_id)
        if found is None:
            raise ApiError(UNKNOWN_CHANNEL)
        return found

    def channel_named(self, name: str) -> Channel:
        """The channel or thread of this name; KeyError if there is none."""
        for channel in self.guild.channels.values():
            if channel.name == name:
                return channel
        raise KeyError(name)

    def direct_messages(self, person: User) -> Channel:
        """The channel between this person and the bot."""
        return next(c for c in self.channels.values() if c.recipient is person)

    def scope(self, application_id: str, guild_id: str | None) -> str | None:
        """The key of `commands` for a request of the bot; ApiError if it has no access."""
        if application_id != self.bot.id or guild_id not in self.commands:
            raise ApiError(MISSING_ACCESS)
        return guild_id

    # messages

    def messages(self, channel: Channel) -> list[Message]:
        """The kept messages of a channel, oldest first."""
        return list(self._messages[channel.id].values())

    def message(self, channel_id: str, message_id: str) -> Message:
        """One kept message; ApiError if there is none."""
        found = self._messages.get(channel_id, {}).get(message_id)
        if found is None:
            raise ApiError(UNKNOWN_MESSAGE)
        return found

    def keep(self, message: Message) -> None:
        """Add a message; the oldest one of a full channel is forgotten."""
        kept = self._messages[message.channel.id]
        kept[message.id] = message
        self.feed.publish(MessageChanged(Change.CREATED, message))
        if len(kept) > self.options.messages_per_channel:
            self._drop(next(iter(kept.values())), Change.FORGOTTEN)

    def delete(self, message: Message) -> None:
        """Take a message away."""
        message.deleted = True
        self._drop(message, Change.DELETED)

    def _drop(self, message: Message, change: Change) -> None:
        if self._messages[message.channel.id].pop(message.id, None):
            for file in message.files:
                self.files.release(file)
            self.feed.publish(MessageChanged(change, message))

    # interactions

    def remember(self, interaction: Interaction) -> None:
        """Keep an interaction, and let it fail or expire when its time is over."""
        self._interactions[interaction.id] = self._by_token[interaction.token] = interaction
        self._order.append(interaction)
        if len(self._order) > self.options.interactions_kept:
            oldest = self._order.popleft()
            del self._interactions[oldest.id], self._by_token[oldest.token]
        loop = asyncio.get_running_loop()
        loop.call_later(self.options.ack_limit_s, self._fail_unanswered, interaction)
        loop.call_later(self.options.token_limit_s, self._expire, interaction)

    def interaction(self, interaction_id: str) -> Interaction | None:
        """A kept interaction by its id."""
        return self._interactions.get(interaction_id)

    def interaction_by_token(self, token: str) -> Interaction | None:
        """A kept interaction by its token."""
        return self._by_token.get(token)

    def _fail_unanswered(self, interaction: Interaction) -> None:
        if interaction.state is State.PENDING:
            interaction.state = State.FAILED
            self.feed.publish(InteractionChanged(interaction))

    def _expire(self, interaction: Interaction) -> None:
        """A message that still "thinks" when the token ends never will be answered."""
        message = interaction.original
        if message and message.loading and not message.deleted:
            message.expired = True
            self.feed.publish(MessageChanged(Change.EXPIRED, message))
