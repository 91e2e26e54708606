"""`bot.py check` says which models have a safety checker, where one is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import Configuration, configure
from bot.cli.check_safety import check_safety
from bot.config.settings import Places
from bot.domain.options import DiffusionOptions
from tests.engines.model_folders import a_model, save_model_folder

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def asking(tmp_path: Path) -> Configuration:
    """Settings that ask for it, and one model that is here."""
    plain = configure(Places(config=CONFIG, data=tmp_path), quiet=True)
    save_model_folder(tmp_path / "models" / "mine")
    return replace(
        plain,
        settings=replace(plain.settings, diffusion=DiffusionOptions(safety_checker=True)),
        catalog=replace(plain.catalog, models={"mine": a_model(), "away": a_model("away")}),
    )


def test_a_model_without_one_is_said(asking: Configuration, tmp_path: Path) -> None:
    (found,) = check_safety(asking)
    assert found.state == "missing"
    assert "mine has no safety checker" in found.text
    assert str(tmp_path / "models" / "mine" / "safety_checker") in found.remedy


def test_a_model_with_one_is_well(asking: Configuration, tmp_path: Path) -> None:
    (tmp_path / "models" / "mine" / "safety_checker").mkdir()
    (found,) = check_safety(asking)
    assert found.state == "ok"


def test_where_nobody_asks_nothing_is_said(asking: Configuration) -> None:
    usual = replace(asking, settings=replace(asking.settings, diffusion=DiffusionOptions()))
    assert list(check_safety(usual)) == []
