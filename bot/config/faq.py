"""The FAQ from `faq.yaml`, checked as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.config.reading import build, read_mapping
from bot.config.texts import LANGUAGES
from bot.config.worded import words_of
from bot.domain.cause import Case
from bot.domain.errors import ConfigError
from bot.domain.faq import Faq, FaqEntry, FaqWords
from bot.domain.suggest import closest

SYNONYMS, ELSEWHERE = "synonyms", "elsewhere"
"""The keys at the top of the file that are no entries."""


def load_faq(path: Path) -> Faq:
    """The FAQ. Raises `ConfigError` with file, key and value."""
    rows = read_mapping(path)
    beside = {key: rows.pop(key, {}) for key in (SYNONYMS, ELSEWHERE)}
    entries = tuple(_read_entry(id_, row, path) for id_, row in rows.items())
    return build(Faq, {"entries": entries, **beside}, path=path)


def _read_entry(id_: str, row: Any, path: Path) -> FaqEntry:  # Any: YAML, checked by `build`
    if not isinstance(row, dict):
        raise ConfigError(
            "config_wrong", f"{path.name}: {id_}: {row!r} must be keys and values, indented."
        )
    known = (*LANGUAGES, "when")
    for name in row:
        if name not in known:
            raise ConfigError(
                "config_wrong",
                f"{path.name}: {id_}.{name}: there is no such key; did you mean "
                f"{closest(str(name), known)}?",
            )
    words = words_of(row, FaqWords, path=path, key=id_)
    fields = {"id": id_, "words": words, "when": _read_cases(id_, row.get("when", []), path)}
    return build(FaqEntry, fields, path=path, key=id_)


def _read_cases(id_: str, rows: Any, path: Path) -> tuple[Case, ...]:  # Any: YAML
    if not isinstance(rows, list):
        raise ConfigError(
            "config_wrong", f"{path.name}: {id_}.when: {rows!r} must be a list of cases."
        )
    return tuple(
        build(Case, row, path=path, key=f"{id_}.when.{number}") for number, row in enumerate(rows)
    )
