"""`bot.py edit`: edit photos from the command line, the same way as from Discord."""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from bot.app import Configuration, configure, engine_options, open_jobs
from bot.cli.orders import NewEdits, Repeat, read_new_edits, read_repeat
from bot.cli.progress import Watcher, watching
from bot.cli.report import Outcome, as_json, as_lines
from bot.cli.saving import Shelf
from bot.cli.sheet import Cell, write_sheet
from bot.cli.sources import Sources
from bot.domain.errors import BotError
from bot.services.jobs import JobService

IN_FLIGHT = 6
"""Photos that are read and queued at a time: enough to fill a batch, few enough for memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What every photo of one run shares."""

    jobs: JobService
    shelf: Shelf
    sources: Sources
    watcher: Watcher


def run(options: argparse.Namespace) -> int:
    """Edit every photo; 0 when all worked, 1 when some failed."""
    configuration = configure(options.places, quiet=True)
    if options.device is not None:
        settings = replace(configuration.settings, device=options.device)
        configuration = replace(configuration, settings=settings)
    sources = Sources(configuration.places.data / "sources.json")
    work = (
        read_repeat(options, configuration, sources)
        if options.again
        else read_new_edits(options, configuration, secrets.randbelow(2**32))
    )
    outcomes = asyncio.run(_edit_all(work, configuration, sources, options.out))
    sources.save()
    if options.sheet:
        write_sheet_of(outcomes, options.out / "sheet.jpg")
    if options.json:
        print(json.dumps({"results": [as_json(each) for each in outcomes]}))
    else:
        for outcome in outcomes:
            print("\n".join(as_lines(outcome)))
    return 0 if all(outcome.result for outcome in outcomes) else 1


async def _edit_all(
    work: NewEdits | Repeat, configuration: Configuration, sources: Sources, out: Path
) -> list[Outcome]:
    options = engine_options(configuration, work.extra_models)
    with watching() as watcher:
        async with open_jobs(configuration, options) as jobs:
            run = Run(
                jobs=jobs,
                shelf=Shelf(out),
                sources=sources,
                watcher=watcher,
            )
            return await edit_photos([work], run)


async def edit_photos(works: Sequence[NewEdits | Repeat], run: Run) -> list[Outcome]:
    """One outcome per photo of each work, in order; one that fails does not stop the others."""
    gate = asyncio.Semaphore(IN_FLIGHT)

    async def one(work: NewEdits | Repeat, photo: Path) -> Outcome:
        async with gate:
            return await _edit_photo(photo, work, run)

    pairs = [(work, photo) for work in works for photo in work.photos]
    return list(await asyncio.gather(*(one(work, photo) for work, photo in pairs)))


async def _edit_photo(photo: Path, work: NewEdits | Repeat, run: Run) -> Outcome:
    started = time.monotonic()
    try:
        accepted = await work.submit(photo, run.jobs)
        await run.watcher.follow(photo, accepted.ticket)
        result = await accepted.ticket.result()
        files, mask = await asyncio.to_thread(run.shelf.save, photo, result)
    except BotError as exc:
        return Outcome(photo=photo, error=exc)
    run.sources.remember(accepted.edits[0].source_sha256, photo)
    return Outcome(
        photo=photo,
        edits=accepted.edits,
        result=result,
        files=files,
        mask_file=mask,
        notices=(*accepted.notices, *result.warnings),
        total_s=time.monotonic() - started,
    )


def write_sheet_of(outcomes: Sequence[Outcome], path: Path) -> None:
    """Write a contact sheet of every photo that worked: the photo, then what was made of it."""
    worked = [outcome for outcome in outcomes if outcome.result is not None]
    rows = [
        [_source_cell(photo), *(cell for outcome in group for cell in _result_cells(outcome))]
        for photo, group in groupby(worked, key=lambda outcome: outcome.photo)
    ]
    if rows:
        write_sheet(rows, path)


def _source_cell(photo: Path) -> Cell:
    return Cell(data=photo.read_bytes(), label=photo.name, source=True)


def _result_cells(outcome: Outcome) -> list[Cell]:
    pictures = outcome.result.pictures if outcome.result else ()
    return [
        Cell(data=picture.data, label=_label(outcome, number))
        for number, picture in enumerate(pictures)
    ]


def _label(outcome: Outcome, number: int) -> str:
    edit = outcome.edits[number]
    return f"{edit.command}: {edit.paint.label if edit.paint else edit.preset}"
