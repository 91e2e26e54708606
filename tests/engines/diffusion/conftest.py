"""Tiny model folders, made once per session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from bot.domain.model import Family
from tests.engines.diffusion.tiny import save_tiny


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Tiny tensors gain nothing from a second thread, and wait for it where cores are shared."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Family], Path]:
    """Gives a family's tiny model folder, saved on first use. Read only: copy before a change."""
    root = tmp_path_factory.mktemp("tiny-models")

    def folder_of(family: Family) -> Path:
        folder = root / family
        return folder if folder.exists() else save_tiny(family, folder)

    return folder_of
