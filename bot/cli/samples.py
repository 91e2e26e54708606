"""The sample photos that come with Restage."""

from __future__ import annotations

from pathlib import Path

from bot.domain.errors import UsageError

SAMPLES = Path(__file__).parents[2] / "samples"


def sample_photo(name: str) -> Path:
    """A sample photo by its file name. Raises `UsageError`."""
    path = SAMPLES / name
    if not path.is_file():
        raise UsageError("samples_missing", f"The sample photo {name} is not in {SAMPLES}.")
    return path
