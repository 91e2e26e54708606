"""`bot.py tips`, as a person and as a program reads it."""

import json

import pytest

from bot.cli.main import main


def test_programs_get_the_answers_with_their_scores(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tips", "why", "is my promt ignored?", "--json"]) == 0
    answers = json.loads(capsys.readouterr().out)["answers"]
    assert 1 <= len(answers) <= 3
    assert set(answers[0]) == {"id", "question", "text", "score"}
    assert answers[0]["id"] == "prompt-ignored"
    assert 0 < answers[0]["score"] <= 1


def test_programs_get_an_empty_list_where_nothing_fits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tips", "who won the football match", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"answers": []}


def test_people_get_the_answer_alone_where_it_is_sure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tips", "Which strength for what?"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Which strength for what?\n  To clean up")
    assert said.count("?") == 1


def test_people_are_told_where_nothing_fits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tips", "where is my parcel"]) == 0
    assert "Nothing in the FAQ answers that" in capsys.readouterr().out


def test_answers_come_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tips", "which strength", "--language", "ja", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["answers"][0]["question"].startswith("どの強度")
