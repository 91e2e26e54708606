"""Presets and models are checked as a whole."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bot.config.catalog import check_together, load_catalog
from bot.config.settings import Settings
from bot.domain.edit import Command
from bot.domain.errors import ConfigError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree("config", tmp_path / "config"))


def change(folder: Path, keys: str, value: object) -> None:
    """Set `keys` (dotted) of presets.yaml to `value`, or delete it for None."""
    path = folder / "presets.yaml"
    data = yaml.safe_load(path.read_text("utf-8"))
    *parents, last = keys.split(".")
    row = data
    for key in parents:
        row = row[key]
    if value is None:
        del row[last]
    else:
        row[last] = value
    path.write_text(yaml.safe_dump(data), "utf-8")


@pytest.mark.parametrize(
    ("keys", "value", "parts"),
    [
        ("background.strength.scene", 1.4, ["background.strength", "1.4"]),
        ("background.fidelity", "exakt", ["background.fidelity", "'exakt'", "'exact'"]),
        ("background.presets.marble.chnage", "x", ["background.presets.marble.chnage", "“change”"]),
        ("background.presets.marble.studio.tone", 3, ["background.presets.marble.studio"]),
        ("background.presets.marble.studio.backdrop", "moon", ["studio.backdrop", "'moon'"]),
        ("background.presets.marble.studio", None, ["marble", "studio block"]),
        ("background.presets.marble.label", None, ["background.presets.marble.label", "missing"]),
        ("background.default", "marbel", ["background.default", "“marble”"]),
        ("background.presets", None, ["background.presets", "missing"]),
        ("backgroud", {}, ["backgroud", "“background”"]),
        ("refine", None, ["refine", "missing"]),
        ("variants.presets.pastels.variants", [], ["pastels", "lists its variants"]),
        ("variants.presets.pastels.change", "paint it", ["pastels", "{variant}"]),
        ("background.presets.marble", "white", ["background.presets.marble", "'white'"]),
        ("background.presets.marble.keep", "a lid", ["marble.keep", "'a lid' must be a list"]),
        ("restyle.presets.comic.studio.detail", 7, ["comic.studio", "7"]),
        ("restyle.presets.comic.diffusion", {"guidance_scale": 99}, ["comic.diffusion", "99"]),
        ("restyle.presets.comic.strength", "automatic", ["comic.strength", "'automatic'"]),
        ("restyle.ladder", [0.2, 0.4], ["restyle", "ladder needs 5 strengths"]),
    ],
)
def test_a_wrong_preset_is_named(folder: Path, keys: str, value: object, parts: list[str]) -> None:
    change(folder, keys, value)
    with pytest.raises(ConfigError) as caught:
        load_catalog(folder)
    for part in ["presets.yaml", *parts]:
        assert part in caught.value.reply


def test_a_preset_may_leave_its_strength_to_be_found(folder: Path) -> None:
    change(folder, "restyle.presets.comic.strength", "auto")
    presets = load_catalog(folder).presets[Command.RESTYLE]
    assert [name for name, preset in presets.items() if preset.auto_strength] == ["comic"]


def test_more_presets_than_discord_lists_are_refused(folder: Path) -> None:
    data = yaml.safe_load((folder / "presets.yaml").read_text("utf-8"))
    row = data["background"]["presets"]["marble"]
    data["background"]["presets"] |= {f"marble-{i}": row for i in range(25)}
    (folder / "presets.yaml").write_text(yaml.safe_dump(data), "utf-8")
    with pytest.raises(ConfigError, match="at most 25"):
        load_catalog(folder)


@pytest.mark.parametrize("name", ["../marble", "white marble", "-marble", "a/b", ""])
def test_names_can_stand_in_a_path_and_on_a_command_line(folder: Path, name: str) -> None:
    data = yaml.safe_load((folder / "presets.yaml").read_text("utf-8"))
    presets = data["background"]["presets"]
    presets[name] = presets["marble"]
    (folder / "presets.yaml").write_text(yaml.safe_dump(data), "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_catalog(folder)
    assert "may hold only letters" in caught.value.reply


def test_settings_must_name_a_known_model() -> None:
    with pytest.raises(ConfigError, match="there is no"):
        check_together(Settings(model="sdxxl"), load_catalog(Path("config")))


def test_non_commercial_weights_need_the_switch() -> None:
    catalog = load_catalog(Path("config"))
    model = replace(next(iter(catalog.models.values())), commercial=False)
    catalog = replace(catalog, models={model.name: model})
    with pytest.raises(ConfigError, match="allow_non_commercial"):
        check_together(Settings(model=model.name), catalog)
    check_together(Settings(model=model.name, allow_non_commercial=True), catalog)
