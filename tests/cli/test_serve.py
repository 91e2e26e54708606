"""`python bot.py` without a command."""

from __future__ import annotations

import pytest

from bot.cli.main import WRONG_USAGE, main


def test_without_a_token_it_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    monkeypatch.delenv("DISCORD_TOKEN_FILE", raising=False)
    assert main([]) == WRONG_USAGE
    told = capsys.readouterr().err
    assert "DISCORD_TOKEN" in told
    assert "Traceback" not in told
