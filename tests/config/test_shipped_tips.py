"""The tips that ship: what went wrong, or may, and the answer that stands under the reply."""

from pathlib import Path
from typing import Any

import pytest

from bot.config.faq import load_faq
from bot.domain.cause import Cause
from bot.domain.edit import Command, EngineName, Fidelity
from bot.domain.receipt import Change, SceneVerdict, Verdict

FAQ = load_faq(Path(__file__).parents[2] / "config" / "faq.yaml")
DIFFUSION, STUDIO = EngineName.DIFFUSION, EngineName.STUDIO
EXACT, BLEND, REIMAGINE = Fidelity
IDENTICAL, KEPT, SLIGHTLY, CHANGED = Verdict
SAME, TOUCHED, NEW = SceneVerdict
USUAL: dict[Command, dict[str, Any]] = {
    Command.BACKGROUND: {"fidelity": EXACT, "strength": 0.95, "mask": "trusted"},
    Command.RESTYLE: {"fidelity": REIMAGINE, "strength": 0.85, "mask": "unused"},
    Command.VARIANTS: {"fidelity": BLEND, "strength": 0.6, "mask": "trusted"},
    Command.REFINE: {"fidelity": BLEND, "strength": 0.25, "mask": "unused"},
}
WORDS = {"own_words": True}


def told(*codes: str) -> dict[str, frozenset[str]]:
    return {"told": frozenset(codes)}


def measured(
    verdict: Verdict, scene: SceneVerdict, change: Change | None = None
) -> dict[str, object]:
    return {"verdict": verdict, "scene": scene, "change": change}


def a_cause(command: str, *parts: dict[str, Any]) -> Cause:
    fields: dict[str, Any] = {"command": Command(command), "engine": STUDIO}
    fields |= USUAL[Command(command)]
    for part in parts:
        fields |= part
    return Cause(**fields)


