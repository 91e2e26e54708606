"""Discord is told of the commands only when they have changed."""

from __future__ import annotations

from pathlib import Path

from bot.sandbox.server import Sandbox
from tests.front.stage import bot_at
from tests.loops import in_loop


@in_loop
async def test_a_second_start_registers_nothing(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path):
            registered = list(sandbox.world.commands[None])
        sandbox.world.commands[None] = [{**each, "marked": True} for each in registered]
        async with bot_at(sandbox, tmp_path):
            assert all(each.get("marked") for each in sandbox.world.commands[None])


@in_loop
async def test_another_application_is_told_anew(tmp_path: Path) -> None:
    for _ in range(2):  # each sandbox is another application at another address
        async with Sandbox() as sandbox, bot_at(sandbox, tmp_path):
            assert sandbox.world.commands[None]


@in_loop
async def test_a_changed_definition_is_told_anew(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path) as before:
            memory = tmp_path / "commands.sha256"
            fingerprint = memory.read_text("ascii")
            assert before.client.application_id is not None
        memory.write_text("something else\n", "ascii")
        sandbox.world.commands[None] = []
        async with bot_at(sandbox, tmp_path):
            assert sandbox.world.commands[None]
        assert memory.read_text("ascii") == fingerprint
