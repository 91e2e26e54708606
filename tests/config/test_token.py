"""Where the token comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config.token import read_token
from bot.domain.errors import ConfigError


def test_the_environment_holds_it(tmp_path: Path) -> None:
    assert read_token({"DISCORD_TOKEN": " abc \n"}) == "abc"


def test_a_file_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("abc\n", "utf-8")
    assert read_token({"DISCORD_TOKEN_FILE": str(path)}) == "abc"


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_without_one_it_says_what_to_set(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    for environment in ({}, {"DISCORD_TOKEN": " "}, {"DISCORD_TOKEN_FILE": str(path)}):
        with pytest.raises(ConfigError) as raised:
            read_token(environment)
        assert raised.value.code == "token_missing"
        assert "DISCORD_TOKEN" in raised.value.reply
