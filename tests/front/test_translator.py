"""What discord.py sends to Discord for commands in other languages."""

import asyncio
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands
from discord.app_commands import locale_str

from bot.config.texts import load_texts
from bot.domain.texts import Texts
from bot.front.translator import CommandTranslator

SHIPPED = Path(__file__).parents[2] / "config" / "texts"
TEXTS = Texts(
    languages={
        "en": {"a": "Redraw", "b": "Seed", "name": "restyle"},
        "de": {"a": "Neu zeichnen", "b": "Seed", "name": "restyle"},
        "ja": {"a": "描き直す"},
    }
)
CONTEXT: app_commands.TranslationContext[Any, Any] = app_commands.TranslationContext(
    app_commands.TranslationContextLocation.other, None
)


@pytest.mark.parametrize(
    ("string", "locale", "said"),
    [
        (locale_str("Redraw", key="a"), discord.Locale.german, "Neu zeichnen"),
        (locale_str("Redraw", key="a"), discord.Locale.japanese, "描き直す"),
        (locale_str("Redraw", key="a"), discord.Locale.british_english, None),
        (locale_str("Redraw", key="a"), discord.Locale.french, None),
        (locale_str("Seed", key="b"), discord.Locale.german, None),  # the same word there
        (locale_str("Seed", key="b"), discord.Locale.japanese, None),  # not translated yet
        (locale_str("Redraw"), discord.Locale.german, None),
        (locale_str("Redraw", key="misspelt"), discord.Locale.german, None),
    ],
)
def test_only_what_differs_from_english_is_translated(
    string: locale_str, locale: discord.Locale, said: str | None
) -> None:
    assert asyncio.run(CommandTranslator(TEXTS).translate(string, locale, CONTEXT)) == said


def payload_of(tree: app_commands.CommandTree[Any], translator: CommandTranslator) -> Any:
    async def scenario() -> Any:
        await tree.set_translator(translator)
        return [
            await command.get_translated_payload(tree, translator)
            for command in tree.get_commands()
        ]

    return asyncio.run(scenario())


def test_discord_gets_names_descriptions_and_choices_in_every_language() -> None:
    texts = load_texts(SHIPPED)

    def worded(key: str) -> locale_str:
        return locale_str(texts.say("en", key), key=key)

    async def restyle(interaction: discord.Interaction, fidelity: str) -> None: ...

    async def made(interaction: discord.Interaction, message: discord.Message) -> None: ...

    choices = [app_commands.Choice(name=worded("fidelity.exact"), value="exact")]
    described = app_commands.describe(fidelity=worded("option.fidelity.description"))(restyle)
    command: app_commands.Command[Any, Any, Any] = app_commands.Command(
        name=worded("command.restyle.name"),
        description=worded("command.restyle.description"),
        callback=app_commands.choices(fidelity=choices)(described),
    )
    menu = app_commands.ContextMenu(name=worded("command.how_made.name"), callback=made)
    client = discord.Client(intents=discord.Intents.none())
    tree = app_commands.CommandTree(client)
    tree.add_command(command)
    tree.add_command(menu)

    slash, context_menu = payload_of(tree, CommandTranslator(texts))

    assert slash["name"] == "restyle"
    assert slash["name_localizations"] == {}
    assert set(slash["description_localizations"]) == {"de", "ja"}
    option = slash["options"][0]
    assert option["description_localizations"]["de"] == texts.say(
        "de", "option.fidelity.description"
    )
    assert option["choices"][0]["name_localizations"]["ja"] == texts.say("ja", "fidelity.exact")
    assert context_menu["name"] == "How was this made?"
    assert context_menu["name_localizations"]["de"] == "Wie ist das entstanden?"
