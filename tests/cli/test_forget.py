"""`bot.py forget`: asked twice, and gone."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest

from bot.cli.main import WRONG_USAGE, main
from bot.ledger.sqlite import SqliteLedger
from tests.ledger.records import accept, blob_files


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bot's data folder, with one job of person 42 in it."""
    monkeypatch.setenv("RESTAGE_DATA", str(tmp_path))

    async def fill() -> None:
        async with SqliteLedger(tmp_path) as ledger:
            await accept(ledger, 1)

    asyncio.run(fill())
    return tmp_path


def jobs(data: Path) -> int:
    async def count() -> int:
        async with SqliteLedger(data) as ledger:
            return len(await ledger.jobs())

    return asyncio.run(count())


def test_a_person_is_forgotten(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", "42", "--yes"]) == 0
    assert "Person 42 is forgotten, with 1 edit." in capsys.readouterr().out
    assert jobs(data) == 0
    assert blob_files(data) == set()


@pytest.mark.parametrize(("typed", "left"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_it_is_asked_first(
    data: Path, monkeypatch: pytest.MonkeyPatch, typed: str, left: int
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert main(["forget", "42"]) == left
    assert jobs(data) == left


def test_where_nobody_can_be_asked_nothing_happens(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["forget", "42"]) == WRONG_USAGE
    assert "--yes" in capsys.readouterr().err
    assert jobs(data) == 1
