"""The catalog from `presets.yaml` and `models.yaml`, checked as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.config.reading import build, read_mapping
from bot.config.settings import Settings
from bot.domain.catalog import Catalog
from bot.domain.edit import Command
from bot.domain.errors import ConfigError, UsageError
from bot.domain.model import Model, check_licence
from bot.domain.preset import CommandDefaults, Preset
from bot.domain.recipe import Backdrop, Finish, StyleFilter
from bot.domain.suggest import closest

MAX_PRESETS = 25
"""Presets of one command: as many as Discord shows in one list."""

AUTO = "auto"
"""In place of a preset's strength: the highest that keeps the product."""

_STUDIO_BLOCK = {
    Command.BACKGROUND: Backdrop,
    Command.RESTYLE: StyleFilter,
    Command.REFINE: Finish,
}


def load_catalog(folder: Path) -> Catalog:
    """Presets and models from `folder`. Raises `ConfigError` with file, key and value."""
    path = folder / "presets.yaml"
    sections = read_mapping(path)
    for name in sections:
        if name not in set(Command):
            raise ConfigError(
                "config_wrong",
                f"{path.name}: {name}: there is no such command; did you mean "
                f"{closest(name, Command)}?",
            )
    commands: dict[Command, CommandDefaults] = {}
    presets: dict[Command, dict[str, Preset]] = {}
    for command in Command:
        if command not in sections:
            raise ConfigError("config_wrong", f"{path.name}: {command}: this command is missing.")
        commands[command], presets[command] = _read_command(command, sections[command], path)
    return Catalog(commands=commands, presets=presets, models=load_models(folder / "models.yaml"))


def load_models(path: Path) -> dict[str, Model]:
    """Models by name. Raises `ConfigError`."""
    return {
        name: build(Model, _named(row, name), path=path, key=name)
        for name, row in read_mapping(path).items()
    }


def check_together(settings: Settings, catalog: Catalog) -> None:
    """Raise `ConfigError` where settings and catalog contradict each other."""
    if settings.model is None:
        return
    model = catalog.models.get(settings.model)
    if model is None:
        raise ConfigError(
            "config_wrong",
            f"settings.yaml: model: there is no “{settings.model}” in models.yaml; "
            f"did you mean {closest(settings.model, catalog.models)}?",
        )
    try:
        check_licence(model, settings.allow_non_commercial)
    except UsageError as exc:
        raise ConfigError("config_wrong", f"settings.yaml: model: {exc.reply}") from exc


def _read_command(
    command: Command, section: Any, path: Path
) -> tuple[CommandDefaults, dict[str, Preset]]:
    key = str(command)
    if not isinstance(section, dict) or not isinstance(section.get("presets"), dict):
        raise ConfigError("config_wrong", f"{path.name}: {key}.presets: this key is missing.")
    own = {name: value for name, value in section.items() if name != "presets"}
    defaults = build(CommandDefaults, {**own, "command": command}, path=path, key=key)
    presets = {
        str(name): _read_preset(command, str(name), row, path)
        for name, row in section["presets"].items()
    }
    if len(presets) > MAX_PRESETS:
        raise ConfigError(
            "config_wrong", f"{path.name}: {key}.presets: {len(presets)}, at most {MAX_PRESETS}."
        )
    if defaults.default not in presets:
        raise ConfigError(
            "config_wrong",
            f"{path.name}: {key}.default: there is no preset “{defaults.default}”; "
            f"did you mean {closest(defaults.default, presets)}?",
        )
    return defaults, presets


def _read_preset(command: Command, name: str, row: Any, path: Path) -> Preset:
    key = f"{command}.presets.{name}"
    if not isinstance(row, dict):
        return build(Preset, row, path=path, key=key)  # which says what it should be
    fields = {**_named(row, name), "command": command}
    if fields.get("strength") == AUTO:
        fields |= {"strength": None, "auto_strength": True}
    if isinstance(fields.get("variants"), list):
        fields |= _without_match(fields["variants"])
    block = _STUDIO_BLOCK.get(command)
    if block is not None and "studio" in fields:
        fields["studio"] = build(block, fields["studio"], path=path, key=f"{key}.studio")
    return build(Preset, fields, path=path, key=key)


def _named(row: Any, name: str) -> dict[str, Any]:
    """The row with its own key as its name; anything but a mapping is left for `build`."""
    return {**row, "name": name} if isinstance(row, dict) else row


def _without_match(variants: list[Any]) -> dict[str, Any]:
    """The rows of variants, and apart from them the words by which own words find each: an edit
    carries its paint, and need not carry those."""
    rows = [dict(row) if isinstance(row, dict) else row for row in variants]
    words = [row.pop("match", []) if isinstance(row, dict) else [] for row in rows]
    return {"variants": rows, "variant_match": words}
