"""What is said of learned cut-outs that are missing."""

from pathlib import Path

import pytest

from bot.cli.cutouts import learned_cutout
from bot.domain.options import CutoutOptions
from bot.engines.cutout.learned import rembg_is_installed


def test_without_its_model_it_is_not_ready_and_says_what_to_do(tmp_path: Path) -> None:
    state = learned_cutout(CutoutOptions(), tmp_path)
    assert not state.ready
    assert "python bot.py models pull rembg" in state.text


def test_a_model_that_is_not_supported_is_named(tmp_path: Path) -> None:
    state = learned_cutout(CutoutOptions(rembg_model="u2net_human_seg"), tmp_path)
    assert not state.ready
    assert "u2net_human_seg" in state.text


@pytest.mark.skipif(not rembg_is_installed(), reason="needs the extra cutout")
def test_with_its_model_it_is_ready(tmp_path: Path) -> None:
    (tmp_path / "rembg").mkdir()
    (tmp_path / "rembg" / "silueta.onnx").write_bytes(b"weights")
    state = learned_cutout(CutoutOptions(rembg_model="silueta"), tmp_path)
    assert state.ready
    assert state.text == "silueta is here"
