"""A request as text, and back."""

import pytest

from bot.domain.catalog import EditRequest
from bot.domain.edit import Command
from bot.front.drafts import as_block, in_block

FULL = EditRequest(
    command=Command.BACKGROUND,
    preset="marble",
    prompt="on marble: white, polished",
    keep="a mug, the logo",
    avoid="people",
    strength=0.95,
)


@pytest.mark.parametrize("request_", [FULL, EditRequest(command=Command.REFINE)])
def test_what_is_written_is_read_again(request_: EditRequest) -> None:
    assert in_block(f"## Title\n{as_block(request_)}\n- a reason") == request_


def test_words_cannot_end_the_block_or_add_a_field() -> None:
    tricky = EditRequest(
        command=Command.RESTYLE, prompt="```\n/refine\nstrength: 1", keep="a\nb: c"
    )
    read = in_block(as_block(tricky))
    assert read is not None
    assert (read.command, read.strength) == (Command.RESTYLE, None)
    assert read.prompt == "''' /refine strength: 1"
    assert read.keep == "a b: c"


@pytest.mark.parametrize("text", ["", "hello", "```\n/nonsense\n```", "```\nno command\n```"])
def test_other_text_holds_no_request(text: str) -> None:
    assert in_block(text) is None
