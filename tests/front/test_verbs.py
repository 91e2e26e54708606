"""A press finds its handler, the form that it opened another one, everything else none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.front.presses import Press, Verb, read_press
from bot.front.verbs import Verbs
from tests.loops import in_loop

JOB = "0" * 32


def an_interaction(type_: discord.InteractionType) -> Any:
    """As much of an interaction as is looked at."""
    return SimpleNamespace(type=type_)


@pytest.mark.parametrize(
    ("type_", "verb", "answered"),
    [
        (discord.InteractionType.component, Verb.EDIT_WORDS, "asked"),
        (discord.InteractionType.modal_submit, Verb.EDIT_WORDS, "set"),
        (discord.InteractionType.component, Verb.DELETE, None),
        (discord.InteractionType.component, None, None),
    ],
)
@in_loop
async def test_a_press_goes_to_its_handler(
    type_: discord.InteractionType, verb: Verb | None, answered: str | None
) -> None:
    log: list[str] = []

    async def ask(_: discord.Interaction, press: Press) -> None:
        log.append("asked")

    async def take(_: discord.Interaction, press: Press) -> None:
        log.append("set")

    verbs = Verbs(read_press, pressed={Verb.EDIT_WORDS: ask}, filled_in={Verb.EDIT_WORDS: take})
    custom_id = Press(verb=verb, job_id=JOB).custom_id if verb else "another's"
    assert await verbs.respond(an_interaction(type_), custom_id) is (answered is not None)
    assert log == ([answered] if answered else [])
