"""A model's folder on disk, checked without torch and without reading a tensor."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.errors import ModelError
from bot.domain.model import Family, Model

INDEX = "model_index.json"
PIPELINES: Mapping[str, Family] = {
    "StableDiffusionPipeline": Family.SD,
    "StableDiffusionImg2ImgPipeline": Family.SD,
    "StableDiffusionXLPipeline": Family.SDXL,
    "StableDiffusionXLImg2ImgPipeline": Family.SDXL,
    "StableDiffusion3Pipeline": Family.SD3,
    "StableDiffusion3Img2ImgPipeline": Family.SD3,
    "FluxPipeline": Family.FLUX,
    "FluxImg2ImgPipeline": Family.FLUX,
    "QwenImagePipeline": Family.QWEN_IMAGE,
    "QwenImageImg2ImgPipeline": Family.QWEN_IMAGE,
    "ZImagePipeline": Family.Z_IMAGE,
    "ZImageImg2ImgPipeline": Family.Z_IMAGE,
    "Flux2KleinPipeline": Family.FLUX2_KLEIN,
    "QwenImageEditPipeline": Family.QWEN_IMAGE_EDIT,
    "QwenImageEditPlusPipeline": Family.QWEN_IMAGE_EDIT_PLUS,
}
"""The family of a folder, by the class that its `model_index.json` names."""

SAFETY_CHECKER = "safety_checker"
UNUSED = frozenset({SAFETY_CHECKER, "feature_extractor"})
"""Components that are neither fetched nor loaded with the pipeline: the engine decodes the latents
itself, so that a pipeline's safety checker (and the feature extractor before it) would never see a
picture. `engines.diffusion.safety` loads the checker where the settings ask for it."""

LIBRARIES = frozenset({"diffusers", "transformers"})
_WITHOUT_WEIGHTS = ("scheduler", "tokenizer", "processor")
_VOCABULARIES = (
    {"tokenizer.json"},
    {"vocab.json", "merges.txt"},
    {"spiece.model"},
    {"tokenizer.model"},
)
_WEIGHTS = re.compile(
    r"(?:model|diffusion_pytorch_model)(?:\.(?P<variant>\w+))?(?:-\d+-of-(?P<shards>\d+))?\.safetensors"
)
_SETTINGS = (".json", ".jinja", ".txt", ".model")
_PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
_LFS_POINTER = b"version https://git-lfs"
_LENGTH_BYTES = 8  # a safetensors file opens with the length of its header, little endian
_LONGEST_HEADER = 100_000_000  # the format's own limit, in bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelIndex:
    """What `model_index.json` says: the pipeline's class, its family, its components as name to
    (library, class), without those that are empty or `UNUSED`, and its other entries."""

    pipeline: str
    family: Family
    components: Mapping[str, tuple[str, str]]
    options: Mapping[str, Any]

    @property
    def with_weights(self) -> tuple[str, ...]:
        """Names of the components that are networks."""
        return tuple(name for name in self.components if not name.startswith(_WITHOUT_WEIGHTS))


def read_index(folder: Path) -> ModelIndex:
    """The folder's index. Raises `ModelError` where it is missing, damaged, asks for code from
    the folder, or names a pipeline of no known family."""
    path = folder / INDEX
    if not path.is_file():
        raise ModelError(
            "model_missing",
            f"There is no model in the folder “{folder.name}”; "
            f"fetch it with `python bot.py models pull {folder.name}`.",
            f"{path} does not exist",
        )
    entries = read_json(path, folder)
    return parse_index(entries, name=folder.name)


def parse_index(entries: Mapping[str, Any], *, name: str) -> ModelIndex:
    """The index from its JSON; `name` is what the model is called in an error's sentence."""
    pipeline = entries.get("_class_name")
    pairs = {
        key: tuple(value)
        for key, value in entries.items()
        if isinstance(value, list) and len(value) == 2 and value[0]
        if key.isidentifier() and key not in UNUSED
    }
    if isinstance(pipeline, list) or any(pair[0] not in LIBRARIES for pair in pairs.values()):
        raise ModelError(
            "model_remote_code",
            f"The model “{name}” brings its own program code, which is never run here; "
            "choose a model without it.",
        )
    family = PIPELINES.get(str(pipeline))
    if family is None:
        raise ModelError(
            "model_wrong_family",
            f"The model “{name}” is of a kind that cannot be run here ({pipeline}); "
            f"choose one of the families {', '.join(Family)}.",
        )
    options = {
        key: value
        for key, value in entries.items()
        if not key.startswith("_") and not isinstance(value, list)
    }
    return ModelIndex(pipeline=str(pipeline), family=family, components=pairs, options=options)


def check_folder(folder: Path, *, variant: str | None = None) -> ModelIndex:
    """Check that every component's files are there, whole, and safetensors; returns the index.

    Headers and lengths are read, tensors are not. Raises `ModelError` on the first fault.
    """
    index = read_index(folder)
    for name in index.components:
        component = folder / name
        names = {path.name for path in component.iterdir()} if component.is_dir() else set()
        if not names:
            raise _incomplete(folder, f"{name}/")
        if name in index.with_weights:
            if "config.json" not in names:
                raise _incomplete(folder, f"{name}/config.json")
            read_json(component / "config.json", folder)
            _check_weights(folder, component, names, variant)
        elif name.startswith("tokenizer") and not any(names >= files for files in _VOCABULARIES):
            raise _incomplete(folder, f"{name}/tokenizer.json")
        elif name.startswith("scheduler") and "scheduler_config.json" not in names:
            raise _incomplete(folder, f"{name}/scheduler_config.json")
    return index


