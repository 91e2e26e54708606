"""`bot.py edit`: edit photos from the command line, the same way as from Discord."""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from bot.app import Configuration, configure, engine_options, open_jobs
from bot.cli.orders import NewEdits, Repeat, read_new_edits, read_repeat
from bot.cli.progress import Watcher, watching
from bot.cli.remedies import read_remedy
from bot.cli.report import Outcome, as_json, as_lines
from bot.cli.saving import Shelf
from bot.cli.sheet import Cell, small_photo, small_picture, write_sheet
from bot.cli.sources import Sources
from bot.config.faq import load_faq
from bot.config.texts import load_texts
from bot.domain.cause import cause_of
from bot.domain.edit import Edit
from bot.domain.errors import BotError, UsageError
from bot.domain.job import RenderResult, Waiting
from bot.domain.ports import Ticket
from bot.domain.texts import ENGLISH, Texts
from bot.services.jobs import Accepted, JobService
from bot.services.tips import NoMemory, TipChooser
from bot.sheets.ladder import draw_ladder, rung_of

IN_FLIGHT = 6
"""Photos that are read and queued at a time: enough to fill a batch, few enough for memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What every photo of one run shares. `sheet`: a contact sheet will be made of it."""

    jobs: JobService
    shelf: Shelf
    sources: Sources
    watcher: Watcher
    tips: TipChooser
    texts: Texts
    sheet: bool


def run(options: argparse.Namespace) -> int:
    """Edit every photo; 0 when all worked, 1 when some failed."""
    configuration = configure(options.places, quiet=True)
    if options.device is not None:
        settings = replace(configuration.settings, device=options.device)
        configuration = replace(configuration, settings=settings)
    sources = Sources(configuration.places.data / "sources.json")
    work = _work(options, configuration, sources)
    shelf = Shelf(options.out, spared=_named_files(work, options.again))
    shelf.check()
    outcomes = asyncio.run(_edit_all(work, configuration, sources, shelf, sheet=options.sheet))
    sources.save()
    texts = load_texts(configuration.places.config / "texts")
    if options.json:
        print(json.dumps({"results": [as_json(each, texts) for each in outcomes]}))
    else:
        for outcome in outcomes:
            print("\n".join(as_lines(outcome, texts)))
    saved = not options.sheet or _save_sheet(outcomes, options.out, quiet=options.json)
    return 0 if saved and all(outcome.result for outcome in outcomes) else 1


def _work(
    options: argparse.Namespace, configuration: Configuration, sources: Sources
) -> NewEdits | Repeat:
    if options.remedy and not options.again:
        raise UsageError(
            "again_missing", "--remedy is about a picture; name it: --again PICTURE --remedy ..."
        )
    if options.remedy:
        return read_remedy(options, configuration, sources)
    if options.again:
        return read_repeat(options, configuration, sources)
    return read_new_edits(options, configuration, secrets.randbelow(2**32))


def _named_files(work: NewEdits | Repeat, again: Path | None) -> list[Path]:
    return [*work.photos, *(path for path in (work.mask, again) if path is not None)]


def _save_sheet(outcomes: Sequence[Outcome], folder: Path, *, quiet: bool) -> bool:
    """Write the contact sheet and, unless `quiet`, say where; where it cannot be written, say so,
    since the pictures are there."""
    try:
        pages = write_sheet_of(outcomes, folder / "sheet.jpg")
    except BotError as exc:
        print(f"restage: {exc.reply}", file=sys.stderr)
        return False
    for page in () if quiet else pages:
        print(f"→ {page} (contact sheet)")
    return True


