"""A model's folder becomes a pipeline that is complete, whole and of the right family.

Everything comes from the folder: no network, no pickles, no code. diffusers and transformers let
some faults pass in silence (a tokenizer without its vocabulary, missing tensors); each component
is therefore loaded by itself, so that faults are seen and the sentence names the component.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers
from safetensors import SafetensorError

from bot.domain.errors import ModelError
from bot.domain.model import Model
from bot.domain.options import DiffusionOptions
from bot.engines.diffusion.memory import is_out_of_memory
from bot.engines.diffusion.qwen_processor import load_picture_processor
from bot.engines.model_folder import PIPELINES, ModelIndex, check_family, check_folder, variant_of

log = logging.getLogger(__name__)

# Pipelines and networks come from untyped libraries, hence Any below.

SMALLEST_VOCABULARY = 0.8
"""A tokenizer knows at least this share of its text encoder's vocabulary. Real ones know nearly
all of it; one that was loaded without its files knows two words."""

_LIBRARIES = {"diffusers": diffusers, "transformers": transformers}
_LOADING_ERRORS = (
    OSError,
    ValueError,
    RuntimeError,
    AttributeError,
    KeyError,
    TypeError,
    ImportError,
    MemoryError,
    SafetensorError,
)
"""What the libraries raise for a folder that is not as it should be."""


def resolve_device(device: str) -> str:
    """The torch device for the setting `device`: auto takes a GPU where there is one.

    Raises `ModelError` when cuda was asked for and is not there.
    """
    if device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if device == "cuda" and not torch.cuda.is_available():
        raise ModelError(
            "no_gpu",
            "PyTorch finds no GPU on this machine; install its CUDA build and a driver, "
            "or take the device auto, with --device or in settings.yaml.",
        )
    return device


def dtype_of(model: Model, *, device: str, options: DiffusionOptions) -> torch.dtype:
    """The type of the weights: what the options say, else float32 on a CPU (the only one that is
    fast and exact there), else the model's own."""
    name = options.dtype or ("float32" if device == "cpu" else model.dtype)
    return {
        "float32": torch.float32,
        "float16": torch.float16,
        "bfloat16": torch.bfloat16,
    }[name]


def load_pipeline(model: Model, folder: Path, *, device: str, options: DiffusionOptions) -> Any:
    """The img2img pipeline of `model` from its folder, on `device` ("cpu" or "cuda"), ready to
    run, in evaluation mode. The scheduler is the folder's own; `samplers` exchanges it.

    Beside float16, a VAE that would overflow (`force_upcast`, as SDXL's) is kept in float32.
    Safety checkers are not part of it (`model_folder.UNUSED`).

    Raises `ModelError` for every fault, with a sentence that names the remedy.
    """
    folder = folder.resolve()
    index = check_folder(folder, variant=model.variant)
    check_family(model, index)
    _quieten_libraries()
    dtype = dtype_of(model, device=device, options=options)
    components = _load_components(model, folder, index, dtype)
    pipe = _assemble(model, folder, index, components)
    _check_vocabularies(model, pipe)
    pipe.set_progress_bar_config(disable=True)
    _place(pipe, model, device=device, options=options)
    return pipe


def compile_denoiser(pipe: Any) -> None:
    """Compile the network that runs at every step: block by block where the model knows its
    repeated blocks (seconds to a minute), else as a whole (minutes). Compilation itself happens
    at the first step, and again for each new picture size."""
    denoiser = getattr(pipe, "unet", None) or pipe.transformer
    if getattr(denoiser, "_repeated_blocks", None):
        denoiser.compile_repeated_blocks()
    else:
        denoiser.compile()


def _quieten_libraries() -> None:
    """No progress bars, and no reports from transformers on what this module checks itself."""
    for library in (diffusers, transformers):
        library.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()


def _load_components(
    model: Model, folder: Path, index: ModelIndex, dtype: torch.dtype
) -> dict[str, Any]:
    """The networks, and the processor where there is one; diffusers loads the rest."""
    components: dict[str, Any] = {}
    for name in index.components:
        try:
            if name in index.with_weights:
                components[name] = _load_network(model, folder, index, name, dtype)
            elif name == "processor":
                components[name] = load_picture_processor(folder / name)
        except _LOADING_ERRORS as exc:
            raise _explained(model, name, exc) from exc
    return components


