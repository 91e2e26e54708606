"""Which bounds hold for which server."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.retention import DIRECT_MESSAGES, Keep, LedgerOptions, ServerKeep

MIB = 2**20


def test_a_server_has_its_own_rules_as_far_as_it_has_any() -> None:
    options = LedgerOptions(
        keep_days=30,
        keep_mib=100,
        servers={3: ServerKeep(keep_days=7), 4: ServerKeep(keep_mib=0)},
    )
    assert options.keep(3) == Keep(days=7, max_bytes=100 * MIB)
    assert options.keep(4) == Keep(days=30, max_bytes=0)
    assert options.keep(5) == options.keep(DIRECT_MESSAGES) == Keep(days=30, max_bytes=100 * MIB)


@pytest.mark.parametrize(
    "wrong",
    [
        {"keep_days": 0},
        {"keep_days": float("nan")},
        {"keep_mib": -1},
        {"total_mib": -1},
        {"file": "../ledger.sqlite3"},
        {"file": ""},
    ],
)
def test_rules_that_cannot_be_meant_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"keep_days|keep_mib|total_mib|name"):
        LedgerOptions(**wrong)
