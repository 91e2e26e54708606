"""The gate: every command, choice, press and form passes it before anything is done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.domain.access import Access, Visitor
from bot.domain.errors import Refusal
from bot.domain.ports import LedgerToRead
from bot.front.named import NamedCommands
from bot.front.presses import Press, Verb, read_press
from bot.front.servers import Servers
from bot.front.visitors import visitor_of
from bot.services.access import (
    Claim,
    check_claim,
    check_command_name,
    check_server_rules,
    check_visitor,
)

CLAIMS: Mapping[Verb, Claim] = {
    Verb.CANCEL: Claim.MODERATOR,
    Verb.AGAIN: Claim.PRESENT,
    Verb.KEEP_MORE: Claim.PRESENT,
    Verb.CHANGE_MORE: Claim.PRESENT,
    Verb.EDIT_WORDS: Claim.PRESENT,
    Verb.USE_RESULT: Claim.PRESENT,
    Verb.PICK: Claim.PRESENT,
    Verb.ORIGINALS: Claim.PRESENT,
    Verb.ORIGINAL: Claim.PRESENT,
    Verb.DELETE: Claim.OWNER,
    Verb.DELIVER: Claim.OWNER,
    Verb.WRONG: Claim.PRESENT,
    Verb.FIX_PRODUCT: Claim.PRESENT,
    Verb.FIX_NOTHING: Claim.PRESENT,
    Verb.FIX_IGNORED: Claim.PRESENT,
    Verb.FIX_CUT_OUT: Claim.PRESENT,
    Verb.FIX_TEXT: Claim.PRESENT,
    Verb.LADDER: Claim.PRESENT,
    Verb.BETTER_WORDS: Claim.PRESENT,
}
"""Whom a job has to belong to for each press of a button, and for the form that it opened. A verb
that is not here is for the owner alone."""

FOR_OWN_THINGS = frozenset({Verb.CANCEL, Verb.DELETE, Verb.DELIVER})
"""What people may do with what is theirs, also where they may not edit any more."""

OWN_THINGS = "forget"
"""The command that is open to everybody everywhere, and what its `custom_id`s begin with."""

_JOB_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_MOST_JOBS = 40
"""As many components as a message can have."""


class Gate:
    """Lets an interaction through, or refuses it, by the rules of the operator (`access`), of the
    server and of whoever owns the job that it is about."""

    def __init__(
        self, *, access: Access, servers: Servers, ledger: LedgerToRead, names: NamedCommands
    ) -> None:
        self._access = access
        self._names = names
        self._servers = servers
        self._ledger = ledger

    async def admit(self, interaction: discord.Interaction) -> None:
        """Raise `Refusal` where this person may not do this here, whatever it is: a command, the
        choices while one is typed, a message's command, a press or a form."""
        visitor, custom_id = visitor_of(interaction), interaction.custom_id or ""
        press = read_press(custom_id)
        if not _is_about_own_things(interaction, press):
            check_visitor(self._access, visitor)
            if visitor.server is not None:
                check_server_rules(await self._servers.settings(visitor.server), visitor)
        command = self._names.command_of(interaction)
        if command is not None:
            check_command_name(self._access, command, visitor)
        if press is not None:
            await self._check_press(press, visitor, interaction)
        else:
            await self._check_jobs(_JOB_ID.findall(custom_id), visitor)
        await self._check_message(interaction, visitor)

    async def _check_press(
        self, press: Press, visitor: Visitor, interaction: discord.Interaction
    ) -> None:
        if press.verb is Verb.DELETE and _asker(interaction.message) == visitor.person:
            return  # they caused the message, as by picking a picture under another's result
        record = await self._ledger.job(press.job_id)
        claim = CLAIMS.get(press.verb, Claim.OWNER)
        if record is not None:
            check_claim(record, claim, visitor)
        elif claim is Claim.OWNER:  # nobody can show any more that it was theirs
            raise Refusal("not_yours", "Only the person who asked for this edit can do that.")

    async def _check_jobs(self, job_ids: list[str], visitor: Visitor) -> None:
        """Jobs that a `custom_id` names which is no press."""
        for job_id in dict.fromkeys(job_ids[:_MOST_JOBS]):
            record = await self._ledger.job(job_id)
            if record is not None:
                check_claim(record, Claim.PRESENT, visitor)

    async def _check_message(self, interaction: discord.Interaction, visitor: Visitor) -> None:
        """The job that a message shows whose Apps menu was used. Its buttons prove nothing, since
        any bot can write such a `custom_id`; so they are checked as if they were pressed."""
        for message in _messages_in(interaction):
            await self._check_jobs(_JOB_ID.findall(" ".join(_custom_ids(message))), visitor)
            record = await self._ledger.job_of_message(int(message["id"]))
            if record is not None:
                check_claim(record, Claim.PRESENT, visitor)


def _is_about_own_things(interaction: discord.Interaction, press: Press | None) -> bool:
    if press is not None:
        return press.verb in FOR_OWN_THINGS
    data: Mapping[str, Any] = interaction.data or {}  # as Discord sends it
    custom_id = str(data.get("custom_id", ""))
    return data.get("name") == OWN_THINGS or custom_id.startswith(f"restage:{OWN_THINGS}:")


def _asker(message: discord.Message | None) -> int | None:
    """Who caused a message of ours, as by picking a picture under somebody else's result."""
    if message is None or message.interaction_metadata is None:
        return None
    return message.interaction_metadata.user.id


def _messages_in(interaction: discord.Interaction) -> Iterator[Mapping[str, Any]]:
    """The message whose Apps menu was used, as Discord sends it."""
    data: Mapping[str, Any] = interaction.data or {}
    yield from data.get("resolved", {}).get("messages", {}).values()


def _custom_ids(part: object) -> Iterator[str]:
    """The `custom_id`s in a message or a component, in order."""
    match part:
        case dict():
            if isinstance(part.get("custom_id"), str):
                yield part["custom_id"]
            for key in ("components", "accessory", "component"):
                yield from _custom_ids(part.get(key))
        case list():
            for each in part:
                yield from _custom_ids(each)
