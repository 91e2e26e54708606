"""Models that the diffusion engine can load, as data from `config/models.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from bot.domain.errors import UsageError
from bot.domain.names import check_name


class Family(StrEnum):
    """Model families; each has one adapter in `bot/engines/diffusion/families.py`."""

    SD = "sd"
    SDXL = "sdxl"
    SD3 = "sd3"
    FLUX = "flux"
    QWEN_IMAGE = "qwen-image"
    Z_IMAGE = "z-image"
    FLUX2_KLEIN = "flux2-klein"
    QWEN_IMAGE_EDIT = "qwen-image-edit"
    QWEN_IMAGE_EDIT_PLUS = "qwen-image-edit-plus"


EDITORS = frozenset({Family.FLUX2_KLEIN, Family.QWEN_IMAGE_EDIT, Family.QWEN_IMAGE_EDIT_PLUS})
"""Instruction editors: the source is a reference picture and the pipeline has no strength."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model. `size` is its native side in pixels, `steps` the executed steps per picture,
    `memory_gb` what it needs on the GPU in `dtype`. `negative_prompt` says whether the model
    honours one at this `guidance_scale`. `folder` is where the weights lie, if not in the store."""

    __pydantic_config__ = {"extra": "forbid"}

    name: str
    label: str
    repository: str
    revision: str
    family: Family
    licence: str
    commercial: bool
    steps: int
    size: int
    guidance_scale: float
    memory_gb: float
    dtype: Literal["float32", "float16", "bfloat16"] = "bfloat16"
    variant: Literal["fp16"] | None = None
    negative_prompt: bool = False
    folder: Path | None = None

    def __post_init__(self) -> None:
        check_name(self.name)
        if not 1 <= self.steps <= 100:
            raise ValueError(f"steps {self.steps} is outside 1 to 100")
        if not 64 <= self.size <= 4096 or self.size % 16:
            raise ValueError(f"size {self.size} must be a multiple of 16 from 64 to 4096")
        if not 0 <= self.guidance_scale <= 30:
            raise ValueError(f"guidance_scale {self.guidance_scale} is outside 0 to 30")
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", self.repository):
            raise ValueError(f"repository {self.repository!r} is not owner/name")
        if not self.revision.strip():
            raise ValueError("revision is empty; pin a commit, or write main to follow the branch")
        if self.negative_prompt and not self._is_guided():
            raise ValueError(
                "negative_prompt is true, which this model cannot honour: it takes a family with "
                "guidance and a guidance_scale that turns it on"
            )

    def _is_guided(self) -> bool:
        """Whether the network runs without the words as well, as negative prompts need it."""
        if self.family is Family.FLUX:  # its guidance scale is an input of the network
            return False
        return self.guidance_scale > (0.0 if self.family is Family.Z_IMAGE else 1.0)


UNKNOWN_LICENCE = "unknown"
"""Licence of a model that came from a folder, which says nothing of it."""


def check_licence(model: Model, allow_non_commercial: bool) -> None:
    """Raise `UsageError` for a model that may not be used commercially, unless that is allowed."""
    if not model.commercial and not allow_non_commercial:
        raise UsageError(
            "model_not_allowed",
            f"{model.label} is under {model.licence} and may not be used commercially; "
            "choose another model, or set allow_non_commercial: true in settings.yaml.",
        )
