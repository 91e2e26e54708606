"""Tokenizers trained in milliseconds on a few sentences: no downloads, no vocabulary files.

They are of the classes that the real models use, save as `tokenizer.json` and load through the
same code. transformers 5 builds them from a vocabulary and merges.
"""

from __future__ import annotations

import json
import string
from collections import Counter
from typing import Any

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

SENTENCES = (
    "a red mug on a wooden table",
    "a blue ceramic vase beside a window",
    "the same chair in green velvet",
    "the product keeps its shape, colour and label",
    "turn the metal into gold",
    "studio photo, soft light, plain white background",
    "watercolour painting of a speaker, loose brush strokes",
    "low quality, blurry, watermark, distorted logo",
)
CLIP_END_OF_WORD = "</w>"
CLIP_SPECIAL = ("<|startoftext|>", "<|endoftext|>")
QWEN_SPECIAL = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
)
CHAT_TEMPLATE = (
    "{%- for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{%- endfor %}"
    "{%- if add_generation_prompt %}<|im_start|>assistant\n{%- endif %}"
)
T5_SPECIAL = ("<pad>", "</s>", "<unk>")  # T5Tokenizer takes their ids to be 0, 1 and 2
T5_SPACE = "\N{LOWER ONE EIGHTH BLOCK}"
T5_EXTRA_IDS = 100


def _trained_merges(model: models.BPE, split: pre_tokenizers.PreTokenizer, **trainer: Any) -> Any:
    """The learnt model of a byte-level BPE tokenizer, as the JSON that `tokenizers` writes."""
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = split
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    learn = trainers.BpeTrainer(show_progress=False, initial_alphabet=alphabet, **trainer)
    tokenizer.train_from_iterator(SENTENCES, learn)
    return json.loads(tokenizer.to_str())["model"]


def clip_tokenizer() -> Any:
    """A `CLIPTokenizer` laid out like CLIP's: bytes, bytes at a word's end, merges, start, end."""
    from transformers import CLIPTokenizer

    split = pre_tokenizers.Sequence(
        [pre_tokenizers.Whitespace(), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    learnt = _trained_merges(
        models.BPE(end_of_word_suffix=CLIP_END_OF_WORD),
        split,
        vocab_size=700,
        end_of_word_suffix=CLIP_END_OF_WORD,
    )
    merges = [tuple(pair) for pair in learnt["merges"]]
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    pieces = [*alphabet, *(byte + CLIP_END_OF_WORD for byte in alphabet)]
    pieces += [left + right for left, right in merges]
    pieces += CLIP_SPECIAL
    vocabulary = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
    return CLIPTokenizer(vocab=vocabulary, merges=merges, model_max_length=77)


def t5_tokenizer() -> Any:
    """A `T5Tokenizer`: a unigram model of whole words, with single characters for the rest."""
    from transformers import T5Tokenizer

    words = Counter(word for sentence in SENTENCES for word in sentence.split())
    characters = string.ascii_letters + string.digits + string.punctuation
    pieces = [(piece, 0.0) for piece in T5_SPECIAL]
    pieces.append((T5_SPACE, -2.0))
    pieces += [(T5_SPACE + word, -4.0 + 1.0 / (1 + seen)) for word, seen in words.most_common()]
    pieces += [(character, -8.0) for character in characters]
    pieces += [(f"<extra_id_{number}>", 0.0) for number in reversed(range(T5_EXTRA_IDS))]
    return T5Tokenizer(vocab=pieces, model_max_length=512)


def qwen_tokenizer() -> Any:
    """A `Qwen2Tokenizer` with the chat and vision tokens that the prompts of Qwen models use."""
    from transformers import Qwen2Tokenizer

    learnt = _trained_merges(
        models.BPE(), pre_tokenizers.ByteLevel(add_prefix_space=False), vocab_size=450
    )
    vocabulary = dict(learnt["vocab"])
    for token in QWEN_SPECIAL:
        vocabulary[token] = len(vocabulary)
    tokenizer = Qwen2Tokenizer(
        vocab=vocabulary,
        merges=[tuple(pair) for pair in learnt["merges"]],
        extra_special_tokens=list(QWEN_SPECIAL[1:]),
        model_max_length=4096,
    )
    tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer
