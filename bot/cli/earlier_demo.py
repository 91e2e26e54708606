"""What an earlier demo made: kept as long as photos, presets and program are what they were."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from bot.cli.samples import SAMPLES
from bot.config.settings import Places

log = logging.getLogger(__name__)

NOTE = ".demo.json"
"""Stands in the folder of the pictures, so that who deletes those deletes it, too."""

_PROGRAM = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One line of the demo that worked: names of its files, and seconds for each picture."""

    files: tuple[str, ...]
    each_s: float


class EarlierDemo:
    """The pictures of an earlier run in `folder`, and what they were made by: `origin` is a hash,
    as `origin_of` gives it."""

    def __init__(self, folder: Path, origin: str) -> None:
        self._folder = folder
        self._origin = origin

    def find(self) -> list[Made]:
        """Every line of the demo, as it was made; empty unless all files are there, none has been
        changed, and the same photos, presets and program made them."""
        try:
            note = json.loads((self._folder / NOTE).read_text("utf-8"))
            if note["origin"] != self._origin or note["files"] != self._hashes(note["files"]):
                return []
            return [
                Made(files=tuple(each["files"]), each_s=float(each["each_s"]))
                for each in note["made"]
            ]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as exc:
            log.warning("%s is of no use, so the pictures are made anew: %s", NOTE, exc)
            return []

    def remember(self, made: Sequence[Made], others: Sequence[str]) -> None:
        """Note what was made, and the names of other files that belong to it. Where that cannot
        be written, the next demo makes its pictures anew."""
        names = [*(name for each in made for name in each.files), *others]
        try:
            note = {
                "origin": self._origin,
                "made": [asdict(each) for each in made],
                "files": self._hashes(names),
            }
            (self._folder / NOTE).write_text(json.dumps(note, indent=1), "utf-8")
        except OSError as exc:
            log.warning("%s cannot be written: %s", NOTE, exc)

    def _hashes(self, names: Sequence[str]) -> dict[str, str]:
        return {name: _hash(self._folder / name) for name in names}


def origin_of(places: Places) -> str:
    """A hash of all that a picture of the demo depends on: sample photos, configuration, models
    that are here, every line of the program, Python, and what is installed for it."""
    digest = hashlib.sha256()
    for line in _origins(places):
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


def _origins(places: Places) -> Iterator[str]:
    yield sys.version
    yield from sorted(f"{each.name} {each.version}" for each in metadata.distributions())
    for folder, pattern in ((SAMPLES, "*"), (places.config, "**/*.yaml"), (_PROGRAM, "**/*.py")):
        for path in sorted(folder.glob(pattern)):
            if path.is_file():
                yield f"{path.relative_to(folder)} {_hash(path)}"
    for path in sorted(places.models.glob("**/*")):  # gigabytes: their sizes must do
        yield f"{path.relative_to(places.models)} {path.stat().st_size}"


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
