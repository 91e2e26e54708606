"""Errors become one sentence, and the log gets the rest."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import discord
import pytest

from bot.domain.errors import BotError, UsageError
from bot.front.apology import Apology
from bot.front.messenger import Messenger
from bot.ledger.sqlite import SqliteLedger
from bot.services.errands import Errands
from tests.front.stage import texts


def an_apology() -> Apology:
    client = discord.Client(intents=discord.Intents.none())
    errands = Errands(SqliteLedger(Path("never-opened")))
    return Apology(texts=texts(), messenger=Messenger(client), errands=errands)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-US", "This file is empty; please send it again."),
        ("de", "Diese Datei ist leer; schick sie bitte noch einmal."),
    ],
)
def test_a_known_error_is_said_in_the_language_of_the_person(locale: str, said: str) -> None:
    error = BotError("photo_empty", "This file is empty; please send it again.")
    assert an_apology().sentence(locale, error, "job 1") == said


def test_a_sentence_that_no_language_has_stays_english() -> None:
    error = UsageError("of_tomorrow", "Come back tomorrow.")
    assert an_apology().sentence("ja", error, "job 1") == "Come back tomorrow."


def test_an_unknown_error_gets_a_code_that_is_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR)
    try:
        raise RuntimeError("secret detail")
    except RuntimeError as exc:
        sentence = an_apology().sentence("en-US", exc, "job 1")
    found = re.search(r"code ([0-9a-f]{6})", sentence)
    assert found is not None
    assert "secret detail" not in sentence
    assert found[1] in caplog.text
    assert "job 1" in caplog.text
    assert "RuntimeError: secret detail" in caplog.text
