"""Bytes on disk: whole or not at all, once, and never lost while somebody needs them."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.domain.errors import LedgerError
from bot.ledger.blobs import BlobStore, blob_path
from tests.ledger.records import hash_of


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    store = BlobStore(tmp_path)
    store.open()
    return store


def files_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("data", [b"", b"photo", bytes(range(256)) * 5000])
def test_bytes_come_back(store: BlobStore, data: bytes) -> None:
    sha256 = store.put(data)
    assert sha256 == hash_of(data)
    assert store.get(sha256) == data
    assert store.size(sha256) == len(data)


def test_the_same_bytes_are_kept_once(store: BlobStore, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        hashes = set(threads.map(store.put, [b"photo"] * 40))
    (sha256,) = hashes
    assert files_in(tmp_path) == [f"{sha256[:2]}/{sha256[2:]}"]


def test_a_half_written_file_is_no_blob(store: BlobStore, tmp_path: Path) -> None:
    (tmp_path / "incoming" / "0123456789abcdef").write_bytes(b"pho")
    assert store.get(hash_of(b"photo")) is None
    assert list(store.shelves()) == []
    BlobStore(tmp_path).open()
    assert files_in(tmp_path) == []


def test_a_file_that_was_cut_short_is_written_anew(store: BlobStore, tmp_path: Path) -> None:
    sha256 = store.put(b"photo")
    blob_path(tmp_path, sha256).write_bytes(b"pho")
    assert store.put(b"photo") == sha256
    assert store.get(sha256) == b"photo"


def test_damaged_bytes_are_not_handed_out(
    store: BlobStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sha256 = store.put(b"photo")
    blob_path(tmp_path, sha256).write_bytes(b"phot0")
    assert store.get(sha256) is None
    assert sha256 in caplog.text


def test_what_was_put_stays_until_it_is_released(store: BlobStore) -> None:
    sha256 = store.put(b"photo")
    store.put(b"photo")
    assert not store.remove(sha256)
    store.release([sha256])
    assert not store.remove(sha256)
    store.release([sha256])
    assert store.remove(sha256)
    assert store.get(sha256) is None
    assert store.remove(sha256)  # gone is gone


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "AB" * 32, "ab" * 31, "ab" * 32 + "\n"])
def test_only_hashes_name_files(store: BlobStore, name: str) -> None:
    for ask in (store.get, store.size, store.remove):
        with pytest.raises(ValueError, match="not a SHA-256"):
            ask(name)


def test_files_are_listed_by_their_hashes(store: BlobStore, tmp_path: Path) -> None:
    hashes = sorted(store.put(b"%d" % number) for number in range(50))
    (tmp_path / hashes[0][:2] / "a-note-of-the-operator.txt").write_text("mine")
    shelves = list(store.shelves())
    assert [sha256 for shelf in shelves for sha256 in shelf] == hashes
    assert all(len({sha256[:2] for sha256 in shelf}) == 1 for shelf in shelves)


@contextmanager
def _files_of_at_most(size_bytes: int) -> Iterator[None]:
    """The kernel refuses longer ones, as it does when the disk is full. For a few statements
    alone: pytest writes its own report to a file where nobody watches."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)


def test_a_full_disk_leaves_nothing_behind(store: BlobStore, tmp_path: Path) -> None:
    data = b"photo" * 1000
    with _files_of_at_most(4096), pytest.raises(LedgerError) as caught:
        store.put(data)
    assert caught.value.code == "ledger_full"
    assert files_in(tmp_path) == []
    assert store.remove(hash_of(data))  # nobody holds it
    assert store.get(store.put(b"small")) == b"small"
