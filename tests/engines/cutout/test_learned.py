"""rembg's real session over a tiny ONNX model made here: product is what is red."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from bot.domain.errors import ModelError
from bot.domain.options import CutoutOptions
from bot.domain.photo import Photo
from bot.engines.cutout.learned import (
    LearnedCutout,
    learned_confidence,
    pull_rembg,
    rembg_is_installed,
    rembg_model_file,
)
from bot.engines.model_record import checksums_in
from bot.engines.model_trust import verify

OPTIONS = CutoutOptions(method="rembg", rembg_model="u2netp")
needs_rembg = pytest.mark.skipif(
    not rembg_is_installed(), reason="the extra cutout (rembg, onnxruntime) is not installed"
)


def red_box_photo(size: int = 160) -> tuple[Photo, np.ndarray]:
    rgb = np.full((size, size, 3), (60, 120, 180), np.uint8)
    product = np.zeros((size, size), bool)
    product[40:120, 50:110] = True
    rgb[product] = (220, 30, 20)
    photo = Photo(
        name="box.png", sha256="0" * 64, width=size, height=size, mode="RGB", pixels=rgb.tobytes()
    )
    return photo, product


def write_redness_model(path: Path, *, gain: float = 20.0) -> None:
    """(1, 3, 320, 320) -> (1, 1, 320, 320): a sigmoid of red minus blue, as u2netp answers."""
    onnx = pytest.importorskip("onnx", reason="onnx is needed to make the tiny model")
    helper, numpy_helper = onnx.helper, onnx.numpy_helper
    weights = np.array([gain, 0.0, -gain], np.float32).reshape(1, 3, 1, 1)
    shape = [1, 3, 320, 320]
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["photo", "weights"], ["redness"]),
            helper.make_node("Sigmoid", ["redness"], ["mask"]),
        ],
        "redness",
        [helper.make_tensor_value_info("photo", onnx.TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("mask", onnx.TensorProto.FLOAT, [1, 1, 320, 320])],
        [numpy_helper.from_array(weights, "weights")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)


@needs_rembg
def test_a_model_file_is_run_through_rembg(tmp_path: Path) -> None:
    write_redness_model(rembg_model_file(OPTIONS, tmp_path))
    photo, product = red_box_photo()
    mask = LearnedCutout(OPTIONS, tmp_path).cut(photo)
    found = mask.alpha > 0.5
    assert mask.method == "rembg"
    assert (found & product).sum() / (found | product).sum() > 0.95
    assert mask.core[80, 80]
    assert not mask.core[~product].any()
    assert mask.trusted


@needs_rembg
def test_a_file_laid_flat_into_the_folder_is_found(tmp_path: Path) -> None:
    write_redness_model(tmp_path / "rembg" / "u2netp.onnx")
    learned = LearnedCutout(OPTIONS, tmp_path)
    assert learned.ready
    assert learned.cut(red_box_photo()[0]).alpha[80, 80] == 1.0


@needs_rembg
def test_a_model_that_cannot_decide_is_not_trusted(tmp_path: Path) -> None:
    write_redness_model(rembg_model_file(OPTIONS, tmp_path), gain=0.5)
    ramp = np.zeros((160, 160, 3), np.uint8)
    ramp[..., 0] = np.linspace(0, 40, 160).astype(np.uint8)
    ramp[..., 2] = 255 - ramp[..., 0]
    photo = Photo(
        name="ramp.png", sha256="1" * 64, width=160, height=160, mode="RGB", pixels=ramp.tobytes()
    )
    mask = LearnedCutout(OPTIONS, tmp_path).cut(photo)
    assert not mask.trusted
    assert mask.doubt == "vague"


@needs_rembg
def test_a_flat_answer_is_no_product(tmp_path: Path) -> None:
    write_redness_model(rembg_model_file(OPTIONS, tmp_path), gain=0.0)
    mask = LearnedCutout(OPTIONS, tmp_path).cut(red_box_photo()[0])
    assert mask.coverage == 0.0
    assert mask.confidence == 0.0
    assert mask.doubt == "nothing_found"


@needs_rembg
def test_a_damaged_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    path = rembg_model_file(OPTIONS, tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"half a download")
    with pytest.raises(ModelError) as caught:
        LearnedCutout(OPTIONS, tmp_path).cut(red_box_photo()[0])
    assert "python bot.py models pull rembg" in caught.value.reply
    assert caught.value.code == "cutout_model_broken"


def test_nothing_is_downloaded_while_rendering(tmp_path: Path) -> None:
    learned = LearnedCutout(OPTIONS, tmp_path)
    assert not learned.ready
    with pytest.raises(ModelError) as caught:
        learned.cut(red_box_photo()[0])
    assert "python bot.py models pull rembg" in caught.value.reply
    assert caught.value.code == "cutout_model_missing"
    assert list(tmp_path.iterdir()) == []


@needs_rembg
def test_the_environment_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("U2NET_HOME", "elsewhere")
    write_redness_model(rembg_model_file(OPTIONS, tmp_path))
    LearnedCutout(OPTIONS, tmp_path).cut(red_box_photo()[0])
    assert os.environ["U2NET_HOME"] == "elsewhere"


def test_a_model_that_is_here_is_not_pulled_again(tmp_path: Path) -> None:
    path = tmp_path / "rembg" / "u2netp.onnx"
    path.parent.mkdir()
    path.write_bytes(b"a model")
    assert pull_rembg(OPTIONS, tmp_path) == path


@needs_rembg
def test_what_was_fetched_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rembg.sessions import sessions

    class Fetching:
        """Fills the place of rembg's own, which asks the network."""

        @staticmethod
        def download_models() -> None:
            path = Path(os.environ["U2NET_HOME"]) / "models" / "u2netp" / "u2netp.onnx"
            path.parent.mkdir(parents=True)
            path.write_bytes(b"a model")

    monkeypatch.setitem(sessions, "u2netp", Fetching)
    path = pull_rembg(OPTIONS, tmp_path)
    verify("rembg", path.parent, checksums_in(path.parent))
    path.write_bytes(b"another model")
    with pytest.raises(ModelError, match="model_changed"):
        verify("rembg", path.parent, checksums_in(path.parent))


