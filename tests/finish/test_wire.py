"""What crosses the pipe comes back as it was, and nonsense is recognised."""

import json
import multiprocessing
import threading

import pytest

from bot.domain.errors import BotError, PhotoError, UsageError
from bot.domain.finishing import Finished
from bot.domain.job import Notice
from bot.finish.wire import Answer, receive_answer, send_answer

DONE = Finished(
    data=b"\x89PNG" + bytes(300_000), format="png", width=3, height=2,
    notices=(Notice(code="text_moved", text="The text moved “there”."),),
    rules=(Notice(code="rule_text", text="no text set on it"),),
)  # fmt: skip


def over_a_pipe(answer: Answer) -> Answer:
    near, far = multiprocessing.Pipe()
    sending = threading.Thread(target=send_answer, args=(far, answer))
    sending.start()
    try:
        return receive_answer(near)
    finally:
        sending.join()


@pytest.mark.parametrize("worn", [False, True])
def test_a_file_comes_back_whole(worn: bool) -> None:
    assert over_a_pipe(Answer(outcome=DONE, worn=worn)) == Answer(outcome=DONE, worn=worn)


@pytest.mark.parametrize("kind", [PhotoError, UsageError])
def test_an_error_comes_back_as_what_it_was(kind: type[BotError]) -> None:
    back = over_a_pipe(Answer(outcome=kind("code", "A sentence.", "d" * 9000), worn=False))
    assert isinstance(back.outcome, kind)
    assert (back.outcome.code, back.outcome.reply) == ("code", "A sentence.")
    assert len(back.outcome.detail) <= 4000


@pytest.mark.parametrize(
    "head", [{}, {"worn": 0}, {"worn": 0, "format": "exe"}, [], {"worn": 0, "code": "x"}, "text"]
)
def test_nonsense_is_no_answer(head: object) -> None:
    near, far = multiprocessing.Pipe()
    far.send_bytes(json.dumps(head).encode())
    far.close()
    with pytest.raises((KeyError, TypeError, ValueError, EOFError, OSError)):
        receive_answer(near)
