"""Listing, checking, and what a wrong configuration says."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.main import main

ROOT = Path(__file__).parents[2]


def test_presets_are_listed_for_people_and_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["presets"]) == 0
    text = capsys.readouterr().out
    for word in ("background", "sunlit-wooden-desk", "watercolour", "pastels", "clean-up-render"):
        assert word in text
    assert main(["presets", "restyle", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document) == ["restyle"]
    assert sum(preset["default"] for preset in document["restyle"]) == 1


def test_enough_presets_are_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    main(["presets", "--json"])
    document = json.loads(capsys.readouterr().out)
    counts = {command: len(presets) for command, presets in document.items()}
    assert counts["background"] >= 10
    assert counts["restyle"] >= 8
    assert counts["variants"] >= 6
    assert counts["refine"] >= 3


def test_models_are_listed_with_licence_and_state(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RESTAGE_DATA", str(tmp_path))
    assert main(["models", "list"]) == 0
    text = capsys.readouterr().out
    assert "Apache-2.0" in text
    assert "NOT for commercial use" in text
    assert "models pull rembg" in text or "rembg is not installed" in text
    assert "models pull" in text


def test_a_model_that_is_not_allowed_is_not_pulled(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "pull", "flux1-dev"]) == 2
    assert "allow_non_commercial" in capsys.readouterr().err
    assert main(["models", "pull", "no-such"]) == 2
    assert "no model named" in capsys.readouterr().err


@pytest.mark.slow
def test_a_hub_that_does_not_answer_is_a_sentence_and_status_1(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "bot.py", "models", "pull", "sdxl-base"],
        cwd=ROOT,
        env={**os.environ, "RESTAGE_DATA": str(tmp_path), "HF_ENDPOINT": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("restage: The hub cannot be reached")
    assert done.stderr.count("\n") == 1


def test_a_wrong_configuration_is_named_and_ends_with_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(ROOT / "config", tmp_path / "config"))
    (folder / "settings.yaml").write_text("engine: magic\n", "utf-8")
    monkeypatch.setenv("RESTAGE_CONFIG", str(folder))
    assert main(["presets"]) == 2
    error = capsys.readouterr().err
    assert "settings.yaml: engine: 'magic'" in error


@pytest.mark.slow
def test_check_tells_what_would_run_and_how_to_get_more(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "bot.py", "check", "--json"],
        cwd=ROOT,
        env={**os.environ, "RESTAGE_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    findings = {row["subject"]: row for row in json.loads(done.stdout)["findings"]}
    assert findings["config"]["state"] == "ok"
    assert "studio would render" in findings["engine"]["text"]
    assert {"Python", "packages", "memory", "disk", "device", "cutout"} <= set(findings)


@pytest.mark.slow
def test_check_names_the_missing_model_and_its_remedy(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "config", tmp_path / "config"))
    (folder / "settings.yaml").write_text("model: sdxl-base\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "bot.py", "check"],
        cwd=ROOT,
        env={
            **os.environ,
            "RESTAGE_DATA": str(tmp_path / "data"),
            "RESTAGE_CONFIG": str(folder),
        },
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 1
    assert "models pull sdxl-base" in done.stdout


def listing(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "bot.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_reader_that_has_seen_enough_gets_no_traceback() -> None:
    with listing("presets") as process:
        assert process.stdout is not None
        process.stdout.close()  # as `| head` does
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_a_terminal_that_knows_few_characters_is_no_obstacle() -> None:
    with listing("models", "list", PYTHONUTF8="0", PYTHONIOENCODING="ascii") as process:
        text, complaint = process.communicate()
    assert (process.returncode, complaint) == (0, b"")
    assert b"\\xb7 sdxl-base" in text


def test_a_wrong_choice_is_told_in_plain_words(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["presets", "nope"], ["edit", "refine", "a.png", "--fidelity", "nope"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
        assert "<" not in capsys.readouterr().err
