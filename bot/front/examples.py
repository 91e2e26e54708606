"""Example pictures of presets, made by the studio engine from the sample photos."""

from __future__ import annotations

from pathlib import Path

from bot.domain.preset import Preset
from bot.front.card import NamedFile


class Examples:
    """Pictures in `folder`, as `background/marble.jpg`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, preset: Preset, description: str) -> NamedFile | None:
        """The example of a preset; None where there is none. Reads a small file."""
        path = self._folder / preset.command / f"{preset.name}.jpg"
        try:
            data = path.read_bytes()
        except OSError:
            return None
        return NamedFile(name=f"{preset.name}.jpg", data=data, description=description)
