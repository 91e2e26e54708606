"""A disk that is really small: a tmpfs, which the kernel lets get full as it does any other."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, size_kib: int) -> Iterator[Path]:
    """A new disk of that size in the block, mounted at a folder in `folder`. The test is skipped
    where nobody may mount one."""
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    place = folder / "disk"
    place.mkdir()
    if mount is None or unmount is None or os.geteuid() != 0:
        pytest.skip("a small disk is mounted by root alone")
    asked = [mount, "-t", "tmpfs", "-o", f"size={size_kib}k,mode=0700", "tmpfs", str(place)]
    if subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.skip("no tmpfs can be mounted here, as in most containers")
    try:
        yield place
    finally:
        subprocess.run([unmount, "-l", str(place)], check=True)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """No byte is left on the disk in the block."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass  # it is full
    try:
        yield
    finally:
        filler.unlink()
