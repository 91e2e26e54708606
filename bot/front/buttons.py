"""Buttons: what a press does, and the forms that some of them open."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import replace

import discord

from bot.domain.catalog import Catalog, EditRequest
from bot.domain.dial import moved, own_dial
from bot.domain.edit import Edit
from bot.domain.errand import Change
from bot.domain.errors import UsageError
from bot.domain.one_picture import alone, made_of
from bot.domain.ports import Ledger
from bot.domain.record import JobRecord
from bot.domain.texts import Texts
from bot.front.acknowledge import (
    acknowledge_quietly,
    answer_at_once,
    replace_pressed,
    show_form,
    tell,
)
from bot.front.answers import Answers
from bot.front.card import note
from bot.front.desk import Desk, new_seed
from bot.front.forms import photos_form, read_form, request_of
from bot.front.originals import Originals
from bot.front.posts import Posts
from bot.front.presses import Press, Verb, read_press
from bot.front.reception import Reception
from bot.front.verbs import Verbs
from bot.front.voice import Voice
from bot.front.words_form import FilledIn, words_form
from bot.services.recorded import RecordedJobs

log = logging.getLogger(__name__)


class Buttons:
    """Answers presses and the forms behind them, once the gate has let them through. Whoever
    presses gets a job of their own."""

    def __init__(
        self,
        *,
        texts: Texts,
        catalog: Catalog,
        jobs: RecordedJobs,
        ledger: Ledger,
        desk: Desk,
        answers: Answers,
        originals: Originals,
        posts: Posts,
        reception: Reception,
    ) -> None:
        self._texts = texts
        self._catalog = catalog
        self._jobs = jobs
        self._ledger = ledger
        self._desk = desk
        self._answers = answers
        self._originals = originals
        self._posts = posts
        self._reception = reception
        self._verbs = Verbs(
            read_press,
            pressed={
                Verb.CANCEL: self._cancel,
                Verb.AGAIN: self._again,
                Verb.KEEP_MORE: self._keep_more,
                Verb.CHANGE_MORE: self._change_more,
                Verb.EDIT_WORDS: self._ask_words,
                Verb.USE_RESULT: self._ask_what_next,
                Verb.PICK: self._pick,
                Verb.ORIGINALS: self._offer_originals,
                Verb.ORIGINAL: self._hand_original,
                Verb.DELETE: self._delete,
                Verb.DELIVER: self._deliver,
            },
            filled_in={
                Verb.EDIT_WORDS: self._edit_words,
                Verb.USE_RESULT: self._use_result,
            },
        )

    async def respond(self, interaction: discord.Interaction, custom_id: str) -> bool:
        """Answer a press, or a form that one opened; False if it is none of these. Raises
        `BotError`."""
        return await self._verbs.respond(interaction, custom_id)

    # The same again, a little different.

    async def _again(self, interaction: discord.Interaction, press: Press) -> None:
        record = await self._jobs.record(press.job_id)
        request = replace(alone(record, press.picture), seed=None)
        await self._desk.change(interaction, _again(record, request))

    async def _keep_more(self, interaction: discord.Interaction, press: Press) -> None:
        await self._move_strength(interaction, press, -1)

    async def _change_more(self, interaction: discord.Interaction, press: Press) -> None:
        await self._move_strength(interaction, press, 1)

    async def _move_strength(
        self, interaction: discord.Interaction, press: Press, notches: int
    ) -> None:
        """The same seed with the strength moved, so that nothing else differs."""
        record = await self._jobs.record(press.job_id)
        edit = made_of(record, press.picture).edit
        request = replace(
            alone(record, press.picture),
            strength=_next_strength(edit, notches),
            auto_strength=False,
            seed=edit.seed,
        )
        await self._desk.change(interaction, _again(record, request))

    async def _ask_words(self, interaction: discord.Interaction, press: Press) -> None:
        record = await self._jobs.record(press.job_id)
        form = words_form(
            press.custom_id,
            FilledIn.of(record, press.picture),
            self._catalog,
            self._voice(interaction),
        )
        await show_form(interaction, form)

    async def _edit_words(self, interaction: discord.Interaction, press: Press) -> None:
        record = await self._jobs.record(press.job_id)
        filled = FilledIn.of(record, press.picture)
        request = filled.request(read_form(interaction), self._catalog, self._voice(interaction))
        seed = record.edits[press.picture or 0].seed
        await self._desk.change(interaction, _again(record, replace(request, seed=seed)))

    async def _ask_what_next(self, interaction: discord.Interaction, press: Press) -> None:
        form = photos_form(press.custom_id, self._catalog, self._voice(interaction))
        await show_form(interaction, form)

    async def _use_result(self, interaction: discord.Interaction, press: Press) -> None:
        change = Change(
            job_id=press.job_id,
            seed=new_seed(),
            request=request_of(
                read_form(interaction), self._catalog, voice=self._voice(interaction)
            ),
            picture=press.picture or 0,
            choose_engine=True,
        )
        await self._desk.change(interaction, change)

    # What is there already.

    async def _pick(self, interaction: discord.Interaction, press: Press) -> None:
        """One of several pictures, large, with buttons of its own."""
        settings = await self._desk.settings(interaction)
        await self._show(interaction, press, private=settings.private)

    async def _deliver(self, interaction: discord.Interaction, press: Press) -> None:
        """An answer that could not be delivered, for its owner."""
        record = await self._jobs.record(press.job_id)
        if await self._show(interaction, press, private=True):
            await self._ledger.answered(record.id)

    async def _show(self, interaction: discord.Interaction, press: Press, *, private: bool) -> bool:
        """Bring a result to whoever pressed; whether it arrived."""
        record = await self._jobs.record(press.job_id)
        async with self._reception.taking(interaction, private=private) as errand:
            address = errand.address
            card = await self._answers.result(
                record,
                locale=address.locale,
                limit_bytes=address.size_limit_bytes,
                picture=press.picture,
            )
            late = self._answers.late(record)
            return await self._posts.deliver(address, card, late=late, nonce=str(interaction.id))

    async def _offer_originals(self, interaction: discord.Interaction, press: Press) -> None:
        record = await self._jobs.record(press.job_id)
        await tell(interaction, self._originals.offer(record, self._voice(interaction)))

    async def _hand_original(self, interaction: discord.Interaction, press: Press) -> None:
        record = await self._jobs.record(press.job_id)
        async with self._reception.taking(interaction, private=True) as errand:
            card = await self._originals.card(
                record,
                press.picture or 0,
                self._voice(interaction),
                limit_bytes=errand.address.size_limit_bytes,
            )
            await self._posts.deliver(errand.address, card, late="", nonce=str(interaction.id))

    # What is not for everybody: the gate has seen to that.

    async def _cancel(self, interaction: discord.Interaction, press: Press) -> None:
        record = await self._jobs.record(press.job_id)
        if record.state.ended:
            ended = note(self._voice(interaction).say("reply.ended_already"))
            await (replace_pressed if _is_stray(interaction, record) else tell)(interaction, ended)
            return
        await acknowledge_quietly(interaction)
        log.info("job %s is cancelled by user %s", record.id, interaction.user.id)
        await self._jobs.cancel(record.id)

    async def _delete(self, interaction: discord.Interaction, press: Press) -> None:
        await acknowledge_quietly(interaction)
        with contextlib.suppress(discord.NotFound):  # somebody was faster
            await answer_at_once(interaction, interaction.delete_original_response)

    def _voice(self, interaction: discord.Interaction) -> Voice:
        return Voice(texts=self._texts, locale=interaction.locale.value)


def _next_strength(edit: Edit, notches: int) -> float:
    """The strength of what the command changes, moved by notches. Raises `UsageError` at an
    end."""
    now = own_dial(edit.command).read(edit.strength)
    then = moved(now, notches)
    if then == round(now, 2):
        raise UsageError(
            "strength_at_end",
            "The strength is at its lowest already."
            if notches < 0
            else "The strength is at its highest already.",
        )
    return then


def _is_stray(interaction: discord.Interaction, record: JobRecord) -> bool:
    """Whether the pressed message was left behind: the answer is known to be in another one."""
    answer, pressed = record.address.message, interaction.message
    answered = record.answered_at is not None and answer is not None
    return answered and pressed is not None and pressed.id != answer


def _again(record: JobRecord, request: EditRequest) -> Change:
    return Change(job_id=record.id, request=request, seed=new_seed())
