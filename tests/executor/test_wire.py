"""Messages cross the pipe whole, without copies, and without strangers."""

import multiprocessing
import os
import pickle
import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bot.domain.job import Failed
from bot.executor import wire
from bot.executor.messages import Finished, Run, Step
from tests.fakes import a_photo, a_result, a_task


def test_messages_arrive_as_they_were_sent() -> None:
    for message in (
        Run(tasks=(a_task(), a_task("job-2", mask=replace(a_photo(4, 4), mode="L", width=12)))),
        Step(step=1, steps=4, previews=(b"jpeg", None)),
        Finished(outcomes=(a_result(a_task()), Failed(code="x", reply="y"))),
    ):
        assert wire.decode(wire.encode(message)) == message


def test_pictures_are_not_copied() -> None:
    photo = a_photo(200, 150)
    chunks = wire.encode(Run(tasks=(a_task(photo=photo),)))
    assert any(chunk is photo.pixels for chunk in chunks)


def test_a_large_message_crosses_a_real_pipe() -> None:
    ours, theirs = multiprocessing.Pipe()
    photo = replace(a_photo(), width=2048, height=1024, pixels=os.urandom(3 * 2**21))
    message = Run(tasks=(a_task(photo=photo),))
    sender = threading.Thread(target=wire.send, args=(ours, wire.encode(message)))
    sender.start()
    assert wire.receive(theirs) == message
    sender.join()
    ours.close()
    with pytest.raises(EOFError):
        wire.receive(theirs)
    theirs.close()


@pytest.mark.parametrize("stranger", [np.float32(0.5), np.zeros(3), print, ValueError("x")])
def test_strangers_are_not_sent(stranger: Any) -> None:
    with pytest.raises(pickle.PicklingError, match="may not cross"):
        wire.encode(replace(a_result(a_task()), positive=stranger))


class Hostile:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("exit 1",)


@pytest.mark.parametrize(
    "pickled",
    [
        pickle.dumps(Hostile(), 5),
        pickle.dumps(np.float32(0.5), 5),
        # The names of a class's module reach further, by dots and by its own imports.
        b"\x80\x05\x8c\x0fbot.domain.edit\x8c\x0ajson.dumps\x93.",
        b"\x80\x05\x8c\x0fbot.domain.edit\x8c\x09dataclass\x93.",
        b"\x80\x05\x8c\x0fbot.domain.edit\x8c\x0bbatch_seeds\x93.",
    ],
)
def test_strangers_are_not_let_in(pickled: bytes) -> None:
    with pytest.raises(pickle.UnpicklingError, match="may not cross"):
        wire.decode([pickled])
