"""Messages of ours are found again by the number in them."""

from __future__ import annotations

from bot.front.search import MARK_BITS, mark_of


def test_a_mark_is_the_same_at_every_try_and_fits_discords_integers() -> None:
    marks = {mark_of(f"job {number}") for number in range(1000)}
    assert len(marks) == 1000
    assert mark_of("job 1") in marks
    assert all(1 << MARK_BITS <= mark < 1 << 31 for mark in marks)
