"""What the soak needs of a Discord, whichever stands in for it, and of the bot that is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

CONFIG = Path(__file__).parents[2] / "config"
"""The settings that the bot is soaked with: those that are shipped."""

File = tuple[str, bytes]
"""A file that a person attaches: its name and what is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message of the bot as it is now.

    `custom_ids` are those of its buttons and lists, `marks` the numbers of its components,
    `replies_to` is the message that it answers; `handle` is the stand-in's own object.
    """

    id: str
    text: str
    thinking: bool = False
    pictures: int = 0
    custom_ids: tuple[str, ...] = ()
    marks: frozenset[int] = frozenset()
    replies_to: str | None = None
    handle: object = field(default=None, compare=False, repr=False)


class Asked(Protocol):
    """One interaction: something that a person did."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def acknowledged(self) -> bool:
        """Whether Discord has seen an answer in time."""

    @property
    def has_form(self) -> bool:
        """Whether the bot opened a form."""

    async def settle(self) -> bool:
        """Wait until it is acknowledged, or Discord has given up; which of these."""

    async def fill_in(self, values: Mapping[str, object]) -> Asked:
        """Send the form, with values by `custom_id`; what is left out keeps what it contains."""

    def messages(self) -> list[Shown]:
        """The answers that are there now, the first one first."""


class Discord(Protocol):
    """A stand-in for Discord, in which `mara` and `jonas` use the bot."""

    @property
    def online(self) -> bool:
        """Whether the bot is connected."""

    async def slash(self, person: str, command: str, options: Mapping[str, object]) -> Asked:
        """Run a command, with options by name; a file is a `File`."""

    async def press(self, person: str, message: Shown, custom_id: str) -> Asked:
        """Press a button."""

    async def choose(
        self, person: str, message: Shown, custom_id: str, values: Sequence[str]
    ) -> Asked:
        """Choose from a list."""

    def posts(self) -> list[Shown]:
        """All messages of the bot that answer no interaction, wherever they are."""


class Stage(Protocol):
    """A Discord, and the bot's process in it. `ledger` is the folder with the bot's data."""

    @property
    def discord(self) -> Discord:
        """Where people are."""

    @property
    def ledger(self) -> Path:
        """The folder with the bot's ledger."""

    @property
    def pid(self) -> int:
        """The process id of the bot."""

    async def ready(self) -> None:
        """Wait until the bot is connected and its commands are registered."""

    async def kill(self, *, whole_group: bool) -> None:
        """SIGKILL to the bot's own process, or to it and its children at once."""

    async def restart(self) -> None:
        """Start the bot again."""
