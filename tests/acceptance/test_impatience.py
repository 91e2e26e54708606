"""A bot that is told to stop and may not wait: what it makes goes back into the queue."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.emulated import DISCORDS_NAMES, REPOSITORY, Emulated, acceptance
from tests.acceptance.photos import product


@pytest.fixture
def discord(tmp_path: Path) -> Iterator[Emulated]:
    """A bot of its own, which waits for half a second at most."""
    config = tmp_path / "config"
    shutil.copytree(REPOSITORY / "config", config)
    settings = (config / "settings.yaml").read_text("utf-8")
    assert "drain_limit_s: 20 " in settings
    (config / "settings.yaml").write_text(
        settings.replace("drain_limit_s: 20 ", "drain_limit_s: 0.5 "), "utf-8"
    )
    with Emulated(DISCORDS_NAMES, tmp_path, config) as emulated:
        yield emulated


@acceptance()
async def test_a_picture_that_takes_too_long_is_made_after_the_restart(discord: Emulated) -> None:
    emu = discord.emu
    async with discord.engine_held():
        running = await emu.slash("background", image=product(), seed=1)
        await discord.told(running, "Starting")
        os.kill(emu.bot.pid, signal.SIGTERM)
        await discord.until(lambda: emu.bot.returncode is not None, "the bot's end", 15)
    assert emu.bot.returncode == 0
    assert not any(len(message.shown_files) == 2 for message in running.messages)
    await discord.start()
    done = await discord.result(running)
    assert "seed 1" in done.text
    assert len(done.messages) == 1
