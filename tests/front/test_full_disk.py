"""A disk without room: each person is told, and all goes on once there is some."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.front.stage import a_photo, scene, shows
from tests.loops import in_loop

ROOM_BYTES = 2**18


@contextmanager
def files_end_at(limit_bytes: int) -> Iterator[None]:
    """No file of this process can grow beyond that; what writes gets the error of a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@in_loop
async def test_a_full_disk_is_told_and_got_over(tmp_path: Path) -> None:
    large = ("mug.png", os.urandom(2 * ROOM_BYTES))
    async with scene(tmp_path) as here:
        with files_end_at(ROOM_BYTES):
            reply = await here.sandbox.slash("mara", "background", {"image": large})
            await reply.until(lambda seen: "no room left on Restage's disk" in seen.text)
        assert await here.ledger.jobs() == []
        assert not list((tmp_path / "blobs").glob("??/*"))
        again = await here.sandbox.slash("mara", "background", {"image": a_photo()})
        await again.until(shows(2))
