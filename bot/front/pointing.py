"""Where discord.py connects: Discord itself, or a loopback that the environment names."""

from __future__ import annotations

import os
from collections.abc import Mapping

import discord
import yarl

API, GATEWAY = "RESTAGE_DISCORD_API", "RESTAGE_DISCORD_GATEWAY"


def point_client(environment: Mapping[str, str] = os.environ) -> None:
    """Send discord.py to the addresses in `RESTAGE_DISCORD_API` (such as
    `http://127.0.0.1:8080/api/v10`) and `RESTAGE_DISCORD_GATEWAY` (`ws://…`), for this process.

    discord.py has no setting for this, only these class attributes. Without the variables it goes
    to Discord.
    """
    if api := environment.get(API):
        discord.http.Route.BASE = api
        discord.asset.Asset.BASE = str(yarl.URL(api).origin())
    if gateway := environment.get(GATEWAY):
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
