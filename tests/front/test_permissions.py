"""The invite links, read as Discord does."""

from urllib.parse import parse_qs, urlsplit

import discord

from bot.front.permissions import NEEDED, server_link, user_link

ID = 1234567890123456789


def query_of(link: str) -> dict[str, str]:
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "discord.com", "/oauth2/authorize")
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def test_the_server_link_asks_for_the_bot_and_its_commands() -> None:
    query = query_of(server_link(ID))
    assert query["client_id"] == str(ID)
    assert query["integration_type"] == "0"
    assert query["scope"].split() == ["bot", "applications.commands"]


def test_the_bits_are_those_that_discord_knows_by_these_names() -> None:
    asked = discord.Permissions(int(query_of(server_link(ID))["permissions"]))
    assert asked == discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        attach_files=True,
        read_message_history=True,
    )


def test_nothing_is_asked_for_that_a_member_could_not_do() -> None:
    members = discord.Permissions.text() | discord.Permissions(view_channel=True)
    harmful = discord.Permissions(mention_everyone=True, manage_messages=True, manage_threads=True)
    assert discord.Permissions(int(NEEDED)).is_subset(members & ~harmful)


def test_the_user_link_asks_for_commands_only() -> None:
    query = query_of(user_link(ID))
    assert query["integration_type"] == "1"
    assert query["scope"] == "applications.commands"
    assert "permissions" not in query
