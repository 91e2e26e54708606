"""Sources: where each photo lay, by the hash of its bytes, so that `--again` finds it."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path

log = logging.getLogger(__name__)

MOST = 10_000
"""Sources remembered; the oldest are forgotten first."""


class Sources:
    """Remembers paths, never pictures, in one JSON file of the data folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._paths = self._load()

    def remember(self, sha256: str, path: Path) -> None:
        """Note where the file with this hash lies."""
        self._paths.pop(sha256, None)
        self._paths[sha256] = str(path.resolve())

    def find(self, sha256: str) -> Path | None:
        """The file with this hash, if it still lies where it was and is unchanged."""
        known = self._paths.get(sha256)
        if known is None:
            return None
        try:
            data = Path(known).read_bytes()
        except OSError:
            return None
        return Path(known) if hashlib.sha256(data).hexdigest() == sha256 else None

    def save(self) -> None:
        """Write the file; a folder that cannot be written costs only the memory."""
        newest = dict(list(self._paths.items())[-MOST:])
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            partial = self._path.with_suffix(".partial")
            partial.write_text(json.dumps(newest, indent=0), "utf-8")
            partial.replace(self._path)
        except OSError as exc:
            log.warning("sources are not remembered: %s", exc)

    def _load(self) -> dict[str, str]:
        try:
            data = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(k): str(v) for k, v in data.items()} if isinstance(data, dict) else {}