def check_family(model: Model, index: ModelIndex) -> None:
    """Raise `ModelError` where the folder is of another family than `models.yaml` says."""
    if index.family is not model.family:
        raise ModelError(
            "model_wrong_family",
            f"The model “{model.name}” is of the family {index.family}, but models.yaml says "
            f"{model.family}; correct its family there.",
        )


def weights_of(names: Collection[str], variant: str | None) -> tuple[str, ...]:
    """The weight files to load of one component's file names: those of `variant` where it has
    any, else those without a variant."""
    found: dict[str | None, list[str]] = {}
    for name in sorted(names):
        if match := _WEIGHTS.fullmatch(name):
            found.setdefault(match["variant"], []).append(name)
    return tuple(found.get(variant) or found.get(None) or ())


def files_to_fetch(
    names: Collection[str], index: ModelIndex, variant: str | None
) -> tuple[str, ...]:
    """The files of a repository that the model needs: its index and licence, and each component's
    settings and weights. Repositories hold the same weights several times over (single files,
    other precisions, other frameworks); those stay there, as do pickles and code."""
    root = [name for name in names if "/" not in name]
    wanted = [name for name in root if name == INDEX or name.upper().startswith("LICENSE")]
    for component in index.components:
        prefix = f"{component}/"
        inside = [name.removeprefix(prefix) for name in names if name.startswith(prefix)]
        chosen = {name for name in inside if name.endswith(_SETTINGS)}
        chosen.update(weights_of(inside, variant))
        wanted += sorted(prefix + name for name in chosen if "/" not in name)
    return tuple(wanted)


def variant_of(names: Collection[str], variant: str | None) -> str | None:
    """`variant` where the component has weights of that variant, else None."""
    return variant if any(_variant_in(name) == variant for name in names) else None


def read_json(path: Path, folder: Path) -> dict[str, Any]:
    """A JSON file of a model's folder. Raises `ModelError` where it is not JSON."""
    try:
        entries = json.loads(path.read_text("utf-8"))
    except ValueError as exc:
        raise _damaged(folder, path) from exc
    if not isinstance(entries, dict):
        raise _damaged(folder, path)
    return entries


def _variant_in(name: str) -> str | None:
    match = _WEIGHTS.fullmatch(name)
    return match["variant"] if match else None


def _check_weights(folder: Path, component: Path, names: set[str], variant: str | None) -> None:
    weights = weights_of(names, variant)
    if not weights:
        if any(name.endswith(_PICKLES) for name in names):
            raise ModelError(
                "model_pickle",
                f"The model “{folder.name}” has its {component.name} only as a pickle file, which "
                "can carry harmful code; choose a model with safetensors weights.",
            )
        raise _incomplete(folder, f"{component.name}/*.safetensors")
    _check_shards(folder, component, weights)
    for name in weights:
        _check_safetensors(folder, component / name)


def _check_shards(folder: Path, component: Path, weights: tuple[str, ...]) -> None:
    """Weights in several files come with an index that names each of them."""
    match = _WEIGHTS.fullmatch(weights[0])
    if match is None or match["shards"] is None:
        return
    stem = weights[0].split(".")[0].split("-")[0]
    middle = f".{match['variant']}" if match["variant"] else ""
    path = component / f"{stem}.safetensors.index{middle}.json"
    if not path.is_file():
        raise _incomplete(folder, f"{component.name}/{path.name}")
    expected = set(read_json(path, folder).get("weight_map", {}).values())
    for name in sorted(expected - set(weights)):
        raise _incomplete(folder, f"{component.name}/{name}")


def _check_safetensors(folder: Path, path: Path) -> None:
    """The header must be JSON and its offsets must end where the file ends."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(len(_LFS_POINTER))
        if start == _LFS_POINTER:
            raise ModelError(
                "model_pointer",
                f"The model “{folder.name}” was copied without its large files; run "
                "`git lfs pull` in its folder or fetch it again.",
                f"{path} is a git-lfs pointer",
            )
        length = int.from_bytes(start[:_LENGTH_BYTES], "little")
        if length > min(_LONGEST_HEADER, size - _LENGTH_BYTES):
            raise _damaged(folder, path)
        file.seek(_LENGTH_BYTES)
        header = file.read(length)
    try:
        tensors = json.loads(header)
        ends = [entry["data_offsets"][1] for key, entry in tensors.items() if key[:2] != "__"]
        whole = _LENGTH_BYTES + length + max(ends, default=0) == size
    except (ValueError, AttributeError, KeyError, TypeError, IndexError) as exc:
        raise _damaged(folder, path) from exc
    if not whole:
        raise _damaged(folder, path)


def _incomplete(folder: Path, name: str) -> ModelError:
    return ModelError(
        "model_incomplete",
        f"The model “{folder.name}” lacks {name}; fetch or copy it again.",
    )


def _damaged(folder: Path, path: Path) -> ModelError:
    name = path.relative_to(folder).as_posix()
    return ModelError(
        "model_damaged",
        f"The model “{folder.name}” has a damaged file, {name}; delete it and fetch it again.",
    )
