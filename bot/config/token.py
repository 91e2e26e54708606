"""The bot's token: from the environment or a file, never from `config/`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from bot.domain.errors import ConfigError

TOKEN, TOKEN_FILE = "DISCORD_TOKEN", "DISCORD_TOKEN_FILE"


def read_token(environment: Mapping[str, str] = os.environ) -> str:
    """`DISCORD_TOKEN`, or what the file that `DISCORD_TOKEN_FILE` names holds. Raises
    `ConfigError`."""
    if token := environment.get(TOKEN, "").strip():
        return token
    if name := environment.get(TOKEN_FILE, "").strip():
        return _read_file(Path(name))
    raise ConfigError(
        "token_missing",
        f"There is no token: set {TOKEN} (or {TOKEN_FILE}, a file that holds it) to the token of "
        "your bot from discord.com/developers. To look around without one: python bot.py sandbox.",
    )


def _read_file(path: Path) -> str:
    try:
        token = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(
            "token_missing", f"{TOKEN_FILE}: {path} cannot be read.", repr(exc)
        ) from exc
    if not token:
        raise ConfigError("token_missing", f"{TOKEN_FILE}: {path} is empty.")
    return token
