"""Whether a model's files are what was fetched, and whether others may change them."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.domain.errors import ModelError
from bot.domain.model import Model

_COMMIT = re.compile(r"[0-9a-f]{40}")
_CODE = (".py", ".bin", ".pt", ".pth", ".ckpt", ".pkl", ".so", ".dll")


def concerns(model: Model, folder: Path) -> tuple[str, ...]:
    """What an operator should know of a model that is in `folder`, in sentences; quick to find
    out: a revision that can be moved, files that others may change, and code beside the weights."""
    found = []
    if model.folder is None and not is_pinned(model.revision):
        found.append(
            f"its revision in models.yaml is “{model.revision}” and not a commit, so its owner may "
            "exchange it"
        )
    return (*found, *concerns_of_files(folder))


def concerns_of_files(folder: Path) -> tuple[str, ...]:
    """The same of files alone, wherever they came from."""
    found = []
    if loose := open_to_others(folder):
        found.append(f"others may change {_some(loose)}; run: chmod -R o-w {folder}")
    if code := code_files(folder):
        found.append(f"it brings files that are never loaded and can go: {_some(code)}")
    return tuple(found)


def verify(name: str, folder: Path, checksums: Mapping[str, str]) -> None:
    """Read every file of a model that was fetched, and compare it with the SHA-256 that was written
    down then. Raises `ModelError`: model_checksum_unknown where none were, model_changed."""
    pull = f"`python bot.py models pull {name}`"
    if not checksums:
        raise ModelError(
            "model_checksum_unknown",
            f"“{name}” was copied here or fetched by an older Restage, so its checksums are "
            f"not known; fetch it with {pull}.",
        )
    if changed := changed_files(folder, checksums):
        raise ModelError(
            "model_changed",
            f"“{name}” is not as it was fetched: {_some(changed)}. Do not use it; fetch it "
            f"again with {pull}.",
        )


def is_pinned(revision: str) -> bool:
    """Whether a revision is a commit. A branch or tag can be moved by whoever owns the model."""
    return _COMMIT.fullmatch(revision) is not None


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal; its bytes are read once and not kept."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def changed_files(folder: Path, checksums: Mapping[str, str]) -> list[str]:
    """Files that are missing, or not what they were when their checksums were written down."""
    return [
        name
        for name, expected in sorted(checksums.items())
        if not (folder / name).is_file() or sha256_of(folder / name) != expected
    ]


def code_files(folder: Path) -> list[str]:
    """Files that could carry code: Python, pickles, libraries. None of them is ever loaded."""
    return [_name(path, folder) for path in _files(folder) if path.suffix in _CODE]


def open_to_others(folder: Path) -> list[str]:
    """What others on this machine may change: files and folders that everybody may write to, or
    that belong to neither this user nor root. The folder itself is "."."""
    places = [folder, *folder.rglob("*")]
    return sorted(_name(path, folder) for path in places if _is_open(path))


def _is_open(path: Path) -> bool:
    status = path.stat()
    return bool(status.st_mode & stat.S_IWOTH) or status.st_uid not in {0, os.geteuid()}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _some(names: Sequence[str]) -> str:
    """The first three of several names."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
