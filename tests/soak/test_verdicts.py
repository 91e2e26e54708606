"""What the soak counts: answers that are missing, unfinished or doubled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import yaml

from benchmarks.soak.discords import Asked, Shown
from benchmarks.soak.orders import Order
from benchmarks.soak.verdicts import CANCELLED, MOVED, Books, finished, judge
from bot.front.finish_presses import FinishPress, FinishVerb
from bot.front.presses import Press, Verb
from bot.front.search import mark_of

ENGLISH = Path(__file__).parents[2] / "config" / "texts" / "en.yaml"
JOB, OTHER = "0" * 32, "1" * 32
INTERACTION = 7


class FakeAsked:
    """An interaction with the messages that answer it."""

    def __init__(self, messages: Sequence[Shown], *, acknowledged: bool = True) -> None:
        self._messages = list(messages)
        self.id = INTERACTION
        self.acknowledged = acknowledged
        self.has_form = False

    async def settle(self) -> bool:
        """Whether it is acknowledged."""
        return self.acknowledged

    async def fill_in(self, values: Mapping[str, object]) -> Asked:
        """There is no form."""
        raise NotImplementedError

    def messages(self) -> list[Shown]:
        """The answers."""
        return self._messages


class FakeDiscord:
    """Has posts, and nobody who asks."""

    def __init__(self, posts: Sequence[Shown] = ()) -> None:
        self._posts = list(posts)
        self.online = True

    async def slash(self, person: str, command: str, options: Mapping[str, object]) -> Asked:
        """Nobody asks."""
        raise NotImplementedError

    async def press(self, person: str, message: Shown, custom_id: str) -> Asked:
        """Nobody presses."""
        raise NotImplementedError

    async def choose(
        self, person: str, message: Shown, custom_id: str, values: Sequence[str]
    ) -> Asked:
        """Nobody chooses."""
        raise NotImplementedError

    def posts(self) -> list[Shown]:
        """The posts."""
        return self._posts


def message(number: int, **state: object) -> Shown:
    """A message with such an id."""
    return Shown(**{"id": str(number), "text": "", **state})  # type: ignore[arg-type]


def thinks(number: int = 1) -> Shown:
    return message(number, thinking=True)


def shows(verb: Verb, number: int = 1, job: str = JOB, **state: object) -> Shown:
    return message(number, custom_ids=(Press(verb=verb, job_id=job).custom_id,), **state)


def result(number: int = 1, **state: object) -> Shown:
    return shows(Verb.AGAIN, number, **{"pictures": 2, **state})  # type: ignore[arg-type]


def with_text(number: int = 1) -> Shown:
    press = FinishPress(verb=FinishVerb.EDIT_TEXT, id=JOB)
    return message(number, pictures=1, custom_ids=(press.custom_id,))


def counted(
    *messages: Shown,
    answers: int = 1,
    posts: Sequence[Shown] = (),
    books: Books | None = None,
    acknowledged: bool = True,
    shows_again: bool = False,
) -> tuple[int, int, int]:
    """Jobs, losses and twins of one order with such answers."""
    order = Order(
        kind="test",
        asked=FakeAsked(messages, acknowledged=acknowledged),
        answers=answers,
        shows_again=shows_again,
    )
    tally = judge(FakeDiscord(posts), [order], books)
    return tally.jobs, tally.losses, tally.twins


def test_a_result_a_sentence_a_cancelled_edit_an_export_and_a_text_are_ends() -> None:
    for end in (
        result(),
        shows(Verb.AGAIN, text="⚠️ It did not work."),
        message(1, text="⚠️ This is no picture."),
        message(1, text=CANCELLED),
        message(1, pictures=1),
        with_text(),
    ):
        assert counted(end) == (1, 0, 0), end


def test_sentences_are_counted_by_what_they_say() -> None:
    asked = [
        Order(kind="test", asked=FakeAsked([message(number, text=text)]))
        for number, text in enumerate(
            ("-# Photo 1 of 2\n⚠️ Wait 3 minutes.", "⚠️ Wait 4 minutes.", CANCELLED)
        )
    ]
    asked.append(Order(kind="test", asked=FakeAsked([result(9)])))
    tally = judge(FakeDiscord(), asked)
    assert tally.said == (("⚠️ Wait … minutes.", 2), (CANCELLED, 1))
    assert (tally.pictures, tally.sentences) == (1, 3)


def test_a_sentence_in_the_place_of_a_picture_is_another_answer() -> None:
    shown = {"1"}
    for there, twins in (
        (message(1, text="⚠️ Send the command again."), 1),
        (with_text(), 0),
        (message(1, text=MOVED), 0),
        (message(2, text="⚠️ This is no picture."), 0),
    ):
        order = Order(kind="test", asked=FakeAsked([there]))
        assert judge(FakeDiscord(), [order], shown=shown).twins == twins, there
    assert finished([Order(kind="test", asked=FakeAsked([result(), thinks(2)]))]) == {"1"}


def test_what_thinks_waits_or_runs_is_not_answered() -> None:
    assert counted(thinks()) == (1, 1, 0)
    assert counted(shows(Verb.CANCEL)) == (1, 1, 0)
    assert counted(shows(Verb.CANCEL, pictures=1)) == (1, 1, 0)  # a preview
    assert counted(message(1, text="Got it.")) == (1, 1, 0)
    assert counted(result(), shows(Verb.CANCEL, 2)) == (1, 1, 0)


def test_every_photo_is_due_an_answer() -> None:
    assert counted(result(), answers=2) == (2, 1, 0)
    assert counted(answers=3) == (3, 3, 0)


def test_a_second_answer_is_a_twin() -> None:
    assert counted(result(1), result(2)) == (1, 0, 1)
    assert counted(result(1), result(2), answers=2) == (2, 0, 1)  # the same job for two photos
    assert counted(result(1), posts=[result(2)]) == (1, 0, 1)
    assert counted(with_text(1), with_text(2)) == (1, 0, 1)


def test_what_is_shown_again_on_purpose_is_no_twin() -> None:
    asked, picked = (
        Order(kind="test", asked=FakeAsked([result(number)]), shows_again=again)
        for number, again in ((1, False), (2, True))
    )
    tally = judge(FakeDiscord(), [asked, picked])
    assert (tally.jobs, tally.losses, tally.twins) == (2, 0, 0)


def test_an_answer_in_a_new_message_is_found_by_what_it_answers_its_mark_or_its_job() -> None:
    moved = message(1, text=f"This took long; {MOVED}.")
    assert counted(moved) == (1, 1, 0)
    assert counted(moved, posts=[result(2, replies_to="1")]) == (1, 0, 0)
    marked = message(2, text="⚠️ Sorry.", marks=frozenset({mark_of(f"late {INTERACTION}")}))
    assert counted(posts=[marked]) == (1, 0, 0)
    assert counted(posts=[result(2)]) == (1, 1, 0)
    assert counted(posts=[result(2)], books=Books(jobs={INTERACTION: [JOB]})) == (1, 0, 0)
    assert counted(posts=[result(2)], books=Books(jobs={INTERACTION: [OTHER]})) == (1, 1, 0)


def test_what_discord_saw_no_answer_to_is_no_job() -> None:
    assert counted(thinks(), acknowledged=False) == (0, 0, 0)


def test_nothing_is_settled_while_the_ledger_has_work() -> None:
    order = Order(kind="test", asked=FakeAsked([result()]))
    assert judge(FakeDiscord(), [order]).settled
    assert not judge(FakeDiscord(), [order], Books(under_way=1)).settled


def test_the_sentences_that_are_looked_for_are_those_that_are_said() -> None:
    said = yaml.safe_load(ENGLISH.read_text("utf-8"))["reply"]
    assert said["cancelled"] == CANCELLED
    assert MOVED in said["moved"]


@pytest.mark.parametrize("verb", [Verb.PICK, Verb.ORIGINALS])
def test_a_ladder_is_an_end(verb: Verb) -> None:
    assert counted(shows(verb, pictures=1)) == (1, 0, 0)
