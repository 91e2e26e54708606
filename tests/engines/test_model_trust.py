"""Models that can be trusted: pinned, as they were fetched, and nobody else's to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config.catalog import load_catalog
from bot.domain.errors import ModelError
from bot.engines.model_record import RECORD, checksums_in, read_record
from bot.engines.model_trust import concerns, is_pinned, sha256_of, verify
from bot.engines.store import ModelStore
from tests.engines.model_folders import a_model, model_files, save_model_folder
from tests.engines.test_store import FakeHub

PINNED = "e7b7dc27f91deacad38e78976d1f2b499d76a294"
WEIGHTS = "unet/diffusion_pytorch_model.safetensors"


@pytest.fixture
def fetched(tmp_path: Path) -> Path:
    """The folder of a model that was fetched."""
    return ModelStore(tmp_path, FakeHub(model_files())).pull(a_model())


def test_every_file_that_was_fetched_has_its_checksum(fetched: Path) -> None:
    checksums = checksums_in(fetched)
    here = {path.relative_to(fetched).as_posix() for path in fetched.rglob("*") if path.is_file()}
    assert set(checksums) == here - {RECORD}
    assert checksums[WEIGHTS] == sha256_of(fetched / WEIGHTS)
    verify(a_model().name, fetched, checksums)


def test_a_changed_byte_is_found(fetched: Path) -> None:
    data = bytearray((fetched / WEIGHTS).read_bytes())
    data[-1] ^= 1
    (fetched / WEIGHTS).write_bytes(data)
    assert ModelStore(fetched.parent).state_of(a_model()).usable, "no header says so"
    with pytest.raises(ModelError) as caught:
        verify(a_model().name, fetched, checksums_in(fetched))
    assert caught.value.code == "model_changed"
    assert WEIGHTS in caught.value.reply


def test_a_file_that_went_is_found(fetched: Path) -> None:
    (fetched / "model_index.json").unlink()
    with pytest.raises(ModelError, match="model_changed"):
        verify(a_model().name, fetched, checksums_in(fetched))


@pytest.mark.parametrize("record", [None, "{}", "[]", "not JSON", '{"sha256": 5}'])
def test_a_model_without_checksums_cannot_be_verified(fetched: Path, record: str | None) -> None:
    (fetched / RECORD).unlink()
    if record is not None:
        (fetched / RECORD).write_text(record, "utf-8")
    with pytest.raises(ModelError, match="model_checksum_unknown"):
        verify(a_model().name, fetched, checksums_in(fetched))
    assert read_record(fetched) == {}


def test_nothing_is_said_of_a_model_that_can_be_trusted(fetched: Path) -> None:
    assert concerns(a_model(revision=PINNED), fetched) == ()


def test_a_revision_that_can_be_moved_is_said(fetched: Path) -> None:
    (concern,) = concerns(a_model(revision="main"), fetched)
    assert "“main”" in concern


def test_files_that_others_may_change_are_said(fetched: Path) -> None:
    (fetched / WEIGHTS).chmod(0o666)
    (concern,) = concerns(a_model(revision=PINNED), fetched)
    assert WEIGHTS in concern
    assert "chmod" in concern


def test_code_beside_the_weights_is_said(tmp_path: Path) -> None:
    folder = save_model_folder(tmp_path / "mine")
    (folder / "unet" / "pipeline.py").write_text("import os")
    (concern,) = concerns(a_model(revision=PINNED), folder)
    assert "unet/pipeline.py" in concern
    assert "never loaded" in concern


def test_every_shipped_model_is_pinned() -> None:
    models = load_catalog(Path(__file__).parents[2] / "config").models.values()
    assert [model.name for model in models if not is_pinned(model.revision)] == []
