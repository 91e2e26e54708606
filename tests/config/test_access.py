"""Who may use what: shown in full in the shipped file, and checked."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.config.access import load_access
from bot.config.catalog import load_catalog
from bot.domain.access import Access, Circle, CommandName
from bot.domain.edit import EngineName
from bot.domain.errors import ConfigError
from tests.config.test_settings import shown

SHIPPED = Path("config/access.yaml")
CATALOG = load_catalog(Path("config"))


def loaded(folder: Path, text: str) -> Access:
    path = folder / "access.yaml"
    path.write_text(text, "utf-8")
    return load_access(path, CATALOG)


def test_the_shipped_file_shows_every_default() -> None:
    written = yaml.safe_load(SHIPPED.read_text("utf-8"))
    written["restage"] = {name: tuple(ids) for name, ids in written["restage"].items()}
    for name in ("blocked_people", "blocked_words"):
        written[name] = tuple(written[name])
    assert written == shown(Access())
    assert load_access(SHIPPED, CATALOG) == Access()


def test_smaller_circles(tmp_path: Path) -> None:
    text = """
        commands: {restyle: {roles: [11]}, overlay: {people: [5]}, export: {servers: [7]}}
        engines: {diffusion: {servers: [7]}}
        models: {sd15: {people: [100]}}
    """
    access = loaded(tmp_path, text)
    assert access.commands == {
        CommandName.RESTYLE: Circle(roles=(11,)),
        CommandName.OVERLAY: Circle(people=(5,)),
        CommandName.EXPORT: Circle(servers=(7,)),
    }
    assert access.engines == {EngineName.DIFFUSION: Circle(servers=(7,))}
    assert access.models == {"sd15": Circle(people=(100,))}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("restage: {server: [1]}", "access.yaml: restage.server: there is no such key"),
        ("restage: {servers: 1}", "restage.servers: 1 must be a list"),
        ("restage: {roles: [Designers]}", "restage.roles.0: 'Designers'"),
        ("commands: {redraw: {}}", "commands.redraw"),
        ("engines: {magic: {}}", "engines.magic"),
        ("models: {sd16: {}}", "models.sd16: there is no such model"),
        ("direct_messages: maybe", "direct_messages: 'maybe'"),
        ("blocked_words: [{words: [], reason: No.}]", "must hold words"),
        ("blocked_words: [{words: ['*'], reason: No.}]", "must hold words"),
        ("blocked_words: [{words: [gun], reason: ' '}]", "reason is empty"),
        ("blocked_words: [{words: [gun]}]", "blocked_words.0.reason: this key is missing"),
        ("limits: {person: {waiting: 0}}", "waiting 0 must be at least 1"),
        ("limits: {person: {wating: 1}}", "there is no such key; did you mean"),
        ("banned: []", "banned: there is no such key"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, part: str) -> None:
    with pytest.raises(ConfigError) as raised:
        loaded(tmp_path, text)
    assert part in raised.value.reply


def test_without_the_file_the_bot_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="config_missing"):
        load_access(tmp_path / "access.yaml", CATALOG)
