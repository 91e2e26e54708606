"""What became of every order: answered exactly once, lost, or answered twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from benchmarks.soak.discords import Discord, Shown
from benchmarks.soak.orders import Order
from bot.front.finish_presses import FinishVerb, read_finish_press
from bot.front.presses import Verb, read_press
from bot.front.search import mark_of

MOVED = "it is in a new message below"
"""What stands in a message whose answer had to be posted as another one."""

CANCELLED = "This edit was cancelled."
SORRY = "⚠️"


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What the bot itself has written down: the jobs of each interaction, by id, and how many of
    all jobs it still has to do or to answer."""

    jobs: Mapping[int, Sequence[str]] = field(default_factory=dict)
    under_way: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of jobs, by number. A job is a photo of an interaction that Discord saw
    acknowledged.

    `losses` are photos without a final answer, and messages that still "think", wait or run;
    `under_way` says how many jobs the bot itself counts as not done yet, so while it is not 0,
    losses may still be mended. `twins` are final answers to a photo that has one already, also in
    its place.
    `pictures` and `sentences` are the final answers with a result and those that say why there is
    none; `said` counts the latter by what they say. `open_orders` describes the orders with losses
    or twins.
    """

    jobs: int
    losses: int
    twins: int
    pictures: int
    sentences: int
    under_way: int = 0
    said: tuple[tuple[str, int], ...] = ()
    open_orders: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether nothing is to be expected any more."""
        return self.losses == 0 and self.under_way == 0


def judge(
    discord: Discord,
    orders: Sequence[Order],
    books: Books | None = None,
    *,
    shown: Set[str] = frozenset(),
) -> Tally:
    """Look at all messages of the bot as they are now. Those in `shown` had a finished picture
    before, so that whatever else they show is another answer."""
    books = books or Books()
    posts = discord.posts()
    jobs = losses = twins = 0
    finals: list[Shown] = []
    named: Counter[str] = Counter()
    nobodys = {post.id: post for post in posts}
    wrong = []
    for order in orders:
        if not order.asked.acknowledged:
            continue  # Discord told the person that the bot did not respond
        own = _messages_of(order, posts, books)
        for message in own:
            nobodys.pop(message.id, None)
        answers = [message for message in own if is_final(message)]
        open_ones = [m for m in own if not is_final(m) and MOVED not in m.text]
        missing = max(order.answers - len(answers), len(open_ones))
        replaced = [m for m in own if m.id in shown and not _is_finished(m) and MOVED not in m.text]
        doubled = max(0, len(answers) - order.answers) + len(replaced)
        if missing or doubled:
            wrong.append(_described(order, own))
        jobs, losses, twins = jobs + order.answers, losses + missing, twins + doubled
        finals += answers
        if not order.shows_again:
            named.update(job for message in answers for job in jobs_in(message))
    named.update(job for post in nobodys.values() if is_final(post) for job in jobs_in(post))
    said = Counter(_sentence_in(message) for message in finals if not message.pictures)
    return Tally(
        jobs=jobs,
        losses=losses,
        twins=max(twins, sum(count - 1 for count in named.values())),
        pictures=len(finals) - said.total(),
        sentences=said.total(),
        under_way=books.under_way,
        said=tuple(said.most_common()),
        open_orders=tuple(wrong),
    )


def is_final(message: Shown) -> bool:
    """Whether a message shows how something ended: with pictures, or a sentence on why not."""
    if message.thinking or _can_be_cancelled(message):
        return False
    ended = message.pictures > 0 or bool(jobs_in(message))
    return ended or SORRY in message.text or CANCELLED in message.text


def finished(orders: Sequence[Order]) -> set[str]:
    """The ids of the messages that show a finished picture now."""
    return {m.id for order in orders for m in order.asked.messages() if _is_finished(m)}


def _is_finished(message: Shown) -> bool:
    return message.pictures > 0 and is_final(message)


def jobs_in(message: Shown) -> set[str]:
    """The jobs, or pictures with text, that a message names in its buttons."""
    return {found for custom_id in message.custom_ids for found in _named(custom_id)}


def _named(custom_id: str) -> Iterator[str]:
    if (press := read_press(custom_id)) is not None:
        yield press.job_id
    finish = read_finish_press(custom_id)
    if finish is not None and finish.verb in (FinishVerb.TEXT, FinishVerb.EDIT_TEXT):
        yield finish.id


def _can_be_cancelled(message: Shown) -> bool:
    presses = [read_press(custom_id) for custom_id in message.custom_ids]
    return any(press is not None and press.verb is Verb.CANCEL for press in presses)


def _messages_of(order: Order, posts: Sequence[Shown], books: Books) -> list[Shown]:
    """The answers to an order: those of its interaction, and posts that answer one of these, carry
    its mark, or name one of its jobs."""
    own = order.asked.messages()
    ids = {message.id for message in own}
    jobs = set(books.jobs.get(order.asked.id, ()))
    marks = _marks(order, jobs)
    return own + [
        post
        for post in posts
        if post.replies_to in ids or post.marks & marks or jobs_in(post) & jobs
    ]


def _marks(order: Order, jobs: set[str]) -> set[int]:
    """The numbers in answers to an order that had to be posted; see `bot/front/messenger.py`."""
    interaction = str(order.asked.id)
    parts = (f"{interaction}.{part}" for part in range(order.answers))
    return {mark_of(f"late {about}") for about in (interaction, *parts, *jobs)}


def _sentence_in(message: Shown) -> str:
    """The line that says why there is no picture, without its numbers."""
    lines = [line for line in message.text.splitlines() if SORRY in line or CANCELLED in line]
    return re.sub(r"\d+", "…", lines[0] if lines else message.text[:80])


def _described(order: Order, messages: Sequence[Shown]) -> str:
    said = " | ".join(_state(message) for message in messages) or "no message"
    return f"{order.kind} {order.asked.id}, {order.answers} due: {said}"


def _state(message: Shown) -> str:
    if message.thinking:
        return f"{message.id} thinks"
    kind = "final" if is_final(message) else "open"
    line = " ".join(message.text.split())[:90]
    return f"{message.id} {kind}, {message.pictures} pictures: {line}"
