"""The demo in Discord: what is printed of a message, and the whole demo as a person runs it."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from bot.cli.discord_demo import lines_of, plain_text, show_background
from bot.cli.sandbox import open_sandbox
from bot.config.settings import Places
from bot.sandbox.driver import SeenMessage
from bot.sandbox.messages import Flag, Message
from bot.sandbox.server import Sandbox

REPOSITORY = Path(__file__).parents[2]
SIDE_PX = 512
BUTTON, ROW, TEXT = 2, 1, 10


def message(sandbox: Sandbox, flags: Flag, *components: dict[str, object]) -> SeenMessage:
    mara = sandbox.person("mara")
    channel = next(iter(sandbox.world.guild.channels.values()))
    posted = Message(
        id="1",
        channel=channel,
        author=sandbox.world.bot,
        flags=flags,
        components=list(components),
    )
    return SeenMessage(mara, posted)


def test_a_message_is_its_words_and_its_buttons() -> None:
    text = {"type": TEXT, "content": "Rendering, step 1 of 2.\nReady <t:1060:R>."}
    row = {"type": ROW, "components": [{"type": BUTTON, "label": "Cancel", "custom_id": "c"}]}
    seen = message(Sandbox(), Flag.COMPONENTS_V2, text, row)
    assert lines_of(seen, 1000.0) == ["Rendering, step 1 of 2.", "Ready in 60 s.", "[Cancel]"]


def test_a_message_that_thinks_says_so() -> None:
    assert lines_of(message(Sandbox(), Flag.LOADING), 0.0) == ["is thinking …"]


def test_markup_is_left_out_and_times_are_never_in_the_past() -> None:
    assert plain_text("-# 💡 **Why?** Ready <t:5:R>.", 9.0) == "💡 Why? Ready in 0 s."


@pytest.mark.slow
def test_a_bot_that_refuses_is_quoted_and_leaves_no_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config"
    shutil.copytree(REPOSITORY / "config", config)
    settings = (config / "settings.yaml").read_text("utf-8")
    (config / "settings.yaml").write_text(settings.replace("max_bytes: 26214400", "max_bytes: 999"))

    async def run() -> Path | None:
        async with open_sandbox(Places(config=config, data=tmp_path / "data")) as sandbox:
            return await show_background(sandbox.discord, tmp_path / "out")

    assert asyncio.run(run()) is None
    printed = capsys.readouterr().out
    assert "Mara     /background image: jar.jpg" in printed
    assert "please send a smaller version" in printed
    assert not (tmp_path / "out").exists()


def run_demo(folder: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """The demo as a person runs it, with photos made smaller, which takes less time."""
    config = shutil.copytree(REPOSITORY / "config", folder / "config", dirs_exist_ok=True)
    (config / "settings.yaml").write_text(f"intake: {{work_side_px: {SIDE_PX}}}\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "bot.py", "demo", "--out", str(out)],
        cwd=REPOSITORY,
        env={**os.environ, "RESTAGE_CONFIG": str(config), "RESTAGE_DATA": str(folder / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_demo_ends_by_itself_without_a_terminal(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run_demo(tmp_path, out)
    assert "Mara     /background image: jar.jpg" in done.stdout
    assert "White marble · Studio" in done.stdout
    assert "in the sandbox, which stands in for it" in done.stdout
    assert "Ctrl-C" not in done.stdout
    with Image.open(out / "discord-background.png") as picture:
        assert picture.width == SIDE_PX
    made_at = (out / "contact-sheet.jpg").stat().st_mtime_ns
    (out / "discord-background.png").unlink()
    again = run_demo(tmp_path, out)
    assert "12 pictures are there already" in again.stdout
    assert (out / "contact-sheet.jpg").stat().st_mtime_ns == made_at
    assert (out / "discord-background.png").exists()  # which the bot in the sandbox made again
