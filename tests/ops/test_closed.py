"""A bot that stays closed lives, and says why it is not ready."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.domain.errors import LedgerError, UsageError
from bot.ops.closed import closed_control, closed_monitoring
from bot.ops.control import SOCKET, Action, ask_bot, ask_health
from bot.ops.health import CLOSED
from tests.loops import in_loop
from tests.ops.test_http import ANY_PORT, get


@in_loop
async def test_a_closed_bot_is_alive_and_not_ready() -> None:
    reason = LedgerError("ledger_damaged", "The ledger is damaged.")
    async with closed_monitoring(ANY_PORT, reason) as here:
        assert (await get(here, "/healthz"))[0] == 200
        status, text = await get(here, "/readyz")
        assert (status, json.loads(text)["ledger"]) == (503, "ledger_damaged")
        assert json.loads(text)["worker"] == CLOSED
        assert "restage_queue_length 0.0" in (await get(here, "/metrics"))[1]


@pytest.mark.parametrize("action", [Action.CANCEL, Action.RETRY, Action.FORGET])
@in_loop
async def test_a_closed_bot_tells_the_command_line_why(tmp_path: Path, action: Action) -> None:
    async with closed_control(tmp_path, LedgerError("ledger_damaged", "The ledger is damaged.")):
        health = await ask_health(tmp_path)
        assert health is not None
        assert (health.ready, health.closed, health.ledger) == (False, True, "ledger_damaged")
        with pytest.raises(UsageError, match="ledger_damaged"):
            await ask_bot(tmp_path, action, "0" * 32)
    assert not (tmp_path / SOCKET).exists()


@in_loop
async def test_a_closed_bot_needs_no_data_folder(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    async with closed_control(gone, LedgerError("ledger_unwritable", "There is no folder.")):
        assert await ask_health(gone) is None


@in_loop
async def test_the_socket_of_a_bot_that_came_after_stays(tmp_path: Path) -> None:
    reason = LedgerError("ledger_locked", "The ledger is locked.")
    first, second = closed_control(tmp_path, reason), closed_control(tmp_path, reason)
    await first.__aenter__()
    async with second:
        await first.__aexit__(None, None, None)
        assert await ask_health(tmp_path) is not None
