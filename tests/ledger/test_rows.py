"""What stands in a row comes out as it went in, also where an older program wrote it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.receipt import Change, Receipt, SceneVerdict, Verdict
from bot.domain.record import StoredResult
from bot.ledger.rows import result_json
from bot.ledger.sqlite import SqliteLedger
from tests.ledger.records import a_record, a_stored_result, accept, known, opened
from tests.loops import in_loop

MEASURED = Receipt(
    verdict=Verdict.SLIGHTLY_CHANGED,
    scene=SceneVerdict.NEW,
    change=Change.LABEL,
    decided_by="label_worst",
    identical_share=0.25,
    mask_overlap=0.98,
    shift_px=0.4,
    scale=1.01,
    outline_px=1.5,
    colour_mean=1.2,
    colour_worst=6.0,
    structure=0.97,
    structure_worst=-0.125,
    sharpness=0.9,
    label=0.8,
    label_worst=0.4,
    label_read=0.5,
    scene_change=31.0,
)
UNMEASURED = Receipt(verdict=Verdict.CHANGED, scene=SceneVerdict.SAME, product_found=False)


def a_result_with(receipt: Receipt | None) -> StoredResult:
    result = a_stored_result(b"picture")
    return replace(result, pictures=(replace(result.pictures[0], receipt=receipt),))


@pytest.mark.parametrize("receipt", [MEASURED, UNMEASURED, None])
@in_loop
async def test_receipts_come_out_as_they_went_in(tmp_path: Path, receipt: Receipt | None) -> None:
    result = a_result_with(receipt)
    async with SqliteLedger(tmp_path) as ledger:
        record = await accept(ledger, 1)
        await ledger.put_blob(b"picture")
        await ledger.finish(record.id, result)
        assert (await known(ledger, record)).result == result


@in_loop
async def test_results_from_before_there_were_receipts_are_read(tmp_path: Path) -> None:
    text = result_json(a_result_with(None))
    before = json.loads(text)
    for picture in before["pictures"]:
        del picture["receipt"]
    assert json.dumps(before) != text
    async with SqliteLedger(tmp_path) as ledger:
        await accept(ledger, 1)
    async with opened(tmp_path / "ledger.sqlite3") as database:
        values = (json.dumps(before),)
        assert await database.change("UPDATE jobs SET state = 'done', result = ?", values) == 1
    async with SqliteLedger(tmp_path) as ledger:
        assert (await known(ledger, a_record(1))).result == a_result_with(None)
