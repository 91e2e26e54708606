"""`bot.py check` on token, data, trust in models, and the bot that runs."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.app import Configuration, configure
from bot.cli.check_running import (
    check_bot,
    check_data,
    check_ledger,
    check_model_trust,
    check_token,
)
from bot.cli.finding import Finding
from bot.config.settings import Places
from bot.domain.errors import LedgerError
from bot.ledger.sqlite import SqliteLedger
from bot.ops.closed import closed_control
from bot.ops.control import Control
from bot.ops.jobs import Operator
from tests.loops import in_loop
from tests.ops.test_health import Parts, looking_at, no_reload

REPOSITORY = Path(__file__).parents[2]
PAGE_BYTES = 4096


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    return configure(Places(config=REPOSITORY / "config", data=tmp_path), quiet=True)


def test_a_token_is_told_of_but_not_told(tmp_path: Path) -> None:
    assert check_token({}).state == "note"
    found = check_token({"DISCORD_TOKEN": "s3cr3t"})
    assert (found.state, "s3cr3t" in str(found)) == ("ok", False)
    file = tmp_path / "token"
    file.write_text("s3cr3t")
    file.chmod(0o644)
    loose = check_token({"DISCORD_TOKEN_FILE": str(file)})
    assert (loose.state, "chmod 600" in loose.text) == ("missing", True)
    file.chmod(0o600)
    assert check_token({"DISCORD_TOKEN_FILE": str(file)}).state == "ok"


@in_loop
async def make_ledger(folder: Path) -> None:
    async with SqliteLedger(folder):
        pass


def test_a_data_folder_that_others_may_look_into_is_said(
    configuration: Configuration, tmp_path: Path
) -> None:
    assert list(check_data(configuration)) == [], "there is nothing yet"
    make_ledger(tmp_path)
    assert list(check_data(configuration)) == []
    tmp_path.chmod(0o755)
    (found,) = check_data(configuration)
    assert "chmod 700" in found.remedy


def test_a_ledger_that_cannot_be_read_is_said(configuration: Configuration, tmp_path: Path) -> None:
    assert list(check_ledger(configuration)) == [], "there is none yet"
    make_ledger(tmp_path)
    (whole,) = check_ledger(configuration)
    assert whole.state == "ok"
    (tmp_path / "ledger.sqlite3").write_bytes(b"no ledger " * 1000)
    (found,) = check_ledger(configuration)
    assert (found.state, "damaged" in found.text) == ("missing", True)


def test_a_ledger_with_one_page_lost_is_said(configuration: Configuration, tmp_path: Path) -> None:
    make_ledger(tmp_path)
    path = tmp_path / "ledger.sqlite3"
    hurt = bytearray(path.read_bytes())
    hurt[PAGE_BYTES : 2 * PAGE_BYTES] = b"\x5a" * PAGE_BYTES
    path.write_bytes(hurt)
    (found,) = check_ledger(configuration)
    assert (found.state, "damaged" in found.text, "backup" in found.remedy) == (
        "missing",
        True,
        True,
    )
    assert path.read_bytes() == hurt, "it is left as it is"


def test_models_that_cannot_be_trusted_are_said(
    configuration: Configuration, tmp_path: Path
) -> None:
    assert list(check_model_trust(configuration)) == [], "none is here"
    folder = tmp_path / "models" / "sdxl-base"
    folder.mkdir(parents=True)
    (folder / "pipeline.py").write_text("import os")
    texts = [found.text for found in check_model_trust(configuration)]
    assert any("pipeline.py" in text for text in texts)
    assert any("checksums are not known" in text for text in texts)
    cutout = tmp_path / "models" / "rembg" / "isnet-general-use.onnx"
    cutout.parent.mkdir()
    cutout.write_bytes(b"a model")
    cutout.chmod(0o666)
    texts = [found.text for found in check_model_trust(configuration) if "rembg: " in found.text]
    assert any("its checksum is not known" in text for text in texts)
    assert any("others may change isnet-general-use.onnx" in text for text in texts)


@pytest.mark.parametrize(
    ("parts", "state", "words"),
    [(Parts(), "ok", "could take a job"), (Parts(connected=False), "missing", "gateway: not")],
)
def test_a_running_bot_says_how_it_is(
    configuration: Configuration, tmp_path: Path, parts: Parts, state: str, words: str
) -> None:
    async def check() -> Finding:
        async with (
            SqliteLedger(tmp_path) as ledger,
            Control(tmp_path, Operator(ledger), looking_at(parts), no_reload),
        ):
            return await asyncio.to_thread(check_bot, configuration)

    found = asyncio.run(check())
    assert (found.state, words in found.text) == (state, True)


def test_a_closed_bot_is_no_healthy_one(configuration: Configuration, tmp_path: Path) -> None:
    async def check() -> Finding:
        async with closed_control(tmp_path, LedgerError("ledger_damaged", "It is damaged.")):
            return await asyncio.to_thread(check_bot, configuration)

    found = asyncio.run(check())
    assert (found.state, found.text) == (
        "missing",
        "runs, but stays closed until its ledger can be used: ledger_damaged",
    )


def test_no_bot_need_run(configuration: Configuration) -> None:
    assert check_bot(configuration).state == "note"
