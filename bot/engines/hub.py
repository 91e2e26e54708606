"""The Hugging Face Hub: what a repository holds, and its files one at a time."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.domain.errors import ModelError


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """A file of a repository; `sha256` is known for large files only."""

    name: str
    size_bytes: int
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A repository at one commit."""

    repository: str
    commit: str
    files: tuple[RemoteFile, ...]


class Hub(Protocol):
    """Where models are fetched from."""

    def snapshot(self, repository: str, revision: str) -> Snapshot:
        """What `repository` holds at `revision`, a branch, tag or commit. Raises `ModelError`."""
        ...

    def fetch(
        self, snapshot: Snapshot, name: str, folder: Path, on_bytes: Callable[[int], None]
    ) -> None:
        """Bring one file to `folder / name`, unless that very file is there already; `on_bytes`
        is told how many bytes came in since the last call. Raises `ModelError`."""
        ...


class HuggingFaceHub:
    """Fills the Hub role through huggingface_hub, which is imported on first use.

    A token for gated repositories is taken from `HF_TOKEN` or `hf auth login`; `endpoint` is
    the hub's address, by default `HF_ENDPOINT` or the public one.
    """

    def __init__(self, *, endpoint: str | None = None) -> None:
        self._endpoint = endpoint

    def snapshot(self, repository: str, revision: str) -> Snapshot:
        """What `repository` holds at `revision`. Raises `ModelError`."""
        from huggingface_hub import HfApi

        api = HfApi(endpoint=self._endpoint)
        with _said_plainly(repository, revision):
            info = api.model_info(repository, revision=revision, files_metadata=True)
        files = tuple(
            RemoteFile(
                name=file.rfilename,
                size_bytes=file.size or 0,
                sha256=file.lfs.sha256 if file.lfs else None,
            )
            for file in info.siblings or ()
        )
        return Snapshot(repository=repository, commit=info.sha or revision, files=files)

    def fetch(
        self, snapshot: Snapshot, name: str, folder: Path, on_bytes: Callable[[int], None]
    ) -> None:
        """Bring one file to `folder / name`. Raises `ModelError`."""
        from huggingface_hub import hf_hub_download

        with _said_plainly(snapshot.repository, snapshot.commit):
            hf_hub_download(
                snapshot.repository,
                name,
                revision=snapshot.commit,
                local_dir=folder,
                endpoint=self._endpoint,
                tqdm_class=_bar_that_tells(on_bytes),
            )


def _bar_that_tells(on_bytes: Callable[[int], None]) -> Any:
    """A class for huggingface_hub to make its progress bar of, which draws nothing."""

    class Bar:
        total: int | None = None  # the library sets it once it knows better

        def __init__(self, **_options: object) -> None:
            pass

        def __enter__(self) -> Bar:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def update(self, count: float | None = 1) -> None:
            """Bytes that were written; negative where a retry starts over."""
            on_bytes(int(count or 0))

        def update_transfer(self, count: float | None = 1) -> None:
            """Bytes that crossed the network, which are other ones where data are compressed."""

        def set_postfix_str(self, *_args: object, **_options: object) -> None:
            pass

        set_transfer_postfix_str = set_postfix_str

        def close(self) -> None:
            pass

    return Bar


@contextmanager
def _said_plainly(repository: str, revision: str) -> Iterator[None]:
    """Turn what huggingface_hub raises into a `ModelError` with a remedy."""
    from huggingface_hub.errors import (
        GatedRepoError,
        LocalEntryNotFoundError,
        RemoteEntryNotFoundError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )
    from huggingface_hub.errors import (  # type: ignore[attr-defined]  # of its HTTP library
        HTTPError as NetworkError,
    )

    try:
        yield
    except GatedRepoError as exc:
        raise ModelError(
            "model_gated",
            f"{repository} asks you to accept its licence first: do so on its page on the hub, "
            "then set HF_TOKEN to a token of that account and pull again.",
            str(exc),
        ) from exc
    except (RepositoryNotFoundError, RevisionNotFoundError) as exc:
        raise ModelError(
            "model_not_found",
            f"The hub has no {repository} at revision {revision}, or only for members; "
            "check both in models.yaml.",
            str(exc),
        ) from exc
    except RemoteEntryNotFoundError as exc:
        raise ModelError(
            "model_not_found",
            f"{repository} lacks a file that it lists; pull again, or pin another revision.",
            str(exc),
        ) from exc
    except (LocalEntryNotFoundError, NetworkError) as exc:
        raise _no_answer(exc) from exc
    except OSError as exc:
        raise _disk_or_network(exc) from exc


def _no_answer(exc: Exception) -> ModelError:
    return ModelError(
        "hub_unreachable",
        "The hub cannot be reached or does not answer; check the network and pull again: "
        "finished files are kept.",
        f"{type(exc).__name__}: {exc}",
    )


def _disk_or_network(exc: OSError) -> ModelError:
    if exc.errno == errno.ENOSPC:
        return ModelError(
            "disk_full", "The disk is full; make room and pull again: finished files are kept."
        )
    if exc.errno in {errno.EACCES, errno.EROFS, errno.EPERM}:
        return ModelError(
            "models_not_writable",
            f"The models folder cannot be written ({exc.filename}); correct its permissions "
            "or set RESTAGE_DATA to another folder.",
        )
    return _no_answer(exc)
