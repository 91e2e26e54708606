"""/prompt: five questions, a finished prompt, and one press to run it."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands, ui

from bot.domain.advice import notices_of
from bot.domain.briefing import Brief, Draft, Goal, Reason, draft
from bot.domain.catalog import MAX_WORDS, Catalog
from bot.domain.errand import Upload
from bot.domain.errors import UsageError
from bot.domain.texts import Texts
from bot.front.acknowledge import show_form, tell
from bot.front.card import MAX_TEXT, Card, boxed
from bot.front.desk import EditDesk
from bot.front.drafts import as_block, in_block
from bot.front.forms import Form, file_of, read_form
from bot.front.voice import Voice
from bot.front.wording import worded

_ASK, RUN = "restage:prompt", "restage:run"
GOAL, PHOTO = "goal", "photo"
_QUESTIONS = ("what", "keep", "change", "avoid")


class PromptCommand:
    """Writes a prompt with somebody, and runs it with their photo."""

    def __init__(self, *, texts: Texts, catalog: Catalog, desk: EditDesk) -> None:
        self._texts = texts
        self._catalog = catalog
        self._desk = desk

    def command(self) -> app_commands.Command[Any, ..., None]:
        """/prompt."""
        return app_commands.Command(
            name=worded(self._texts, "command.prompt.name"),
            description=worded(self._texts, "command.prompt.description"),
            callback=self.ask,
        )

    async def ask(self, interaction: discord.Interaction) -> None:
        """Ask the five questions."""
        await show_form(interaction, _brief_form(self._voice(interaction)))

    async def respond(self, interaction: discord.Interaction, custom_id: str) -> bool:
        """Answer the questions' form, the press of "Run it", and the form with the photo; False
        for anything else. Raises `BotError`."""
        submitted = interaction.type is discord.InteractionType.modal_submit
        if custom_id == _ASK and submitted:
            await self._answer(interaction)
        elif custom_id == RUN and submitted:
            await self._run(interaction)
        elif custom_id == RUN:
            await show_form(interaction, _photo_form(self._voice(interaction)))
        else:
            return False
        return True

    async def _answer(self, interaction: discord.Interaction) -> None:
        values = read_form(interaction)
        brief = Brief(
            goal=Goal(values[GOAL]), **{name: values.get(name, "") for name in _QUESTIONS}
        )
        made = draft(brief, self._catalog)
        self._desk.check_words(interaction, made.request)
        await tell(interaction, self._card(made, self._voice(interaction)))

    def _card(self, made: Draft, voice: Voice) -> Card:
        """The prompt, each choice explained in a line, and what the doctor changed."""
        lines = [f"## {voice.say('prompt.title')}", as_block(made.request)]
        lines += [f"- {_why(reason, voice)}" for reason in made.reasons]
        for notice in notices_of(made.advice):
            told = self._texts.notice(voice.locale, notice.code, notice.text)
            lines.append(f"-# {voice.say('result.notice', text=told)}")
        run: ui.Button[ui.LayoutView] = ui.Button(
            label=voice.say("button.run"), style=discord.ButtonStyle.primary, custom_id=RUN
        )
        return boxed(ui.TextDisplay("\n".join(lines)[:MAX_TEXT]), ui.ActionRow(run))

    async def _run(self, interaction: discord.Interaction) -> None:
        """Edit the photo of the form as the message says that it was opened from."""
        request = in_block(_text_of(interaction.message))
        if request is None:
            raise UsageError("prompt_gone", "This prompt is gone; please write it again: /prompt.")
        await self._desk.edit(interaction, request, [_photo_in(interaction)])

    def _voice(self, interaction: discord.Interaction) -> Voice:
        return Voice(texts=self._texts, locale=interaction.locale.value)


def _brief_form(voice: Voice) -> Form:
    goal: ui.Select[ui.Modal] = ui.Select(
        custom_id=GOAL,
        options=[
            discord.SelectOption(
                label=voice.say(f"prompt.goal.{goal}"), value=goal, default=goal is Goal.SCENE
            )
            for goal in Goal
        ],
    )
    return Form(
        title=voice.say("modal.prompt_help.title"),
        custom_id=_ASK,
        fields=(
            ui.Label(text=voice.say("modal.goal.label"), component=goal),
            *(_question(name, voice) for name in _QUESTIONS),
        ),
    )


def _question(name: str, voice: Voice) -> ui.Label[ui.Modal]:
    answer: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id=name,
        style=discord.TextStyle.long if name == "change" else discord.TextStyle.short,
        placeholder=voice.say(f"modal.{name}.placeholder"),
        required=name == "what",
        max_length=MAX_WORDS if name != "what" else 100,
    )
    return ui.Label(text=voice.say(f"modal.{name}.label"), component=answer)


def _photo_form(voice: Voice) -> Form:
    photo: ui.FileUpload[ui.Modal] = ui.FileUpload(custom_id=PHOTO, min_values=1, max_values=1)
    return Form(
        title=voice.say("modal.run_prompt.title"),
        custom_id=RUN,
        fields=(
            ui.Label(
                text=voice.say("modal.photo.label"),
                description=voice.say("modal.photo.description"),
                component=photo,
            ),
        ),
    )


def _photo_in(interaction: discord.Interaction) -> Upload:
    """The file of the form. Raises `UsageError` where there is none."""
    file = file_of(interaction, PHOTO)
    if file is None:
        raise UsageError("photo_not_attached", "There is no photo in this form; please attach one.")
    return file


def _text_of(message: discord.Message | None) -> str:
    """All that a message of ours says."""
    parts = list(message.components) if message is not None else []
    texts: list[str] = []
    while parts:
        part = parts.pop(0)
        texts.append(str(getattr(part, "content", "")))
        parts = [*getattr(part, "children", ()), *parts]
    return "\n".join(texts)


def _why(reason: Reason, voice: Voice) -> str:
    """Why something was chosen, presets by their names in the person's language."""
    fields = {name: voice.phrase(str(value)) for name, value in reason.fields.items()}
    return voice.say(f"prompt.why.{reason.code}", **fields)
