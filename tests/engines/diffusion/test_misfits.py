"""Models that did not load are not tried again until their files change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.domain.errors import ModelError
from bot.engines.diffusion.misfits import Misfits


def damaged(code: str = "model_damaged") -> ModelError:
    return ModelError(code, "Fetch it again.", "a detail")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "unet").mkdir()
    (tmp_path / "unet" / "weights.safetensors").write_bytes(b"nonsense")
    return tmp_path


def test_the_same_files_fail_the_same_way_at_once(folder: Path) -> None:
    misfits = Misfits()
    misfits.check("sdxl", folder)
    misfits.note("sdxl", folder, damaged())
    with pytest.raises(ModelError, match="model_damaged") as caught:
        misfits.check("sdxl", folder)
    assert (caught.value.reply, caught.value.detail) == ("Fetch it again.", "a detail")
    misfits.check("klein", folder)


def test_another_file_is_another_try(folder: Path) -> None:
    misfits = Misfits()
    misfits.note("sdxl", folder, damaged())
    weights = folder / "unet" / "weights.safetensors"
    before = weights.stat()
    weights.write_bytes(b"nonsens2")
    os.utime(weights, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    misfits.check("sdxl", folder)


@pytest.mark.parametrize("code", ["no_gpu", "model_too_big"])
def test_what_the_machine_has_a_part_in_is_tried_again(folder: Path, code: str) -> None:
    misfits = Misfits()
    misfits.note("sdxl", folder, damaged(code))
    misfits.check("sdxl", folder)
