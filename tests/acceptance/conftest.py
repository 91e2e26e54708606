"""The bot in the emulator, once for each of its two modes, shared by all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.emulated import Emulated


@pytest.fixture(scope="session", params=["plain", "tls"])
def discord(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulated]:
    """Emulator and bot, connected."""
    with Emulated(request.param, tmp_path_factory.mktemp(request.param)) as emulated:
        yield emulated
