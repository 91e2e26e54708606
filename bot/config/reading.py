"""YAML files to checked values; every complaint names file, key and the wrong value."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.domain.errors import ConfigError
from bot.domain.suggest import closest

try:  # libyaml's parser is ten times as fast, where PyYAML was built with it
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]  # of the same interface

T = TypeVar("T")


class _UniqueKeyLoader(SafeLoader):
    """A safe loader that refuses a key written twice; YAML would silently keep the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise yaml.YAMLError(f"line {line}: the key {key!r} stands there twice")
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_mapping(path: Path) -> dict[str, Any]:  # Any: YAML, checked right after by `build`
    """The top-level mapping of a YAML file. Raises `ConfigError`."""
    try:
        text = path.read_text("utf-8")
    except OSError as exc:
        raise ConfigError(
            "config_missing",
            f"{path} cannot be read; put it back or point RESTAGE_CONFIG at its folder.",
            str(exc),
        ) from exc
    except UnicodeDecodeError as exc:
        raise ConfigError("config_wrong", f"{path.name} is not UTF-8 text: {exc}.") from exc
    try:
        # a subclass of SafeLoader
        data = yaml.load(text, _UniqueKeyLoader)  # noqa: S506  # nosec B506
    except yaml.YAMLError as exc:
        raise ConfigError(
            "config_wrong", f"{path.name} is not valid YAML: {' '.join(str(exc).split())}."
        ) from exc
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ConfigError("config_wrong", f"{path.name} must hold keys and values at its top.")
    return {str(key): value for key, value in data.items()}


def build(kind: type[T], row: Mapping[str, Any], *, path: Path, key: str = "") -> T:
    """`row` as a `kind` (a frozen dataclass of the domain). Raises `ConfigError`."""
    if not isinstance(row, Mapping):
        raise ConfigError(
            "config_wrong", f"{path.name}: {key}: {row!r} must be keys and values, indented."
        )
    try:
        adapter = _adapter(kind)  # type: ignore[arg-type]  # mypy: no class has a hash
        value: T = adapter.validate_python(dict(row))
    except ValidationError as exc:
        error = min(exc.errors(), key=_matters_less)
        where = ".".join([*([key] if key else []), *(str(part) for part in error["loc"])])
        named = f"{path.name}: {where}" if where else path.name
        raise ConfigError("config_wrong", f"{named}: {_explain(error, kind)}.", str(exc)) from exc
    return value


@lru_cache
def _adapter(kind: type[T]) -> TypeAdapter[T]:
    """The checks of a kind, compiled once: there are hundreds of rows of few kinds."""
    return TypeAdapter(kind)


def _matters_less(error: ErrorDetails) -> bool:
    """A key that is misspelt is missing as well: what is said is how it is spelt."""
    return error["type"] != "unexpected_keyword_argument"


def _keys_at(kind: Any, parents: list[str | int]) -> list[str]:
    """The keys that the dataclass at `parents` below `kind` has; none where there is no such."""
    for parent in parents:
        kind = get_type_hints(kind).get(str(parent)) if is_dataclass(kind) else None
    return [field.name for field in fields(kind)] if is_dataclass(kind) else []


def _explain(error: ErrorDetails, kind: type[Any]) -> str:
    """What is wrong with one value, in an operator's words."""
    value = error["input"]
    match error["type"]:
        case "unexpected_keyword_argument":
            *parents, key = error["loc"]
            known = _keys_at(kind, parents)
            hint = f"; did you mean {closest(str(key), known)}" if known else ""
            return f"there is no such key{hint}"
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return "this key is missing"
        case "value_error":
            return f"{error['ctx']['error']}"
        case "enum" | "literal_error":
            return f"{value!r} is not one of {error['ctx']['expected']}"
        case "tuple_type":
            return f"{value!r} must be a list, such as [one, another]"
        case "dataclass_type":
            return f"{value!r} must be keys and values, indented"
        case _:
            return f"{value!r}: {error['msg'][0].lower()}{error['msg'][1:]}"
