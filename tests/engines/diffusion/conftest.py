"""Tiny model folders, made once per session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.model import Family


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Family], Path]:
    """Gives a family's tiny model folder, saved on first use. Read only: copy before a change."""
    from tests.engines.diffusion.tiny import save_tiny

    root = tmp_path_factory.mktemp("tiny-models")

    def folder_of(family: Family) -> Path:
        folder = root / family
        return folder if folder.exists() else save_tiny(family, folder)

    return folder_of
