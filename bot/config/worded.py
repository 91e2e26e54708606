"""Rows that carry their words in each language beside their other keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from bot.config.reading import build
from bot.config.texts import LANGUAGES

T = TypeVar("T")


def words_of(row: Mapping[str, Any], kind: type[T], *, path: Path, key: str) -> dict[str, T]:
    """The row's words by language, those that are there. Raises `ConfigError`."""
    return {
        language: build(kind, row[language], path=path, key=f"{key}.{language}")
        for language in LANGUAGES
        if language in row
    }


def without_words(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row's other keys."""
    return {key: value for key, value in row.items() if key not in LANGUAGES}
