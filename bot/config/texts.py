"""Texts from `texts/*.yaml`: one file per language, each checked on its own and against English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.config.reading import read_mapping
from bot.domain.errors import ConfigError
from bot.domain.suggest import closest
from bot.domain.texts import ENGLISH, FIELD, Texts, fields_of

LANGUAGES = ("en", "de", "ja")
"""Languages that Restage comes with, by the first part of Discord's locales."""

LIMITS = (
    (re.compile(r"(command|option)\..+\.description|modal\..+\.(description|placeholder)"), 100),
    (re.compile(r"command\..+\.name"), 32),
    (re.compile(r"modal\..+\.(title|label)|settings\..+\.label"), 45),
    (re.compile(r"settings\..+\.(description|placeholder)|strength\.choice"), 100),
    (re.compile(r"button\..+|fidelity\..+|engine\..+"), 80),
    (re.compile(r"(typeface|anchor|backing)\..+|finish\.choose_target"), 80),
)
"""Discord's limits in characters, by key; a field that is filled in comes on top."""

_BRACE = re.compile(r"[{}]")


def load_texts(folder: Path) -> Texts:
    """The texts of every language in `folder`.

    A language whose file is not there, or a text that it lacks, is said in English. Raises
    `ConfigError` with file and key where English is missing, or where a text is no text, unknown
    to English, too long for Discord, or names a field that its English does not.
    """
    english = _read(folder / f"{ENGLISH}.yaml")
    languages: dict[str, Mapping[str, str]] = {ENGLISH: english}
    for language in LANGUAGES:
        path = folder / f"{language}.yaml"
        if language != ENGLISH and path.exists():
            languages[language] = _read(path)
            _compare(languages[language], english, path)
    return Texts(languages=languages)


def _read(path: Path) -> dict[str, str]:
    texts = dict(_flatten(read_mapping(path), "", path))
    for key, text in texts.items():
        if _BRACE.search(FIELD.sub("", text)):
            raise _wrong(path, key, "fields look like {preset}; this has a stray brace")
        for pattern, limit in LIMITS:
            if pattern.fullmatch(key) and len(text) > limit:
                raise _wrong(path, key, f"{len(text)} characters, Discord shows {limit}")
    return texts


def _flatten(rows: Mapping[str, object], parent: str, path: Path) -> Iterator[tuple[str, str]]:
    """Texts by their path in the file, joined by dots."""
    for name, value in rows.items():
        key = f"{parent}{name}"
        if isinstance(value, str) and value.strip():
            yield key, value
        elif isinstance(value, dict):
            yield from _flatten(value, f"{key}.", path)
        else:
            raise _wrong(path, key, f"{value!r} is not a text; write it in quotes")


def _compare(texts: Mapping[str, str], english: Mapping[str, str], path: Path) -> None:
    for key, text in texts.items():
        if key not in english:
            raise _wrong(path, key, f"there is no such text; did you mean {closest(key, english)}?")
        stray = fields_of(text) - fields_of(english[key])
        if stray:
            raise _wrong(path, key, f"there is no field {{{min(stray)}}} in the English text")


def _wrong(path: Path, key: str, complaint: str) -> ConfigError:
    return ConfigError("config_wrong", f"texts/{path.name}: {key}: {complaint}.")
