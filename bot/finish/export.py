"""Export: a picture brought to the size of a shop or feed, and the target's rules checked."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from bot.domain.export import Delivered, Ground, Target, check_after, check_before
from bot.domain.finishing import ExportOrder, Finished
from bot.domain.job import Notice
from bot.engines.arrays import Mask, Rgb
from bot.finish.files import encode_within, has_text, packet_of
from bot.finish.overlay import set_overlay
from bot.finish.reframe import frame_for, product_box, reframed, reframed_mask
from bot.finish.white import filled, frame_is_white, on_white

_SCENE_HIDDEN_FROM = 0.02
"""Alpha from which a pixel shows no scene."""
_ENLARGED_FROM = 1.25
"""How much larger than the picture's own pixels an export gets before the person is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A picture of the target's size, how many of the source's pixels are in its shorter side, and
    what to say about it."""

    rgb: Rgb
    used_px: int
    enlarged: float
    notices: tuple[Notice, ...] = ()


def export(rgb: Rgb, mask: Mask, order: ExportOrder) -> Finished:
    """`rgb` (height, width, 3) as a file for the order's target.

    Raises `UsageError` that names the rule where the picture cannot go there.
    """
    target, label = order.target, order.label
    marked = order.overlay is not None or has_text(order.source.data)
    check_before(target, has_text=marked, source_px=_own_px(rgb, mask, target), label=label)
    white = target.ground is Ground.WHITE
    made = _white(rgb, mask, target) if white else _scene(rgb, mask, order)
    packet = packet_of(order.source.data, text=order.overlay.text if order.overlay else None)
    data, quality = encode_within(
        made.rgb, target.format, max_bytes=target.max_bytes, packet=packet
    )
    delivered = Delivered(
        width=target.width,
        height=target.height,
        size_bytes=len(data),
        has_text=marked,
        source_px=made.used_px,
        fill=filled(mask, (target.width, target.height), target.fill) if target.fill else None,
        white_border=frame_is_white(_decoded(data)) if white else None,
        product_found=mask.trusted,
    )
    check_after(target, delivered, label)
    return Finished(
        data=data,
        format=target.format,
        width=target.width,
        height=target.height,
        notices=(*made.notices, *_about_size(made)),
        rules=_rules(target, delivered, quality),
    )


def _own_px(rgb: Rgb, mask: Mask, target: Target) -> int:
    """The shorter side of what the picture brings: of the product alone for a white ground."""
    box = product_box(mask) if target.ground is Ground.WHITE else None
    return max(box.width, box.height) if box is not None else min(rgb.shape[:2])


def _white(rgb: Rgb, mask: Mask, target: Target) -> _Made:
    size = (target.width, target.height)
    fill = target.fill or 1.0
    out = on_white(rgb, mask, size=size, fill=fill)
    box = product_box(mask)
    extent = max(box.width / size[0], box.height / size[1]) if box is not None else 1.0
    notices = []
    if not mask.trusted:
        text = (
            "The product was not found for sure, so look at its edges before you use this picture; "
            "a mask makes it certain."
        )
        notices.append(Notice(code="export_edges", text=text))
    if box is not None and _touches_frame(box.left, box.top, box.right, box.bottom, rgb):
        text = (
            "The product is cut off at the border of the photo, so it is cut off here as well; "
            "shops ask for all of it."
        )
        notices.append(Notice(code="export_cut_off", text=text))
    return _Made(
        rgb=out,
        used_px=max(box.width, box.height) if box is not None else 0,
        enlarged=fill / extent,
        notices=tuple(notices),
    )


def _scene(rgb: Rgb, mask: Mask, order: ExportOrder) -> _Made:
    height, width = rgb.shape[:2]
    size = (order.target.width, order.target.height)
    whole = has_text(order.source.data)  # text in the picture must not be cut either
    box = product_box(mask) if mask.trusted and not whole else None
    frame = frame_for(width, height, box, size[0] / size[1])
    hidden = mask.alpha > _SCENE_HIDDEN_FROM if mask.trusted else np.zeros_like(mask.core)
    out = reframed(rgb, hidden, frame, size)
    notices: tuple[Notice, ...] = ()
    if order.overlay is not None:  # at the size at which it will be read
        out, notices = set_overlay(out, order.overlay, reframed_mask(mask, frame, size), order.font)
    return _Made(
        rgb=out,
        used_px=min(frame.width, frame.height),
        enlarged=size[0] / frame.width,
        notices=notices,
    )


def _about_size(made: _Made) -> tuple[Notice, ...]:
    if made.enlarged <= _ENLARGED_FROM:
        return ()
    text = (
        f"The picture was enlarged {made.enlarged:.1f} times for this size and may look soft; a "
        "larger photo looks better."
    )
    return (Notice(code="export_enlarged", text=text),)


def _rules(target: Target, made: Delivered, quality: int | None) -> tuple[Notice, ...]:
    """What was checked and holds, for the person and for programs."""
    kind, size, limit = target.format.upper(), made.size_bytes / 1e6, target.max_bytes / 1e6
    file = f"{kind} file of {size:.1f} MB, up to {limit:.1f} MB are allowed"
    if quality is not None:
        file = f"{kind} file of quality {quality}, {size:.1f} MB, up to {limit:.1f} MB are allowed"
    held = [
        Notice(code="rule_size", text=f"{made.width} × {made.height} pixels in sRGB"),
        Notice(code="rule_file", text=file),
    ]
    if made.fill is not None:
        held.append(Notice(code="rule_fill", text=f"the product fills {made.fill * 100:.0f} %"))
        held.append(Notice(code="rule_white", text="pure white around the product"))
    if not target.text:
        held.append(Notice(code="rule_text", text="no text set on it"))
    return tuple(held)


def _touches_frame(left: int, top: int, right: int, bottom: int, rgb: Rgb) -> bool:
    height, width = rgb.shape[:2]
    return left <= 0 or top <= 0 or right >= width or bottom >= height


def _decoded(data: bytes) -> Rgb:
    """Our own file, as a shop will see it."""
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))
