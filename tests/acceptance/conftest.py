"""The bot in the emulator, once for each mode that tests ask for, shared by all of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.emulated import DISCORDS_NAMES, Emulated

FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give all tests of a mode to one worker: it then starts their bot once, not for each file."""
    for item in items:
        called = getattr(item, "callspec", None)
        own = item.get_closest_marker("xdist_group") is not None
        if called and "mode" in called.params and item.path.is_relative_to(FOLDER) and not own:
            item.add_marker(pytest.mark.xdist_group(f"acceptance-{called.params['mode']}"))


@pytest.fixture(scope="session", params=[DISCORDS_NAMES])
def mode(request: pytest.FixtureRequest) -> str:
    """How the bot reaches the emulator; in more ways where a test asks for `BOTH_MODES`."""
    return str(request.param)


@pytest.fixture(scope="session")
def discord(mode: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulated]:
    """Emulator and bot, connected."""
    with Emulated(mode, tmp_path_factory.mktemp(mode)) as emulated:
        yield emulated
