"""The bot in the emulator, once for each of its two modes, shared by all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import Image

from tests.acceptance.emulated import Emulated

PIXEL_LIMIT = Image.MAX_IMAGE_PIXELS


@pytest.fixture(autouse=True)
def pillow_stays_strict() -> Iterator[None]:
    """The emulator takes Pillow's limit away from the whole process; other tests need it."""
    yield
    Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT


@pytest.fixture(scope="session", params=["plain", "tls"])
def mode(request: pytest.FixtureRequest) -> str:
    """How the bot reaches the emulator: "plain" by its address, "tls" by Discord's own names."""
    return str(request.param)


@pytest.fixture(scope="session")
def discord(mode: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulated]:
    """Emulator and bot, connected."""
    with Emulated(mode, tmp_path_factory.mktemp(mode)) as emulated:
        yield emulated
