import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.errors import ModelError
from bot.domain.model import Family
from bot.engines.model_folder import (
    INDEX,
    check_folder,
    files_to_fetch,
    parse_index,
    read_index,
    weights_of,
)
from tests.engines.model_folders import (
    edit_index,
    safetensors_bytes,
    save_model_folder,
    save_sharded,
)

Damage = Callable[[Path], object]

FAULTS: dict[str, tuple[Damage, str]] = {
    "no index": (lambda f: (f / INDEX).unlink(), "model_missing"),
    "index is not JSON": (lambda f: (f / INDEX).write_text("{"), "model_damaged"),
    "index is a list": (lambda f: (f / INDEX).write_text("[]"), "model_damaged"),
    "unknown pipeline": (
        lambda f: edit_index(f, _class_name="FluxKontextPipeline"),
        "model_wrong_family",
    ),
    "no pipeline": (lambda f: edit_index(f, _class_name=None), "model_wrong_family"),
    "pipeline in a file": (
        lambda f: edit_index(f, _class_name=["pipeline", "MyPipeline"]),
        "model_remote_code",
    ),
    "component from a file": (
        lambda f: edit_index(f, unet=["my_unet", "MyUNet"]),
        "model_remote_code",
    ),
    "component folder is missing": (lambda f: _empty(f / "vae"), "model_incomplete"),
    "config is missing": (lambda f: (f / "unet/config.json").unlink(), "model_incomplete"),
    "config is not JSON": (lambda f: (f / "unet/config.json").write_text("x"), "model_damaged"),
    "weights are missing": (lambda f: _weights(f).unlink(), "model_incomplete"),
    "weights are a pickle": (
        lambda f: _weights(f).rename(f / "unet/diffusion_pytorch_model.bin"),
        "model_pickle",
    ),
    "weights are a pointer": (
        lambda f: _weights(f).write_text("version https://git-lfs.github.com/spec/v1\noid x\n"),
        "model_pointer",
    ),
    "weights are cut short": (lambda f: _cut(_weights(f), keep=0.6), "model_damaged"),
    "header is cut short": (lambda f: _cut(_weights(f), keep=0.1), "model_damaged"),
    "weights are empty": (lambda f: _weights(f).write_bytes(b""), "model_damaged"),
    "weights are noise": (lambda f: _weights(f).write_bytes(bytes(range(256))), "model_damaged"),
    "weights are too long": (
        lambda f: _weights(f).write_bytes(_weights(f).read_bytes() + b"\0"),
        "model_damaged",
    ),
    "tokenizer folder is missing": (lambda f: _empty(f / "tokenizer"), "model_incomplete"),
    "vocabulary is missing": (
        lambda f: (f / "tokenizer/tokenizer.json").unlink(),
        "model_incomplete",
    ),
    "merges are missing": (
        lambda f: (f / "tokenizer/tokenizer.json").rename(f / "tokenizer/vocab.json"),
        "model_incomplete",
    ),
    "scheduler is missing": (
        lambda f: (f / "scheduler/scheduler_config.json").unlink(),
        "model_incomplete",
    ),
}


def _weights(folder: Path) -> Path:
    return folder / "unet/diffusion_pytorch_model.safetensors"


