from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from bot.engines.diffusion.embeds import Embeds, Kept, length_of, put_together, split_prompt


def words(text: str) -> int:
    """A tokenizer of one token per word, and two around them."""
    return len(text.split()) + 2


def test_a_short_prompt_stays_whole() -> None:
    assert split_prompt("a red car, at night", words, 77) == ["a red car, at night"]
    assert split_prompt("", words, 77) == [""]


def test_chunks_end_at_commas_where_they_can() -> None:
    assert split_prompt("a b, c d, e f", words, 6) == ["a b, c d,", "e f"]


def test_a_phrase_that_is_too_long_is_parted_between_words() -> None:
    assert split_prompt("a b c d e, f", words, 5) == ["a b c", "d e, f"]


@given(st.text("ab ,", max_size=60), st.integers(3, 8))
def test_no_word_is_lost_and_no_chunk_is_too_long(text: str, limit: int) -> None:
    chunks = split_prompt(text, words, limit)
    assert "".join("".join(chunks).split()) == "".join(text.split())
    assert all(words(chunk) <= limit for chunk in chunks)


def test_what_was_computed_is_kept_until_newer_things_push_it_out() -> None:
    kept = Kept(2)
    computed: list[str] = []

    def get(key: str) -> str:
        def compute() -> str:
            computed.append(key)
            return key.upper()

        return str(kept.get(key, compute))

    assert [get(key) for key in ("a", "b", "a", "c", "a", "b")] == ["A", "B", "A", "C", "A", "B"]
    assert computed == ["a", "b", "c", "b"]


def masked_embeds(length: int) -> Embeds:
    return {
        "prompt_embeds": torch.ones(1, length, 3),
        "prompt_embeds_mask": torch.ones(1, length, dtype=torch.long),
    }


def test_sequences_of_different_length_are_filled_up_under_their_masks() -> None:
    short, long = (masked_embeds(length) for length in (2, 4))
    both = put_together([short, long])
    assert both["prompt_embeds"].shape == (2, 4, 3)
    assert both["prompt_embeds_mask"].tolist() == [[1, 1, 0, 0], [1, 1, 1, 1]]
    assert length_of(short) is None


def test_lists_of_prompts_are_laid_end_to_end() -> None:
    first: Embeds = {"prompt_embeds": [torch.zeros(2, 3)]}
    second: Embeds = {"prompt_embeds": [torch.ones(5, 3)]}
    assert [len(each) for each in put_together([first, second])["prompt_embeds"]] == [2, 5]
    assert length_of(first) is None


def test_sequences_without_masks_must_have_one_length() -> None:
    assert length_of({"prompt_embeds": torch.zeros(1, 154, 8)}) == 154
