"""The adapter of a family: how one kind of pipeline takes a plan, words, a source and noise.

Nothing is subclassed or patched: pipelines run as diffusers ships them, with a sampler that takes
the plan word for word and with prompt embeddings, source latents and seeds handed in.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PIL import Image
from torch import Tensor

from bot.engines.diffusion.codec import Codec
from bot.engines.diffusion.embeds import Embeds
from bot.engines.diffusion.schedule import Plan, Schedule

# Pipelines have no typed base that knows their components, hence Any below.


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What is encoded: words, what to stay away from, whether guidance is on, and for editors
    that look at the photo while they read, the photo."""

    positive: str
    negative: str
    guided: bool
    reference: Image.Image | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call:
    """One pass over B pictures: a plan for each, of as many steps; normalised source latents and
    noise (B, C, h, w), embeddings of batch side B, B seeds, the size (height, width) of the
    pictures in pixels, and for editors the photo that all B edit."""

    plans: Sequence[Plan]
    source: Tensor
    noise: Tensor
    embeds: Embeds
    seeds: Sequence[int]
    guidance_scale: float
    size: tuple[int, int]
    reference: Image.Image | None = None

    @property
    def plan(self) -> Plan:
        """The first picture's."""
        return self.plans[0]


class Adapter(ABC):
    """What a family needs: its codec, its schedule, its embeddings and its arguments."""

    codec_kind: ClassVar[type[Codec]] = Codec
    multiple: ClassVar[int] = 16
    """Sides of a picture are multiples of this, in pixels."""
    native: ClassVar[tuple[float, float]] = (0.25, 1.5)
    """Least and most pixels at which the model works well, as shares of its native size."""
    is_editor: ClassVar[bool] = False
    """The photo itself is handed in, one for the whole pass."""
    doubles: ClassVar[bool] = False
    """Guidance puts each picture into the network's batch twice, rather than running it twice."""
    shares_words: ClassVar[bool] = False
    """One prompt for the whole pass."""
    tokenizer: ClassVar[str] = "tokenizer"
    """The pipeline's tokenizer of the text encoder that reads the most."""
    reads_tokens: ClassVar[int | None] = None
    """What that encoder reads of a prompt, the default `max_sequence_length` of the pipeline; None
    where long prompts are encoded in chunks, so that nothing is lost."""

    def __init__(self, pipe: Any) -> None:
        self.pipe = pipe
        self.codec = self.codec_kind(pipe)
        pipe.set_progress_bar_config(disable=True)

    def count_tokens(self, text: str) -> int:
        """How many tokens a text has, start and end included, as the model counts them."""
        tokenizer = getattr(self.pipe, self.tokenizer)
        return len(tokenizer(text, truncation=False, verbose=False).input_ids)

    def too_long(self, text: str) -> tuple[int, int] | None:
        """Tokens of a prompt and how many are read, where the end of it is not; else None. A text
        encoder that was left out, as SD3's third may be, reads nothing."""
        if self.reads_tokens is None or getattr(self.pipe, self.tokenizer, None) is None:
            return None
        count = self.count_tokens(text)
        return (count, self.reads_tokens) if count > self.reads_tokens else None

    @abstractmethod
    def schedule(self, size: tuple[int, int], steps: int) -> Schedule:
        """The noise schedule for pictures of (height, width) pixels."""
        ...

    def is_guided(self, guidance_scale: float) -> bool:
        """Whether this scale makes the pipeline run its network without the words as well."""
        return guidance_scale > 1.0

    @abstractmethod
    def encode(self, prompt: Prompt) -> Embeds:
        """Embeddings of one prompt, as arguments of the pipeline."""
        ...

    @abstractmethod
    def arguments(self, call: Call) -> dict[str, Any]:
        """All arguments of the pipeline for a pass, its callback apart."""
        ...


def named(*values: tuple[str, Tensor | None]) -> dict[str, Any]:
    """The values that there are, by name."""
    return {name: value for name, value in values if value is not None}
