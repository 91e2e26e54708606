"""Five answers to a finished prompt."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config.catalog import load_catalog
from bot.domain.briefing import KEEPING_STRENGTH, Brief, Goal, draft
from bot.domain.catalog import check_request
from bot.domain.cause import Ailment
from bot.domain.edit import Command

CATALOG = load_catalog(Path(__file__).parents[2] / "config")
MUG = "a blue enamel mug"


@pytest.mark.parametrize(
    ("goal", "command"),
    [
        (Goal.SCENE, Command.BACKGROUND),
        (Goal.STYLE, Command.RESTYLE),
        (Goal.COLOUR, Command.VARIANTS),
        (Goal.CLEAN_UP, Command.REFINE),
    ],
)
def test_the_goal_decides_the_command_and_its_strength(goal: Goal, command: Command) -> None:
    made = draft(Brief(goal=goal, what=MUG), CATALOG)
    request = made.request
    defaults = CATALOG.commands[command]
    assert request.command is command
    assert request.keep == MUG
    assert request.preset == defaults.default
    assert request.prompt is None
    assert request.strength is not None
    check_request(request, defaults)
    assert [reason.code for reason in made.reasons] == [
        f"command.{goal}", "preset.usual", f"strength.{goal}", "words.preset", "keep",
    ]  # fmt: skip


def test_own_words_choose_the_preset() -> None:
    made = draft(Brief(goal=Goal.SCENE, what=MUG, change="on white marble"), CATALOG)
    assert made.request.preset == "marble"
    assert made.request.prompt == "on white marble"
    assert made.reasons[1].code == "preset.named"
    assert made.reasons[3].code == "words.own"
    assert made.advice == ()


def test_what_must_stay_lowers_the_strength_of_a_style() -> None:
    free = draft(Brief(goal=Goal.STYLE, what=MUG), CATALOG).request.strength
    kept = draft(Brief(goal=Goal.STYLE, what=MUG, keep="the logo"), CATALOG).request
    assert free is not None
    assert kept.strength == KEEPING_STRENGTH < free
    assert kept.keep == f"{MUG}, the logo"


def test_the_doctor_has_looked_at_the_words() -> None:
    brief = Brief(goal=Goal.SCENE, what=MUG, change="nice background, no people", avoid="blur")
    made = draft(brief, CATALOG)
    usual = CATALOG.preset(Command.BACKGROUND, None)
    assert made.request.prompt == usual.change
    assert made.request.avoid == "blur, people"
    assert [advice.ailment for advice in made.advice] == [Ailment.NEGATION, Ailment.VAGUE]
    assert [reason.code for reason in made.reasons[-3:]] == ["words.better", "keep", "avoid"]


def test_words_that_a_model_may_not_read_are_told_by_an_estimate() -> None:
    short = draft(Brief(goal=Goal.STYLE, what=MUG, change="a watercolour"), CATALOG)
    assert short.advice == ()
    long = draft(Brief(goal=Goal.STYLE, what=MUG, change="水彩画のような雰囲気で" * 20), CATALOG)
    assert [advice.ailment for advice in long.advice] == [Ailment.TOO_LONG]


def test_the_longest_answers_still_make_a_request_that_is_allowed() -> None:
    long = "very long words " * 100
    brief = Brief(goal=Goal.SCENE, what=long, keep=long, change=long, avoid=long)
    made = draft(brief, CATALOG)
    check_request(made.request, CATALOG.commands[Command.BACKGROUND])
