"""Every complaint about a YAML file names file, key and the wrong value."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest

from bot.config.reading import build, read_mapping
from bot.domain.errors import ConfigError


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp:
    __pydantic_config__ = {"extra": "forbid"}

    watts: int
    side: Side = Side.LEFT

    def __post_init__(self) -> None:
        if self.watts > 100:
            raise ValueError(f"{self.watts} W is too hot")


@pytest.mark.parametrize(
    ("row", "parts"),
    [
        ({"watts": 40, "sied": "left"}, ["lamps.yaml", "desk.sied", "no such key", "“side”"]),
        ({"wats": 40}, ["desk.wats", "no such key", "“watts”"]),
        ({}, ["desk.watts", "missing"]),
        ({"watts": "many"}, ["desk.watts", "'many'"]),
        ({"watts": 40, "side": "up"}, ["desk.side", "'up'", "'left' or 'right'"]),
        ({"watts": 400}, ["desk", "400 W is too hot"]),
        (["watts"], ["desk", "['watts']"]),
    ],
)
def test_a_wrong_row_is_named(row: dict[str, object], parts: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        build(Lamp, row, path=Path("lamps.yaml"), key="desk")
    for part in parts:
        assert part in caught.value.reply
    assert caught.value.reply.endswith(".")


def test_a_right_row_becomes_the_value() -> None:
    assert build(Lamp, {"watts": 40, "side": "right"}, path=Path("x")) == Lamp(
        watts=40, side=Side.RIGHT
    )


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a: 1\na: 2\n", "twice"),
        ("a: [1, 2\n", "not valid YAML"),
        ("- a\n", "keys and values"),
        ("a: !!python/object/apply:os.getcwd []\n", "not valid YAML"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, part: str) -> None:
    path = tmp_path / "lamps.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_mapping(path)
    assert "lamps.yaml" in caught.value.reply
    assert part in caught.value.reply


def test_a_missing_file_says_where_it_belongs(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="config_missing"):
        read_mapping(tmp_path / "lamps.yaml")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "lamps.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        read_mapping(path)
