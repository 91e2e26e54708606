"""Tiny models of every family, with random weights, as folders like those on the hub.

A folder takes about a tenth of a second and a megabyte or two; it holds the classes of the real
model at their real latent channels and compression, so that it loads and runs through the same
code. Weights come from a fixed seed. Nothing here can say anything about how pictures look.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers

from bot.domain.model import Family, Model
from tests.engines.diffusion.tiny_tokenizers import (
    clip_tokenizer,
    qwen_tokenizer,
    t5_tokenizer,
)

SD_NOISE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
SD_STEPS = {"steps_offset": 1, "timestep_spacing": "leading"}
FLUX_SHIFT = {
    "shift": 3.0,
    "use_dynamic_shifting": True,
    "base_shift": 0.5,
    "max_shift": 1.15,
    "base_image_seq_len": 256,
    "max_image_seq_len": 4096,
}
QWEN_SHIFT = {
    "shift": 1.0,
    "use_dynamic_shifting": True,
    "base_shift": 0.5,
    "max_shift": 0.9,
    "base_image_seq_len": 256,
    "max_image_seq_len": 8192,
    "shift_terminal": 0.02,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a model folder holds: the pipeline class that `model_index.json` names (text to image
    where there is one, as on the hub), components by name, and the pipeline's own options."""

    pipeline: str
    components: dict[str, Any]
    options: dict[str, Any] = field(default_factory=dict)


def tiny_model(family: Family) -> Model:
    """The entry of `config/models.yaml` that would go with the family's tiny folder."""
    guidance_scale, negative_prompt = {
        Family.SD: (5.0, True),
        Family.SDXL: (5.0, True),
        Family.SD3: (5.0, True),
        Family.FLUX: (3.5, False),
        Family.QWEN_IMAGE: (4.0, True),
        Family.Z_IMAGE: (0.0, False),
        Family.FLUX2_KLEIN: (1.0, False),
        Family.QWEN_IMAGE_EDIT: (4.0, True),
        Family.QWEN_IMAGE_EDIT_PLUS: (4.0, True),
    }[family]
    return Model(
        name=f"tiny-{family}",
        label=f"Tiny {family}",
        repository=f"tests/tiny-{family}",
        revision="main",
        family=family,
        licence="MIT",
        commercial=True,
        steps=4,
        size=64,
        guidance_scale=guidance_scale,
        memory_gb=0.1,
        dtype="float32",
        negative_prompt=negative_prompt,
    )


