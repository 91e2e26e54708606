"""Settings: shown in full in the shipped file, checked, and placed by the environment."""

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config.settings import Places, Settings, load_settings, read_places
from bot.domain.errors import ConfigError


def shown(values: Any) -> dict[str, Any]:
    """Every key of a settings dataclass, nested, with its value."""
    return {
        f.name: shown(getattr(values, f.name))
        if is_dataclass(getattr(values, f.name))
        else getattr(values, f.name)
        for f in fields(values)
    }


def test_the_shipped_file_shows_every_default() -> None:
    written = yaml.safe_load(Path("config/settings.yaml").read_text("utf-8"))
    assert written == shown(Settings())
    assert load_settings(Path("config/settings.yaml")) == Settings()


def test_an_empty_file_means_defaults(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text("", "utf-8")
    assert load_settings(path) == Settings()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("engine: magic", "'magic' is not one of"),
        ("engine: diffusion", "needs a model"),
        ("cutout: {trust: 2}", "trust 2"),
        ("executor: {max_waiting: 0}", "max_waiting"),
        ("intake: {max_bites: 1}", "“max_bytes”"),
        ("threads: 0", "threads 0"),
        ("output: {quality: 101}", "quality 101"),
        ("executor: {job_limit_s: .nan}", "executor: job_limit_s"),
        ("executor: {drain_limit_s: -1}", "executor: drain_limit_s"),
        ("downloads: {at_once: 0}", "downloads: at_once"),
        ("downloads: {pause_s: .nan}", "downloads: pause_s"),
        ("executor: {memory_limit_mib: -1}", "executor: memory_limit_mib"),
        ("intake: 5", "intake: 5 must be keys and values"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, part: str) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert caught.value.reply.startswith("settings.yaml: ")
    assert ": :" not in caught.value.reply
    assert part in caught.value.reply


def test_places_are_beside_the_program_or_come_from_the_environment() -> None:
    home = Path(__file__).parents[2]
    assert read_places({}) == Places(config=home / "config", data=home / "data")
    given = read_places({"RESTAGE_CONFIG": "/etc/restage", "RESTAGE_DATA": "/srv/restage"})
    assert given == Places(config=Path("/etc/restage"), data=Path("/srv/restage"))
    assert given.models == Path("/srv/restage/models")
