"""Misfits: models that did not load, so that not every job waits for the same failure."""

from __future__ import annotations

from pathlib import Path

from bot.domain.errors import ModelError

_MAY_PASS = frozenset({"no_gpu", "model_too_big", "model_needs_package"})
"""Failures that the machine has a part in: another try may do."""

_Files = frozenset[tuple[str, int, int]]


class Misfits:
    """Remembers why a model's files did not load, until one of them changes."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[_Files, ModelError]] = {}

    def check(self, name: str, folder: Path) -> None:
        """Raise the `ModelError` of the last try where the same files would be loaded again."""
        known = self._known.get(name)
        if known is None:
            return
        files, error = known
        if files == _files_of(folder):
            raise ModelError(error.code, error.reply, error.detail)
        del self._known[name]

    def note(self, name: str, folder: Path, error: ModelError) -> None:
        """This model did not load."""
        if error.code not in _MAY_PASS:
            self._known[name] = (_files_of(folder), error)


def _files_of(folder: Path) -> _Files:
    """Name, length in bytes and time of change of every file."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            state = path.stat()
            found.add((str(path.relative_to(folder)), state.st_size, state.st_mtime_ns))
    return frozenset(found)
