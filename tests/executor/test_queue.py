"""Turns between owners, order within one, and who may share a pass."""

import random
from collections.abc import Sequence

import pytest

from bot.domain.job import Job
from bot.executor.queue import Entry, FairQueue
from bot.executor.ticket import JobTicket
from tests.fakes import a_task, an_edit

TASK = a_task()
EDIT = an_edit()


def an_entry(name: str, *, pictures: int = 1, key: str | None = None) -> Entry:
    """A job whose owner is its name up to the first digit."""
    task = a_task(name, photo=TASK.photo, edits=(EDIT,) * pictures)
    job = Job(owner=name.rstrip("0123456789"), task=task)
    ticket = JobTicket(name, lambda job_id: None)
    return Entry(job=job, ticket=ticket, batch_key=None if key is None else (key,))


def a_queue(*names: str, max_batch: int = 4, key: str | None = None) -> FairQueue:
    queue = FairQueue(max_batch=max_batch)
    for name in names:
        queue.push(an_entry(name, key=key))
    return queue


def names(entries: Sequence[Entry]) -> list[str]:
    return [entry.job.id for entry in entries]


def all_passes(queue: FairQueue) -> list[list[str]]:
    passes = []
    while entries := queue.pop_pass():
        passes.append(names(entries))
    assert len(queue) == 0
    return passes


def test_owners_take_turns_and_keep_their_order() -> None:
    queue = a_queue("a1", "a2", "a3", "b1", "c1", "c2")
    assert all_passes(queue) == [["a1"], ["b1"], ["c1"], ["a2"], ["c2"], ["a3"]]


def test_a_newcomer_waits_for_one_job_of_each_and_no_more() -> None:
    queue = a_queue(*(f"a{i}" for i in range(20)))
    assert names(queue.pop_pass()) == ["a0"]
    queue.push(an_entry("b1"))
    assert names(queue.pop_pass()) == ["a1"]
    assert names(queue.pop_pass()) == ["b1"]


def test_a_pass_is_filled_owner_by_owner() -> None:
    queue = a_queue("a1", "a2", "a3", "b1", "b2", "c1", key="k", max_batch=4)
    assert all_passes(queue) == [["a1", "b1", "c1", "a2"], ["b2", "a3"]]


def test_who_is_not_in_a_pass_is_next() -> None:
    queue = a_queue("a1", "a2", "a3", key="k")
    queue.push(an_entry("b1", key="another"))
    queue.push(an_entry("c1", key="k"))
    assert all_passes(queue) == [["a1", "c1", "a2", "a3"], ["b1"]]


def test_no_job_overtakes_another_of_its_owner() -> None:
    queue = FairQueue(max_batch=4)
    for name, key in (("a1", "k"), ("a2", "another"), ("a3", "k")):
        queue.push(an_entry(name, key=key))
    assert all_passes(queue) == [["a1"], ["a2"], ["a3"]]


def test_only_as_many_pictures_as_fit_share_a_pass() -> None:
    queue = FairQueue(max_batch=4)
    queue.push(an_entry("a1", pictures=2, key="k"))
    queue.push(an_entry("b1", pictures=3, key="k"))
    queue.push(an_entry("c1", pictures=2, key="k"))
    queue.push(an_entry("d1", pictures=8, key="k"))
    assert all_passes(queue) == [["a1", "c1"], ["b1"], ["d1"]]


def test_a_job_that_must_be_alone_is() -> None:
    queue = FairQueue(max_batch=4)
    for name in ("a1", "b1", "c1"):
        entry = an_entry(name, key="k")
        entry.alone = name == "b1"
        queue.push(entry)
    assert all_passes(queue) == [["a1", "c1"], ["b1"]]


def test_what_is_put_back_comes_first_among_its_owners_jobs() -> None:
    queue = a_queue("a1", "b1", "a2", "b2", "c1", key="k", max_batch=2)
    taken = queue.pop_pass()
    assert names(taken) == ["a1", "b1"]
    for entry in taken:
        entry.alone = True
    queue.put_back(taken)
    assert all_passes(queue) == [["c1"], ["a1"], ["b1"], ["a2", "b2"]]


def test_owners_whose_last_job_is_put_back_keep_their_order() -> None:
    queue = a_queue("a1", "b1", "c1", key="k")
    taken = queue.pop_pass()
    for entry in taken:
        entry.alone = True
    queue.put_back(taken)
    assert all_passes(queue) == [["a1"], ["b1"], ["c1"]]


def test_a_removed_job_is_gone_and_others_close_up() -> None:
    queue = FairQueue(max_batch=4)
    entries = {name: an_entry(name) for name in ("a1", "a2", "b1")}
    for entry in entries.values():
        queue.push(entry)
    queue.remove(entries["a1"])
    queue.remove(entries["b1"])
    assert entries["a1"] not in queue
    assert entries["a2"] in queue
    with pytest.raises(KeyError):
        queue.remove(entries["a1"])
    assert all_passes(queue) == [["a2"]]


def test_places_are_told_in_the_order_in_which_jobs_are_taken() -> None:
    chance = random.Random(5)  # noqa: S311 - a fixed sequence, no secret
    queue = FairQueue(max_batch=1)
    for i in range(300):
        queue.push(an_entry(f"{chance.choice('abcdefgh')}{i}"))
        if chance.random() < 0.3:
            queue.pop_pass()
        told = names(list(queue.in_turn()))
        assert len(told) == len(queue)
    assert [[name] for name in told] == all_passes(queue)
