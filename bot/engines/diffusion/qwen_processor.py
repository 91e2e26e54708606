"""The picture and text processor of the Qwen editors, without its video half.

transformers' own class insists on a video processor, which needs torchvision; the editors show
the model pictures only. Without it they load wherever torch does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers import AutoImageProcessor, AutoTokenizer, Qwen2VLProcessor
from transformers.processing_utils import ProcessorMixin


class PictureProcessor(Qwen2VLProcessor):  # type: ignore[misc]  # transformers is untyped here
    """`Qwen2VLProcessor` for pictures and text; saved and called alike."""

    def __init__(
        self, image_processor: Any, tokenizer: Any, chat_template: str | None = None
    ) -> None:
        # The signature is what transformers reads the parts of a processor from. The base class's
        # own constructor would ask for the third part, so the next one in line is called.
        # words of the vocabulary
        self.image_token = "<|image_pad|>"  # noqa: S105  # nosec B105
        self.image_token_id = tokenizer.convert_tokens_to_ids(self.image_token)
        self.video_token = "<|video_pad|>"  # noqa: S105  # nosec B105
        self.video_token_id = tokenizer.convert_tokens_to_ids(self.video_token)
        ProcessorMixin.__init__(self, image_processor, tokenizer, chat_template=chat_template)


def load_picture_processor(folder: Path) -> PictureProcessor:
    """The processor of a model's `processor` folder, as hub folders have it: the settings of an
    image processor beside a tokenizer. Raises what transformers raises."""
    image_processor = AutoImageProcessor.from_pretrained(folder, local_files_only=True)  # nosec B615
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)  # nosec B615
    return PictureProcessor(image_processor, tokenizer, chat_template=tokenizer.chat_template)
