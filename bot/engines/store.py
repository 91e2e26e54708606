"""The model store: which models are on this machine, and fetching those that are not.

Knows files only: no torch, no diffusers, and huggingface_hub not before something is fetched.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from bot.domain.errors import ModelError
from bot.domain.model import UNKNOWN_LICENCE, Family, Model
from bot.engines.hub import Hub, HuggingFaceHub, RemoteFile, Snapshot
from bot.engines.model_folder import (
    INDEX,
    SAFETY_CHECKER,
    ModelIndex,
    check_family,
    check_folder,
    files_to_fetch,
    read_index,
    read_json,
    weights_of,
)
from bot.engines.model_record import read_record, write_record
from bot.engines.model_trust import sha256_of

log = logging.getLogger(__name__)

PARTIAL = ".partial"
"""Folder of the store in which downloads grow until they are complete."""

Progress = Callable[[int, int], None]
"""Told the bytes that are here and the bytes in all."""


class Readiness(StrEnum):
    """Whether a model can be used: missing, incomplete (or damaged, or unfit), ready."""

    MISSING = "missing"
    INCOMPLETE = "incomplete"
    READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelState:
    """What is known of a model on this machine. `size_bytes` is what it takes on disk, `reason` a
    sentence on what is wrong or worth knowing (else empty), `commit` what was fetched, if known."""

    readiness: Readiness
    size_bytes: int = 0
    reason: str = ""
    commit: str | None = None

    @property
    def usable(self) -> bool:
        """Whether the diffusion engine can be expected to load it."""
        return self.readiness is Readiness.READY


class ModelStore:
    """Models in `folder`, each in a folder of its name."""

    def __init__(self, folder: Path, hub: Hub | None = None) -> None:
        self._folder = folder
        self._hub = hub or HuggingFaceHub()

    def path_of(self, model: Model) -> Path:
        """Where the model's folder is, or will be."""
        return model.folder or self._folder / model.name

    def safety_checker_of(self, model: Model) -> Path:
        """Where the model's safety checker is, if it has one."""
        return self.path_of(model) / SAFETY_CHECKER

    def state_of(self, model: Model) -> ModelState:
        """Look at the model's files: index, settings, and the headers and lengths of weights."""
        folder = self.path_of(model)
        if not folder.is_dir():
            return self._state_of_missing(model)
        size_bytes = _size_of(folder)
        try:
            index = check_folder(folder, variant=model.variant)
            check_family(model, index)
        except ModelError as exc:
            return ModelState(
                readiness=Readiness.INCOMPLETE, size_bytes=size_bytes, reason=exc.reply
            )
        record = read_record(folder)
        return ModelState(
            readiness=Readiness.READY,
            size_bytes=size_bytes,
            reason=_revision_note(model, record),
            commit=record.get("commit"),
        )

    def pull(self, model: Model, on_progress: Progress = lambda done, total: None) -> Path:
        """Fetch the model at its pinned revision and return its folder.

        Files grow in a folder of their own, and only a complete and verified model takes its
        place; a pull that was cut off goes on where it stopped, file by file. Large files are
        checked against the hub's SHA-256.

        Raises `ModelError`: hub_unreachable, model_not_found, model_gated, disk_full,
        model_checksum and whatever `check_folder` finds.
        """
        if model.folder is not None:
            raise ModelError(
                "model_own_folder",
                f"“{model.name}” lies in a folder of its own and is not fetched; "
                "copy its files there.",
            )
        partial = self._folder / PARTIAL / model.name
        snapshot = self._hub.snapshot(model.repository, model.revision)
        _make_folder(partial)
        files = self._plan(model, snapshot, partial)
        _check_space(partial, files)
        self._fetch(snapshot, files, partial, on_progress)
        _keep_only(partial, {file.name for file in files})
        check_folder(partial, variant=model.variant)
        write_record(partial, model, snapshot, files)
        return _put_in_place(partial, self.path_of(model))

    def _plan(self, model: Model, snapshot: Snapshot, partial: Path) -> list[RemoteFile]:
        """The files to fetch; the index is fetched at once, since it names the components."""
        known = {file.name: file for file in snapshot.files}
        if INDEX not in known:
            raise ModelError(
                "model_not_diffusers",
                f"{model.repository} has no {INDEX}; name a repository in the layout of diffusers.",
            )
        self._hub.fetch(snapshot, INDEX, partial, lambda count: None)
        index = read_index(partial)
        check_family(model, index)
        return [known[name] for name in files_to_fetch(known, index, model.variant)]

    def _fetch(
        self, snapshot: Snapshot, files: list[RemoteFile], partial: Path, on_progress: Progress
    ) -> None:
        total = sum(file.size_bytes for file in files)
        finished = 0
        for file in files:
            done = finished

            def on_bytes(count: int) -> None:
                nonlocal done
                done += count
                on_progress(done, total)

            self._hub.fetch(snapshot, file.name, partial, on_bytes)
            _verify(partial / file.name, file)
            finished += file.size_bytes
            on_progress(finished, total)

    def _state_of_missing(self, model: Model) -> ModelState:
        partial = self._folder / PARTIAL / model.name
        command = f"`python bot.py models pull {model.name}`"
        if partial.is_dir():
            return ModelState(
                readiness=Readiness.INCOMPLETE,
                size_bytes=_size_of(partial),
                reason=f"Fetching “{model.name}” was cut off; go on with {command}.",
            )
        return ModelState(
            readiness=Readiness.MISSING,
            reason=f"“{model.name}” is not on this machine; fetch it with {command}.",
        )


