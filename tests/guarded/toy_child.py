"""A child that answers with its own process id."""

import os
from multiprocessing.connection import Connection

from bot.guarded.process import READY


def serve(pipe: Connection, parent_pid: int) -> None:
    """Answer every request with the child's process id, until the parent is gone."""
    pipe.send_bytes(READY)
    while True:
        try:
            pipe.recv()
            pipe.send_bytes(str(os.getpid()).encode())
        except (EOFError, OSError):
            return


def receive(pipe: Connection) -> int:
    """The process id of the child that answered."""
    return int(pipe.recv_bytes())
