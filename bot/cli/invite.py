"""`bot.py invite`: the links that invite the bot, with the least permissions."""

from __future__ import annotations

import argparse
import base64
import os
import re
from collections.abc import Mapping

from bot.config.token import read_token
from bot.domain.errors import UsageError
from bot.front.permissions import NEEDED, server_link, user_link

APP_ID = "DISCORD_APP_ID"

_SNOWFLAKE = re.compile(r"[1-9][0-9]{15,19}")


def run(options: argparse.Namespace) -> int:
    """Print the link for servers and the link for one person."""
    application_id = find_application_id(options.app_id)
    permissions = ", ".join((flag.name or "").replace("_", " ").capitalize() for flag in NEEDED)
    print(f"To a server:\n  {server_link(application_id)}")
    print(f"  asks for: {permissions}")
    print(f"For yourself, to use it anywhere:\n  {user_link(application_id)}")
    return 0


def find_application_id(given: str | None, environment: Mapping[str, str] = os.environ) -> int:
    """The application's id: `given`, else from `DISCORD_APP_ID`, else out of the bot's token.

    Raises `UsageError` for what is no id, and `ConfigError` where there is no token either.
    """
    if given is None:
        given = environment.get(APP_ID, "").strip() or None
    if given is None:
        return _id_in(read_token(environment))
    if not _SNOWFLAKE.fullmatch(given):
        raise UsageError(
            "app_id_wrong",
            f"“{given}” is not an application id: copy the 17 to 20 digits from the page of your "
            "application on discord.com/developers.",
        )
    return int(given)


def _id_in(token: str) -> int:
    """The bot's user id, the first part of its token in Base64. It is the application's id too,
    save for bots from before 2016, which need `--app-id`."""
    first = token.partition(".")[0]
    try:
        text = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except ValueError:  # no Base64, or no ASCII in it
        text = ""
    if not _SNOWFLAKE.fullmatch(text):
        raise UsageError(
            "app_id_unknown",
            f"The token does not say which application it is of: give --app-id, or set {APP_ID}.",
        )
    return int(text)
