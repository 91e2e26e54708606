"""`bot.py overlay` and `bot.py export`: text on pictures, and the sizes of shops and feeds."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import Configuration, configure, open_finisher
from bot.cli.saving import Shelf, read_file
from bot.cli.sources import Sources
from bot.config.edits import load_edit
from bot.config.exports import load_exports
from bot.domain.errors import BotError, UsageError
from bot.domain.export import Target
from bot.domain.finishing import ExportOrder, Finished, FinishSource, TextOrder
from bot.domain.job import Output
from bot.domain.overlay import (
    Anchor,
    Backing,
    Overlay,
    Typeface,
    clean_text,
    read_colour,
    read_size,
)
from bot.domain.ports import Finisher
from bot.domain.texts import ENGLISH
from bot.engines.metadata import read_edit_json

ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One file's end: what was made and where it lies, or an error."""

    picture: Path
    target: Target | None = None
    finished: Finished | None = None
    file: Path | None = None
    error: BotError | None = None


def run_overlay(options: argparse.Namespace) -> int:
    """Set text on a picture; 0 when it worked, else 1."""
    configuration = configure(options.places, quiet=True)
    overlay, font = _text(options, configuration)
    output = configuration.settings.output
    order = TextOrder(
        source=_source(options.picture, options, configuration),
        overlay=overlay,
        font=font,
        output=Output(format=options.format or output.format, quality=output.quality),
    )
    shelf = Shelf(options.out, spared=_named(options, [options.picture]))

    async def work() -> list[Outcome]:
        async with open_finisher(configuration) as finisher:
            return [await _set_text(options.picture, order, finisher, shelf)]

    return _report(asyncio.run(work()), as_json=options.json)


def run_export(options: argparse.Namespace) -> int:
    """Export each picture to each target; 0 when all worked, 1 when some failed."""
    configuration = configure(options.places, quiet=True)
    targets = load_exports(configuration.places.config / "exports.yaml")
    if options.list or not options.pictures:
        return _list(list(targets.by_name.values()), as_json=options.json)
    names = list(targets.by_name) if ALL in options.to else options.to
    wanted = [targets.find(name) for name in names]
    if not wanted:
        raise UsageError(
            "target_missing", "Say where to with --to; bot.py export --list names the targets."
        )
    text: tuple[Overlay | None, bytes | None] = (None, None)
    if options.text is not None:
        text = _text(options, configuration)
    shelf = Shelf(options.out, spared=_named(options, options.pictures))

    async def work() -> list[Outcome]:
        async with open_finisher(configuration) as finisher:
            outcomes = []
            for picture in options.pictures:
                orders = _orders(picture, wanted, text, options, configuration)
                outcomes += [await _export(picture, order, finisher, shelf) for order in orders]
            return outcomes

    return _report(asyncio.run(work()), as_json=options.json)


async def _set_text(picture: Path, order: TextOrder, finisher: Finisher, shelf: Shelf) -> Outcome:
    try:
        finished = await finisher.add_text(order)
        file = shelf.put(f"{picture.stem}-text", finished.format, finished.data)
    except BotError as exc:
        return Outcome(picture=picture, error=exc)
    return Outcome(picture=picture, finished=finished, file=file)


async def _export(
    picture: Path, order: ExportOrder | Outcome, finisher: Finisher, shelf: Shelf
) -> Outcome:
    if isinstance(order, Outcome):
        return order
    target = order.target
    try:
        finished = await finisher.export(order)
        file = shelf.put(f"{picture.stem}-{target.name}", finished.format, finished.data)
    except BotError as exc:
        return Outcome(picture=picture, target=target, error=exc)
    return Outcome(picture=picture, target=target, finished=finished, file=file)


def _orders(
    picture: Path,
    targets: Sequence[Target],
    text: tuple[Overlay | None, bytes | None],
    options: argparse.Namespace,
    configuration: Configuration,
) -> list[ExportOrder | Outcome]:
    """An order for each target; where the picture cannot be read, the end of it."""
    try:
        source = _source(picture, options, configuration)
    except BotError as exc:
        return [Outcome(picture=picture, target=target, error=exc) for target in targets]
    overlay, font = text
    return [
        ExportOrder(
            source=source,
            target=target,
            label=target.in_language(ENGLISH).label,
            overlay=overlay,
            font=font,
        )
        for target in targets
    ]


