"""From a photo and a wish to a ticket in the queue."""

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.config.catalog import load_catalog
from bot.domain.catalog import EditRequest
from bot.domain.edit import Command, EngineName
from bot.domain.errors import BotError, PhotoError, UsageError
from bot.domain.job import Output
from bot.services.engine_choice import EngineChoice
from bot.services.jobs import Accepted, JobService, Order, Source
from tests.fakes import FakeExecutor, FakeReader, a_model, an_edit

STUDIO = EngineChoice(engine=EngineName.STUDIO, model=None, may_fall_back=False, reason="")
MUG = Source(name="mug.jpg", data=b"mug")


def an_order(**changes: Any) -> Order:
    fields: dict[str, Any] = {
        "owner": "42",
        "source": MUG,
        "request": EditRequest(command=Command.BACKGROUND, preset="marble"),
        "choice": STUDIO,
        "seed": 7,
    }
    return Order(**{**fields, **changes})


def a_service(executor: FakeExecutor) -> JobService:
    return JobService(catalog=load_catalog(Path("config")), reader=FakeReader(), executor=executor)


def submit(order: Order, executor: FakeExecutor) -> Accepted:
    return asyncio.run(a_service(executor).submit(order))


def test_an_order_becomes_a_job_of_its_owner() -> None:
    executor = FakeExecutor()
    accepted = submit(an_order(output=Output(format="webp")), executor)
    (job,) = executor.jobs
    assert job.owner == "42"
    assert job.task.edits == accepted.edits
    assert job.task.edits[0].preset == "marble"
    assert job.task.edits[0].seed == 7
    assert job.task.output.format == "webp"
    assert accepted.ticket.job_id == job.id


def test_jobs_have_ids_of_their_own() -> None:
    executor = FakeExecutor()
    assert submit(an_order(), executor).ticket.job_id != submit(an_order(), executor).ticket.job_id


def test_an_attached_mask_goes_along() -> None:
    executor = FakeExecutor()
    source = replace(MUG, mask_name="mask.png", mask_data=b"mask")
    submit(an_order(source=source), executor)
    task = executor.jobs[0].task
    assert task.mask is not None
    assert task.edits[0].mask_sha256 == hashlib.sha256(b"mask").hexdigest()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"source": Source(name="bad.jpg", data=b"")}, PhotoError),
        ({"request": EditRequest(command=Command.BACKGROUND, preset="moon")}, UsageError),
    ],
)
def test_what_is_refused_never_reaches_the_queue(
    changes: dict[str, Any], error: type[BotError]
) -> None:
    executor = FakeExecutor()
    with pytest.raises(error):
        submit(an_order(**changes), executor)
    assert not executor.jobs


def test_an_edit_is_repeated_as_it_was() -> None:
    executor = FakeExecutor()
    edit = an_edit(source_sha256=hashlib.sha256(b"mug").hexdigest())
    asyncio.run(a_service(executor).repeat(edit, MUG, model=None, owner="cli", output=Output()))
    assert executor.jobs[0].task.edits == (edit,)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (Source(name="jar.jpg", data=b"jar"), "source_differs"),
        (replace(MUG, mask_name="m.png", mask_data=b"m"), "mask_differs"),
    ],
)
def test_an_edit_is_not_repeated_on_something_else(source: Source, code: str) -> None:
    executor = FakeExecutor()
    edit = an_edit(source_sha256=hashlib.sha256(b"mug").hexdigest())
    with pytest.raises(UsageError) as caught:
        asyncio.run(
            a_service(executor).repeat(edit, source, model=None, owner="cli", output=Output())
        )
    assert caught.value.code == code
    assert not executor.jobs


AUTO = EngineChoice(engine=EngineName.DIFFUSION, model=a_model(), may_fall_back=True, reason="")


def test_auto_brings_along_what_the_studio_engine_would_make_of_the_same_words() -> None:
    executor = FakeExecutor()
    request = EditRequest(command=Command.VARIANTS, prompt="paint it terracotta", seed=3)
    accepted = submit(an_order(request=request, choice=AUTO), executor)
    fallback = executor.jobs[0].task.fallback
    assert fallback is not None
    (edit,) = fallback.edits
    assert (edit.engine, edit.seed, edit.model) == (EngineName.STUDIO, 3, None)
    assert edit.paint is not None
    assert edit.paint.label == "Terracotta"
    assert [notice.code for notice in fallback.notices] == ["prompt_matched"]
    assert accepted.edits[0].engine is EngineName.DIFFUSION


def test_the_studio_engine_makes_no_more_pictures_than_the_model_would() -> None:
    executor = FakeExecutor()
    request = EditRequest(command=Command.VARIANTS, prompt="in some other colour")
    submit(an_order(request=request, choice=AUTO), executor)
    task = executor.jobs[0].task
    assert task.fallback is not None
    assert len(task.fallback.edits) == len(task.edits) == 1


def test_without_auto_there_is_nothing_to_fall_back_to() -> None:
    executor = FakeExecutor()
    submit(an_order(choice=replace(AUTO, may_fall_back=False)), executor)
    assert executor.jobs[0].task.fallback is None


def test_a_repeated_picture_of_a_model_for_private_use_is_labelled_again() -> None:
    model = a_model(commercial=False, licence="Private")
    edit = an_edit(
        engine=EngineName.DIFFUSION,
        model=model.name,
        source_sha256=hashlib.sha256(b"mug").hexdigest(),
    )
    accepted = asyncio.run(
        a_service(FakeExecutor()).repeat(edit, MUG, model=model, owner="cli", output=Output())
    )
    assert [notice.code for notice in accepted.notices] == ["not_for_commercial_use"]
