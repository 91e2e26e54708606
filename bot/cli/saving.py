"""Files: read what is named, write what came out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from bot.domain.errors import BotError, PhotoError
from bot.domain.job import MediaFormat, Picture, RenderResult
from bot.domain.strength_search import dial_of
from bot.services.jobs import Source

_SUFFIX: dict[MediaFormat, str] = {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}


def read_file(path: Path, limit_bytes: int) -> bytes:
    """The bytes of a file, one more than the limit at most. Raises `PhotoError`."""
    try:
        with path.open("rb") as file:
            return file.read(limit_bytes + 1)
    except OSError as exc:
        raise PhotoError("photo_unreadable", _why_unreadable(path), str(exc)) from exc


def _why_unreadable(path: Path) -> str:
    if path.is_dir():
        return f"“{path}” is a folder; name a file in it."
    if not path.exists():
        return f"There is no file “{path}”; check its name and folder."
    return f"“{path}” cannot be read; check its permissions."


def read_source(photo: Path, mask: Path | None, limit_bytes: int) -> Source:
    """A photo and its mask from disk. Raises `PhotoError`."""
    return Source(
        name=photo.name,
        data=read_file(photo, limit_bytes),
        mask_name=mask.name if mask else "",
        mask_data=read_file(mask, limit_bytes) if mask else None,
    )


class Shelf:
    """Writes results into one folder under names that say what they are. The files in `spared`,
    which a person named, are not written over."""

    def __init__(self, folder: Path, spared: Iterable[Path] = ()) -> None:
        self._folder = folder
        self._taken = {path.resolve() for path in spared}

    def check(self) -> None:
        """Make the folder and see that files can be written there, before anything is rendered for
        it. Raises `BotError`."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                pass
        except OSError as exc:
            raise cannot_save(self._folder, exc) from exc

    def save(self, photo: Path, result: RenderResult) -> tuple[tuple[Path, ...], Path | None]:
        """Write the pictures, and the mask where there is one; their paths."""
        ladder = _is_ladder(result)
        files = tuple(self._write(photo, picture, ladder=ladder) for picture in result.pictures)
        mask = None
        if result.mask is not None and result.mask.png is not None:
            mask = self._free(f"{photo.stem}-mask", ".png")
            self._put(mask, result.mask.png)
        return files, mask

    def save_ladder(self, photo: Path, sheet: bytes, result: RenderResult) -> Path:
        """Write the contact sheet of a ladder, a JPEG; its path."""
        edit = result.pictures[0].edit
        path = self._free(f"{photo.stem}-{edit.command}-{edit.preset}-ladder", ".jpg")
        self._put(path, sheet)
        return path

    def put(self, stem: str, format_: MediaFormat, data: bytes) -> Path:
        """Write one file; its path. Raises `BotError` where it cannot be saved."""
        path = self._free(stem, _SUFFIX[format_])
        self._put(path, data)
        return path

    def _write(self, photo: Path, picture: Picture, *, ladder: bool) -> Path:
        edit = picture.edit
        what = edit.paint.name if edit.paint else str(edit.seed)
        if ladder:
            what = f"{what}-at-{dial_of(edit).read(edit.strength) * 100:.0f}"
        path = self._free(
            f"{photo.stem}-{edit.command}-{edit.preset}-{what}", _SUFFIX[picture.format]
        )
        self._put(path, picture.data)
        return path

    def _free(self, stem: str, suffix: str) -> Path:
        """A path that this run has not written yet; an earlier run's file is replaced."""
        path, number = self._folder / f"{stem}{suffix}", 1
        while path.resolve() in self._taken:
            number += 1
            path = self._folder / f"{stem}-{number}{suffix}"
        self._taken.add(path.resolve())
        return path

    def _put(self, path: Path, data: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as exc:
            raise cannot_save(path, exc) from exc


def cannot_save(path: Path, exc: OSError) -> BotError:
    """What is said of a file or folder that cannot be written."""
    return BotError(
        "cannot_save", f"“{path}” cannot be written; choose another folder with --out.", str(exc)
    )


def _is_ladder(result: RenderResult) -> bool:
    """Whether the pictures differ in their strength only."""
    edits = [picture.edit for picture in result.pictures]
    alike = {(edit.seed, edit.paint) for edit in edits}
    return len(edits) > 1 and len(alike) == 1