CASES = [
    # nothing changed, or the words were not followed
    ("nothing-changes", a_cause("background", measured(KEPT, SAME))),
    ("nothing-changes", a_cause("background", measured(IDENTICAL, SAME))),
    ("nothing-changes", a_cause("restyle", measured(IDENTICAL, SAME))),
    ("nothing-changes", a_cause("restyle", measured(KEPT, SAME))),
    ("nothing-changes", a_cause("restyle", measured(KEPT, TOUCHED))),
    ("nothing-changes", a_cause("refine", measured(IDENTICAL, SAME))),
    ("nothing-changes", a_cause("variants", measured(IDENTICAL, SAME))),
    ("prompt-ignored", a_cause("background", WORDS, measured(KEPT, TOUCHED))),
    ("prompt-ignored", a_cause("background", WORDS, measured(KEPT, SAME))),
    ("prompt-ignored", a_cause("restyle", WORDS, measured(KEPT, SAME))),
    ("prompt-ignored", a_cause("restyle", WORDS, told("prompt_not_followed"))),
    ("prompt-ignored", a_cause("background", WORDS, told("prompt_not_followed", "photo_soft"))),
    # the product changed
    ("shape-changes", a_cause("background", measured(CHANGED, NEW, Change.WARPED))),
    ("shape-changes", a_cause("background", measured(SLIGHTLY, NEW, Change.SHIFTED))),
    ("shape-changes", a_cause("refine", measured(CHANGED, TOUCHED, Change.RESCALED))),
    ("shape-changes", a_cause("variants", measured(CHANGED, SAME, Change.REDRAWN))),
    ("shape-changes", a_cause("restyle", measured(CHANGED, NEW, Change.WARPED))),
    ("shape-changes", a_cause("restyle", measured(CHANGED, NEW, Change.REDRAWN))),
    ("exact-product", a_cause("background", measured(CHANGED, NEW, Change.RECOLOURED))),
    ("exact-product", a_cause("background", measured(SLIGHTLY, NEW, Change.RELIT))),
    (
        "exact-product",
        a_cause("background", {"fidelity": BLEND}, measured(SLIGHTLY, NEW, Change.BLURRED)),
    ),
    (
        "which-strength",
        a_cause("refine", {"strength": 0.6}, measured(CHANGED, TOUCHED, Change.REDRAWN)),
    ),
    # text
    ("text-survives", a_cause("background", measured(SLIGHTLY, NEW, Change.LABEL))),
    ("text-survives", a_cause("restyle", measured(CHANGED, NEW, Change.LABEL))),
    ("text-survives", a_cause("variants", told("print_unreadable"))),
    ("text-survives", a_cause("restyle", told("photo_text"))),
    ("text-survives", a_cause("background", {"fidelity": BLEND}, told("photo_text"))),
    ("text-survives", a_cause("background", WORDS, told("words_want_text"))),
    # the photo
    ("best-input", a_cause("background", {"mask": "untrusted"}, measured(KEPT, SAME))),
    ("best-input", a_cause("variants", {"mask": "untrusted"})),
    ("best-input", a_cause("variants", told("nothing_to_paint"))),
    ("best-input", a_cause("background", told("photo_soft"), measured(IDENTICAL, NEW))),
    ("best-input", a_cause("background", told("photo_small", "photo_busy"))),
    ("best-input", a_cause("refine", told("photo_dark"))),
    ("best-input", a_cause("restyle", told("photo_cut_off"))),
    ("best-input", a_cause("background", told("photo_blank", "prompt_matched"))),
    ("best-input", a_cause("variants", told("material_flat"))),
    # the words
    ("write-prompt", a_cause("background", WORDS, told("words_vague"), measured(KEPT, NEW))),
    ("write-prompt", a_cause("restyle", WORDS, told("words_contradiction"))),
    ("write-prompt", a_cause("background", WORDS, told("words_nothing_said"))),
    ("write-prompt", a_cause("background", WORDS, told("words_too_long_for_model"))),
    ("negative-cues", a_cause("background", WORDS, told("words_negation"))),
    ("negative-cues", a_cause("restyle", {"engine": DIFFUSION}, told("avoid_left_out"))),
    # dials
    ("which-strength", a_cause("restyle", {"strength": 0.2})),
    ("which-strength", a_cause("refine", {"strength": 0.8})),
    ("which-strength", a_cause("background", {"strength": 0.5}, measured(IDENTICAL, NEW))),
    ("text-to-image", a_cause("restyle", WORDS, {"strength": 1.0})),
    # the model
    (
        "may-sell",
        a_cause("background", {"engine": DIFFUSION}, told("not_for_commercial_use", "photo_soft")),
    ),
    # all went well
    ("ecommerce", a_cause("background", measured(IDENTICAL, NEW))),
    ("sizes", a_cause("background", {"fidelity": BLEND}, measured(KEPT, NEW))),
    ("sizes", a_cause("background", told("photo_reduced"), measured(IDENTICAL, NEW))),
    ("exact-product", a_cause("background", measured(IDENTICAL, TOUCHED))),
    ("inpainting", a_cause("refine", measured(KEPT, TOUCHED))),
    ("same-again", a_cause("restyle", {"pictures": 4, "strength": 0.7}, measured(SLIGHTLY, NEW))),
    ("ecommerce", a_cause("variants", measured(CHANGED, SAME, Change.RECOLOURED))),
    # nothing was measured
    ("exact-product", a_cause("background", {"fidelity": BLEND})),
    ("which-strength", a_cause("restyle")),
    ("best-input", a_cause("variants")),
    ("inpainting", a_cause("refine")),
]


@pytest.mark.parametrize(("expected", "cause"), CASES, ids=lambda value: str(value)[:60])
def test_the_tip_is_about_what_went_wrong(expected: str, cause: Cause) -> None:
    assert FAQ.tips_for(cause)[0].id == expected


def test_every_answer_that_can_be_a_tip_is_the_tip_of_some_case() -> None:
    assert {expected for expected, _ in CASES} == {e.id for e in FAQ.entries if e.when}


def test_answers_about_the_bot_itself_are_no_tips_under_a_result() -> None:
    assert [e.id for e in FAQ.entries if not e.when] == ["storage", "find-again", "invite"]


@pytest.mark.parametrize("command", list(Command))
def test_there_is_always_a_second_tip_for_whoever_just_had_the_first(command: Command) -> None:
    assert len(FAQ.tips_for(a_cause(command))) >= 2
