"""What somebody gets of what they ask for: the engine for them, or a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from bot.domain.access import Access, Circle, Visitor
from bot.domain.blocked_words import BlockedWords
from bot.domain.catalog import Catalog, EditRequest
from bot.domain.edit import Command, EngineName
from bot.domain.errand import Change, Errand, Finish, NewEdits, Upload, Work
from bot.domain.errors import Refusal, UsageError
from bot.domain.job import QUEUE_FULL
from bot.domain.limits import Allowance, Limits
from bot.domain.record import GuildSettings
from bot.ledger.sqlite import SqliteLedger
from bot.services.admission import Admission
from bot.services.engine_choice import Asked, EngineChoice
from bot.services.quota import Quota
from bot.services.recorded import RecordedJobs
from tests.fakes import a_model, an_edit
from tests.front.stage import catalog
from tests.ledger.records import NOON, a_record, an_address
from tests.loops import in_loop
from tests.services.by_hand import STUDIO, HandExecutor, a_bot

VISITOR = Visitor(person=100, server=7, channels=frozenset({1}), roles=frozenset({10}))
FOR_OTHERS = Circle(roles=(90,))
DIFFUSION = EngineChoice(
    engine=EngineName.DIFFUSION, model=a_model(), may_fall_back=True, reason="it is here"
)


def an_admission(**rules: Any) -> Admission:
    """The desk's admission, where diffusion can be had."""

    async def choose(asked: Asked | None) -> EngineChoice:
        return STUDIO if asked == "studio" else DIFFUSION

    nothing = cast(Any, None)
    return Admission(
        access=Access(**rules),
        catalog=cast(Catalog, nothing),
        jobs=cast(RecordedJobs, nothing),
        quota=cast(Quota, nothing),
        choose_engine=choose,
    )


@pytest.mark.parametrize(
    ("rules", "settings"),
    [
        ({"engines": {EngineName.DIFFUSION: FOR_OTHERS}}, {}),
        ({"models": {a_model().name: FOR_OTHERS}}, {}),
        ({}, {"diffusion_roles": (90,)}),
    ],
)
@in_loop
async def test_whom_a_model_is_not_for_gets_the_studio_engine_and_the_reason(
    rules: dict[str, Any], settings: dict[str, Any]
) -> None:
    choice = await an_admission(**rules).engine(GuildSettings(guild=7, **settings), VISITOR)
    assert choice.engine is EngineName.STUDIO
    assert choice.unusable.startswith("You cannot use the")


@in_loop
async def test_without_rules_everybody_gets_what_there_is() -> None:
    assert await an_admission().engine(GuildSettings(guild=7), VISITOR) == DIFFUSION


@in_loop
async def test_where_no_engine_is_left_there_is_a_sentence() -> None:
    both = dict.fromkeys(EngineName, FOR_OTHERS)
    with pytest.raises(Refusal, match="engine_not_allowed"):
        await an_admission(engines=both).engine(GuildSettings(guild=7), VISITOR)


def test_a_button_under_anothers_result_is_no_way_to_their_model() -> None:
    admission = an_admission(engines={EngineName.DIFFUSION: FOR_OTHERS})
    edit = an_edit(
        engine=EngineName.DIFFUSION, model="sdxl", steps=4, guidance_scale=1.0, recipe=None
    )
    with pytest.raises(Refusal, match="engine_not_allowed"):
        admission.check_repeat(a_record(1, edits=(edit,)), GuildSettings(guild=7), VISITOR)
    admission.check_repeat(a_record(2), GuildSettings(guild=7), VISITOR)


def test_what_is_to_be_avoided_may_be_named() -> None:
    admission = an_admission(blocked_words=(BlockedWords(words=("gun",), reason="No weapons."),))
    here = GuildSettings(guild=7)
    admission.check_request(
        EditRequest(command=Command.BACKGROUND, prompt="a mug", avoid="guns, a gun"), here, VISITOR
    )
    for words in ({"prompt": "a gun"}, {"keep": "the gun"}):
        request = EditRequest(command=Command.BACKGROUND, **words)  # type: ignore[arg-type]
        with pytest.raises(Refusal, match="words_blocked"):
            admission.check_request(request, here, VISITOR)
    with pytest.raises(Refusal, match="words_blocked"):
        admission.check_text("GUN SALE", VISITOR)


PHOTO = Upload(name="mug.png", url="https://nobody.example/mug.png", size_bytes=9)
VARIANTS = EditRequest(command=Command.VARIANTS, images=3)


@pytest.mark.parametrize(
    ("work", "jobs", "images"),
    [
        (NewEdits(request=VARIANTS, photos=(PHOTO, PHOTO), seed=1), 2, 6),
        (Change(job_id="0" * 32, request=VARIANTS, seed=1), 1, 3),
        (Finish(photo=PHOTO, target="square"), 1, 1),
        (None, 0, 0),
    ],
)
@in_loop
async def test_what_was_taken_before_a_restart_counts_while_it_is_done(
    work: Work | None, jobs: int, images: int, tmp_path: Path
) -> None:
    errand = Errand(interaction=1, address=an_address(), visitor=VISITOR, asked_at=NOON, work=work)
    async with SqliteLedger(tmp_path) as ledger:
        allowance = Allowance(waiting=jobs + 1, images_per_day=images + 1)
        quota = Quota(limits=Limits(person=allowance), ledger=ledger)
        admission = Admission(
            access=Access(),
            catalog=catalog(),
            jobs=cast(RecordedJobs, None),
            quota=quota,
            choose_engine=cast(Any, None),
        )
        async with admission.resumed(errand):
            async with quota.hold(VISITOR, jobs=1, images=1):
                pass  # there is room for one more
            with pytest.raises(Refusal, match="person_waits_enough"):
                async with quota.hold(VISITOR, jobs=2, images=1):
                    pass
            with pytest.raises(Refusal, match="person_spent"):
                async with quota.hold(VISITOR, jobs=1, images=2):
                    pass


@in_loop
async def test_what_is_on_its_way_takes_room_in_the_queue(tmp_path: Path) -> None:
    """Else all that comes at once would be taken, and what is too much be refused after that."""
    async with a_bot(tmp_path, HandExecutor(room=3)) as bot:
        admission = Admission(
            access=Access(),
            catalog=catalog(),
            jobs=bot.jobs,
            quota=Quota(limits=Limits(), ledger=bot.ledger),
            choose_engine=cast(Any, None),
        )
        async with (
            admission.room(VARIANTS, VISITOR, photos=2) as two,
            admission.room(VARIANTS, VISITOR),
        ):
            with pytest.raises(UsageError, match=QUEUE_FULL):
                async with admission.room(VARIANTS, VISITOR):
                    pass
            two.settle()
            async with admission.room(VARIANTS, VISITOR):
                pass
