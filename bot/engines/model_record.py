"""What was fetched, written down beside the model: repository, revision, commit and checksums."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from bot.domain.model import Model
from bot.engines.hub import RemoteFile, Snapshot
from bot.engines.model_trust import sha256_of

RECORD = "restage.json"
"""Lies beside `model_index.json`."""


def write_record(
    folder: Path, model: Model, snapshot: Snapshot, files: Collection[RemoteFile]
) -> None:
    """Write down what `folder` was fetched from. The SHA-256 of large files is the hub's, which
    they were checked against; that of the others is what arrived."""
    record = {
        "repository": model.repository,
        "revision": model.revision,
        "commit": snapshot.commit,
        "sha256": {file.name: file.sha256 or sha256_of(folder / file.name) for file in files},
    }
    (folder / RECORD).write_text(json.dumps(record, indent=2) + "\n", "utf-8")


def write_checksums(folder: Path, *names: str) -> None:
    """Write down the SHA-256 of files that another program fetched, and has checked."""
    sha256 = {name: sha256_of(folder / name) for name in names}
    (folder / RECORD).write_text(json.dumps({"sha256": sha256}, indent=2) + "\n", "utf-8")


def read_record(folder: Path) -> dict[str, str]:
    """Repository, revision and commit; empty for a model that was copied here by hand, which is
    fine."""
    entries = _entries(folder)
    known = ("repository", "revision", "commit")
    return {name: str(entries[name]) for name in known if name in entries}


def checksums_in(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file that was fetched, by its name; empty where none were kept."""
    checksums = _entries(folder).get("sha256")
    if not isinstance(checksums, dict):
        return {}
    return {str(name): str(sha256) for name, sha256 in checksums.items()}


def _entries(folder: Path) -> dict[str, Any]:  # Any: JSON
    try:
        entries = json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return entries if isinstance(entries, dict) else {}
