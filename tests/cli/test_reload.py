"""`presets.yaml` is taken up while the bot runs; a wrong one is refused with the reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.app import Configuration, configure, reloader
from bot.cli.main import main
from bot.config.settings import Places
from bot.domain.edit import Command
from bot.domain.errors import ConfigError
from bot.ledger.sqlite import SqliteLedger
from bot.ops.control import Action, Control, ask_bot
from bot.ops.jobs import Operator
from tests.loops import in_loop
from tests.ops.test_health import Parts, looking_at

ROOT = Path(__file__).parents[2]


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    """The shipped one, in a folder that a test may change."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    return configure(Places(config=tmp_path / "config", data=tmp_path / "data"), quiet=True)


def replace_in(configuration: Configuration, name: str, before: str, after: str) -> None:
    path = configuration.places.config / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


@in_loop
async def test_what_stands_in_the_file_now_is_in_force(configuration: Configuration) -> None:
    holder = configuration.catalog  # as every part of the bot holds it
    replace_in(configuration, "presets.yaml", "label: White marble", "label: Carrara")
    assert holder.preset(Command.BACKGROUND, "marble").label == "White marble"
    assert await reloader(configuration)() == "34 presets are in force."
    assert holder.preset(Command.BACKGROUND, "marble").label == "Carrara"


@in_loop
async def test_a_wrong_file_is_refused_and_the_old_presets_stay(
    configuration: Configuration,
) -> None:
    replace_in(configuration, "presets.yaml", "label: White marble", "lable: Carrara")
    with pytest.raises(ConfigError) as caught:
        await reloader(configuration)()
    assert "presets.yaml: background.presets.marble.lable" in caught.value.reply
    assert caught.value.reply.endswith("The presets stay as they were.")
    assert configuration.catalog.preset(Command.BACKGROUND, "marble").label == "White marble"


@in_loop
async def test_a_preset_that_another_file_needs_cannot_go(configuration: Configuration) -> None:
    replace_in(configuration, "presets.yaml", "    white-studio:", "    pure-white:")
    with pytest.raises(ConfigError, match="uses.yaml"):
        await reloader(configuration)()
    assert configuration.catalog.preset(Command.BACKGROUND, "white-studio")


@in_loop
async def test_models_wait_for_a_restart_and_this_is_said(configuration: Configuration) -> None:
    replace_in(configuration, "models.yaml", "label: FLUX.2 klein 4B", "label: klein")
    assert "models.yaml has changed, too" in await reloader(configuration)()
    assert configuration.catalog.model("flux2-klein-4b").label == "FLUX.2 klein 4B"


@in_loop
async def test_the_running_bot_is_asked_by_its_socket(
    configuration: Configuration, tmp_path: Path
) -> None:
    async with (
        SqliteLedger(tmp_path) as ledger,
        Control(tmp_path, Operator(ledger), looking_at(Parts()), reloader(configuration)),
    ):
        assert await ask_bot(tmp_path, Action.RELOAD, "") == "34 presets are in force."


def test_without_a_bot_there_is_nothing_to_reload(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESTAGE_DATA", str(tmp_path))
    assert main(["reload"]) == 2
    assert "No bot runs" in capsys.readouterr().err
