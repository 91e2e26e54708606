"""Prompt embeddings: long prompts in chunks, kept for the next time, put together for a batch."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeAlias

import torch
from torch import Tensor

Embeds: TypeAlias = dict[str, Tensor | list[Tensor]]
"""Arguments of a pipeline call for one picture, batch side 1: tensors, and lists of one tensor
for Z-Image, which takes each prompt at its own length."""


class Kept:
    """The results of the last `size` different calls, by key: what was computed once is handed
    out again, the same tensors."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._found: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """What `compute` gave for this key, computed now where it is not kept."""
        if key not in self._found:
            self._found[key] = compute()
        self._found.move_to_end(key)
        while len(self._found) > self._size:
            self._found.popitem(last=False)
        return self._found[key]


def split_prompt(text: str, count_tokens: Callable[[str], int], limit: int) -> list[str]:
    """`text` in chunks of at most `limit` tokens each, as `count_tokens` counts them.

    CLIP reads 77 tokens, start and end included, and its tokenizer drops the rest without a word;
    encoded in chunks and laid end to end, as compel and the Stable Diffusion web UI do, nothing is
    lost. Chunks end at commas where they can, else between words. A single word over the limit is
    left to the tokenizer, which cuts it. At least one chunk, "" for an empty text.
    """
    chunks = [""]
    for phrase in re.findall(r"[^,]+,?|,", text):
        fits = count_tokens(phrase.strip()) <= limit
        for piece in [phrase] if fits else re.findall(r"\s*\S+", phrase):
            longer = chunks[-1] + piece
            if chunks[-1].strip() and count_tokens(longer.strip()) > limit:
                chunks.append(piece)
            else:
                chunks[-1] = longer
    return [chunk.strip() for chunk in chunks]


def put_together(embeds: Sequence[Embeds]) -> Embeds:
    """One batch of embeddings out of one per picture.

    Sequences of different length are filled up with zeros; their masks, which every family with
    such sequences has, say where they end.
    """
    return {name: _join([each[name] for each in embeds]) for name in embeds[0]}


def length_of(embeds: Embeds) -> int | None:
    """The length that all embeddings of a batch must share, None where any go together: a longer
    prompt beside it must not change a picture, and only masks and lists see to that."""
    prompt = embeds["prompt_embeds"]
    if isinstance(prompt, list) or "prompt_embeds_mask" in embeds:
        return None
    return prompt.shape[1]


def _join(values: Sequence[Tensor | list[Tensor]]) -> Tensor | list[Tensor]:
    if isinstance(values[0], list):
        return [item for each in values for item in each]
    tensors = [each for each in values if isinstance(each, Tensor)]
    longest = max(each.shape[1] for each in tensors)
    return torch.cat([_filled(each, longest) for each in tensors])


def _filled(tensor: Tensor, length: int) -> Tensor:
    if tensor.shape[1] == length:
        return tensor
    filled = tensor.new_zeros(tensor.shape[0], length, *tensor.shape[2:])
    filled[:, : tensor.shape[1]] = tensor
    return filled
