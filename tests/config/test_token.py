"""Where the token comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config.token import read_token, take_token
from bot.domain.errors import ConfigError


def test_the_environment_holds_it(tmp_path: Path) -> None:
    assert read_token({"DISCORD_TOKEN": " abc \n"}) == "abc"


def test_a_file_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("abc\n", "utf-8")
    path.chmod(0o600)
    assert read_token({"DISCORD_TOKEN_FILE": str(path)}) == "abc"


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_without_one_it_says_what_to_set(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
        path.chmod(0o600)
    for environment in ({}, {"DISCORD_TOKEN": " "}, {"DISCORD_TOKEN_FILE": str(path)}):
        with pytest.raises(ConfigError) as raised:
            read_token(environment)
        assert raised.value.code == "token_missing"
        assert "DISCORD_TOKEN" in raised.value.reply


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o660, 0o666, 0o601])
def test_a_file_that_others_can_get_at_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "token"
    path.write_text("abc", "utf-8")
    path.chmod(mode)
    with pytest.raises(ConfigError) as raised:
        read_token({"DISCORD_TOKEN_FILE": str(path)})
    assert raised.value.code == "token_exposed"
    assert "chmod 600" in raised.value.reply
    assert "abc" not in str(raised.value)


@pytest.mark.parametrize("mode", [0o400, 0o600, 0o640])
def test_a_file_for_the_owner_or_a_group_to_read_is_taken(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "token"
    path.write_text("abc", "utf-8")
    path.chmod(mode)
    assert read_token({"DISCORD_TOKEN_FILE": str(path)}) == "abc"


def test_no_child_process_inherits_it() -> None:
    environment = {"DISCORD_TOKEN": "abc", "HOME": "/root"}
    assert take_token(environment) == "abc"
    assert environment == {"HOME": "/root"}
