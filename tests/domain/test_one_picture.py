"""One picture of a job is made again by a request of its own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.config.catalog import load_catalog
from bot.domain.catalog import EditRequest
from bot.domain.edit import Command, Edit, EngineName, Fidelity, Strength
from bot.domain.job import Notice
from bot.domain.one_picture import alone, made_of, pinned, request_of
from bot.domain.record import JobRecord, JobState, StoredPicture, StoredResult
from tests.fakes import a_model, a_photo
from tests.ledger.records import a_record

MODEL = a_model()
CATALOG = replace(load_catalog(Path("config")), models={MODEL.name: MODEL})
ASKED: list[dict[str, Any]] = [
    {"command": Command.BACKGROUND},
    {"command": Command.BACKGROUND, "fidelity": Fidelity.BLEND, "product_strength": 0.35},
    {"command": Command.BACKGROUND, "prompt": "on a shelf", "keep": "the lid", "avoid": "people"},
    {"command": Command.RESTYLE, "fidelity": Fidelity.BLEND, "product_strength": 0.4},
    {"command": Command.RESTYLE, "keep": "only: the lid", "strength": 0.6},
    {"command": Command.RESTYLE, "avoid": "only: people, garbled text"},
    {"command": Command.VARIANTS, "preset": "earth", "strength": 0.4},
    {"command": Command.REFINE, "preset": "upscale-and-sharpen"},
]


def planned(request: EditRequest, engine: EngineName) -> tuple[Edit, ...]:
    model = MODEL if engine is EngineName.DIFFUSION else None
    plan = CATALOG.plan(request, photo=a_photo(), seed=7, engine=engine, model=model)
    return plan.edits


def job(request: EditRequest, *, done: bool = True, warnings: tuple[Notice, ...] = ()) -> JobRecord:
    edits = planned(request, EngineName.STUDIO)
    pictures = tuple(
        StoredPicture(
            sha256="1" * 64,
            format="png",
            width=8,
            height=8,
            edit=edit,
            strength=Strength(product=0.3, scene=0.3) if warnings else edit.strength,
        )
        for edit in edits
    )
    result = StoredResult(
        engine=EngineName.STUDIO,
        model=None,
        steps=None,
        strength=edits[0].strength,
        fidelity=edits[0].fidelity,
        positive="",
        negative="",
        pictures=pictures,
        mask_coverage=0.3,
        mask_confidence=0.9,
        warnings=warnings,
    )
    state = JobState.DONE if done else JobState.FAILED
    return replace(
        a_record(1), request=request, edits=edits, state=state, result=result if done else None
    )


@pytest.mark.parametrize("engine", list(EngineName))
@pytest.mark.parametrize("asked", ASKED)
def test_an_edit_alone_says_what_would_make_it_again(
    asked: dict[str, Any], engine: EngineName
) -> None:
    edit = planned(EditRequest(**asked), engine)[0]
    (again,) = planned(request_of(edit, CATALOG), engine)
    if edit.paint is not None:  # found in the words again, whatever it is called there
        again = replace(again, paint=edit.paint)
    assert again == edit


def test_each_picture_of_a_ladder_is_made_alone_at_its_strength() -> None:
    request = EditRequest(command=Command.RESTYLE, ladder=(0.4, 0.55, 0.7, 0.85, 1.0), seed=7)
    record = job(request)
    for number, edit in enumerate(record.edits):
        assert planned(alone(record, number), EngineName.STUDIO) == (edit,)


def test_what_auto_found_is_a_number_from_then_on() -> None:
    record = job(EditRequest(command=Command.RESTYLE, auto_strength=True, seed=7))
    assert alone(record, None).auto_strength
    made = made_of(record, None)
    assert not made.request.auto_strength
    assert made.request.strength == 0.85


def test_what_was_really_done_is_known_once_the_job_has_ended() -> None:
    untrusted = (Notice(code="mask_untrusted", text="The product was not found for sure."),)
    made = made_of(job(EditRequest(command=Command.BACKGROUND), warnings=untrusted), None)
    assert not made.mask_trusted
    assert made.strength == Strength(product=0.3, scene=0.3)
    assert made.edit.strength == Strength(product=0.0, scene=0.95)


def test_of_a_job_that_failed_the_plan_is_known() -> None:
    made = made_of(job(EditRequest(command=Command.BACKGROUND), done=False), None)
    assert made.receipt is None
    assert made.strength == made.edit.strength


@pytest.mark.parametrize("asked", ASKED)
def test_pinning_changes_nothing_of_the_picture(asked: dict[str, Any]) -> None:
    request = EditRequest(**asked, images=1)
    (edit,) = planned(request, EngineName.STUDIO)
    assert planned(pinned(request, edit), EngineName.STUDIO) == (edit,)
