"""Access: whether somebody may do something, where they are. Asked before anything is fetched."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum, auto

from bot.domain.access import Access, Circle, CommandName, Visitor
from bot.domain.edit import Command, EngineName
from bot.domain.errors import Refusal
from bot.domain.finishing import OverlayRecord
from bot.domain.record import GuildSettings, JobRecord
from bot.domain.texts import language_of


class Claim(Enum):
    """Whom a job has to belong to for something to be done with it. Its owner may do all of it,
    anywhere; with a private job nobody else may do anything."""

    PRESENT = auto()
    """Whoever is in the channel where the job was asked for, since they see its message."""
    MODERATOR = auto()
    """Its owner, and those who may manage messages in its channel."""
    OWNER = auto()
    """Its owner alone."""


def check_visitor(access: Access, visitor: Visitor) -> None:
    """Raise `Refusal` where the operator's rules do not let this person use Restage here."""
    if visitor.person in access.blocked_people:
        raise _not_for_them()
    if visitor.server is None and not access.direct_messages:
        raise Refusal(
            "no_direct_messages",
            "Restage is not used in direct messages; please use it on a server.",
        )
    if visitor.server is not None and not access.restage.has_server(visitor):
        raise Refusal(
            "server_not_allowed", "Restage is not used on this server; please ask whoever runs it."
        )
    if visitor.age_restricted and not access.age_restricted_channels:
        raise Refusal(
            "channel_age_restricted",
            "Restage is not used in age-restricted channels; please go to another one.",
        )
    _check_channel_and_person(access.restage, visitor)


def check_server_rules(settings: GuildSettings, visitor: Visitor) -> None:
    """Raise `Refusal` where a server's own settings do not let this person use Restage here. Those
    who manage the server may do so everywhere."""
    if not visitor.manages:
        circle = Circle(channels=settings.channels, roles=settings.roles)
        _check_channel_and_person(circle, visitor)


def check_command(
    access: Access, settings: GuildSettings, command: Command, visitor: Visitor
) -> None:
    """Raise `Refusal` where this command is not for this person, or not for this place. Those who
    manage a server may use all that the operator lets them."""
    used_here = not settings.commands or command in settings.commands or visitor.manages
    if not used_here:
        raise _command_not_allowed(command)
    check_command_name(access, CommandName(command), visitor)


def check_command_name(access: Access, command: CommandName, visitor: Visitor) -> None:
    """Raise `Refusal` where the operator's rules do not let this person use a command here."""
    if not access.commands.get(command, Circle()).includes(visitor):
        raise _command_not_allowed(command)


def check_engine(
    access: Access,
    settings: GuildSettings,
    engine: EngineName,
    model: str | None,
    visitor: Visitor,
) -> None:
    """Raise `Refusal` where this engine, or this model, is not for this person or place."""
    allowed = access.engines.get(engine, Circle()).includes(visitor)
    if engine is EngineName.DIFFUSION and not visitor.manages:
        allowed = allowed and Circle(roles=settings.diffusion_roles).has_person(visitor)
    if not allowed:
        raise Refusal(
            "engine_not_allowed",
            f"You cannot use the {engine} engine here; please ask whoever runs Restage.",
        )
    if model is not None and not access.models.get(model, Circle()).includes(visitor):
        raise Refusal(
            "model_not_for_you",
            f"You cannot use the model “{model}” here; please ask whoever runs Restage.",
        )


def check_words(access: Access, visitor: Visitor, *texts: str | None) -> None:
    """Raise `Refusal` where one of the texts asks for what the operator does not want to be asked
    for."""
    for rule in access.blocked_words:
        if rule.adults_may and visitor.age_restricted:
            continue
        word = rule.found_in(texts)
        if word is not None:
            reason = rule.reason_in(language_of(visitor.locale))
            raise Refusal("words_blocked", f"“{word}” is not allowed here: {reason}")


def check_claim(record: JobRecord, claim: Claim, visitor: Visitor) -> None:
    """Raise `Refusal` where this person may not do that with a job: it is somebody else's, or it
    was asked for elsewhere. Ids of jobs cannot be guessed; this holds for one that got about, too.
    """
    if record.owner == visitor.person:
        return
    if not _same_place(record, visitor):
        raise Refusal(
            "job_elsewhere",
            "This edit was made elsewhere; only the person who asked for it can use it here.",
        )
    if record.address.private or claim is Claim.OWNER:
        raise Refusal("not_yours", "Only the person who asked for this edit can do that.")
    if claim is Claim.MODERATOR and not visitor.moderates:
        raise Refusal(
            "cancel_not_yours",
            "Only the person who asked for this edit can cancel it, or somebody who may manage "
            "messages here.",
        )


def check_overlay(record: OverlayRecord, visitor: Visitor) -> None:
    """Raise `Refusal` where this person may not use a picture that somebody set text on: it was
    for that person's eyes, or was made elsewhere."""
    if record.owner == visitor.person:
        return
    if record.guild != visitor.server or record.channel not in visitor.channels:
        raise Refusal(
            "job_elsewhere",
            "This edit was made elsewhere; only the person who asked for it can use it here.",
        )
    if record.private:
        raise Refusal("not_yours", "Only the person who asked for this edit can do that.")


def _same_place(record: JobRecord, visitor: Visitor) -> bool:
    address = record.address
    return address.guild == visitor.server and address.channel in visitor.channels


def _check_channel_and_person(circle: Circle, visitor: Visitor) -> None:
    if not circle.has_channel(visitor):
        raise Refusal(
            "channel_not_allowed",
            f"Restage is not used in this channel; please go to {_named('#', circle.channels)}.",
        )
    if circle.has_person(visitor):
        return
    if not circle.roles or visitor.server is None:
        raise _not_for_them()
    raise Refusal(
        "role_not_allowed",
        f"On this server Restage is for {_named('@&', circle.roles)}; please ask those who "
        "manage it.",
    )


def _command_not_allowed(command: str) -> Refusal:
    return Refusal(
        "command_not_allowed",
        f"You cannot use /{command} here; please ask whoever runs Restage.",
    )


def _not_for_them() -> Refusal:
    return Refusal("person_not_allowed", "You cannot use Restage; please ask whoever runs it.")


def _named(kind: str, ids: Collection[int]) -> str:
    """Channels or roles as Discord shows them by name."""
    return ", ".join(f"<{kind}{each}>" for each in sorted(ids)[:5])