def _text(
    options: argparse.Namespace, configuration: Configuration
) -> tuple[Overlay, bytes | None]:
    """The text that was asked for, and its font where that is a file. Raises `BotError`."""
    typeface, font = _typeface(options.font, configuration)
    overlay = Overlay(
        text=clean_text(options.text),
        typeface=typeface,
        size=read_size(options.size),
        colour=read_colour(options.colour),
        anchor=Anchor(options.place),
        backing=Backing(options.backing),
        over_product=options.over_product,
    )
    return overlay, font


def _typeface(named: str, configuration: Configuration) -> tuple[Typeface, bytes | None]:
    """A bundled font by name, or a file. Raises `BotError`."""
    known = {face.value: face for face in Typeface if face is not Typeface.OWN}
    if named in known:
        return known[named], None
    if not Path(named).suffix:
        raise UsageError(
            "font_unknown",
            f"There is no font “{named}”; choose {', '.join(known)}, or name a file.",
        )
    limit = configuration.settings.finish.font_max_bytes
    return Typeface.OWN, read_file(Path(named), limit)


def _source(
    picture: Path, options: argparse.Namespace, configuration: Configuration
) -> FinishSource:
    """The picture, with the photo that it was made from where that is known."""
    limit = 4 * configuration.settings.intake.max_bytes
    data = read_file(picture, limit)
    photo = options.photo or _photo_of(data, configuration)
    return FinishSource(
        name=picture.name,
        data=data,
        photo=read_file(photo, limit) if photo is not None else None,
        mask=read_file(options.mask, limit) if options.mask is not None else None,
    )


def _photo_of(data: bytes, configuration: Configuration) -> Path | None:
    """Where the photo lies that Restage made this picture from, if it did and remembers."""
    try:
        edit = load_edit(read_edit_json(data))
    except BotError:
        return None
    return Sources(configuration.places.data / "sources.json").find(edit.source_sha256)


def _named(options: argparse.Namespace, pictures: Sequence[Path]) -> list[Path]:
    return [*pictures, *(path for path in (options.photo, options.mask) if path is not None)]


def _report(outcomes: Sequence[Outcome], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"results": [_as_json(each) for each in outcomes]}))
    else:
        for outcome in outcomes:
            print("\n".join(_as_lines(outcome)))
    return 0 if all(outcome.finished for outcome in outcomes) else 1


def _as_json(outcome: Outcome) -> dict[str, Any]:  # Any: JSON
    row: dict[str, Any] = {
        "picture": str(outcome.picture),
        "target": outcome.target.name if outcome.target is not None else None,
    }
    done, error = outcome.finished, outcome.error
    if done is None:
        code, text = (error.code, error.reply) if error else ("failed", "Nothing came back.")
        return {**row, "error": {"code": code, "text": text}}
    return {
        **row,
        "file": str(outcome.file),
        "format": done.format,
        "width": done.width,
        "height": done.height,
        "bytes": len(done.data),
        "rules": [{"code": each.code, "text": each.text} for each in done.rules],
        "warnings": [{"code": each.code, "text": each.text} for each in done.notices],
    }


def _as_lines(outcome: Outcome) -> list[str]:
    what = str(outcome.picture)
    if outcome.target is not None:
        what = f"{what}, {outcome.target.name}"
    done = outcome.finished
    if done is None:
        return [f"✗ {what}: {outcome.error.reply if outcome.error else 'Nothing came back.'}"]
    lines = [f"✓ {what}: {done.width} × {done.height}", f"  → {outcome.file}"]
    lines += [f"  ✓ {rule.text}" for rule in done.rules]
    return [*lines, *(f"  ! {notice.text}" for notice in done.notices)]


def _list(targets: Sequence[Target], *, as_json: bool) -> int:
    if as_json:
        rows = [
            {
                "name": each.name,
                "label": each.in_language(ENGLISH).label,
                "about": each.in_language(ENGLISH).about,
                "width": each.width,
                "height": each.height,
                "ground": str(each.ground),
                "fill": each.fill,
                "format": each.format,
                "max_bytes": each.max_bytes,
                "text": each.text,
            }
            for each in targets
        ]
        print(json.dumps({"targets": rows}))
        return 0
    for each in targets:
        words = each.in_language(ENGLISH)
        print(f"{each.name:16} {each.width:>4} × {each.height:<5} {words.label}: {words.about}")
    return 0
