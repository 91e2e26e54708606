"""`bot.py prompt`: five answers to a finished prompt, as /prompt writes it."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from typing import Any

from bot.app import configure
from bot.config.texts import load_texts
from bot.domain.advice import notices_of
from bot.domain.briefing import Brief, Draft, Goal, draft
from bot.domain.catalog import EditRequest
from bot.domain.errors import UsageError
from bot.domain.texts import ENGLISH, Texts

ANSWERS = ("what", "keep", "change", "avoid")


def run(options: argparse.Namespace) -> int:
    """Ask for what is missing where a person sits at a terminal, and print the prompt."""
    configuration = configure(options.places, quiet=True)
    texts = load_texts(options.places.config / "texts")
    made = draft(_brief(options, texts), configuration.catalog)
    if options.json:
        print(json.dumps(_as_json(made, texts)))
    else:
        print("\n".join(_lines(made, texts)))
    return 0


def _brief(options: argparse.Namespace, texts: Texts) -> Brief:
    """The answers of the flags; what is missing is asked for. Raises `UsageError` where nobody can
    be asked and the goal or the thing is missing."""
    may_ask = sys.stdin is not None and sys.stdin.isatty() and not options.json
    if not may_ask and not (options.goal and options.what):
        raise UsageError(
            "prompt_incomplete", "Say at least --goal and --what, or use a terminal to be asked."
        )
    goal = options.goal or (_ask_goal(texts) if may_ask else Goal.SCENE)
    given = {
        name: getattr(options, name) or (_ask(texts, name) if may_ask else "") for name in ANSWERS
    }
    return Brief(goal=Goal(goal), **given)


def _ask_goal(texts: Texts) -> str:
    print(texts.say(ENGLISH, "modal.goal.label"))
    goals = list(Goal)
    for number, goal in enumerate(goals, start=1):
        print(f"  {number}  {texts.say(ENGLISH, f'prompt.goal.{goal}')}")
    answer = input("> ").strip()
    if answer.isdecimal() and 1 <= int(answer) <= len(goals):
        return goals[int(answer) - 1]
    return answer if answer in set(Goal) else Goal.SCENE


def _ask(texts: Texts, name: str) -> str:
    return input(f"{texts.say(ENGLISH, f'modal.{name}.label')} ").strip()


def _lines(made: Draft, texts: Texts) -> list[str]:
    why = [f"  · {text}" for text in _reasons(made, texts)]
    notes = [f"  ! {notice.text}" for notice in notices_of(made.advice)]
    return [_command_line(made.request), *why, *notes]


def _reasons(made: Draft, texts: Texts) -> list[str]:
    return [texts.say(ENGLISH, f"prompt.why.{r.code}", **r.fields) for r in made.reasons]


def _command_line(request: EditRequest) -> str:
    """What to type to run it."""
    parts = ["python", "bot.py", "edit", str(request.command), "PHOTO"]
    for name in ("preset", "prompt", "keep", "avoid"):
        if value := getattr(request, name):
            parts += [f"--{name}", value]
    if request.strength is not None:
        parts += ["--strength", f"{request.strength:g}"]
    return shlex.join(parts)


def _as_json(made: Draft, texts: Texts) -> dict[str, Any]:  # Any: JSON
    request = made.request
    return {
        "command": str(request.command),
        "preset": request.preset,
        "strength": request.strength,
        "prompt": request.prompt,
        "keep": request.keep,
        "avoid": request.avoid,
        "reasons": _reasons(made, texts),
        "notes": [{"code": n.code, "text": n.text} for n in notices_of(made.advice)],
        "run": _command_line(request),
    }