async def _edit_all(
    work: NewEdits | Repeat,
    configuration: Configuration,
    sources: Sources,
    shelf: Shelf,
    *,
    sheet: bool,
) -> list[Outcome]:
    options = engine_options(configuration, work.extra_models)
    with watching() as watcher:
        async with open_jobs(configuration, options) as jobs:
            run = Run(
                jobs=jobs,
                shelf=shelf,
                sources=sources,
                watcher=watcher,
                tips=tips_of(configuration),
                texts=load_texts(configuration.places.config / "texts"),
                sheet=sheet,
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
    try:
        accepted = await work.submit(photo, run.jobs)
        ticket = accepted.ticket
        turn_at, _ = await asyncio.gather(turn_of(ticket), run.watcher.follow(photo, ticket))
        result = await ticket.result()
        files, mask = await asyncio.to_thread(run.shelf.save, photo, result)
        ladder = None
        if work.is_ladder:
            ladder = await asyncio.to_thread(_save_ladder, run, photo, accepted, result)
        cells = await asyncio.to_thread(_cells, photo, accepted, result) if run.sheet else ()
    except BotError as exc:
        return Outcome(photo=photo, error=exc)
    run.sources.remember(accepted.photo.sha256, photo)
    mask_sha256 = accepted.edits[0].mask_sha256
    if mask_sha256 and work.mask:
        run.sources.remember(mask_sha256, work.mask)
    tip = await run.tips.choose(0, cause_of(result, accepted.notices, own_words=work.has_own_words))
    return Outcome(
        photo=photo,
        result=_without_data(result),
        files=files,
        mask_file=mask,
        ladder_file=ladder,
        notices=(*accepted.notices, *result.warnings),
        tip=tip,
        total_s=time.monotonic() - turn_at,
        cells=cells,
    )


async def turn_of(ticket: Ticket) -> float:
    """When a job's turn came, or its end where it had none, on the monotonic clock."""
    async for event in ticket.events():
        if not isinstance(event, Waiting):
            break
    return time.monotonic()


def tips_of(configuration: Configuration) -> TipChooser:
    """Chooses tips for one run, for one person. Raises `ConfigError`."""
    return TipChooser(load_faq(configuration.places.config / "faq.yaml"), NoMemory())


def write_sheet_of(outcomes: Sequence[Outcome], path: Path) -> tuple[Path, ...]:
    """Write a contact sheet of every photo that worked: the photo, then what was made of it. Its
    files, several where one would be too long. Raises `BotError` where it cannot be saved."""
    worked = [outcome for outcome in outcomes if outcome.result is not None]
    rows = [
        _row([outcome.cells for outcome in group])
        for _, group in groupby(worked, key=lambda outcome: outcome.photo)
    ]
    return write_sheet(rows, path)


def _row(groups: Sequence[tuple[Cell, ...]]) -> list[Cell]:
    """The cells of several edits of one photo, which is shown once."""
    return [*groups[0], *(cell for cells in groups[1:] for cell in cells if not cell.source)]


def _cells(photo: Path, accepted: Accepted, result: RenderResult) -> tuple[Cell, ...]:
    source = Cell(data=small_photo(accepted.photo), label=photo.name, source=True)
    made = (Cell(data=small_picture(p), label=_label(p.edit)) for p in result.pictures)
    return (source, *made)


def _save_ladder(run: Run, photo: Path, accepted: Accepted, result: RenderResult) -> Path:
    """Write the contact sheet of a photo's strengths. Raises `BotError`."""
    rungs = [
        rung_of(each.data, each.edit, each.receipt, texts=run.texts, locale=ENGLISH)
        for each in result.pictures
    ]
    title = run.texts.say(ENGLISH, "ladder.photo")
    sheet = draw_ladder(small_photo(accepted.photo), rungs, photo_title=title)
    return run.shelf.save_ladder(photo, sheet, result)


def _without_data(result: RenderResult) -> RenderResult:
    """What was saved need not stay in memory until the last photo is done."""
    pictures = tuple(replace(picture, data=b"") for picture in result.pictures)
    return replace(result, pictures=pictures)


def _label(edit: Edit) -> str:
    return f"{edit.command}: {edit.paint.label if edit.paint else edit.preset}"
