"""`bot.py prompt`, from flags and from answers on a terminal."""

import io
import json

import pytest

from bot.cli.main import main


class Terminal(io.StringIO):
    """A terminal on which a person types these lines."""

    def isatty(self) -> bool:
        return True


def test_programs_get_the_request_and_its_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--goal", "scene", "--what", "a mug", "--change", "marble, no people", "--json"]
    assert main(["prompt", *flags]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["command"], made["preset"], made["strength"]) == ("background", "marble", 0.95)
    assert (made["prompt"], made["keep"], made["avoid"]) == ("marble", "a mug", "people")
    assert len(made["reasons"]) >= 4
    assert [note["code"] for note in made["notes"]] == ["words_negation"]
    assert made["run"].startswith("python bot.py edit background PHOTO --preset marble")


def test_on_a_terminal_what_is_missing_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("2\nthe logo\n\n\n"))
    assert main(["prompt", "--what", "a mug"]) == 0
    said = capsys.readouterr().out
    assert "What are you after?" in said
    assert "What is it?" not in said
    assert "python bot.py edit restyle PHOTO" in said
    assert "a mug, the logo" in said


def test_without_a_terminal_goal_and_thing_are_needed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["prompt", "--goal", "style"]) == 2
    assert "Say at least --goal and --what" in capsys.readouterr().err
