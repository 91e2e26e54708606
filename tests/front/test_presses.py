"""What stands in a button."""

from __future__ import annotations

import pytest

from bot.front.presses import Press, Verb, read_press

JOB = "0123456789abcdef" * 2


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("picture", [None, 0, 7])
@pytest.mark.parametrize("item", [None, 3])
def test_a_press_is_read_back_from_its_custom_id(
    verb: Verb, picture: int | None, item: int | None
) -> None:
    press = Press(verb=verb, job_id=JOB, picture=picture, item=item)
    assert read_press(press.custom_id) == press
    assert len(press.custom_id) <= 100


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "again",
        f"restage:explode:{JOB}",
        f"restage:again:{JOB[:-1]}",
        f"restage:again:{JOB}:10",
        f"restage:again:{JOB}:x",
        f"restage:again:{JOB}:ix",
        f"restage:again:{JOB}:i3:1",
        f"other:again:{JOB}",
        f"restage:again:{JOB}\n",
    ],
)
def test_what_is_not_ours_is_left_alone(custom_id: str) -> None:
    assert read_press(custom_id) is None
