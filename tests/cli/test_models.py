"""`bot.py models verify`: files against the checksums that were written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.main import main
from bot.domain.model import Model
from bot.engines.model_record import RECORD
from bot.engines.store import ModelStore
from tests.engines.model_folders import a_model, model_files
from tests.engines.test_store import FakeHub

WEIGHTS = "unet/diffusion_pytorch_model.safetensors"


@pytest.fixture
def fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a model of the shipped models.yaml that was fetched, small as it is."""
    monkeypatch.setenv("RESTAGE_DATA", str(tmp_path))
    model: Model = a_model(name="sdxl-base")
    return ModelStore(tmp_path / "models", FakeHub(model_files())).pull(model)


def test_a_model_as_it_was_fetched_is_well(
    fetched: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "verify"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("✓ sdxl-base")
    assert len(told.splitlines()) == 1, "those that are not here are not told of"


def test_a_changed_model_is_not(fetched: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (fetched / WEIGHTS).open("ab") as file:
        file.write(b"more")
    assert main(["models", "verify", "sdxl-base"]) == 1
    assert WEIGHTS in capsys.readouterr().out


def test_a_model_without_checksums_is_not(
    fetched: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (fetched / RECORD).unlink()
    assert main(["models", "verify"]) == 1
    assert "not known" in capsys.readouterr().out


def test_a_model_that_is_asked_for_and_not_here_is_missing(
    fetched: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "verify", "z-image-turbo"]) == 1
    assert "models pull z-image-turbo" in capsys.readouterr().err
