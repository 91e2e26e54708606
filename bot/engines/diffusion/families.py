"""Every model family and its adapter."""

from __future__ import annotations

from bot.domain.model import Family
from bot.engines.diffusion.adapter import Adapter
from bot.engines.diffusion.editors import Flux2Klein, QwenImageEdit, QwenImageEditPlus
from bot.engines.diffusion.flows import Flux, QwenImage, StableDiffusion3, ZImage
from bot.engines.diffusion.unets import StableDiffusion, StableDiffusionXL

ADAPTERS: dict[Family, type[Adapter]] = {
    Family.SD: StableDiffusion,
    Family.SDXL: StableDiffusionXL,
    Family.SD3: StableDiffusion3,
    Family.FLUX: Flux,
    Family.QWEN_IMAGE: QwenImage,
    Family.Z_IMAGE: ZImage,
    Family.FLUX2_KLEIN: Flux2Klein,
    Family.QWEN_IMAGE_EDIT: QwenImageEdit,
    Family.QWEN_IMAGE_EDIT_PLUS: QwenImageEditPlus,
}