def model_from_folder(path: Path) -> Model:
    """A model for a folder in the layout of diffusers that is not in `models.yaml`.

    The family is that of the pipeline class in its index, steps and guidance are the family's
    usual ones, size and precision are read from its files. The licence is unknown, so the model
    counts as not for commercial use. Raises `ModelError`.
    """
    path = path.resolve()
    if not (path / INDEX).is_file():
        raise ModelError(
            "model_missing",
            f"“{path.name}” is not a model folder; give a folder in the layout of diffusers, "
            f"with a {INDEX} in it.",
        )
    index = read_index(path)
    names = {part: _names_in(path / part) for part in index.with_weights}
    only_half = any(not weights_of(inside, None) for inside in names.values())
    variant: Literal["fp16"] | None = "fp16" if only_half else None
    weights = [path / part / name for part in names for name in weights_of(names[part], variant)]
    dials = _usual_dials(path, index)
    name = re.sub(r"[^\w.-]+", "-", path.name).lstrip("-.") or "model"
    return Model(
        name=name,
        label=path.name,
        repository=f"local/{name}",
        revision="local",
        family=index.family,
        licence=UNKNOWN_LICENCE,
        commercial=False,
        steps=dials.steps,
        size=_native_size(path),
        guidance_scale=dials.guidance_scale,
        memory_gb=round(sum(file.stat().st_size for file in weights) / 1e9, 1),
        dtype="float16" if index.family in {Family.SD, Family.SDXL} else "bfloat16",
        variant=variant,
        negative_prompt=dials.negative_prompt,
        folder=path,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dials:
    steps: int
    guidance_scale: float
    negative_prompt: bool


_USUAL_DIALS = {
    Family.SD: _Dials(steps=28, guidance_scale=7.0, negative_prompt=True),
    Family.SDXL: _Dials(steps=28, guidance_scale=5.0, negative_prompt=True),
    Family.SD3: _Dials(steps=28, guidance_scale=4.5, negative_prompt=True),
    Family.FLUX: _Dials(steps=28, guidance_scale=3.5, negative_prompt=False),
    Family.QWEN_IMAGE: _Dials(steps=50, guidance_scale=4.0, negative_prompt=True),
    Family.Z_IMAGE: _Dials(steps=8, guidance_scale=0.0, negative_prompt=False),
    Family.FLUX2_KLEIN: _Dials(steps=4, guidance_scale=1.0, negative_prompt=False),
    Family.QWEN_IMAGE_EDIT: _Dials(steps=50, guidance_scale=4.0, negative_prompt=True),
    Family.QWEN_IMAGE_EDIT_PLUS: _Dials(steps=40, guidance_scale=4.0, negative_prompt=True),
}
"""What the models' own pages recommend; for Z-Image those of Turbo, the distilled one."""


def _usual_dials(folder: Path, index: ModelIndex) -> _Dials:
    """The family's dials, or those of its other kind: FLUX.1 is distilled to few steps where it
    takes no guidance (schnell), FLUX.2 klein where its index does not say otherwise (base)."""
    if index.family is Family.FLUX2_KLEIN and index.options.get("is_distilled") is False:
        return _Dials(steps=50, guidance_scale=4.0, negative_prompt=False)
    if index.family is Family.FLUX:
        config = _config_of(folder, "transformer")
        if config.get("guidance_embeds") is False:
            return _Dials(steps=4, guidance_scale=0.0, negative_prompt=False)
    return _USUAL_DIALS[index.family]


def _native_size(folder: Path) -> int:
    """The side in pixels at which the model was trained: of its UNet, whose latents are eight
    times smaller, else of its VAE, else 1024."""
    for part, factor in (("unet", 8), ("vae", 1)):
        side = _config_of(folder, part).get("sample_size")
        if isinstance(side, int) and 64 <= side * factor <= 4096 and side * factor % 16 == 0:
            return side * factor
    return 1024


def _config_of(folder: Path, part: str) -> dict[str, Any]:
    path = folder / part / "config.json"
    return read_json(path, folder) if path.is_file() else {}


def _names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise ModelError(
            "models_not_writable",
            f"The models folder cannot be written ({folder.parent}); correct its permissions or "
            "set RESTAGE_DATA to another folder.",
        ) from exc


def _check_space(partial: Path, files: Collection[RemoteFile]) -> None:
    """Files that are here from an earlier pull need no room any more."""
    needed = sum(file.size_bytes for file in files if not (partial / file.name).is_file())
    free = shutil.disk_usage(partial).free
    if needed > free:
        raise ModelError(
            "disk_full",
            f"The model needs {needed / 1e9:.1f} GB more and the disk has {free / 1e9:.1f} GB "
            "free; make room and pull again.",
        )


def _verify(path: Path, file: RemoteFile) -> None:
    """Compare a fetched file with what the hub says of it; a wrong one is deleted."""
    whole = path.stat().st_size == file.size_bytes
    if whole and file.sha256 is not None:
        whole = sha256_of(path) == file.sha256
    if not whole:
        path.unlink()
        raise ModelError(
            "model_checksum",
            f"{file.name} arrived damaged and was deleted; pull the model again.",
        )


def _keep_only(folder: Path, names: Collection[str]) -> None:
    """Delete what the plan does not name: the downloader's notes, files of an older commit."""
    for path in sorted(folder.rglob("*"), reverse=True):  # files before the folders they are in
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in names:
            path.unlink()


def _revision_note(model: Model, record: dict[str, str]) -> str:
    if not record or model.revision in {record.get("revision"), record.get("commit")}:
        return ""
    return (
        f"“{model.name}” was fetched at {record.get('revision')}, but models.yaml now says "
        f"{model.revision}; pull it again to change."
    )


def _put_in_place(partial: Path, folder: Path) -> Path:
    """Move a complete download to its place; an older one makes room only when it can."""
    old = partial.with_name(f"{partial.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    partial.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return folder
