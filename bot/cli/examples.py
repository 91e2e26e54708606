"""`bot.py examples`: the pictures that /presets shows, made from the sample photos."""

from __future__ import annotations

import argparse
import asyncio
import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from bot.app import EXAMPLES, configure, engine_options, open_jobs
from bot.cli.samples import sample_photo
from bot.domain.catalog import EditRequest
from bot.domain.edit import Command, EngineName
from bot.domain.errors import BotError
from bot.domain.preset import Preset
from bot.services.engine_choice import EngineChoice
from bot.services.jobs import JobService, Order, Source

SEED = 11
SIDE_PX = 320
QUALITY = 82

_PHOTOS = {
    Command.BACKGROUND: "mug.jpg",
    Command.RESTYLE: "teabox.jpg",
    Command.VARIANTS: "bag.jpg",
    Command.REFINE: "jar.jpg",
}
_STUDIO = EngineChoice(
    engine=EngineName.STUDIO, model=None, may_fall_back=False, reason="examples need no model"
)


def run(options: argparse.Namespace) -> int:
    """Make the examples that are missing, or all of them; 0 when none failed."""
    for name in _PHOTOS.values():
        sample_photo(name)  # refused at once, not example by example
    folder = options.places.config / EXAMPLES
    return asyncio.run(_make(options, folder))


async def _make(options: argparse.Namespace, folder: Path) -> int:
    configuration = configure(options.places, quiet=True)
    known = [p for row in configuration.catalog.presets.values() for p in row.values()]
    wanted = [p for p in known if options.all or not _path(folder, p).exists()]
    failed = 0
    async with open_jobs(configuration, engine_options(configuration)) as jobs:
        for preset in wanted:
            try:
                picture = await _example(preset, jobs)
            except BotError as exc:
                failed += 1
                print(f"✗ {preset.command} {preset.name}: {exc.reply}")
                continue
            await asyncio.to_thread(_save, _path(folder, preset), picture)
            print(f"✓ {preset.command} {preset.name}")
    print(f"{len(wanted) - failed} examples made in {folder}")
    return 1 if failed else 0


async def _example(preset: Preset, jobs: JobService) -> bytes:
    """One small JPEG: the sample photo with this preset, or four of its variants."""
    photo = sample_photo(_PHOTOS[preset.command])
    several = 4 if preset.command is Command.VARIANTS else None
    order = Order(
        owner="examples",
        source=Source(name=photo.name, data=await asyncio.to_thread(photo.read_bytes)),
        request=EditRequest(command=preset.command, preset=preset.name, images=several),
        choice=_STUDIO,
        seed=SEED,
    )
    result = await (await jobs.submit(order)).ticket.result()
    return await asyncio.to_thread(_small, [picture.data for picture in result.pictures])


def _small(pictures: Sequence[bytes]) -> bytes:
    """Square JPEG of the middle of one picture, or of four in a grid."""
    across = 2 if len(pictures) > 1 else 1
    cell = SIDE_PX // across
    sheet = Image.new("RGB", (SIDE_PX, SIDE_PX), "white")
    for number, data in enumerate(pictures):
        with Image.open(io.BytesIO(data)) as picture:
            tile = _middle(picture.convert("RGB")).resize((cell, cell), Image.Resampling.LANCZOS)
        sheet.paste(tile, (cell * (number % across), cell * (number // across)))
    encoded = io.BytesIO()
    sheet.save(encoded, "JPEG", quality=QUALITY, optimize=True)
    return encoded.getvalue()


def _middle(picture: Image.Image) -> Image.Image:
    """The largest square around the middle."""
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return picture.crop((left, top, left + side, top + side))


def _path(folder: Path, preset: Preset) -> Path:
    return folder / preset.command / f"{preset.name}.jpg"


def _save(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
