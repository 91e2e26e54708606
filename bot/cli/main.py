"""The command line: arguments to one of Restage's commands."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bot import __version__
from bot.config.settings import read_places
from bot.domain.briefing import Goal
from bot.domain.edit import Command, Fidelity
from bot.domain.errors import BotError
from bot.domain.overlay import Anchor, Backing, Typeface
from bot.domain.record import JobState
from bot.domain.remedies import Complaint

if TYPE_CHECKING:
    # argparse keeps its sub-parser class private; strict typing needs the name all the same
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

FAILED, WRONG_USAGE, STOPPED = 1, 2, 130


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit status: 0 well, 1 when something failed, 2 for wrong usage or
    configuration."""
    _print_any_character()
    try:
        options = build_parser().parse_args(arguments)
        status: int = options.run(options)
        if sys.stdout is not None:
            sys.stdout.flush()  # finds out here whether anybody reads on, not when Python ends
        return status
    except BotError as exc:
        print(f"restage: {exc.reply}", file=sys.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        print("restage: stopped", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # as behind `| head`
        _drop_output()
        return FAILED


def _print_any_character() -> None:
    """What a terminal's encoding lacks, or a file's name spells wrongly, is printed escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """Let what is left to print go nowhere, so that Python does not complain when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command; `run` of the result takes the options and gives the status."""
    parser = argparse.ArgumentParser(
        prog="bot.py", description="Restage: product photos, restyled; the product stays."
    )
    parser.add_argument("--version", action="version", version=f"Restage {__version__}")
    parser.set_defaults(run=_serve, places=read_places())
    bot = parser.add_argument_group("the Discord bot, which runs where no command is named")
    bot.add_argument("--quiet", action="store_true", help="log warnings and errors only")
    bot.add_argument(
        "--end-with-stdin",
        action="store_true",
        help="end when stdin does, a pipe from the process that started the bot",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_edit(commands)
    _add_overlay(commands)
    _add_export(commands)
    _add_presets(commands)
    _add_tips(commands)
    _add_prompt(commands)
    _add_models(commands)
    _add_check(commands)
    _add_demo(commands)
    _add_examples(commands)
    _add_sandbox(commands)
    _add_invite(commands)
    _add_jobs(commands)
    _add_forget(commands)
    _add_backup(commands)
    _add_reload(commands)
    return parser


def _serve(options: argparse.Namespace) -> int:
    """Without a command: the Discord bot."""
    from bot.cli.serve import run

    return run(options)


def _add_edit(commands: Commands) -> None:
    from bot.cli.edit import run
    from bot.cli.orders import read_strength

    parser = commands.add_parser(
        "edit",
        help="edit product photos",
        usage="%(prog)s COMMAND PHOTO [PHOTO ...] [options]\n"
        "       %(prog)s --again PICTURE [PHOTO] [options]",
        epilog=f"COMMAND is {', '.join(Command)}. Presets: bot.py presets [COMMAND].",
    )
    parser.add_argument("items", nargs="*", metavar="COMMAND PHOTO", help="what to do, with what")
    words = parser.add_argument_group("what should come out")
    words.add_argument("--preset", metavar="NAME", help="a preset of the command")
    words.add_argument("--prompt", metavar="TEXT", help="what should change, in own words")
    words.add_argument("--keep", metavar="TEXT", help="what must stay, besides the preset's")
    words.add_argument("--avoid", metavar="TEXT", help="what must not happen")
    words.add_argument(
        "--strength",
        type=read_strength,
        metavar="0..1|auto",
        help="0 keeps, 1 reinvents; auto: the highest that keeps the product",
    )
    words.add_argument(
        "--ladder", action="store_true", default=None, help="five strengths on one contact sheet"
    )
    words.add_argument(
        "--fidelity", choices=_names(Fidelity), help="what may happen to the product"
    )
    words.add_argument("--images", type=int, metavar="N", help="pictures for each photo")
    words.add_argument("--seed", type=int, metavar="N", help="the same seed, the same picture")
    words.add_argument("--mask", type=Path, metavar="FILE", help="white where the product is")
    words.add_argument("--again", type=Path, metavar="PICTURE", help="make this picture again")
    words.add_argument(
        "--remedy",
        choices=_names(Complaint),
        help="what is wrong with the picture of --again: it is made again with what helps",
    )
    engine = parser.add_argument_group("how it is made")
    engine.add_argument("--engine", choices=["auto", "studio", "diffusion"])
    engine.add_argument(
        "--model", metavar="NAME|FOLDER", help="a model of models.yaml, or its folder"
    )
    engine.add_argument("--device", choices=["auto", "cpu", "cuda"])
    output = parser.add_argument_group("where it goes")
    output.add_argument("--out", type=Path, default=Path("out"), metavar="DIR")
    output.add_argument("--format", choices=["png", "jpeg", "webp"])
    output.add_argument("--sheet", action="store_true", help="a contact sheet, before and after")
    output.add_argument("--save-mask", action="store_true", help="the product's mask, as a PNG")
    output.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.set_defaults(run=run)


def _add_overlay(commands: Commands) -> None:
    from bot.cli.finishing import run_overlay

    parser = commands.add_parser("overlay", help="set crisp text on a picture")
    parser.add_argument("picture", type=Path, metavar="PICTURE")
    _add_text_options(parser, required=True)
    _add_finish_options(parser)
    parser.add_argument("--format", choices=["png", "jpeg", "webp"])
    parser.set_defaults(run=run_overlay)


def _add_text_options(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """The text, and how it is set."""
    parser.add_argument("--text", required=required, help=r"the text; \n begins a new line")
    parser.add_argument(
        "--font",
        default=Typeface.SANS_BOLD,
        metavar="NAME|FILE",
        help=f"{', '.join(face for face in Typeface if face is not Typeface.OWN)}, or a font file",
    )
    parser.add_argument("--size", metavar="PERCENT", help="of the shorter side; default: auto")
    parser.add_argument("--colour", metavar="NAME|#RRGGBB", help="default: what reads best")
    parser.add_argument("--place", choices=_names(Anchor), default=Anchor.AUTO)
    parser.add_argument("--backing", choices=_names(Backing), default=Backing.AUTO)
    parser.add_argument("--over-product", action="store_true", help="it may cover the product")


def _add_export(commands: Commands) -> None:
    from bot.cli.finishing import ALL, run_export

    parser = commands.add_parser("export", help="bring pictures to the sizes of shops and feeds")
    parser.add_argument("pictures", type=Path, nargs="*", metavar="PICTURE")
    parser.add_argument(
        "--to", nargs="+", default=[], metavar="TARGET", help=f"targets by name, or {ALL}"
    )
    parser.add_argument("--list", action="store_true", help="list the targets")
    _add_text_options(parser, required=False)
    _add_finish_options(parser)
    parser.set_defaults(run=run_export)


def _add_finish_options(parser: argparse.ArgumentParser) -> None:
    """How the product is found, and where files go."""
    parser.add_argument(
        "--photo", type=Path, metavar="FILE", help="the photo that the picture was made from"
    )
    parser.add_argument("--mask", type=Path, metavar="FILE", help="white where the product is")
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


def _add_presets(commands: Commands) -> None:
    from bot.cli.presets import run

    parser = commands.add_parser("presets", help="list presets")
    parser.add_argument("command", nargs="?", choices=_names(Command), metavar="COMMAND")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.set_defaults(run=run)


def _add_prompt(commands: Commands) -> None:
    from bot.cli.prompt import run

    parser = commands.add_parser(
        "prompt",
        help="write a prompt from five answers, as /prompt does",
        epilog="On a terminal, what is missing is asked for.",
    )
    parser.add_argument("--goal", choices=_names(Goal), help="what you are after")
    parser.add_argument("--what", metavar="TEXT", help="what it is")
    parser.add_argument("--keep", metavar="TEXT", help="what must stay")
    parser.add_argument("--change", metavar="TEXT", help="what should change")
    parser.add_argument("--avoid", metavar="TEXT", help="what must not happen")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.set_defaults(run=run)


def _add_tips(commands: Commands) -> None:
    from bot.cli.tips import LANGUAGES, run

    parser = commands.add_parser("tips", help="answer a question, as /tips does")
    parser.add_argument("question", nargs="+", metavar="QUESTION", help="in your own words")
    parser.add_argument(
        "--language", choices=LANGUAGES, help="answer in this language, not the question's"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.set_defaults(run=run)


def _add_models(commands: Commands) -> None:
    from bot.cli.models import list_models, pull_model, verify_models

    parser = commands.add_parser("models", help="fetch models and list what is here")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="which models are known, and which are here")
    listing.set_defaults(run=list_models)
    pull = actions.add_parser("pull", help="download a model of models.yaml, or rembg's")
    pull.add_argument("name", metavar="NAME", help="a name of models.yaml, or rembg")
    pull.set_defaults(run=pull_model)
    verify = actions.add_parser("verify", help="compare the files that are here with checksums")
    verify.add_argument("name", nargs="?", metavar="NAME", help="only this model")
    verify.set_defaults(run=verify_models)


def _add_check(commands: Commands) -> None:
    from bot.cli.check import run

    parser = commands.add_parser("check", help="what would run here, and what is missing")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.set_defaults(run=run)


def _add_demo(commands: Commands) -> None:
    from bot.cli.demo import run

    parser = commands.add_parser("demo", help="run all four commands on the sample photos")
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR")
    parser.add_argument("--once", action="store_true", help="close the sandbox after the demo")
    parser.add_argument("--anew", action="store_true", help="make pictures that are there already")
    parser.set_defaults(run=run)


def _add_examples(commands: Commands) -> None:
    from bot.cli.examples import run

    parser = commands.add_parser("examples", help="make the pictures that /presets shows")
    parser.add_argument("--all", action="store_true", help="also those that are there already")
    parser.set_defaults(run=run)


def _add_sandbox(commands: Commands) -> None:
    parser = commands.add_parser("sandbox", help="try the bot in a browser, without Discord")
    parser.add_argument("--port", type=int, metavar="N", help="where to listen; 8420 if it is free")
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="default: loopback")
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    parser.add_argument("--verbose", action="store_true", help="show all that the bot logs")
    parser.set_defaults(run=_sandbox)


def _sandbox(options: argparse.Namespace) -> int:
    """Late, since only this command needs a web server."""
    from bot.cli.sandbox import run

    return run(options)


def _add_invite(commands: Commands) -> None:
    from bot.cli.invite import run

    parser = commands.add_parser("invite", help="print the links that invite the bot")
    parser.add_argument(
        "--app-id",
        metavar="ID",
        help="the application's id; without it DISCORD_APP_ID, or the id in the bot's token",
    )
    parser.set_defaults(run=run)


def _add_forget(commands: Commands) -> None:
    from bot.cli.forget import run

    parser = commands.add_parser("forget", help="remove all that is known of a person")
    parser.add_argument("person", metavar="USER_ID", help="the person's id in Discord")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.set_defaults(run=run)


def _add_jobs(commands: Commands) -> None:
    from bot.cli.jobs import act_on_job, list_jobs, show_job

    parser = commands.add_parser("jobs", help="list, show, cancel and retry the bot's jobs")
    parser.add_argument("--state", action="append", choices=_names(JobState), help="only these")
    parser.add_argument("--person", type=int, metavar="ID", help="only this person's")
    parser.add_argument("--server", type=int, metavar="ID", help="only this server's")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="the newest N; 50")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.set_defaults(run=list_jobs)
    actions = parser.add_subparsers(title="actions", metavar="ACTION")
    show = actions.add_parser("show", help="all that is known of a job")
    show.add_argument("--json", action="store_true", help="one JSON document on stdout")
    show.set_defaults(run=show_job)
    cancel = actions.add_parser("cancel", help="end a job that waits or runs; its owner is told")
    retry = actions.add_parser("retry", help="make a job again that failed or was cancelled")
    for act in (cancel, retry):
        act.set_defaults(run=act_on_job)
    cancel.set_defaults(action="cancel")
    retry.set_defaults(action="retry")
    for action in (show, cancel, retry):
        action.add_argument("id", metavar="ID", help="the job's id, or the first digits of it")


def _add_backup(commands: Commands) -> None:
    from bot.cli.jobs import back_up

    parser = commands.add_parser("backup", help="write the ledger to one file, while the bot runs")
    parser.add_argument("file", type=Path, metavar="FILE", help="a .tar file, which is replaced")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.set_defaults(run=back_up)


def _add_reload(commands: Commands) -> None:
    from bot.cli.reload import run

    parser = commands.add_parser("reload", help="have the running bot take up presets.yaml")
    parser.set_defaults(run=run)


def _names(kind: type[StrEnum]) -> list[str]:
    """The values of an enumeration as argparse shows them well."""
    return [str(each) for each in kind]
