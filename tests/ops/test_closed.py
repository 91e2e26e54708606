"""A bot that stays closed lives, and says why it is not ready."""

from __future__ import annotations

import json

from bot.domain.errors import LedgerError
from bot.ops.closed import closed_monitoring
from tests.ledger.records import in_loop
from tests.ops.test_http import ANY_PORT, get


@in_loop
async def test_a_closed_bot_is_alive_and_not_ready() -> None:
    reason = LedgerError("ledger_damaged", "The ledger is damaged.")
    async with closed_monitoring(ANY_PORT, reason) as here:
        assert (await get(here, "/healthz"))[0] == 200
        status, text = await get(here, "/readyz")
        assert (status, json.loads(text)["ledger"]) == (503, "ledger_damaged")
        assert "restage_queue_length 0.0" in (await get(here, "/metrics"))[1]