def save_tiny(family: Family, folder: Path) -> Path:
    """Write the family's tiny model into `folder` and return it."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        parts = _BUILDERS[family]()
    folder.mkdir(parents=True, exist_ok=True)
    index: dict[str, Any] = {
        "_class_name": parts.pipeline,
        "_diffusers_version": diffusers.__version__,
        **parts.options,
    }
    for name, component in parts.components.items():
        if component is None:
            index[name] = [None, None]
            continue
        component.save_pretrained(folder / name)
        index[name] = [type(component).__module__.split(".")[0], type(component).__name__]
    if "processor" in index:  # a processor is its image processor and its tokenizer, in one folder
        parts.components["tokenizer"].save_pretrained(folder / "processor")
        index["processor"] = ["transformers", "Qwen2VLProcessor"]
    (folder / "model_index.json").write_text(json.dumps(index, indent=2), "utf-8")
    return folder


def _sd() -> Parts:
    tokenizer = clip_tokenizer()
    unet = diffusers.UNet2DConditionModel(
        sample_size=8,
        in_channels=4,
        out_channels=4,
        layers_per_block=1,
        block_out_channels=(8, 16),
        norm_num_groups=4,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=32,
        attention_head_dim=4,
    )
    return Parts(
        pipeline="StableDiffusionPipeline",
        components={
            "vae": _vae(channels=4, scaling_factor=0.18215),
            "text_encoder": transformers.CLIPTextModel(_clip_config(tokenizer)),
            "tokenizer": tokenizer,
            "unet": unet,
            "scheduler": diffusers.PNDMScheduler(skip_prk_steps=True, **SD_NOISE, steps_offset=1),
            "safety_checker": None,
            "feature_extractor": None,
        },
        options={"requires_safety_checker": False},
    )


def _sdxl() -> Parts:
    tokenizer = clip_tokenizer()
    config = _clip_config(tokenizer)
    unet = diffusers.UNet2DConditionModel(
        sample_size=8,
        in_channels=4,
        out_channels=4,
        layers_per_block=1,
        block_out_channels=(16, 32),
        norm_num_groups=8,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        transformer_layers_per_block=(1, 1),
        cross_attention_dim=64,  # the two text encoders side by side
        attention_head_dim=(2, 4),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=6 * 8 + 32,  # six size numbers, one pooled prompt
    )
    return Parts(
        pipeline="StableDiffusionXLPipeline",
        components={
            "vae": _vae(channels=4, scaling_factor=0.13025, force_upcast=True),
            "text_encoder": transformers.CLIPTextModel(config),
            "text_encoder_2": transformers.CLIPTextModelWithProjection(config),
            "tokenizer": tokenizer,
            "tokenizer_2": clip_tokenizer(),
            "unet": unet,
            "scheduler": diffusers.EulerDiscreteScheduler(**SD_NOISE, **SD_STEPS),
            "image_encoder": None,
            "feature_extractor": None,
        },
        options={"force_zeros_for_empty_prompt": True},
    )


def _sd3() -> Parts:
    tokenizer, t5 = clip_tokenizer(), t5_tokenizer()
    config = _clip_config(tokenizer)
    transformer = diffusers.SD3Transformer2DModel(
        sample_size=16,
        patch_size=2,
        in_channels=16,
        out_channels=16,
        num_layers=2,
        attention_head_dim=8,
        num_attention_heads=4,
        joint_attention_dim=64,  # T5's width; the two CLIP encoders are padded up to it
        caption_projection_dim=32,
        pooled_projection_dim=64,
        pos_embed_max_size=32,
    )
    return Parts(
        pipeline="StableDiffusion3Pipeline",
        components={
            "vae": _vae(channels=16, scaling_factor=1.5305, shift_factor=0.0609),
            "text_encoder": transformers.CLIPTextModelWithProjection(config),
            "text_encoder_2": transformers.CLIPTextModelWithProjection(config),
            "text_encoder_3": _t5_encoder(t5, width=64),
            "tokenizer": tokenizer,
            "tokenizer_2": clip_tokenizer(),
            "tokenizer_3": t5,
            "transformer": transformer,
            "scheduler": diffusers.FlowMatchEulerDiscreteScheduler(shift=3.0),
            "image_encoder": None,
            "feature_extractor": None,
        },
    )


def _flux() -> Parts:
    tokenizer, t5 = clip_tokenizer(), t5_tokenizer()
    transformer = diffusers.FluxTransformer2DModel(
        patch_size=1,
        in_channels=64,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=32,
        pooled_projection_dim=32,
        axes_dims_rope=(4, 4, 8),
        guidance_embeds=True,
    )
    return Parts(
        pipeline="FluxPipeline",
        components={
            "vae": _vae(channels=16, scaling_factor=0.3611, shift_factor=0.1159),
            "text_encoder": transformers.CLIPTextModel(_clip_config(tokenizer)),
            "text_encoder_2": _t5_encoder(t5, width=32),
            "tokenizer": tokenizer,
            "tokenizer_2": t5,
            "transformer": transformer,
            "scheduler": diffusers.FlowMatchEulerDiscreteScheduler(**FLUX_SHIFT),
            "image_encoder": None,
            "feature_extractor": None,
        },
    )


def _z_image() -> Parts:
    tokenizer = qwen_tokenizer()
    transformer = diffusers.ZImageTransformer2DModel(
        all_patch_size=(2,),
        all_f_patch_size=(1,),
        in_channels=16,
        dim=32,
        n_layers=2,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=16,
        axes_dims=[8, 4, 4],
        axes_lens=[1024, 64, 64],
    )
    return Parts(
        pipeline="ZImagePipeline",
        components={
            "vae": _vae(channels=16, scaling_factor=0.3611, shift_factor=0.1159),
            "text_encoder": transformers.Qwen3Model(_qwen3_config(tokenizer, layers=4)),
            "tokenizer": tokenizer,
            "transformer": transformer,
            "scheduler": diffusers.FlowMatchEulerDiscreteScheduler(shift=3.0),
        },
    )


def _flux2_klein() -> Parts:
    tokenizer = qwen_tokenizer()
    transformer = diffusers.Flux2Transformer2DModel(
        patch_size=1,
        in_channels=128,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=48,  # three layers of the text encoder side by side
        timestep_guidance_channels=32,
        axes_dims_rope=(4, 4, 4, 4),
        guidance_embeds=False,
    )
    vae = diffusers.AutoencoderKLFlux2(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 16, 16),
        layers_per_block=1,
        latent_channels=32,
        norm_num_groups=4,
        sample_size=64,
    )
    # The pipeline reads the hidden states of layers 9, 18 and 27: 28 thin layers suit it as it is.
    config = _qwen3_config(tokenizer, layers=28)
    return Parts(
        pipeline="Flux2KleinPipeline",
        components={
            "vae": vae,
            "text_encoder": transformers.Qwen3ForCausalLM(config),
            "tokenizer": tokenizer,
            "transformer": transformer,
            "scheduler": diffusers.FlowMatchEulerDiscreteScheduler(**FLUX_SHIFT),
        },
        options={"is_distilled": True},
    )


def _qwen_image() -> Parts:
    return Parts(pipeline="QwenImagePipeline", components=_qwen_components())


def _qwen_image_edit() -> Parts:
    return Parts(
        pipeline="QwenImageEditPipeline",
        components={**_qwen_components(), "processor": _qwen_image_processor()},
    )


def _qwen_image_edit_plus() -> Parts:
    return Parts(
        pipeline="QwenImageEditPlusPipeline",
        components={**_qwen_components(), "processor": _qwen_image_processor()},
    )


def _qwen_components() -> dict[str, Any]:
    tokenizer = qwen_tokenizer()
    channels = 16
    vae = diffusers.AutoencoderKLQwenImage(
        base_dim=4,
        z_dim=channels,
        dim_mult=[1, 1, 2, 2],
        num_res_blocks=1,
        attn_scales=[],
        temperal_downsample=[False, True, True],
        latents_mean=[0.1 * channel for channel in range(channels)],
        latents_std=[1.0 + 0.05 * channel for channel in range(channels)],
    )
    transformer = diffusers.QwenImageTransformer2DModel(
        patch_size=2,
        in_channels=64,
        out_channels=16,
        num_layers=2,
        attention_head_dim=16,
        num_attention_heads=1,
        joint_attention_dim=16,
        axes_dims_rope=(8, 4, 4),
    )
    return {
        "vae": vae,
        "text_encoder": transformers.Qwen2_5_VLForConditionalGeneration(_qwen_vl_config(tokenizer)),
        "tokenizer": tokenizer,
        "transformer": transformer,
        "scheduler": diffusers.FlowMatchEulerDiscreteScheduler(**QWEN_SHIFT),
    }


def _qwen_image_processor() -> Any:
    """An image processor that looks at up to 64 patches of 28 x 28 pixels. Its class is that of
    pictures without torchvision; the name that it saves is the hub's."""
    return transformers.Qwen2VLImageProcessorPil(min_pixels=56 * 56, max_pixels=64 * 28 * 28)


