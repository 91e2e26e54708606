import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import pytest
import torch
from safetensors.torch import load_file, save_file

from bot.domain.errors import ModelError
from bot.domain.model import Family
from bot.domain.options import DiffusionOptions
from bot.engines.diffusion.load import compile_denoiser, load_pipeline, resolve_device
from bot.engines.model_folder import PIPELINES
from tests.engines.diffusion.tiny import tiny_model
from tests.engines.model_folders import edit_index

TinyFolder = Callable[[Family], Path]
Damage = Callable[[Path], object]

IMG2IMG = {
    Family.SD: "StableDiffusionImg2ImgPipeline",
    Family.SDXL: "StableDiffusionXLImg2ImgPipeline",
    Family.SD3: "StableDiffusion3Img2ImgPipeline",
    Family.FLUX: "FluxImg2ImgPipeline",
    Family.QWEN_IMAGE: "QwenImageImg2ImgPipeline",
    Family.Z_IMAGE: "ZImageImg2ImgPipeline",
    Family.FLUX2_KLEIN: "Flux2KleinPipeline",
    Family.QWEN_IMAGE_EDIT: "QwenImageEditPipeline",
    Family.QWEN_IMAGE_EDIT_PLUS: "QwenImageEditPlusPipeline",
}


def load(family: Family, folder: Path, **options: Any) -> Any:
    model = tiny_model(family)
    return load_pipeline(model, folder, device="cpu", options=DiffusionOptions(**options))


def networks(pipe: Any) -> dict[str, torch.nn.Module]:
    parts = pipe.components.items()
    return {name: part for name, part in parts if isinstance(part, torch.nn.Module)}


@pytest.mark.parametrize("family", Family)
def test_every_family_loads_as_its_img2img_pipeline(
    family: Family, tiny_folder: TinyFolder
) -> None:
    pipe = load(family, tiny_folder(family))
    assert type(pipe).__name__ == IMG2IMG[family]
    for network in networks(pipe).values():
        assert not network.training
        assert {p.dtype for p in network.parameters()} == {torch.float32}
        assert not any(p.is_meta for p in network.parameters())


@pytest.mark.parametrize("family", [f for f in Family if not IMG2IMG[f].startswith("Qwen")])
def test_a_hub_folder_names_the_text_to_image_class(
    family: Family, tiny_folder: TinyFolder
) -> None:
    named = json.loads((tiny_folder(family) / "model_index.json").read_text())["_class_name"]
    assert PIPELINES[named] is PIPELINES[IMG2IMG[family]] is family
    assert (named == IMG2IMG[family]) == (family is Family.FLUX2_KLEIN)


@pytest.mark.parametrize("family", Family)
def test_weights_are_those_of_the_folder(family: Family, tiny_folder: TinyFolder) -> None:
    folder = tiny_folder(family)
    pipe = load(family, folder)
    part = "unet" if hasattr(pipe, "unet") else "transformer"
    saved = load_file(folder / part / "diffusion_pytorch_model.safetensors")
    loaded = networks(pipe)[part].state_dict()
    assert saved.keys() == loaded.keys()
    assert all(torch.equal(saved[name], loaded[name]) for name in saved)


def test_precision_is_the_options_or_the_models(tiny_folder: TinyFolder) -> None:
    pipe = load(Family.FLUX, tiny_folder(Family.FLUX), dtype="bfloat16")
    assert {pipe.transformer.dtype, pipe.vae.dtype, pipe.text_encoder.dtype} == {torch.bfloat16}


def test_a_vae_that_overflows_stays_in_float32(tiny_folder: TinyFolder) -> None:
    pipe = load(Family.SDXL, tiny_folder(Family.SDXL), dtype="float16")
    assert (pipe.vae.dtype, pipe.unet.dtype) == (torch.float32, torch.float16)


def test_half_precision_files_load_where_the_model_names_them(
    tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    folder = shutil.copytree(tiny_folder(Family.SD), tmp_path / "mine")
    for path in folder.rglob("*.safetensors"):
        path.rename(path.with_name(path.name.replace(".safetensors", ".fp16.safetensors")))
    with pytest.raises(ModelError) as caught:
        load(Family.SD, folder)
    assert caught.value.code == "model_incomplete"
    model = replace(tiny_model(Family.SD), variant="fp16")
    pipe = load_pipeline(model, folder, device="cpu", options=DiffusionOptions())
    assert pipe.unet.dtype == torch.float32


@pytest.mark.parametrize("variant", [None, "fp16"])
def test_weights_in_several_files_load(
    variant: Literal["fp16"] | None, tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_folder(Family.FLUX), tmp_path / "mine"))
    pipe = load(Family.FLUX, folder)
    for name in ("transformer", "text_encoder_2"):
        shutil.rmtree(folder / name)
        networks(pipe)[name].save_pretrained(folder / name, max_shard_size="60KB", variant=variant)
        assert len(list((folder / name).glob("*-of-*.safetensors"))) > 1
    model = replace(tiny_model(Family.FLUX), variant=variant)
    again = load_pipeline(model, folder, device="cpu", options=DiffusionOptions())
    for name, network in networks(again).items():
        before, after = networks(pipe)[name].state_dict(), network.state_dict()
        assert all(torch.equal(before[key], after[key]) for key in before)


