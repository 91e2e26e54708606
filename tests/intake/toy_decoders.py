"""A decoder module for the reader's child that misbehaves as the file's bytes tell it to."""

import ctypes
import os
import re
import signal
import time
from collections.abc import Callable

from bot.domain.errors import PhotoError
from bot.domain.photo import IntakeLimits, Photo

_hoard: list[bytearray] = []


def decode_photo(data: bytes, *, name: str, limits: IntakeLimits) -> Photo:
    """Do what `data` names, and return a photo of 2 x 1 pixels if that comes to an end."""
    _DEEDS[data.decode()]()
    return _photo(name, 2, 1)


def decode_mask(data: bytes, *, name: str, width: int, height: int, limits: IntakeLimits) -> Photo:
    """A mask that is all product."""
    return Photo(
        name=name, sha256="", width=width, height=height, mode="L", pixels=b"\xff" * width * height
    )


def _photo(name: str, width: int, height: int) -> Photo:
    return Photo(
        name=name,
        sha256="0" * 64,
        width=width,
        height=height,
        mode="RGB",
        pixels=bytes(width * height * 3),
    )


def _sleep() -> None:
    time.sleep(3600)


def _spin_in_c() -> None:
    """Hold the interpreter's lock for years, as a codec in C may do."""
    re.match(r"(a|a)*b", "a" * 64)


def _eat_memory() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(16 << 20))


def _keep_memory() -> None:
    _hoard.append(bytearray(200 << 20))


def _refuse() -> None:
    raise PhotoError("photo_is_toy", "This is a toy; please send a photo.", "d" * 100_000)


def _raise() -> None:
    raise ZeroDivisionError("a bug in the decoder")


_DEEDS: dict[str, Callable[[], object]] = {
    "good": lambda: None,
    "slow": lambda: time.sleep(0.05),
    "sleep": _sleep,
    "spin": _spin_in_c,
    "eat": _eat_memory,
    "keep": _keep_memory,
    "refuse": _refuse,
    "raise": _raise,
    "exit": lambda: os._exit(3),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "crash": lambda: ctypes.string_at(0),
}
