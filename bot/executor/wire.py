"""How messages cross the pipe: pickled without copying pictures, and only the domain's classes.

A photo of 2048 x 2048 pixels has 16 MiB. `pickle.dumps` would copy it while it holds the
interpreter's lock, 5 to 8 ms in which the bot's event loop stands still; a pickler that writes to
a file hands large bytes over as they are (0.05 ms). So a message is a few chunks, sent after a
chunk with their number.

The pipe ends in the bot, and unpickling imports whatever a pickle names: a stray numpy scalar in a
result would pull numpy in, a hostile one could run code. Hence both ends know the domain's classes
and no others.
"""

from __future__ import annotations

import io
import pickle
from multiprocessing.connection import Connection
from typing import Any

_PROTOCOL = 5
_COUNT_BYTES = 4
_KNOWN_PACKAGES = ("bot.domain.", "bot.executor.messages")


class _Chunks(list[bytes]):
    """A file to write to that keeps what it is given, uncopied."""

    def write(self, chunk: bytes) -> None:
        self.append(chunk)


def _is_known(module: str) -> bool:
    return module.startswith(_KNOWN_PACKAGES)


class _Pickler(pickle.Pickler):
    # Any: what a pickler is given, and what it answers (a reduce tuple), has no narrower type.
    def reducer_override(self, value: Any) -> Any:
        """Called for all but plain built-in values."""
        owner = value if isinstance(value, type) else type(value)
        if not _is_known(owner.__module__):
            raise pickle.PicklingError(
                f"{owner.__module__}.{owner.__qualname__} may not cross the pipe"
            )
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    # Any: the class or function that a pickle names, as in the base class.
    def find_class(self, module: str, name: str) -> Any:
        """Called for every class or function that a pickle names."""
        if not _is_known(module) or "." in name:  # a dotted name would reach what a module imports
            raise pickle.UnpicklingError(f"{module}.{name} may not cross the pipe")
        found = super().find_class(module, name)
        if not (isinstance(found, type) and _is_known(found.__module__)):
            raise pickle.UnpicklingError(f"{module}.{name} may not cross the pipe")
        return found


def encode(message: object) -> list[bytes]:
    """The chunks of a message. Raises `pickle.PicklingError` for what may not cross the pipe."""
    chunks = _Chunks()
    _Pickler(chunks, _PROTOCOL).dump(message)
    return chunks


def decode(chunks: list[bytes]) -> object:
    """The message in these chunks. Raises `pickle.UnpicklingError` for an unknown class."""
    return _Unpickler(io.BytesIO(b"".join(chunks))).load()


def send(pipe: Connection, chunks: list[bytes]) -> None:
    """Send a message; blocks until the other end has taken most of it. Raises `OSError` when the
    other end is closed."""
    pipe.send_bytes(len(chunks).to_bytes(_COUNT_BYTES, "big"))
    for chunk in chunks:
        pipe.send_bytes(chunk)


def receive(pipe: Connection) -> object:
    """Wait for the next message. Raises `EOFError` or `OSError` when the other end is closed."""
    count = int.from_bytes(pipe.recv_bytes(), "big")
    return decode([pipe.recv_bytes() for _ in range(count)])
