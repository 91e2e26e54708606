"""The process that finishes pictures, one after the other, within a bounded memory.

It decodes pictures and parses fonts from outside, and loads numpy, OpenCV and the cut-outs, which
the bot's own process does not.
"""

from __future__ import annotations

import logging
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.errors import BotError, UsageError
from bot.domain.finishing import ExportOrder, Finished, FinishOrder, TextOrder
from bot.domain.options import CutoutOptions
from bot.domain.photo import IntakeLimits
from bot.finish.wire import Answer, send_answer
from bot.guarded.confinement import (
    address_space_bytes,
    bound_memory,
    die_with,
    leave_signals_to_the_parent,
)
from bot.guarded.process import READY

if TYPE_CHECKING:
    from bot.engines.cutout.chain import Cutouts

log = logging.getLogger(__name__)

_WORN_BYTES = 600 * 2**20


def serve(
    pipe: Connection,
    limits: IntakeLimits,
    cutout: CutoutOptions,
    models_folder: Path,
    parent_pid: int,
) -> None:
    """Finish pictures until the parent closes the pipe or dies. The target of the process.

    `limits.memory_limit_mib` bounds what it takes beyond what its libraries do.
    """
    die_with(parent_pid)
    leave_signals_to_the_parent()
    logging.getLogger("PIL").setLevel(logging.CRITICAL)
    cutouts = _prepared(cutout, models_folder)
    base_bytes = address_space_bytes()
    bound_memory(base_bytes + limits.memory_limit_mib * 2**20)
    pipe.send_bytes(READY)
    while True:
        try:
            outcome = _outcome(pipe.recv(), cutouts, limits)
            worn = address_space_bytes() - base_bytes > _WORN_BYTES
            send_answer(pipe, Answer(outcome=outcome, worn=worn))
        except (EOFError, OSError):
            return
        del outcome


def _prepared(cutout: CutoutOptions, models_folder: Path) -> Cutouts:
    """Load what finishing takes, before memory is bounded. One thread is enough: the pictures are
    few, and the engine's process wants the processors."""
    import cv2

    import bot.finish.export
    import bot.finish.overlay  # noqa: F401 -- loaded now, used below
    from bot.engines.cutout.chain import Cutouts

    cv2.setNumThreads(1)
    return Cutouts(cutout, models_folder)


def _outcome(order: FinishOrder, cutouts: Cutouts, limits: IntakeLimits) -> Finished | BotError:
    try:
        return _finish(order, cutouts, limits)
    except BotError as exc:
        # a fresh one: the traceback of this one and of its cause hold on to pictures
        return type(exc)(exc.code, exc.reply, exc.detail)
    except MemoryError:
        return too_costly("MemoryError")
    except Exception as exc:  # the border of the process: whatever it is, the next one is finished
        log.exception("a picture could not be finished")
        return UsageError(
            "finish_failed",
            "This picture could not be finished; please try another font or another picture.",
            repr(exc),
        )


def _finish(order: FinishOrder, cutouts: Cutouts, limits: IntakeLimits) -> Finished:
    from bot.engines.arrays import rgb_of
    from bot.finish.export import export
    from bot.finish.files import encode, packet_of
    from bot.finish.overlay import set_overlay
    from bot.finish.product import decode, find_product

    picture = decode(order.source, limits)
    mask = find_product(picture, order.source, cutouts, limits)
    rgb = rgb_of(picture)
    match order:
        case TextOrder(overlay=overlay, font=font, output=output):
            drawn, notices = set_overlay(rgb, overlay, mask, font)
            packet = packet_of(order.source.data, text=overlay.text)
            return Finished(
                data=encode(drawn, output.format, quality=output.quality, packet=packet),
                format=output.format,
                width=picture.width,
                height=picture.height,
                notices=notices,
            )
        case ExportOrder():
            return export(rgb, mask, order)


def too_costly(detail: str) -> UsageError:
    """The refusal for a picture or a font that takes more memory than it may, or ends the
    process."""
    return UsageError(
        "finish_too_costly",
        "This picture or font takes more memory than it may; please send a smaller one.",
        detail,
    )
