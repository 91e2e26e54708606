"""The form "Edit words": all that made a picture is filled in, and only what changed is new.

What is filled in comes from the record alone, so that a form sent after a restart is read against
what it showed when it was opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from discord import ui

from bot.domain.catalog import (
    MAX_WORDS,
    ONLY,
    Catalog,
    EditRequest,
    is_only,
    own_phrases,
    split_phrases,
    without_paint,
)
from bot.domain.dial import own_dial
from bot.domain.edit import Edit
from bot.domain.one_picture import alone
from bot.domain.record import JobRecord
from bot.front.forms import (
    AVOID,
    KEEP,
    PRESET,
    PROMPT,
    STRENGTH,
    Form,
    preset_choice,
    request_of,
    strength_field,
    text_field,
)
from bot.front.strengths import typed_strength
from bot.front.voice import Voice

_LONGEST_FIELD = 4000
"""Most characters that Discord takes in a field of a form."""


def words_form(custom_id: str, filled: FilledIn, catalog: Catalog, voice: Voice) -> Form:
    """The form, with all of it filled in; `FilledIn.request` reads it."""
    phrases = "modal.edit_words.phrases.description"
    presets = catalog.presets[filled.before.command].values()
    return Form(
        title=voice.say("modal.edit_words.title"),
        custom_id=custom_id,
        fields=(
            preset_choice(presets, filled.preset, voice),
            text_field(
                PROMPT,
                voice,
                filled=filled.prompt,
                described="modal.edit_words.prompt.description",
                max_length=max(MAX_WORDS, len(filled.prompt)),
            ),
            _phrases_field(KEEP, filled.keep, phrases, voice),
            _phrases_field(AVOID, filled.avoid, phrases, voice),
            strength_field(voice, filled=filled.strength),
        ),
    )


def _phrases_field(
    name: str, phrases: FilledPhrases, described: str, voice: Voice
) -> ui.Label[ui.Modal]:
    """With room for as many words of one's own as an empty field has."""
    room = min(_LONGEST_FIELD, MAX_WORDS + len(phrases.text))
    return text_field(name, voice, filled=phrases.text, described=described, max_length=room)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledPhrases:
    """What stays, or what must not happen: the preset's phrases, then one's own as typed."""

    usual: tuple[str, ...]
    own: str | None

    @classmethod
    def of(cls, in_force: tuple[str, ...], own: str | None) -> FilledPhrases:
        """Of the phrases that an edit had, and what the person had typed for them."""
        typed = own_phrases(own)
        return cls(usual=tuple(each for each in in_force if each not in typed), own=own)

    @property
    def text(self) -> str:
        """As the field shows it, parted by commas."""
        return ", ".join((*self.usual, *([self.own] if self.own else ())))[:_LONGEST_FIELD]

    def typed(self, handed_back: str) -> str | None:
        """What somebody would type in an empty field to get what was handed back: nothing new where
        nothing was changed, and `only:` where a phrase of the preset was taken out."""
        if _same(handed_back, self.text):
            return self.own
        if not handed_back or is_only(handed_back):
            return handed_back or None
        phrases = split_phrases(handed_back)
        usual = {_plain(phrase) for phrase in split_phrases("; ".join(self.usual))}
        if not usual <= {_plain(phrase) for phrase in phrases}:
            return f"{ONLY} {', '.join(phrases)}"
        return ", ".join(phrase for phrase in phrases if _plain(phrase) not in usual) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledIn:
    """All that made a picture, by the fields of the form. `before` is the request for that picture,
    `prompt_of_own` what the person themselves had typed for what should change."""

    before: EditRequest
    prompt_of_own: str | None
    preset: str | None
    prompt: str
    keep: FilledPhrases
    avoid: FilledPhrases
    strength: str

    @classmethod
    def of(cls, record: JobRecord, picture: int | None) -> FilledIn:
        """Of a picture of a job, counted from 0; of all of them together for None."""
        before, edit = alone(record, picture), record.edits[picture or 0]
        several = picture is None and len(record.edits) > 1
        change = without_paint(edit) if several else edit.words.change
        return cls(
            before=before,
            prompt_of_own=record.request.prompt,
            preset=edit.preset,
            prompt=(before.prompt or change)[:_LONGEST_FIELD],
            keep=FilledPhrases.of(edit.words.keep, before.keep),
            avoid=FilledPhrases.of(edit.words.avoid, before.avoid),
            strength=_strength(before, edit),
        )

    def request(self, values: Mapping[str, str], catalog: Catalog, voice: Voice) -> EditRequest:
        """The request that the form makes when it is handed back with `values`, those of the fields
        that are not empty: whatever was left as it was stays so. Raises `UsageError`."""
        prompt = self._prompt(values)
        own = {
            PRESET: self._preset(values, prompt),
            PROMPT: prompt,
            KEEP: self.keep.typed(values.get(KEEP, "")),
            AVOID: self.avoid.typed(values.get(AVOID, "")),
            STRENGTH: None if self._same_strength(values) else values.get(STRENGTH),
        }
        request = replace(
            request_of(
                {name: value for name, value in own.items() if value},
                catalog,
                voice=voice,
                command=self.before.command,
                images=self.before.images,
            ),
            fidelity=self.before.fidelity,
            product_strength=self.before.product_strength,
        )
        return self._with_strength_of_before(request) if self._same_strength(values) else request

    def _prompt(self, values: Mapping[str, str]) -> str | None:
        """One's own words for what should change. Those of a preset, and of one of its variants,
        do not outlast it."""
        handed_back = values.get(PROMPT, "")
        if not _same(handed_back, self.prompt):
            return handed_back or None
        same_preset = values.get(PRESET) == self.preset
        return self.before.prompt if same_preset else self.prompt_of_own

    def _preset(self, values: Mapping[str, str], prompt: str | None) -> str | None:
        """The chosen preset. One that was not named but found in words stays to be found, except
        where these words are gone."""
        chosen = values.get(PRESET)
        words_are_gone = self.before.prompt is not None and prompt is None
        return chosen if chosen != self.preset or words_are_gone else self.before.preset

    def _same_strength(self, values: Mapping[str, str]) -> bool:
        return _same(values.get(STRENGTH, "").removesuffix("%"), self.strength)

    def _with_strength_of_before(self, request: EditRequest) -> EditRequest:
        before = self.before
        return replace(
            request,
            strength=before.strength,
            auto_strength=before.auto_strength,
            ladder=before.ladder,
        )


def _strength(before: EditRequest, edit: Edit) -> str:
    """As somebody would type it; nothing for a ladder, which has several."""
    if before.ladder:
        return ""
    return typed_strength(before) or f"{own_dial(edit.command).read(edit.strength) * 100:.0f}"


def _same(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but spaces and line ends, which Discord may trim."""
    return one.split() == other.split()


def _plain(phrase: str) -> str:
    return " ".join(phrase.split()).casefold()
