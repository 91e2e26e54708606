"""Names and descriptions of commands in the languages that there are texts for."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.domain.texts import Texts, language_of

KEY = "key"
"""`locale_str(message, key="option.seed.description")` names the text that translates it."""


class CommandTranslator(app_commands.Translator):
    """Looks up what `locale_str` marks by its key; asked by discord.py when commands are synced.

    Strings without a key, and locales without a text of their own, keep the English message.
    """

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The text in the language of `locale`, or None where it is no other than the message."""
        own = self._texts.languages.get(language_of(locale.value), {})
        said = own.get(string.extras.get(KEY, ""))
        return None if said == string.message else said
