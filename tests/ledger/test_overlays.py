"""Overlays: kept with what they need, and removed with it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.domain.finishing import OverlayRecord
from bot.domain.overlay import Anchor, Overlay, Typeface
from bot.domain.retention import DIRECT_MESSAGES
from bot.ledger.sqlite import SqliteLedger
from tests.ledger.records import NOON, TurnedClock, accept, blob_files, finish, hash_of
from tests.loops import in_loop

PLENTY = 10**12


def an_overlay(id_: str = "a" * 32, **changes: Any) -> OverlayRecord:
    fields: dict[str, Any] = {
        "id": id_, "owner": 7, "guild": 3, "channel": 4, "private": False, "made_at": NOON,
        "overlay": Overlay(
            text="Größe\n手作り", typeface=Typeface.OWN, size=7.5, colour=(1, 2, 3),
            anchor=Anchor.TOP,
        ),
        "name": "cup.png", "picture_sha256": hash_of(b"picture"), "font_sha256": hash_of(b"font"),
    }  # fmt: skip
    return OverlayRecord(**{**fields, **changes})


async def keep(ledger: SqliteLedger, record: OverlayRecord, *blobs: bytes) -> None:
    for blob in blobs or (b"picture", b"font"):
        await ledger.put_blob(blob)
    await ledger.keep_overlay(record)


@in_loop
async def test_an_overlay_comes_back_after_a_restart(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        await keep(ledger, an_overlay())
    async with SqliteLedger(tmp_path) as ledger:
        assert await ledger.overlay("a" * 32) == an_overlay()
        assert await ledger.overlay("b" * 32) is None
        assert await ledger.blob(hash_of(b"font")) == b"font"


@in_loop
async def test_old_overlays_go_with_their_pictures(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        await keep(ledger, an_overlay())
        await ledger.sweep(30, PLENTY)
        assert blob_files(tmp_path) == {hash_of(b"picture"), hash_of(b"font")}
        clock.turn(days=31)
        swept = await ledger.sweep(30, PLENTY)
        assert swept.blobs == 2
        assert await ledger.overlay("a" * 32) is None
        assert not blob_files(tmp_path)


@in_loop
async def test_overlays_that_are_too_much_go_oldest_first(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        await keep(ledger, an_overlay())
        clock.turn(days=1)
        young = an_overlay(
            "b" * 32, made_at=clock.now, picture_sha256=hash_of(b"young"), font_sha256=None
        )
        await keep(ledger, young, b"young")
        await ledger.sweep(30, len(b"young") + 2)
        assert await ledger.overlay("a" * 32) is None
        assert await ledger.overlay("b" * 32) == young


@in_loop
async def test_a_picture_that_a_job_needs_too_stays_for_it(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        job = await accept(ledger, 1, b"photo")
        await finish(ledger, job, b"picture")
        await keep(ledger, an_overlay(font_sha256=None), b"picture")
        assert await ledger.forget(7) == 0
        assert await ledger.blob(hash_of(b"picture")) == b"picture"


@in_loop
async def test_who_is_forgotten_takes_along_what_was_made_of_their_pictures(tmp_path: Path) -> None:
    async with SqliteLedger(tmp_path) as ledger:
        await keep(ledger, an_overlay())
        lent = an_overlay("b" * 32, owner=8, source_owner=7, picture_sha256=hash_of(b"lent"))
        await keep(ledger, replace(lent, font_sha256=None), b"lent")
        other = an_overlay("c" * 32, owner=8, picture_sha256=hash_of(b"other"), font_sha256=None)
        await keep(ledger, other, b"other")
        await ledger.forget(7)
        assert await ledger.overlay("a" * 32) is None
        assert await ledger.overlay("b" * 32) is None
        assert await ledger.overlay("c" * 32) == other
        assert blob_files(tmp_path) == {hash_of(b"other")}


@in_loop
async def test_overlays_of_direct_messages_are_swept_by_themselves(tmp_path: Path) -> None:
    clock = TurnedClock()
    async with SqliteLedger(tmp_path, clock=clock) as ledger:
        await keep(ledger, an_overlay(guild=None))
        clock.turn(days=40)
        await ledger.sweep(30, PLENTY, guild=3)
        assert await ledger.overlay("a" * 32) is not None
        await ledger.sweep(30, PLENTY, guild=DIRECT_MESSAGES)
        assert await ledger.overlay("a" * 32) is None
