"""`bot.py edit --again PICTURE --remedy COMPLAINT`: a picture made again with what helps."""

from __future__ import annotations

import argparse

from bot.app import Configuration
from bot.cli.orders import NewEdits, Repeat, read_repeat
from bot.cli.saving import read_file
from bot.cli.sources import Sources
from bot.config.edits import load_receipt
from bot.domain.edit import Strength
from bot.domain.errors import UsageError
from bot.domain.one_picture import Made, request_of
from bot.domain.remedies import Complaint, remedy_for
from bot.engines.metadata import read_property
from bot.services.engine_choice import EngineChoice


def read_remedy(
    options: argparse.Namespace, configuration: Configuration, sources: Sources
) -> NewEdits:
    """The order for a remedy. Raises `BotError`, also where no other edit would help: the
    sentence says what does."""
    before = read_repeat(options, configuration, sources)
    made = _made(before, options, configuration)
    remedy = remedy_for(Complaint(options.remedy), made, configuration.catalog)
    if remedy.request is None:
        advice = " ".join(notice.text for notice in remedy.advice)
        raise UsageError("no_remedy", f"No other edit of this photo would help. {advice}")
    choice = EngineChoice(
        engine=before.edit.engine,
        model=before.model,
        may_fall_back=False,
        reason="the engine of the picture",
    )
    return NewEdits(
        photos=before.photos,
        request=remedy.request,
        choice=choice,
        seed=before.edit.seed,
        mask=before.mask,
        output=before.output,
        limit_bytes=before.limit_bytes,
        extra_models=before.extra_models,
        notices=(*remedy.changes, *remedy.advice),
    )


def _made(before: Repeat, options: argparse.Namespace, configuration: Configuration) -> Made:
    """What the picture's file says of it; what an image editor may have removed is left open."""
    edit = before.edit
    data = read_file(options.again, 4 * before.limit_bytes)
    receipt = load_receipt(read_property(data, "receipt"))
    return Made(
        request=request_of(edit, configuration.catalog),
        edit=edit,
        strength=_strength_used(data) or edit.strength,
        mask_trusted=receipt is None or receipt.product_found,
        receipt=receipt,
    )


def _strength_used(data: bytes) -> Strength | None:
    product = read_property(data, "productStrength")
    scene = read_property(data, "sceneStrength")
    try:
        return Strength(product=float(product or ""), scene=float(scene or ""))
    except ValueError:
        return None
