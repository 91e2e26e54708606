"""Acting as a person from a script: run commands, press buttons, fill in forms, read the answers.

    async with Sandbox() as sandbox:
        ...  # start the bot with sandbox.client_environment()
        await sandbox.ready()
        reply = await sandbox.slash("mara", "background", {"image": Path("mug.jpg")})
        message = await reply.until(lambda seen: seen.files)
        again = await message.press("Again")

Every wait ends with TimeoutError; what a person's client would refuse raises NotPossible.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from bot.sandbox.acts import Actor, Acts
from bot.sandbox.command_rules import CommandType
from bot.sandbox.files import StoredFile
from bot.sandbox.interactions import Callback, Interaction, State
from bot.sandbox.layout import SELECTS, Kind, media_of, walk
from bot.sandbox.messages import Flag, Message
from bot.sandbox.modal_values import modal_fields
from bot.sandbox.option_values import NotPossible
from bot.sandbox.wire import Json
from bot.sandbox.world import World

DEFAULT_LIMIT_S = 30.0
Found = TypeVar("Found")


class NoAnswer(TimeoutError):
    """The person reads "The application did not respond"."""


class Person:
    """Somebody who uses the bot, in one channel and in one language.

    Files for options, forms and messages are given as a Path, or as (name, bytes).
    """

    def __init__(self, world: World, acts: Acts, actor: Actor) -> None:
        self._world = world
        self._acts = acts
        self._actor = actor

    def commands(self, kind: CommandType = CommandType.SLASH) -> list[str]:
        """Names of the commands that this person may use here."""
        return [command["name"] for command in self._acts.commands(self._actor, kind)]

    async def slash(
        self,
        command: str,
        options: Mapping[str, object] | None = None,
        *,
        user_install: bool = False,
    ) -> Reply:
        """Run `/command` (`"group sub"` for sub-commands) with options by name."""
        values = await self._with_files(options or {})
        interaction = self._acts.slash(self._actor, command, values, user_install=user_install)
        return Reply(self, interaction)

    async def complete(
        self,
        command: str,
        option: str,
        typed: str = "",
        options: Mapping[str, object] | None = None,
    ) -> list[Json]:
        """The choices (`{"name", "value"}`) that the bot offers once `typed` is in the option."""
        values = {**(options or {}), option: typed}
        interaction = self._acts.autocomplete(self._actor, command, values, focused=option)
        await Reply(self, interaction).acknowledged()
        return interaction.choices or []

    async def use(self, name: str, message: SeenMessage) -> Reply:
        """Use a message command from the Apps menu of a message."""
        return Reply(self, self._acts.message_command(self._actor, name, message.message))

    async def write(self, content: str = "", files: Sequence[object] = ()) -> SeenMessage:
        """Write a message."""
        stored = [await self._store(source) for source in files]
        return SeenMessage(self, self._acts.write(self._actor, content, stored))

    def sees(self, seen: SeenMessage) -> SeenMessage:
        """The same message as this person sees it, to press its buttons in their name."""
        return SeenMessage(self, seen.message)

    def history(self) -> list[SeenMessage]:
        """The messages of the channel that this person sees, oldest first."""
        kept = self._world.messages(self._actor.channel)
        return [SeenMessage(self, m) for m in kept if m.only_for in (None, self._actor.user)]

    async def _with_files(self, values: Mapping[str, object]) -> Json:
        """The same values with files stored and named by their id."""
        return {key: await self._with_file(value) for key, value in values.items()}

    async def _with_file(self, value: object) -> object:
        if isinstance(value, list):
            return [await self._with_file(entry) for entry in value]
        is_file = isinstance(value, Path | tuple)
        return (await self._store(value)).id if is_file else value

    async def _store(self, source: object) -> StoredFile:
        match source:
            case Path():
                name, data = source.name, await asyncio.to_thread(source.read_bytes)
            case (str(name), bytes(data)):
                pass
            case _:
                raise TypeError(f"a file is a Path or (name, bytes), not {type(source).__name__}")
        limit = self._world.options.attachment_limit_bytes
        if len(data) > limit:
            raise NotPossible(f"{name} is larger than {limit / 2**20:g} MiB.")
        return self._world.files.add(name=name, data=data, place=self._actor.channel.id)

    # used by Reply, SeenMessage and OpenModal

    async def wait(self, find: Callable[[], Found | None], limit_s: float) -> Found:
        """Wait until `find()` gives something."""
        return await self._world.feed.until(find, limit_s=limit_s)

    def press(self, message: Message, custom_id: str) -> Reply:
        """Press a button by its custom_id."""
        return Reply(self, self._acts.press(self._actor, message, custom_id))

    def choose(self, message: Message, custom_id: str, values: list[str]) -> Reply:
        """Choose from a select by its custom_id."""
        return Reply(self, self._acts.choose(self._actor, message, custom_id, values))

    async def submit(self, opened_by: Interaction, values: Mapping[str, object]) -> Reply:
        """Send a modal with values by custom_id."""
        stored = await self._with_files(values)
        return Reply(self, self._acts.submit(self._actor, opened_by, stored))


class Reply:
    """What comes back after a person did something."""

    def __init__(self, person: Person, interaction: Interaction) -> None:
        self.interaction = interaction
        self._person = person

    async def acknowledged(self) -> Callback:
        """Wait for the first answer; NoAnswer if the bot was too late."""

        def settled() -> bool:
            return self.interaction.state is not State.PENDING

        await self._person.wait(settled, DEFAULT_LIMIT_S)
        if self.interaction.answer is None:
            raise NoAnswer(
                f"{self.interaction.command or 'the component'} was not answered in time"
            )
        return self.interaction.answer

    def messages(self) -> list[SeenMessage]:
        """The answers that are there now, the first one first."""
        answers = [self.interaction.original, *self.interaction.followups]
        return [SeenMessage(self._person, m) for m in answers if m and not m.deleted]

    async def message(self, *, limit_s: float = DEFAULT_LIMIT_S) -> SeenMessage:
        """The first answer that is more than "thinking"."""
        return await self.until(lambda seen: not seen.thinking, limit_s=limit_s)

    async def until(
        self, condition: Callable[[SeenMessage], object], *, limit_s: float = DEFAULT_LIMIT_S
    ) -> SeenMessage:
        """The first answer that meets the condition, as soon as one does."""
        await self.acknowledged()

        def meets() -> SeenMessage | None:
            return next((seen for seen in self.messages() if condition(seen)), None)

        return await self._person.wait(meets, limit_s)

    async def modal(self) -> OpenModal:
        """The modal that the bot opened."""
        await self.acknowledged()
        if self.interaction.modal is None:
            raise NotPossible("The bot opened no form.")
        return OpenModal(self._person, self.interaction)


class SeenMessage:
    """A message as a person sees it now; it changes as the bot edits it."""

    def __init__(self, person: Person, message: Message) -> None:
        self.message = message
        self._person = person

    @property
    def text(self) -> str:
        """All that can be read."""
        return "\n".join(self.message.texts())

    @property
    def thinking(self) -> bool:
        """Whether the bot only "thinks" so far."""
        return self.message.loading

    @property
    def ephemeral(self) -> bool:
        """Whether only this person sees it."""
        return self.message.ephemeral

    @property
    def deleted(self) -> bool:
        """Whether it is gone."""
        return self.message.deleted

    @property
    def edits(self) -> int:
        """How often it was changed."""
        return self.message.edits

    @property
    def files(self) -> list[StoredFile]:
        """The files that a person sees; with Components V2, those that a component shows."""
        if Flag.COMPONENTS_V2 not in self.message.flags:
            return list(self.message.files)
        parts = walk(self.message.components)
        shown = [
            media.get("attachment_id") for path, part in parts for _, media in media_of(part, path)
        ]
        return [file for file in self.message.files if file.id in shown]

    @property
    def buttons(self) -> list[str]:
        """Labels (or emoji) of the buttons that can be pressed."""
        return [_name(part) for part in self._parts({Kind.BUTTON}) if not part.get("disabled")]

    async def press(self, button: str) -> Reply:
        """Press a button, named by label, emoji or custom_id."""
        return self._person.press(self.message, self._find({Kind.BUTTON}, button))

    async def choose(self, menu: str, values: Sequence[str]) -> Reply:
        """Choose values from a select, named by placeholder or custom_id."""
        return self._person.choose(self.message, self._find(SELECTS, menu), list(values))

    async def until(
        self, condition: Callable[[SeenMessage], object], *, limit_s: float = DEFAULT_LIMIT_S
    ) -> SeenMessage:
        """Wait until this message meets the condition."""
        await self._person.wait(lambda: bool(condition(self)), limit_s)
        return self

    def _parts(self, kinds: frozenset[Kind] | set[Kind]) -> list[Json]:
        return [part for _, part in walk(self.message.components) if part["type"] in kinds]

    def _find(self, kinds: frozenset[Kind] | set[Kind], name: str) -> str:
        parts = self._parts(kinds)
        for part in parts:
            if part.get("custom_id") and name in (part["custom_id"], _name(part)):
                return str(part["custom_id"])
        raise NotPossible(f"There is no “{name}”; there are: {', '.join(map(_name, parts))}.")


class OpenModal:
    """A form that the bot opened."""

    def __init__(self, person: Person, opened_by: Interaction) -> None:
        self._person = person
        self._opened_by = opened_by
        self._modal: Json = opened_by.modal or {}

    @property
    def title(self) -> str:
        """What the form is called."""
        return str(self._modal["title"])

    @property
    def labels(self) -> list[str]:
        """Labels of the fields, top to bottom."""
        return [label for label, _ in modal_fields(self._modal)]

    @property
    def filled(self) -> dict[str, str]:
        """What the text fields contain before anybody writes, by `custom_id`; "" for nothing."""
        fields = [field for _, field in modal_fields(self._modal)]
        texts = [field for field in fields if field["type"] == Kind.TEXT_INPUT]
        return {field["custom_id"]: field.get("value") or "" for field in texts}

    async def submit(self, values: Mapping[str, object] | None = None) -> Reply:
        """Send the form; fields by custom_id or label, those left out keep what they contain."""
        ids = {label: field["custom_id"] for label, field in modal_fields(self._modal)}
        named = {ids.get(key, key): value for key, value in (values or {}).items()}
        return await self._person.submit(self._opened_by, named)


def _name(part: Json) -> str:
    """What a person would call a button or menu."""
    emoji = (part.get("emoji") or {}).get("name")
    return str(part.get("label") or part.get("placeholder") or emoji or part.get("custom_id"))