def test_tokenizers_of_older_repositories_load(tiny_folder: TinyFolder, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_folder(Family.SD), tmp_path / "mine"))
    newer = load(Family.SD, folder).tokenizer
    entries = json.loads((folder / "tokenizer/tokenizer.json").read_text("utf-8"))["model"]
    merges = "\n".join(" ".join(pair) for pair in entries["merges"])
    (folder / "tokenizer/vocab.json").write_text(json.dumps(entries["vocab"]), "utf-8")
    (folder / "tokenizer/merges.txt").write_text(f"#version: 0.2\n{merges}\n", "utf-8")
    (folder / "tokenizer/tokenizer.json").unlink()
    older = load(Family.SD, folder).tokenizer
    assert older("A blue mug, 4k").input_ids == newer("A blue mug, 4k").input_ids


@pytest.mark.parametrize(
    ("family", "name", "class_name"),
    [
        (Family.FLUX2_KLEIN, "tokenizer", "Qwen2TokenizerFast"),
        (Family.FLUX, "tokenizer_2", "T5TokenizerFast"),
    ],
)
def test_tokenizers_load_by_the_names_that_the_hub_uses(
    family: Family, name: str, class_name: str, tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_folder(family), tmp_path / "mine"))
    edit_index(folder, **{name: ["transformers", class_name]})
    assert len(getattr(load(family, folder), name)) > 200


def test_a_safety_checker_is_left_in_the_folder(tiny_folder: TinyFolder, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny_folder(Family.SD), tmp_path / "mine")
    edit_index(
        folder,
        safety_checker=["stable_diffusion", "StableDiffusionSafetyChecker"],
        feature_extractor=["transformers", "CLIPImageProcessor"],
        requires_safety_checker=True,
    )
    assert load(Family.SD, folder).safety_checker is None


@pytest.mark.parametrize("family", [Family.QWEN_IMAGE_EDIT, Family.QWEN_IMAGE_EDIT_PLUS])
def test_editors_see_the_photo_without_torchvision(
    family: Family, tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    from PIL import Image

    folder = shutil.copytree(tiny_folder(family), tmp_path / "mine")
    config = folder / "processor/preprocessor_config.json"
    settings = json.loads(config.read_text())
    settings["image_processor_type"] = "Qwen2VLImageProcessorFast"  # as the hub's folders say
    config.write_text(json.dumps(settings))
    pipe = load(family, folder)
    photo = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    with torch.no_grad():
        red, blue = (pipe.encode_prompt("a mug", image=[each])[0] for each in photo)
    assert red.shape == blue.shape
    assert not torch.equal(red, blue)


def drop_tensors(path: Path, count: int) -> None:
    tensors = load_file(path)
    save_file(dict(list(tensors.items())[count:]), path, metadata={"format": "pt"})


def fewer_words(tokenizer: Path) -> None:
    """What is left of a vocabulary that was replaced by another model's, far too small one."""
    path = tokenizer / "tokenizer.json"
    entries = json.loads(path.read_text("utf-8"))
    entries["model"]["vocab"] = dict(list(entries["model"]["vocab"].items())[-10:])
    entries["model"]["merges"] = []
    path.write_text(json.dumps(entries), "utf-8")


def invent_dtype(path: Path) -> None:
    """A header that is JSON and fits the file, with a type that nothing knows."""
    path.write_bytes(path.read_bytes().replace(b'"F32"', b'"Q32"', 1))


def change_config(path: Path, **entries: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **entries}))