def _cut(path: Path, *, keep: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def test_a_whole_folder_is_described_by_its_index(tmp_path: Path) -> None:
    index = check_folder(save_model_folder(tmp_path / "mine"))
    assert index.family is Family.SDXL
    assert index.with_weights == ("unet", "vae", "text_encoder")
    assert "safety_checker" not in index.components


@pytest.mark.parametrize(("damage", "code"), FAULTS.values(), ids=FAULTS)
def test_a_fault_has_a_code_and_one_sentence(tmp_path: Path, damage: Damage, code: str) -> None:
    folder = save_model_folder(tmp_path / "mine")
    damage(folder)
    with pytest.raises(ModelError) as caught:
        check_folder(folder)
    assert caught.value.code == code
    assert "“mine”" in caught.value.reply
    assert caught.value.reply.endswith(".")
    assert str(tmp_path) not in caught.value.reply


def test_a_folder_that_is_not_there_says_how_to_fetch_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        read_index(tmp_path / "sdxl-base")
    assert "`python bot.py models pull sdxl-base`" in caught.value.reply


def test_weights_in_several_files_must_all_be_there(tmp_path: Path) -> None:
    folder = save_model_folder(tmp_path / "mine")
    shards = save_sharded(folder / "unet")
    check_folder(folder)
    shards[1].unlink()
    with pytest.raises(ModelError, match=f"unet/{shards[1].name}"):
        check_folder(folder)


def test_shards_without_their_index_cannot_be_loaded(tmp_path: Path) -> None:
    folder = save_model_folder(tmp_path / "mine")
    save_sharded(folder / "unet")
    (folder / "unet/diffusion_pytorch_model.safetensors.index.json").unlink()
    with pytest.raises(ModelError, match=r"safetensors\.index\.json"):
        check_folder(folder)


def test_the_variant_is_checked_where_a_component_has_it(tmp_path: Path) -> None:
    folder = save_model_folder(tmp_path / "mine")
    half = folder / "unet/diffusion_pytorch_model.fp16.safetensors"
    half.write_bytes(safetensors_bytes()[:-1])
    check_folder(folder)  # the plain weights are whole
    with pytest.raises(ModelError, match="fp16"):
        check_folder(folder, variant="fp16")


def test_a_vocabulary_may_come_as_words_and_merges(tmp_path: Path) -> None:
    folder = save_model_folder(tmp_path / "mine")
    (folder / "tokenizer/tokenizer.json").unlink()
    (folder / "tokenizer/vocab.json").write_text("{}")
    (folder / "tokenizer/merges.txt").write_text("")
    check_folder(folder)


@pytest.mark.parametrize(
    ("variant", "chosen"),
    [
        (None, ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]),
        ("fp16", ["model.fp16.safetensors"]),
        ("bf16", ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]),
    ],
)
def test_one_set_of_weights_is_chosen(variant: str | None, chosen: list[str]) -> None:
    names = [
        "config.json",
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
        "model.fp16.safetensors",
        "model.non_ema.safetensors",
        "openvino_model.safetensors",
        "pytorch_model.bin",
    ]
    assert list(weights_of(names, variant)) == chosen


def test_only_what_the_model_needs_is_fetched() -> None:
    index = parse_index(
        {
            "_class_name": "StableDiffusionXLPipeline",
            "unet": ["diffusers", "UNet2DConditionModel"],
            "tokenizer": ["transformers", "CLIPTokenizer"],
            "feature_extractor": ["transformers", "CLIPImageProcessor"],
            "image_encoder": [None, None],
            "..": ["diffusers", "UNet2DConditionModel"],
        },
        name="sdxl",
    )
    wanted = {
        "model_index.json",
        "LICENSE.md",
        "unet/config.json",
        "unet/diffusion_pytorch_model.fp16.safetensors",
        "tokenizer/vocab.json",
        "tokenizer/merges.txt",
    }
    refused = {
        "README.md",
        "sd_xl_base_1.0.safetensors",
        "pipeline.py",
        "LICENSE/../../etc/passwd",
        "../config.json",
        "unet/diffusion_pytorch_model.safetensors",
        "unet/diffusion_pytorch_model.bin",
        "unet/unet.py",
        "unet/onnx/config.json",
        "feature_extractor/preprocessor_config.json",
        "vae_1_0/config.json",
    }
    assert set(files_to_fetch(sorted(wanted | refused), index, "fp16")) == wanted


def test_numbers_and_switches_of_the_pipeline_are_options() -> None:
    entries = json.loads(
        '{"_class_name": "Flux2KleinPipeline", "_diffusers_version": "0.42", "is_distilled": true}'
    )
    assert parse_index(entries, name="klein").options == {"is_distilled": True}
