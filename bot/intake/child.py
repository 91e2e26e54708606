"""The process that decodes photos, one after the other, within a bounded memory."""

from __future__ import annotations

import importlib
import logging
from multiprocessing.connection import Connection
from typing import Protocol

from bot import log as logging_setup
from bot.domain.errors import PhotoError
from bot.domain.photo import IntakeLimits, Photo
from bot.guarded.confinement import (
    address_space_bytes,
    bound_memory,
    die_with,
    keep_libraries_quiet,
    leave_signals_to_the_parent,
)
from bot.guarded.process import READY
from bot.intake.refusals import refusal
from bot.intake.wire import Answer, ReadMask, ReadPhoto, Request, send_answer
from bot.log import LogFormat

log = logging.getLogger(__name__)

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


def serve(
    pipe: Connection,
    limits: IntakeLimits,
    decoder_module: str,
    log_format: LogFormat,
    parent_pid: int,
) -> None:
    """Answer requests until the parent closes the pipe or dies. The target of the process."""
    die_with(parent_pid)
    leave_signals_to_the_parent()
    keep_libraries_quiet()
    logging_setup.set_up("WARNING", log_format)
    logging.getLogger("PIL").setLevel(logging.CRITICAL)
    decoder: Decoder = importlib.import_module(decoder_module)
    base_bytes = address_space_bytes()
    bound_memory(base_bytes + limits.memory_limit_mib * 2**20)
    pipe.send_bytes(READY)
    while True:
        try:
            outcome = _outcome(decoder, pipe.recv(), limits)
            worn = address_space_bytes() - base_bytes > _WORN_BYTES + _pixel_bytes(outcome)
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
