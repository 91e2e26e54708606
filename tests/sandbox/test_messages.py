"""Who is notified by a message, and what of it can be read."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.messages import Message
from bot.sandbox.options import Options
from bot.sandbox.world import World

WORLD = World(Options())
MARA, JONAS = WORLD.people


def message(**fields: Any) -> Message:
    channel = next(iter(WORLD.channels.values()))
    return Message(id="1", channel=channel, author=WORLD.bot, **fields)


@pytest.mark.parametrize(
    ("allowed", "notified"),
    [
        (None, [MARA.id, JONAS.id]),
        ({"parse": ["users"]}, [MARA.id, JONAS.id]),
        ({"parse": []}, []),
        ({"parse": [], "users": [JONAS.id]}, [JONAS.id]),
    ],
)
def test_allowed_mentions_decide(allowed: dict[str, Any] | None, notified: list[str]) -> None:
    text = {"type": 10, "content": f"and <@{JONAS.id}>"}
    named = message(content=f"<@{MARA.id}>", components=[text], allowed_mentions=allowed)
    assert named.mentioned() == notified


@pytest.mark.parametrize(("replied", "notified"), [(True, [JONAS.id]), (False, [])])
def test_a_reply_notifies_its_author_if_asked_to(replied: bool, notified: list[str]) -> None:
    first = message()
    first.author = JONAS
    answer = message(reference=first, allowed_mentions={"parse": [], "replied_user": replied})
    assert answer.mentioned() == notified


def test_every_text_can_be_read() -> None:
    embed = {
        "author": {"name": "a"},
        "title": "b",
        "description": "c",
        "fields": [{"name": "d", "value": "e"}],
        "footer": {"text": "f"},
    }
    container = {"type": 17, "components": [{"type": 10, "content": "g"}]}
    assert message(embeds=[embed], components=[container]).texts() == list("abcdefg")
