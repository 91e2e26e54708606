"""The process that decodes photos, one after the other, within a bounded memory."""

from __future__ import annotations

import ctypes
import importlib
import logging
import os
import signal
import sys
from multiprocessing.connection import Connection
from typing import Protocol

from bot.domain.errors import PhotoError
from bot.domain.photo import IntakeLimits, Photo
from bot.intake.refusals import refusal
from bot.intake.wire import READY, Answer, ReadMask, ReadPhoto, Request, send_answer

log = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # glibc's malloc.h
_MMAP_THRESHOLD_BYTES = 256 * 2**10
_WORN_BYTES = 128 * 2**20


class Decoder(Protocol):
    """A module that decodes: `bot.intake.decode`, or a test's."""

    def decode_photo(self, data: bytes, *, name: str, limits: IntakeLimits) -> Photo:
        """As `bot.intake.decode.decode_photo`."""
        ...

    def decode_mask(
        self, data: bytes, *, name: str, width: int, height: int, limits: IntakeLimits
    ) -> Photo:
        """As `bot.intake.decode.decode_mask`."""
        ...


def serve(pipe: Connection, limits: IntakeLimits, decoder_module: str, parent_pid: int) -> None:
    """Answer requests until the parent closes the pipe or dies. The target of the process."""
    _die_with(parent_pid)
    for number in (signal.SIGINT, signal.SIGTERM):  # the parent's to handle: it ends this process
        signal.signal(number, signal.SIG_IGN)
    logging.getLogger("PIL").setLevel(logging.CRITICAL)
    decoder: Decoder = importlib.import_module(decoder_module)
    base_bytes = _address_space_bytes()
    _bound_memory(base_bytes + limits.memory_limit_mib * 2**20)
    pipe.send_bytes(READY)
    while True:
        try:
            outcome = _outcome(decoder, pipe.recv(), limits)
            worn = _address_space_bytes() - base_bytes > _WORN_BYTES + _pixel_bytes(outcome)
            send_answer(pipe, Answer(outcome=outcome, worn=worn))
        except (EOFError, OSError):
            return
        del outcome


def _outcome(decoder: Decoder, request: Request, limits: IntakeLimits) -> Photo | PhotoError:
    try:
        match request:
            case ReadPhoto(data=data, name=name):
                return decoder.decode_photo(data, name=name, limits=limits)
            case ReadMask(data=data, name=name, width=width, height=height):
                return decoder.decode_mask(
                    data, name=name, width=width, height=height, limits=limits
                )
    except PhotoError as exc:
        # a fresh one: the traceback of this one and of its cause hold on to pictures
        return PhotoError(exc.code, exc.reply, exc.detail)
    except MemoryError:
        return refusal("photo_too_costly", "MemoryError")
    except Exception as exc:  # the border of the process: whatever it is, the next photo is read
        log.exception("a photo could not be decoded")
        return refusal("photo_damaged", repr(exc), kind="picture")


def _pixel_bytes(outcome: Photo | PhotoError) -> int:
    return len(outcome.pixels) if isinstance(outcome, Photo) else 0


def _die_with(parent_pid: int) -> None:
    """Have the kernel end this process when the parent dies, at once and even while it decodes.

    Elsewhere than on Linux the end of the pipe does it, after the photo at hand.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent_pid:  # it died before we could ask
            os._exit(1)


def _address_space_bytes() -> int:
    """Size of this process's address space, 0 where the system does not say."""
    if sys.platform != "linux":
        return 0
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _bound_memory(limit_bytes: int) -> None:
    """Refuse memory beyond `limit_bytes` of address space, and leave no core files.

    glibc is told to map big blocks one by one, so that they go back when they are freed, and to
    keep one arena, as each thread of a codec would reserve 64 MiB for its own.
    """
    if sys.platform != "linux":
        return
    import resource

    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(_M_MMAP_THRESHOLD, _MMAP_THRESHOLD_BYTES)
        libc.mallopt(_M_ARENA_MAX, 1)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit_bytes = min(limit_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