FAULTS: dict[str, tuple[Damage, str]] = {
    "folder is missing": (shutil.rmtree, "model_missing"),
    "another family": (
        lambda f: edit_index(f, _class_name="StableDiffusion3Pipeline"),
        "model_wrong_family",
    ),
    "tensors of the unet are missing": (
        lambda f: drop_tensors(f / "unet/diffusion_pytorch_model.safetensors", 5),
        "model_incomplete",
    ),
    "tensors of the text encoder are missing": (
        lambda f: drop_tensors(f / "text_encoder/model.safetensors", 5),
        "model_incomplete",
    ),
    "a tensor is of no known type": (
        lambda f: invent_dtype(f / "text_encoder/model.safetensors"),
        "model_damaged",
    ),
    "shapes do not fit": (
        lambda f: change_config(f / "unet/config.json", cross_attention_dim=48),
        "model_damaged",
    ),
    "text encoder does not fit its config": (
        lambda f: change_config(f / "text_encoder/config.json", hidden_size=16),
        "model_damaged",
    ),
    "class is unknown": (
        lambda f: edit_index(f, unet=["diffusers", "NoSuchModel"]),
        "model_damaged",
    ),
    "vocabulary is another one": (lambda f: fewer_words(f / "tokenizer"), "model_vocabulary"),
    "vocabulary is empty": (
        lambda f: (f / "tokenizer/tokenizer.json").write_text("{}"),
        "model_damaged",
    ),
    "scheduler is not JSON": (
        lambda f: (f / "scheduler/scheduler_config.json").write_text("{"),
        "model_damaged",
    ),
}


@pytest.mark.parametrize(("damage", "code"), FAULTS.values(), ids=FAULTS)
def test_a_fault_has_a_code_and_one_sentence(
    damage: Damage, code: str, tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_folder(Family.SD), tmp_path / "tiny-sd"))
    damage(folder)
    with pytest.raises(ModelError) as caught:
        load(Family.SD, folder)
    assert caught.value.code == code
    assert "“tiny-sd”" in caught.value.reply
    assert caught.value.reply.endswith(".")
    assert str(tmp_path) not in caught.value.reply


@pytest.mark.skipif(find_spec("torchsde") is not None, reason="torchsde is installed")
def test_a_missing_package_is_told_from_a_damaged_file(
    tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_folder(Family.SD), tmp_path / "tiny-sd"))
    edit_index(folder, scheduler=["diffusers", "DPMSolverSDEScheduler"])
    with pytest.raises(ModelError) as caught:
        load(Family.SD, folder)
    assert caught.value.code == "model_needs_package"
    assert "torchsde" in caught.value.detail


def test_code_in_a_folder_is_never_run(tiny_folder: TinyFolder, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_folder(Family.SD), tmp_path / "mine"))
    trace = tmp_path / "was-run"
    for name in ("pipeline.py", "my_unet.py", "unet/my_unet.py"):
        (folder / name).write_text(f"open({str(trace)!r}, 'w')\n")
    load(Family.SD, folder)
    edit_index(folder, unet=["my_unet", "MyUNet"])
    with pytest.raises(ModelError) as caught:
        load(Family.SD, folder)
    assert caught.value.code == "model_remote_code"
    assert not trace.exists()


def test_pickles_beside_the_weights_are_not_opened(tiny_folder: TinyFolder, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_folder(Family.SD), tmp_path / "mine"))
    (folder / "unet/diffusion_pytorch_model.bin").write_bytes(b"not a pickle")
    load(Family.SD, folder)


def test_offload_and_compilation_are_left_out_on_a_cpu(
    tiny_folder: TinyFolder, caplog: pytest.LogCaptureFixture
) -> None:
    load(Family.SD, tiny_folder(Family.SD), offload="model", compile=True)
    assert "need a GPU" in caplog.text


@pytest.mark.filterwarnings("ignore::DeprecationWarning:torch")  # of torch's own compiler
@pytest.mark.parametrize(
    ("family", "by_block"),
    [(Family.SDXL, True), (Family.FLUX2_KLEIN, True), (Family.SD3, False)],
)
def test_the_denoiser_is_compiled_block_by_block_where_it_can_be(
    family: Family, by_block: bool, tiny_folder: TinyFolder
) -> None:
    pipe = load(family, tiny_folder(family))
    compile_denoiser(pipe)  # marks what is compiled at its first call, which is not made here
    denoiser = pipe.unet if hasattr(pipe, "unet") else pipe.transformer
    compiled = [each for each in denoiser.modules() if each._compiled_call_impl is not None]
    assert compiled
    assert (denoiser not in compiled) == by_block


def test_auto_takes_what_is_there() -> None:
    assert resolve_device("auto") == ("cuda" if torch.cuda.is_available() else "cpu")
    assert resolve_device("cpu") == "cpu"


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_asking_for_a_gpu_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ModelError) as caught:
        resolve_device("cuda")
    assert caught.value.code == "no_gpu"
    assert "settings.yaml" in caught.value.reply
