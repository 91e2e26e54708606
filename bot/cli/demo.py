"""`bot.py demo`: all four commands on the sample photos, then one of them through Discord."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.app import configure, engine_options, open_jobs
from bot.cli.earlier_demo import EarlierDemo, Made, origin_of
from bot.cli.edit import Run, edit_photos, tips_of, write_sheet_of
from bot.cli.orders import NewEdits
from bot.cli.progress import watching
from bot.cli.report import Outcome
from bot.cli.samples import sample_photo
from bot.cli.saving import Shelf
from bot.cli.sources import Sources
from bot.config.texts import load_texts
from bot.domain.catalog import EditRequest
from bot.domain.edit import Command, EngineName
from bot.domain.job import Output
from bot.services.engine_choice import EngineChoice

SEED = 11
"""One seed for the whole demo, so that the README's pictures can be made again."""

SHEET = "contact-sheet.jpg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One line of the demo."""

    photo: str
    command: Command
    preset: str
    images: int | None = None


SCENES = (
    Scene(photo="mug.jpg", command=Command.BACKGROUND, preset="sunlit-wooden-desk"),
    Scene(photo="mug.jpg", command=Command.BACKGROUND, preset="kitchen"),
    Scene(photo="mug.jpg", command=Command.RESTYLE, preset="watercolour"),
    Scene(photo="jar.jpg", command=Command.BACKGROUND, preset="marble"),
    Scene(photo="jar.jpg", command=Command.BACKGROUND, preset="dark-low-key"),
    Scene(photo="jar.jpg", command=Command.REFINE, preset="upscale-and-sharpen"),
    Scene(photo="teabox.jpg", command=Command.BACKGROUND, preset="linen"),
    Scene(photo="teabox.jpg", command=Command.RESTYLE, preset="ink-sketch"),
    Scene(photo="teabox.jpg", command=Command.RESTYLE, preset="vintage-print"),
    Scene(photo="bag.jpg", command=Command.BACKGROUND, preset="outdoor-stone"),
    Scene(photo="bag.jpg", command=Command.VARIANTS, preset="earth", images=2),
)


def run(options: argparse.Namespace) -> int:
    """Make the demo's pictures with the studio engine, or keep those of an earlier demo, then show
    the bot; 0 when all worked."""
    from bot.cli.discord_demo import run as show_discord  # late: it brings a web server

    earlier = EarlierDemo(options.out, origin_of(options.places))
    made = [] if options.anew else earlier.find()
    worked = True
    if made:
        _print_kept(made)
    else:
        worked = _make(options, earlier)
    print(f"Look at {options.out / SHEET}; the pictures lie in {options.out}/")
    shown = show_discord(options)
    return shown if worked else 1


def _make(options: argparse.Namespace, earlier: EarlierDemo) -> bool:
    """Make every picture and the contact sheet; whether all worked."""
    started = time.monotonic()
    outcomes = asyncio.run(_edit_all(options))
    for scene, outcome in zip(SCENES, outcomes, strict=True):
        _print_line(scene, outcome)
    write_sheet_of(outcomes, options.out / SHEET)
    pictures = sum(len(outcome.files) for outcome in outcomes)
    print(f"\n{pictures} pictures in {time.monotonic() - started:.1f} s with the studio engine")
    made = [_made(outcome) for outcome in outcomes if outcome.result is not None]
    if worked := len(made) == len(SCENES):
        earlier.remember(made, [SHEET])
    return worked


def _print_kept(made: Sequence[Made]) -> None:
    for scene, each in zip(SCENES, made, strict=True):
        time_told = f"already there, made in {each.each_s:.1f} s"
        print(f"✓ {_what(scene):34} {scene.photo:12} {time_told}  {_names(each.files)}")
    pictures = sum(len(each.files) for each in made)
    print(f"\n{pictures} pictures are there already, made by this program from these photos and")
    print("presets; `bot.py demo --anew` makes them again")


async def _edit_all(options: argparse.Namespace) -> list[Outcome]:
    configuration = configure(options.places, quiet=True)
    studio = EngineChoice(
        engine=EngineName.STUDIO, model=None, may_fall_back=False, reason="the demo needs no model"
    )
    limit_bytes = configuration.settings.intake.max_bytes
    with watching() as watcher:
        async with open_jobs(configuration, engine_options(configuration)) as jobs:
            run = Run(
                jobs=jobs,
                shelf=Shelf(options.out),
                sources=Sources(configuration.places.data / "sources.json"),
                watcher=watcher,
                tips=tips_of(configuration),
                texts=load_texts(configuration.places.config / "texts"),
                sheet=True,
            )
            works = [_work(scene, studio, limit_bytes) for scene in SCENES]
            return await edit_photos(works, run)


def _work(scene: Scene, choice: EngineChoice, limit_bytes: int) -> NewEdits:
    return NewEdits(
        photos=(sample_photo(scene.photo),),
        request=EditRequest(command=scene.command, preset=scene.preset, images=scene.images),
        choice=choice,
        seed=SEED,
        mask=None,
        output=Output(),
        limit_bytes=limit_bytes,
    )


def _print_line(scene: Scene, outcome: Outcome) -> None:
    if outcome.result is None:
        reply = outcome.error.reply if outcome.error else "nothing came back"
        print(f"✗ {_what(scene):34} {scene.photo:12} {reply}")
        return
    made = _made(outcome)
    print(
        f"✓ {_what(scene):34} {scene.photo:12} {made.each_s:4.1f} s a picture  {_names(made.files)}"
    )


def _made(outcome: Outcome) -> Made:
    """What came of a photo that worked."""
    seconds = outcome.result.render_s if outcome.result else 0.0
    files = tuple(path.name for path in outcome.files)
    return Made(files=files, each_s=seconds / len(files))


def _what(scene: Scene) -> str:
    return f"{scene.command} {scene.preset}"


def _names(files: Sequence[str]) -> str:
    return files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"
