"""Limits: how much each person and each server may ask for, as the operator sets it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto

DAY = timedelta(hours=24)
"""What a limit by the day counts: the last 24 hours, wherever somebody's midnight is."""


class Scope(Enum):
    """Whose usage is counted."""

    PERSON = auto()
    SERVER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What somebody may ask for; None: as much as they like.

    `waiting` counts jobs that wait or run, `images_per_day` the pictures of the last 24 hours
    without those that failed or were cancelled, `photos` those of one command.
    """

    __pydantic_config__ = {"extra": "forbid"}

    waiting: int | None = None
    images_per_day: int | None = None
    photos: int | None = None

    def __post_init__(self) -> None:
        for name in ("waiting", "images_per_day", "photos"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} {value} must be at least 1, or null for no limit")

    def widened(self, others: Iterable[Allowance]) -> Allowance:
        """The most that any of `others` says; this one's own where none says anything."""
        others = tuple(others)
        return Allowance(
            waiting=_most((o.waiting for o in others), self.waiting),
            images_per_day=_most((o.images_per_day for o in others), self.images_per_day),
            photos=_most((o.photos for o in others), self.photos),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Allowances by person, by role and by server.

    A role takes the place of what `person` says, and of several the most generous counts. `servers`
    names servers that differ from `server`.
    """

    __pydantic_config__ = {"extra": "forbid"}

    person: Allowance = field(default_factory=lambda: Allowance(waiting=30))
    roles: Mapping[int, Allowance] = field(default_factory=dict)
    server: Allowance = field(default_factory=Allowance)
    servers: Mapping[int, Allowance] = field(default_factory=dict)

    def of_person(self, roles: Iterable[int]) -> Allowance:
        """What somebody with these roles may ask for."""
        return self.person.widened(self.roles[role] for role in roles if role in self.roles)

    def of_server(self, server: int) -> Allowance:
        """What all on a server may ask for together."""
        return self.servers.get(server, self.server)


def _most(said: Iterable[int | None], otherwise: int | None) -> int | None:
    return max((value for value in said if value is not None), default=otherwise)
