"""The queue before the worker: fair between owners, and aware of what can be rendered together."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.job import Job
from bot.executor.ticket import JobTicket


@dataclass(slots=True, kw_only=True, eq=False)
class Entry:
    """A job on its way. `deaths` counts the workers that ended while they rendered it; `alone`
    keeps it out of batches after a pass went wrong; `held_bytes` is what its photo takes of the
    memory for those that wait."""

    job: Job
    ticket: JobTicket
    batch_key: tuple[object, ...] | None
    deaths: int = 0
    alone: bool = False
    held_bytes: int = 0
    preview: bytes | None = None

    @property
    def pictures(self) -> int:
        """How many pictures the job asks for."""
        return len(self.job.task.edits)

    def joins(self, first: Entry, room: int) -> bool:
        """Whether this job can be rendered in one pass with `first`, with `room` pictures left."""
        if self.alone or first.alone or first.batch_key is None:
            return False
        return self.batch_key == first.batch_key and self.pictures <= room


class FairQueue:
    """Owners take turns, and each owner's jobs keep their order.

    Putting a job in, taking one out and removing one cost the same however many wait: each owner
    has a line, and the lines are kept in the order of their turns.
    """

    def __init__(self, *, max_batch: int) -> None:
        self._max_batch = max_batch
        self._lines: OrderedDict[str, OrderedDict[str, Entry]] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def __contains__(self, entry: Entry) -> bool:
        line = self._lines.get(entry.job.owner)
        return line is not None and line.get(entry.job.id) is entry

    def push(self, entry: Entry) -> None:
        """Put a job at the end of its owner's line; a new owner's turn comes last."""
        self._line_of(entry)[entry.job.id] = entry
        self._size += 1

    def put_back(self, entries: list[Entry]) -> None:
        """Put jobs that were taken out back at the head of their owners' lines, in order. The
        owners have had their turn: nobody else is held up."""
        lines = [self._line_of(entry) for entry in entries]
        for entry, line in zip(reversed(entries), reversed(lines), strict=True):
            line[entry.job.id] = entry
            line.move_to_end(entry.job.id, last=False)
            self._size += 1

    def remove(self, entry: Entry) -> None:
        """Take a waiting job out. Raises `KeyError` if it does not wait."""
        self._take(entry)

    def pop_pass(self) -> list[Entry]:
        """Take out what is rendered next: the next owner's first job, and as many compatible ones
        as fit in one pass. Empty when nothing waits.

        Whoever has a job in the pass has had their turn, so an owner who is not in it is next.
        Only the heads of the lines may join: no job overtakes another of its owner.
        """
        if not self._lines:
            return []
        first = self._pop_head(next(iter(self._lines)))
        entries, room = [first], self._max_batch - first.pictures
        while room > 0 and (joined := self._pop_joining(first, room)):
            entries += joined
            room -= sum(entry.pictures for entry in joined)
        return entries

    def in_turn(self) -> Iterator[Entry]:
        """What waits now, in the order in which it would be taken out one by one. The queue may
        change meanwhile."""
        lines = deque(iter(tuple(line.values())) for line in self._lines.values())
        while lines:
            line = lines.popleft()
            for entry in line:
                yield entry
                lines.append(line)
                break

    def _line_of(self, entry: Entry) -> OrderedDict[str, Entry]:
        return self._lines.setdefault(entry.job.owner, OrderedDict())

    def _take(self, entry: Entry) -> None:
        line = self._lines[entry.job.owner]
        del line[entry.job.id]
        if not line:
            del self._lines[entry.job.owner]
        self._size -= 1

    def _pop_head(self, owner: str) -> Entry:
        entry = self._head_of(owner)
        self._take(entry)
        if owner in self._lines:
            self._lines.move_to_end(owner)
        return entry

    def _head_of(self, owner: str) -> Entry:
        return next(iter(self._lines[owner].values()))

    def _pop_joining(self, first: Entry, room: int) -> list[Entry]:
        """One round through the owners: the heads that can be rendered with `first` and fit."""
        if first.alone or first.batch_key is None:
            return []
        joined: list[Entry] = []
        for owner in tuple(self._lines):
            head = self._head_of(owner)
            if head.joins(first, room):
                joined.append(self._pop_head(owner))
                room -= head.pictures
        return joined
