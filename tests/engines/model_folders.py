"""Model folders of a few kilobytes: the right files with the right headers, no torch needed.

They satisfy every check that is made without loading; `diffusion/tiny.py` makes those that load.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.domain.model import Family, Model

COMPONENTS = {
    "unet": ("diffusers", "UNet2DConditionModel"),
    "vae": ("diffusers", "AutoencoderKL"),
    "text_encoder": ("transformers", "CLIPTextModel"),
    "tokenizer": ("transformers", "CLIPTokenizer"),
    "scheduler": ("diffusers", "EulerDiscreteScheduler"),
}


def a_model(name: str = "mine", **changes: Any) -> Model:
    """The entry of `models.yaml` for such a folder."""
    fields: dict[str, Any] = {
        "name": name,
        "label": "Mine",
        "repository": "shop/mine",
        "revision": "main",
        "family": Family.SDXL,
        "licence": "MIT",
        "commercial": True,
        "steps": 4,
        "size": 512,
        "guidance_scale": 5.0,
        "memory_gb": 1.0,
    }
    return Model(**{**fields, **changes})


def model_files(*, pipeline: str = "StableDiffusionXLPipeline", **options: Any) -> dict[str, bytes]:
    """The files of a model by name, as on the hub."""
    index: dict[str, Any] = {"_class_name": pipeline, **options, "safety_checker": [None, None]}
    index |= {name: list(pair) for name, pair in COMPONENTS.items()}
    return {
        "model_index.json": json.dumps(index).encode(),
        "unet/config.json": b'{"sample_size": 64}',
        "unet/diffusion_pytorch_model.safetensors": safetensors_bytes(),
        "vae/config.json": b'{"sample_size": 768}',
        "vae/diffusion_pytorch_model.safetensors": safetensors_bytes(),
        "text_encoder/config.json": b"{}",
        "text_encoder/model.safetensors": safetensors_bytes(),
        "tokenizer/tokenizer.json": b"{}",
        "tokenizer/tokenizer_config.json": b"{}",
        "scheduler/scheduler_config.json": b"{}",
    }


def save_model_folder(folder: Path, **options: Any) -> Path:
    """Write `model_files` into `folder` and return it."""
    for name, data in model_files(**options).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def save_sharded(component: Path) -> list[Path]:
    """Replace a component's weights by two files and their index; returns the two."""
    stem = "diffusion_pytorch_model"
    (component / f"{stem}.safetensors").unlink()
    shards = [component / f"{stem}-0000{i}-of-00002.safetensors" for i in (1, 2)]
    for number, path in enumerate(shards):
        path.write_bytes(safetensors_bytes(f"layer{number}"))
    weight_map = {f"layer{number}": path.name for number, path in enumerate(shards)}
    index = json.dumps({"metadata": {}, "weight_map": weight_map})
    (component / f"{stem}.safetensors.index.json").write_text(index)
    return shards


def safetensors_bytes(name: str = "layer") -> bytes:
    """A safetensors file with one tensor of 64 float32."""
    size = 64 * 4
    tensor = {"dtype": "F32", "shape": [64], "data_offsets": [0, size]}
    header = json.dumps({"__metadata__": {"format": "pt"}, name: tensor}).encode()
    return len(header).to_bytes(8, "little") + header + bytes(size)


def edit_index(folder: Path, **entries: Any) -> None:
    """Change entries of `model_index.json`."""
    path = folder / "model_index.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **entries}))