def _load_network(
    model: Model, folder: Path, index: ModelIndex, name: str, dtype: torch.dtype
) -> Any:
    """One network with all of its tensors. Raises `ModelError` where some are missing."""
    library, class_name = index.components[name]
    network_class = getattr(_LIBRARIES[library], class_name)
    network, info = network_class.from_pretrained(
        str(folder / name),
        local_files_only=True,
        use_safetensors=True,
        variant=variant_of(os.listdir(folder / name), model.variant),
        dtype=dtype,
        output_loading_info=True,
    )
    missing = sorted(info["missing_keys"])
    if missing:  # left empty by diffusers, filled at random by transformers
        raise ModelError(
            "model_incomplete",
            f"The {name} of the model “{model.name}” lacks {len(missing)} of its tensors; "
            "fetch or copy the model again.",
            ", ".join(missing[:5]),
        )
    if dtype is torch.float16 and getattr(network.config, "force_upcast", False):
        network = network.float()
    return network.eval()


def _assemble(model: Model, folder: Path, index: ModelIndex, components: dict[str, Any]) -> Any:
    """The pipeline around its networks; tokenizers and scheduler are loaded from the folder."""
    without: dict[str, Any] = {}
    if "requires_safety_checker" in index.options:
        without = {"safety_checker": None, "feature_extractor": None}
        without["requires_safety_checker"] = False
    try:
        pipe = diffusers.AutoPipelineForImage2Image.from_pretrained(
            str(folder), local_files_only=True, use_safetensors=True, **components, **without
        )
    except _LOADING_ERRORS as exc:
        raise _explained(model, "tokenizer or scheduler", exc) from exc
    if PIPELINES.get(type(pipe).__name__) is not model.family:
        raise ModelError(
            "model_wrong_family",
            f"The model “{model.name}” was loaded as {type(pipe).__name__}, which is not of the "
            f"family {model.family}; correct its family in models.yaml.",
        )
    return pipe


def _check_vocabularies(model: Model, pipe: Any) -> None:
    """Each tokenizer must know the words of its text encoder: without its vocabulary file it is
    loaded in silence, and then every prompt is the same."""
    for name, tokenizer in pipe.components.items():
        if not name.startswith("tokenizer") or tokenizer is None:
            continue
        encoder = getattr(pipe, name.replace("tokenizer", "text_encoder"))
        size = encoder.config.get_text_config().vocab_size
        if not SMALLEST_VOCABULARY * size <= len(tokenizer) <= size:
            raise ModelError(
                "model_vocabulary",
                f"The {name} of the model “{model.name}” does not fit its text encoder, so that "
                "prompts would not be understood; fetch or copy the model again.",
                f"{len(tokenizer)} tokens, text encoder has {size}",
            )


def _place(pipe: Any, model: Model, *, device: str, options: DiffusionOptions) -> None:
    """Move the pipeline to its device, as the options for offload and compilation say."""
    if device == "cpu":
        if options.offload != "none" or options.compile:
            log.warning("model %s: offload and compile need a GPU and are left out", model.name)
        pipe.to(device)
        return
    try:
        if options.offload == "model":
            pipe.enable_model_cpu_offload(device=device)
        elif options.offload == "sequential":
            pipe.enable_sequential_cpu_offload(device=device)
        else:
            pipe.to(device)
    except RuntimeError as exc:
        if not is_out_of_memory(exc):
            raise
        raise _too_big(model) from exc
    if options.compile:
        compile_denoiser(pipe)


def _explained(model: Model, name: str, exc: Exception) -> ModelError:
    """What a fault that the libraries found means for the operator."""
    detail = f"{type(exc).__name__}: {exc}"
    if is_out_of_memory(exc):
        return _too_big(model)
    if isinstance(exc, ImportError):
        return ModelError(
            "model_needs_package",
            f"The {name} of the model “{model.name}” needs a Python package that is not installed; "
            "the log names it.",
            detail,
        )
    return ModelError(
        "model_damaged",
        f"The {name} of the model “{model.name}” cannot be loaded; fetch or copy the model again.",
        detail,
    )


def _too_big(model: Model) -> ModelError:
    return ModelError(
        "model_too_big",
        f"The model “{model.name}” does not fit into memory, of which it takes about "
        f"{model.memory_gb:g} GB; set offload to model in settings.yaml or choose a smaller one.",
    )