def test_an_unknown_model_is_refused_with_the_choices(tmp_path: Path) -> None:
    options = CutoutOptions(method="rembg", rembg_model="bria-rmbg")
    with pytest.raises(ModelError) as caught:
        rembg_model_file(options, tmp_path)
    assert "isnet-general-use" in caught.value.reply
    assert caught.value.code == "cutout_model_unknown"
    assert not LearnedCutout(options, tmp_path).ready


@needs_rembg
def test_rembg_knows_every_model_that_is_offered() -> None:
    from rembg.sessions import sessions

    from bot.engines.cutout.learned import SUPPORTED

    assert set(SUPPORTED) <= set(sessions)
    for name in SUPPORTED:
        assert sessions[name].is_local()
        assert not sessions[name].requires_credentials()


def test_confidence_falls_with_a_vaguer_edge() -> None:
    photo, product = red_box_photo()
    rgb = np.frombuffer(photo.pixels, np.uint8).reshape(160, 160, 3)
    x = np.arange(160, dtype=np.float32)
    confidences = []
    for softness in (0.5, 3.0, 12.0):
        across = np.clip((30.0 - np.abs(x - 79.5)) / softness + 0.5, 0, 1)
        down = np.clip((40.0 - np.abs(x - 79.5)) / softness + 0.5, 0, 1)
        confidences.append(learned_confidence(rgb, np.outer(down, across).astype(np.float32)))
    assert confidences[0] > confidences[1] > confidences[2]
    assert learned_confidence(rgb, np.ones((160, 160), np.float32)) == 0.0
    assert product.any()
