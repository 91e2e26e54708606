"""Short forms are spelt out, and what is said in passing is left out."""

import pytest

from bot.search.chat import spelled_out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I cant see it", "i can not see it"),
        ("it doesnt work", "it does not work"),
        ("it doesn’t work", "it does not work"),
        ("whats a seed", "what is a seed"),
        ("my pics lol", "my photos"),
        ("hab ne Küche", "habe eine küche"),
        ("candid", "candid"),
        ("strength 60", "strength 60"),
        ("pls", "pls"),
        ("", ""),
    ],
)
def test_chat_is_spelt_out(text: str, expected: str) -> None:
    assert spelled_out(text) == expected
