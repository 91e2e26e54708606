"""What became of every order: answered exactly once, lost, or answered twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.soak.orders import Order
from bot.front.presses import Verb, read_press
from bot.sandbox.layout import walk
from bot.sandbox.messages import Message
from bot.sandbox.server import Sandbox

MOVED = "it is in a new message below"
"""What stands in a message whose answer had to be posted as another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of jobs, by number. A job is a photo of an interaction that Discord saw
    acknowledged.

    `losses` are photos without a final answer, and messages that still "think", wait or run.
    `twins` are final answers to a photo that has one already. `pictures` and `sentences` are the
    final answers with a result and those that say why there is none.
    """

    jobs: int
    losses: int
    twins: int
    pictures: int
    sentences: int

    @property
    def settled(self) -> bool:
        """Whether nothing is to be expected any more."""
        return self.losses == 0


def judge(discord: Sandbox, orders: Sequence[Order]) -> Tally:
    """Look at all messages of the bot as they are now."""
    posts = [m for m in _messages_of(discord) if m.interaction is None]
    jobs = losses = twins = 0
    finals: list[Message] = []
    for order in orders:
        if order.reply.interaction.answer is None:
            continue  # Discord told the person that the bot did not respond
        own = [seen.message for seen in order.reply.messages()]
        ids = {message.id for message in own}
        own += [post for post in posts if post.reference is not None and post.reference.id in ids]
        answers = [message for message in own if is_final(message)]
        open_ones = [m for m in own if not is_final(m) and MOVED not in "\n".join(m.texts())]
        jobs += order.photos
        losses += max(order.photos - len(answers), len(open_ones), 0)
        twins += max(0, len(answers) - order.photos)
        finals += answers
    shown = Counter(job for message in _messages_of(discord) for job in jobs_in(message))
    twins = max(twins, sum(count - 1 for count in shown.values()))
    pictures = sum(len(message.files) > 1 for message in finals)
    return Tally(
        jobs=jobs,
        losses=losses,
        twins=twins,
        pictures=pictures,
        sentences=len(finals) - pictures,
    )


def is_final(message: Message) -> bool:
    """Whether a message shows how a job ended."""
    said = "\n".join(message.texts())
    return not message.loading and (bool(jobs_in(message)) or "⚠️" in said)


def jobs_in(message: Message) -> set[str]:
    """The jobs whose end a message shows: one under way can only be cancelled."""
    presses = [read_press(part.get("custom_id") or "") for _, part in walk(message.components)]
    known = [press for press in presses if press is not None]
    if {press.verb for press in known} <= {Verb.CANCEL}:
        return set()
    return {press.job_id for press in known}


def _messages_of(discord: Sandbox) -> list[Message]:
    """Every message of the bot that is there, in all channels."""
    world = discord.world
    everywhere = (m for channel in world.channels.values() for m in world.messages(channel))
    return [m for m in everywhere if m.author.id == world.bot.id and not m.deleted]
