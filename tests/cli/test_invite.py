"""`bot.py invite`: where the application's id comes from, and what is printed."""

import base64
from pathlib import Path

import pytest

from bot.cli.invite import find_application_id
from bot.cli.main import main
from bot.domain.errors import ConfigError, UsageError

ID = 1234567890123456789
TOKEN = base64.urlsafe_b64encode(str(ID).encode()).decode().rstrip("=") + ".Gabcde.not-a-real-token"


def test_what_is_given_wins_over_the_environment() -> None:
    assert find_application_id("11111111111111111", {"DISCORD_APP_ID": str(ID)}) == int("1" * 17)


def test_the_environment_wins_over_the_token() -> None:
    environment = {"DISCORD_APP_ID": str(ID), "DISCORD_TOKEN": "rubbish"}
    assert find_application_id(None, environment) == ID


def test_the_token_says_whose_it_is() -> None:
    assert find_application_id(None, {"DISCORD_TOKEN": TOKEN}) == ID


def test_a_token_in_a_file_will_do(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    file.chmod(0o600)
    assert find_application_id(None, {"DISCORD_TOKEN_FILE": str(file)}) == ID


@pytest.mark.parametrize("given", ["", "abc", "-1", "12", "1" * 30, "12345678901234567.5"])
def test_what_is_no_id_is_refused(given: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_application_id(given, {})
    assert caught.value.code == "app_id_wrong"


@pytest.mark.parametrize("token", ["rubbish", "…", ".a.b", "YWJj.a.b", "MTIz.a.b"])
def test_a_token_that_names_no_application_is_refused(token: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_application_id(None, {"DISCORD_TOKEN": token})
    assert caught.value.code == "app_id_unknown"


def test_without_id_and_token_the_person_is_told() -> None:
    with pytest.raises(ConfigError) as caught:
        find_application_id(None, {})
    assert caught.value.code == "token_missing"


def test_both_links_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["invite", "--app-id", str(ID)]) == 0
    printed = capsys.readouterr().out
    assert printed.count(f"client_id={ID}") == 2
    assert "Send messages in threads" in printed


def test_a_wrong_id_ends_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["invite", "--app-id", "mine"]) == 2
    assert "“mine” is not an application id" in capsys.readouterr().err
