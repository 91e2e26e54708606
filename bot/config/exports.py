"""Export targets from `exports.yaml`, checked as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.config.reading import build, read_mapping
from bot.config.worded import without_words, words_of
from bot.domain.errors import ConfigError
from bot.domain.export import MAX_TARGETS, Target, Targets, TargetWords


def load_exports(path: Path) -> Targets:
    """The targets. Raises `ConfigError` with file, key and value."""
    rows = read_mapping(path)
    if not 1 <= len(rows) <= MAX_TARGETS:
        raise ConfigError(
            "config_wrong", f"{path.name}: {len(rows)} targets, allowed are 1 to {MAX_TARGETS}."
        )
    return Targets(by_name={name: _read_target(name, row, path) for name, row in rows.items()})


def _read_target(name: str, row: Any, path: Path) -> Target:  # Any: YAML, checked by `build`
    if not isinstance(row, dict):
        return build(Target, row, path=path, key=name)  # which says what it should be
    words = words_of(row, TargetWords, path=path, key=name)
    return build(Target, {**without_words(row), "name": name, "words": words}, path=path, key=name)
