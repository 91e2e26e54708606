"""What the soak counts: answers that are missing, unfinished or doubled."""

from __future__ import annotations

import pytest

from benchmarks.soak.orders import Order
from benchmarks.soak.verdicts import judge
from bot.front.presses import Press, Verb
from bot.sandbox.driver import Reply
from bot.sandbox.interactions import Callback, Interaction, InteractionKind
from bot.sandbox.messages import Flag, Message
from bot.sandbox.server import Sandbox

ROW, BUTTON = 1, 2


def judged(*verbs: Verb | None, photos: int = 1, answered: bool = True) -> tuple[int, int, int]:
    """Jobs, losses and twins of one order, whose messages show such a button; None "thinks"."""
    discord = Sandbox()
    mara = discord.world.person("mara")
    channel = next(iter(discord.world.guild.channels.values()))
    interaction = Interaction(
        id="1",
        token="t",  # noqa: S106 -- of nobody
        kind=InteractionKind.COMMAND,
        user=mara,
        channel=channel,
        locale="en-US",
    )
    interaction.answer = Callback.DEFER_MESSAGE if answered else None
    for number, verb in enumerate(verbs):
        button = {"type": BUTTON, "custom_id": _press(verb).custom_id} if verb else {}
        message = Message(
            id=str(number + 2),
            channel=channel,
            author=discord.world.bot,
            flags=Flag.COMPONENTS_V2 if verb else Flag.LOADING,
            components=[{"type": ROW, "components": [button]}] if verb else [],
            interaction=interaction,
        )
        discord.world.keep(message)
        interaction.followups.append(message)
    order = Order(reply=Reply(discord.person("mara"), interaction), photos=photos)
    tally = judge(discord, [order])
    return tally.jobs, tally.losses, tally.twins


def _press(verb: Verb) -> Press:
    return Press(verb=verb, job_id="0" * 32)


@pytest.mark.parametrize(
    ("verbs", "photos", "expected"),
    [
        ((Verb.AGAIN,), 1, (1, 0, 0)),
        ((None,), 1, (1, 1, 0)),
        ((Verb.CANCEL,), 1, (1, 1, 0)),
        ((Verb.AGAIN,), 2, (2, 1, 0)),
        ((Verb.AGAIN, Verb.CANCEL), 1, (1, 1, 0)),
        ((Verb.AGAIN, Verb.AGAIN), 1, (1, 0, 1)),
        ((), 3, (3, 3, 0)),
    ],
)
def test_losses_and_twins_are_seen(
    verbs: tuple[Verb | None, ...], photos: int, expected: tuple[int, int, int]
) -> None:
    assert judged(*verbs, photos=photos) == expected


def test_what_discord_saw_no_answer_to_is_no_job() -> None:
    assert judged(answered=False) == (0, 0, 0)
