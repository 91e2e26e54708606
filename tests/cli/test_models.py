"""`bot.py models verify`: files against the checksums that were written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.main import main
from bot.domain.model import Model
from bot.domain.options import CutoutOptions
from bot.engines.cutout.learned import rembg_model_file
from bot.engines.model_record import RECORD, write_checksums
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


@pytest.fixture
def cutout_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the model that cuts out, as rembg would have fetched it."""
    monkeypatch.setenv("RESTAGE_DATA", str(tmp_path))
    path = rembg_model_file(CutoutOptions(), tmp_path / "models")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a model")
    write_checksums(path.parent, path.name)
    return path


def test_the_model_that_cuts_out_is_looked_at_too(
    cutout_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["models", "verify"], ["models", "verify", "rembg"]):
        assert main(command) == 0
        assert capsys.readouterr().out.startswith("✓ rembg")
    cutout_model.write_bytes(b"another model")
    for command in (["models", "verify"], ["models", "verify", "rembg"]):
        assert main(command) == 1
        assert cutout_model.name in capsys.readouterr().out


def test_without_its_checksum_it_is_not_well(
    cutout_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (cutout_model.parent / RECORD).unlink()
    assert main(["models", "verify"]) == 1
    assert "not known" in capsys.readouterr().out


def test_nor_where_it_was_asked_for_and_is_not_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESTAGE_DATA", str(tmp_path))
    assert main(["models", "verify"]) == 0
    assert "No model is here" in capsys.readouterr().out
    assert main(["models", "verify", "rembg"]) == 1
    assert "rembg" in capsys.readouterr().err
