"""Wording of commands: English texts that discord.py has translated when it registers them."""

from __future__ import annotations

from discord.app_commands import locale_str

from bot.domain.texts import ENGLISH, Texts


def worded(texts: Texts, key: str) -> locale_str:
    """The text at `key`, with the key kept for the translator."""
    return locale_str(texts.say(ENGLISH, key), key=key)
