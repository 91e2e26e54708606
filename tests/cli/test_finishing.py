"""`bot.py overlay` and `bot.py export`, run for real."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.cli.main import main

SAMPLE = Path(__file__).parents[2] / "samples" / "mug.jpg"


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESTAGE_DATA", str(tmp_path / "data"))


def results(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["results"]
    return rows


@pytest.mark.slow
def test_text_then_exports_and_the_rule_that_refuses_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "out"), "--json"]
    assert main(["overlay", str(SAMPLE), "--text", r"Slow\nroasted", *out]) == 0
    (text,) = results(capsys)
    with Image.open(text["file"]) as picture, Image.open(SAMPLE) as photo:
        assert picture.size == photo.size
    targets = ["--to", "shop-white", "story"]
    assert main(["export", text["file"], *targets, "--photo", str(SAMPLE), *out]) == 1
    main_picture, story = results(capsys)
    assert main_picture["error"]["code"] == "export_text_refused"
    with Image.open(story["file"]) as picture:
        assert picture.size == (1080, 1920)
    assert main(["export", str(SAMPLE), "--to", "shop-white", *out]) == 0
    (white,) = results(capsys)
    assert {"rule_fill", "rule_white", "rule_text"} <= {rule["code"] for rule in white["rules"]}


def test_targets_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["targets"]
    assert {"square", "story", "shop-white"} <= {row["name"] for row in rows}
    assert main(["export"]) == 0
    assert "Story 9:16" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["overlay", str(SAMPLE), "--text", " "], "There is no text to set"),
        (["overlay", str(SAMPLE), "--text", "x", "--colour", "whit"], "did you mean “white”"),
        (["overlay", str(SAMPLE), "--text", "x", "--font", "comic"], "There is no font “comic”"),
        (["overlay", "no.png", "--text", "x"], "There is no file “no.png”"),
        (["export", str(SAMPLE), "--to", "sqare"], "did you mean “square”"),
        (["export", str(SAMPLE)], "Say where to"),
    ],
)
def test_wrong_usage_is_one_sentence(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert said in capsys.readouterr().err
