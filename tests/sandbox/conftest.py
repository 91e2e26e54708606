"""A real browser draws when it can: its tests get a second try, and the run says so."""

from __future__ import annotations

from pathlib import Path

import pytest

IN_A_BROWSER = ("test_page", "test_real_bot")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser's tests as ones that are run again before a failure counts."""
    for item in items:
        if Path(__file__).parent in item.path.parents and item.path.stem.startswith(IN_A_BROWSER):
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=1))
