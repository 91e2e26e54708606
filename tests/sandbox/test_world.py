"""What the sandbox remembers, and for how long."""

from __future__ import annotations

import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.options import Options
from bot.sandbox.server import Sandbox
from tests.loops import in_loop


@in_loop
async def test_a_full_channel_forgets_its_oldest_message_and_its_files() -> None:
    async with Sandbox(options=Options(messages_per_channel=3)) as sandbox:
        mara = sandbox.person("mara")
        first = await mara.write("0", [("a.png", b"a")])
        for number in range(1, 4):
            await mara.write(str(number))
        assert [seen.text for seen in mara.history()] == ["1", "2", "3"]
        with pytest.raises(ApiError):
            sandbox.world.message(first.message.channel.id, first.message.id)


@in_loop
async def test_only_so_many_interactions_are_kept() -> None:
    async with Sandbox(options=Options(interactions_kept=2)) as sandbox:
        sandbox.world.commands[None] = [
            {"id": "1", "type": 1, "name": "edit", "default_member_permissions": None}
        ]
        made = [(await sandbox.slash("mara", "edit", {})).interaction for _ in range(3)]
        assert [sandbox.world.interaction(one.id) for one in made] == [None, *made[1:]]
        assert sandbox.world.interaction_by_token(made[0].token) is None


@in_loop
async def test_people_and_places_have_names() -> None:
    async with Sandbox() as sandbox:
        assert sandbox.world.person("Mara").manager
        assert not sandbox.world.person("jonas").manager
        with pytest.raises(KeyError):
            sandbox.person("nobody")
        with pytest.raises(KeyError):
            sandbox.person("mara", channel="nowhere")


def test_ids_grow_and_never_repeat() -> None:
    new = Sandbox().world.snowflakes.new
    ids = [int(new()) for _ in range(5000)]
    assert ids == sorted(set(ids))


def test_options_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="cdn_limit_bytes"):
        Options(cdn_limit_bytes=1)
    with pytest.raises(ValueError, match="at least one message"):
        Options(messages_per_channel=0)
