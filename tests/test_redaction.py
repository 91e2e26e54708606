"""Secrets are taken out of text, whatever they stand in; all else stays as it is."""

from __future__ import annotations

import base64

import pytest

from bot.redaction import HIDDEN, Redactor

BOT = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz-0123456789_A"
INTERACTION = base64.b64encode(b"interaction:1234567890:AbCdEfGhIjKlMnOpQrStUvWxYz").decode()


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"Authorization: Bot {BOT}", BOT),
        (f"refused {BOT}, try again", BOT),
        ("headers {'Authorization': 'Bot short-one'}", "short-one"),
        (f"PATCH https://discord.com/api/v10/webhooks/42/{INTERACTION}/messages/@original", "aW50"),
        ("POST /webhooks/42/any_token_At-all?wait=true has returned 200", "any_token_At-all"),
        ("POST /interactions/42/any_token_At-all/callback", "any_token_At-all"),
        ("{'t': 'INTERACTION_CREATE', 'd': {'token': 'secret-123', 'id': 4}}", "secret-123"),
        ('{"interaction_token":"secret-123","user":4}', "secret-123"),
        (r'"{\"interaction_token\":\"secret-123\",\"user\":4}"', "secret-123"),
        ("Address(user=4, interaction_token='secret-123', message=None)", "secret-123"),
        ("'session_id': 'secret-123'", "secret-123"),
        (f"job failed for {INTERACTION}", INTERACTION),
        ("https://cdn.discordapp.com/attachments/1/2/a.png?ex=1&is=2&hm=abcdef0123", "abcdef0123"),
    ],
)
def test_what_looks_like_a_secret_of_discord_is_hidden(text: str, secret: str) -> None:
    cleaned = Redactor().clean(text)
    assert secret not in cleaned
    assert HIDDEN in cleaned


def test_a_secret_that_it_was_told_is_hidden_wherever_it_stands() -> None:
    redactor = Redactor(["s3cr3t", "s3cr3t-longer", ""])
    assert redactor.clean("as3cr3tb s3cr3t-longer") == f"a{HIDDEN}b {HIDDEN}"


@pytest.mark.parametrize(
    "text",
    [
        "job 0123456789abcdef0123456789abcdef queued: background of mug.jpg",
        "bot.front.messenger: message 1122334455667788 stays as it is: the token has expired",
        "text encoder has 49408, 77 tokens: cut",
        "token: None",
        "worker-1 is ready after 2.3 s",
        "https://cdn.discordapp.com/attachments/1/2/a.png",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor(["s3cr3t"]).clean(text) == text
