"""What holds for every test, and how tests are shared out between workers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from PIL import Image

# A busy machine is no fault of the code: no test is timed.
settings.register_profile("restage", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("restage")

PIXEL_LIMIT = Image.MAX_IMAGE_PIXELS


@pytest.fixture(autouse=True)
def pillow_stays_strict() -> Iterator[None]:
    """The emulator of ../shared takes Pillow's limit away from the whole process; other tests
    need it."""
    Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT
    yield
    Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file on one worker (`--dist loadgroup`), where they share what the file
    sets up. What is slow comes first, so that quick files at the end let all workers finish
    together."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.location[0]))
    slow = {_group(item) for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: _group(item) not in slow)


def _group(item: pytest.Item) -> str:
    marker = item.get_closest_marker("xdist_group")
    return str(marker.args[0]) if marker else ""