def _vae(*, channels: int, **normalisation: Any) -> Any:
    """A VAE that compresses eight times a side into `channels` channels. With a shift factor it
    is of the newer kind without quantisation layers."""
    newer = "shift_factor" in normalisation
    return diffusers.AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 16, 16),
        layers_per_block=1,
        latent_channels=channels,
        norm_num_groups=4,
        sample_size=64,
        use_quant_conv=not newer,
        use_post_quant_conv=not newer,
        **normalisation,
    )


def _clip_config(tokenizer: Any) -> Any:
    return transformers.CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        projection_dim=32,
        intermediate_size=64,
        num_attention_heads=4,
        num_hidden_layers=3,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,  # the pooled output is taken at this token
        pad_token_id=tokenizer.pad_token_id,
    )


def _t5_encoder(tokenizer: Any, *, width: int) -> Any:
    config = transformers.T5Config(
        vocab_size=len(tokenizer),
        d_model=width,
        d_kv=8,
        d_ff=32,
        num_layers=2,
        num_heads=4,
        feed_forward_proj="gated-gelu",
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    return transformers.T5EncoderModel(config)


def _qwen3_config(tokenizer: Any, *, layers: int) -> Any:
    return transformers.Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=layers,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=8,
        max_position_embeddings=4096,
        **_end_tokens(tokenizer),
    )


def _qwen_vl_config(tokenizer: Any) -> Any:
    token = tokenizer.convert_tokens_to_ids
    rope = {"rope_type": "default", "rope_theta": 1e6, "mrope_section": [1, 1, 2]}
    return transformers.Qwen2_5_VLConfig(
        text_config={
            "vocab_size": len(tokenizer),
            "hidden_size": 16,
            "intermediate_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "num_key_value_heads": 1,
            "rope_parameters": rope,
            **_end_tokens(tokenizer),
        },
        vision_config={
            "depth": 2,
            "hidden_size": 16,
            "intermediate_size": 32,
            "num_heads": 2,
            "out_hidden_size": 16,
            "fullatt_block_indexes": [1],
        },
        image_token_id=token("<|image_pad|>"),
        video_token_id=token("<|video_pad|>"),
        vision_start_token_id=token("<|vision_start|>"),
        vision_end_token_id=token("<|vision_end|>"),
    )


def _end_tokens(tokenizer: Any) -> dict[str, int]:
    """Qwen's defaults lie outside a tiny vocabulary; all three are one token there as well."""
    names = ("bos_token_id", "eos_token_id", "pad_token_id")
    return dict.fromkeys(names, tokenizer.pad_token_id)


_BUILDERS: dict[Family, Callable[[], Parts]] = {
    Family.SD: _sd,
    Family.SDXL: _sdxl,
    Family.SD3: _sd3,
    Family.FLUX: _flux,
    Family.QWEN_IMAGE: _qwen_image,
    Family.Z_IMAGE: _z_image,
    Family.FLUX2_KLEIN: _flux2_klein,
    Family.QWEN_IMAGE_EDIT: _qwen_image_edit,
    Family.QWEN_IMAGE_EDIT_PLUS: _qwen_image_edit_plus,
}
