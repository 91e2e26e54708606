"""The bot's token: from the environment or a file, never from `config/`."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from bot.domain.errors import ConfigError

TOKEN, TOKEN_FILE = "DISCORD_TOKEN", "DISCORD_TOKEN_FILE"

_LOOSE = stat.S_IWGRP | stat.S_IRWXO
"""A group may be let in to read, as services often are; nobody else."""


def read_token(environment: Mapping[str, str] = os.environ) -> str:
    """`DISCORD_TOKEN`, or what the file that `DISCORD_TOKEN_FILE` names holds. Raises
    `ConfigError`, also where others may read that file."""
    if token := environment.get(TOKEN, "").strip():
        return token
    if name := environment.get(TOKEN_FILE, "").strip():
        return _read_file(Path(name))
    raise ConfigError(
        "token_missing",
        f"There is no token: set {TOKEN} (or {TOKEN_FILE}, a file that holds it) to the token of "
        "your bot from discord.com/developers. To look around without one: python bot.py sandbox.",
    )


def take_token(environment: MutableMapping[str, str] = os.environ) -> str:
    """The token, which is gone from the environment afterwards: the processes that decode photos
    and run models inherit it from there, and are to have none. Raises `ConfigError`."""
    token = read_token(environment)
    environment.pop(TOKEN, None)
    return token


def _read_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            token = file.read().decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(
            "token_missing", f"{TOKEN_FILE}: {path} cannot be read.", repr(exc)
        ) from exc
    if mode & _LOOSE:
        raise ConfigError(
            "token_exposed",
            f"{TOKEN_FILE}: everybody on this machine can get at {path}; run: chmod 600 {path}. "
            "If others have accounts here, make a new token first.",
        )
    if not token:
        raise ConfigError("token_missing", f"{TOKEN_FILE}: {path} is empty.")
    return token
