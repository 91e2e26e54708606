"""The table of uses from `uses.yaml`, checked as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.config.reading import build, read_mapping
from bot.config.worded import without_words, words_of
from bot.domain.catalog import Catalog
from bot.domain.errors import ConfigError, UsageError
from bot.domain.uses import Use, UseWords

MOST = 25
"""Uses that Discord shows in one list."""


def load_uses(path: Path, catalog: Catalog) -> tuple[Use, ...]:
    """The uses, in order. Raises `ConfigError` with file, key and value, also for a preset that
    `catalog` does not have."""
    uses = tuple(_read(id_, row, path) for id_, row in read_mapping(path).items())
    if not 1 <= len(uses) <= MOST:
        raise ConfigError(
            "config_wrong", f"{path.name}: {len(uses)} uses, allowed are 1 to {MOST}."
        )
    for use in uses:
        try:
            catalog.preset(use.command, use.preset)
        except UsageError as exc:
            raise ConfigError("config_wrong", f"{path.name}: {use.id}.preset: {exc.reply}") from exc
    return uses


def _read(id_: str, row: Any, path: Path) -> Use:  # Any: YAML, checked by `build`
    if not isinstance(row, dict):
        return build(Use, row, path=path, key=id_)  # which says what it should be
    words = words_of(row, UseWords, path=path, key=id_)
    return build(Use, {**without_words(row), "id": id_, "words": words}, path=path, key=id_)
