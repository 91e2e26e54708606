"""The words for ends and durations."""

import pytest

from bot.executor.failures import duration_in_words, exit_in_words


@pytest.mark.parametrize(
    ("exitcode", "words"),
    [
        (None, "is gone"),
        (0, "exited with 0"),
        (3, "exited with 3"),
        (-9, "was killed by SIGKILL"),
        (-250, "was killed by signal 250"),
    ],
)
def test_exits_are_told_by_name(exitcode: int | None, words: str) -> None:
    assert exit_in_words(exitcode) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 second"),
        (1.2, "1 second"),
        (2.0, "2 seconds"),
        (54, "54 seconds"),
        (58, "1 minute"),
        (150, "2 minutes"),
        (900, "15 minutes"),
    ],
)
def test_durations_are_rough(seconds: float, words: str) -> None:
    assert duration_in_words(seconds) == words
