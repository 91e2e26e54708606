"""Cards of a job that has ended: the pictures with what can be done next, or the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import discord
from discord import ui

from bot.domain.catalog import Catalog
from bot.domain.edit import Edit
from bot.domain.job import Notice
from bot.domain.photo_check import Finding
from bot.domain.receipt_words import receipt_line
from bot.domain.record import JobRecord, StoredPicture, StoredResult
from bot.domain.remedy_words import is_change, say_changes
from bot.domain.texts import Texts
from bot.front.better_buttons import better_buttons
from bot.front.card import MAX_TEXT, Card, NamedFile, boxed, gallery, note
from bot.front.finish_cards import finish_buttons
from bot.front.presses import Press, Verb
from bot.front.remedy_rows import RemedyRows
from bot.front.tips import Tips
from bot.front.voice import Voice

_ROW = 5
_NOTICES = 4
_ONCE_MORE = (Verb.AGAIN, Verb.KEEP_MORE, Verb.CHANGE_MORE, Verb.LADDER, Verb.EDIT_WORDS)
"""The same photo again, a little different."""

_LABELS = {
    Verb.AGAIN: "again",
    Verb.KEEP_MORE: "keep_more",
    Verb.CHANGE_MORE: "change_more",
    Verb.LADDER: "ladder",
    Verb.EDIT_WORDS: "edit_words",
    Verb.USE_RESULT: "use_result",
    Verb.ORIGINALS: "originals",
    Verb.ORIGINAL: "originals",
    Verb.DELETE: "delete",
    Verb.DELIVER: "deliver",
}
_PRINT_HELD, _PRINT_TIP = "print_protected", "text-survives"
_STYLES = {Verb.DELETE: discord.ButtonStyle.danger}


class ResultCards:
    """Makes the cards that stay."""

    def __init__(self, *, texts: Texts, catalog: Catalog, tips: Tips) -> None:
        self._texts = texts
        self._catalog = catalog
        self._tips = tips
        self._remedies = RemedyRows(texts=texts, catalog=catalog)

    def done(
        self,
        record: JobRecord,
        result: StoredResult,
        files: Sequence[NamedFile],
        *,
        smaller: bool,
        picture: int | None = None,
        locale: str,
    ) -> Card:
        """Before and after with everything that can be pressed.

        `files` are the photo and the pictures as they are shown; `smaller` says that some of these
        are not the originals. `picture` is the one that was picked of several.
        """
        voice = Voice(texts=self._texts, locale=locale)
        pictures = result.pictures
        if picture is not None:
            pictures = pictures[picture : picture + 1]
        edits = tuple(p.edit for p in pictures)
        one = 0 if len(result.pictures) == 1 else picture
        rows = _picks(record, edits, voice) if one is None else ()
        return boxed(
            gallery(files),
            ui.TextDisplay(self._text(record, result, pictures, smaller=smaller, voice=voice)),
            *rows,
            *self._advised(record, one, voice),
            *_actions(record, one, voice),
            *((self._remedies.complaints(record, one, voice),) if one is not None else ()),
            files=files,
        )

    def _advised(
        self, record: JobRecord, picture: int | None, voice: Voice
    ) -> list[ui.ActionRow[ui.LayoutView]]:
        """What Restage itself would do next, where it would."""
        remedy = self._remedies.advised(record, picture, voice) if picture is not None else []
        which = picture if len(record.edits) > 1 else None
        words = better_buttons(record, which, self._catalog, voice)
        together = len(remedy) + len(words) <= _ROW
        rows = [[*remedy, *words]] if together else [remedy, words]
        return [_row(buttons) for buttons in rows if buttons]

    def failed(self, record: JobRecord) -> Card:
        """One sentence, and a way to try again."""
        voice = Voice(texts=self._texts, locale=record.address.locale)
        code, reply = record.error_code or "", record.error_reply or ""
        sentence = self._texts.error(voice.locale, code, reply) or voice.say("reply.failed")
        verbs = (Verb.AGAIN, Verb.EDIT_WORDS, Verb.DELETE)
        row = _row([_button(Press(verb=v, job_id=record.id), voice) for v in verbs])
        lines = [*voice.photo_of(record.address), f"⚠️ {sentence}"]
        return boxed(ui.TextDisplay("\n".join(lines)[:MAX_TEXT]), row)

    def cancelled(self, record: JobRecord) -> Card:
        """The job was cancelled."""
        voice = Voice(texts=self._texts, locale=record.address.locale)
        return note("\n".join([*voice.photo_of(record.address), voice.say("reply.cancelled")]))

    def label_of(self, edit: Edit, voice: Voice) -> str:
        """The label of an edit's preset."""
        known = self._catalog.presets[edit.command].get(edit.preset or "")
        return voice.phrase(known.label) if known is not None else (edit.preset or "–")

    def _text(
        self,
        record: JobRecord,
        result: StoredResult,
        pictures: tuple[StoredPicture, ...],
        *,
        smaller: bool,
        voice: Voice,
    ) -> str:
        edits = tuple(p.edit for p in pictures)
        parts = [*voice.photo_of(record.address), self._line(result, pictures, voice)]
        if record.request.prompt:
            parts.append(voice.say("result.asked", prompt=voice.quoted(record.request.prompt)))
        if len(edits) > 1 and edits[0].paint is not None:
            parts.append(_variant_names(edits, voice))
        parts += receipt_lines(pictures, voice)
        if changes := say_changes(record.notices, self._texts, voice.locale):
            parts.append(voice.say("remedy.changed", changes=changes))
        told = [
            self._texts.notice(voice.locale, n.code, n.text)
            for n in _notices(record, result, edits)
            if not is_change(n)
        ]
        parts += [f"-# {voice.say('result.notice', text=text[:400])}" for text in told[:_NOTICES]]
        if smaller:
            parts.append(f"-# {voice.say('reply.originals_kept')}")
        if tip := self._tips.text(result.tip, voice):
            parts.append(f"-# {tip}")
        return "\n".join(parts)[:MAX_TEXT]

    def _line(self, result: StoredResult, pictures: tuple[StoredPicture, ...], voice: Voice) -> str:
        """Preset, engine, strength and seed in one plain line."""
        edits = tuple(p.edit for p in pictures)
        fields = {
            "preset": self._label(edits[0], voice, alone=len(edits) == 1),
            "engine": self._engine(result, voice),
            "strength": _strengths(result, pictures, voice),
        }
        first, last = edits[0].seed, edits[-1].seed
        if first == last:
            return voice.say("result.line", **fields, seed=first)
        return voice.say("result.line_several", **fields, first=first, last=last)

    def headline(self, result: StoredResult, voice: Voice) -> str:
        """What a ladder's strengths share: preset, engine and seed."""
        edit = result.pictures[0].edit
        return voice.say(
            "ladder.line",
            preset=self._label(edit, voice),
            engine=self._engine(result, voice),
            seed=edit.seed,
        )

    def _engine(self, result: StoredResult, voice: Voice) -> str:
        engine = voice.say(f"engine.{result.engine}")
        if result.model is None:
            return engine
        return voice.say("result.model", engine=engine, model=self._model_label(result.model))

    def _label(self, edit: Edit, voice: Voice, *, alone: bool = True) -> str:
        """The preset; where the picture stands alone with the colour or material of a variant."""
        label = self.label_of(edit, voice)
        if edit.paint is None or not alone:
            return label
        return f"{label}, {voice.phrase(edit.paint.label)}"

    def _model_label(self, name: str) -> str:
        model = self._catalog.models.get(name)
        return model.label if model is not None else name


def receipt_lines(pictures: Sequence[StoredPicture], voice: Voice) -> Iterable[str]:
    """What was measured of each picture, in a line; numbered where there are several."""
    for number, picture in enumerate(pictures, start=1):
        if picture.receipt is not None:
            line = receipt_line(picture.receipt, picture.edit, voice.texts, voice.locale)
            yield voice.say("result.variant", number=number, name=line) if pictures[1:] else line


def _notices(record: JobRecord, result: StoredResult, edits: Sequence[Edit]) -> Iterable[Notice]:
    """What the person should know about the pictures of `edits`, each once: first about the plan,
    then about the result. What names the paint of another picture is left out, and that there is
    print where it is told what became of it, or the tip is about it."""
    here = {edit.paint.label for edit in edits if edit.paint is not None}
    everywhere = {edit.paint.label for edit in record.edits if edit.paint is not None}
    elsewhere = everywhere - here
    every = dict.fromkeys((*record.notices, *result.warnings))
    held = any(notice.code == _PRINT_HELD for notice in every) or result.tip == _PRINT_TIP
    for notice in every:
        warned = held and notice.code == Finding.TEXT
        if not warned and not any(label in notice.text for label in elsewhere):
            yield notice


def _strengths(result: StoredResult, pictures: Sequence[StoredPicture], voice: Voice) -> str:
    """The strength that was really used, or those of several pictures, in their order."""
    used = (voice.strength(picture.strength or result.strength) for picture in pictures)
    return " / ".join(dict.fromkeys(used))


def _variant_names(edits: Sequence[Edit], voice: Voice) -> str:
    names = (
        voice.say("result.variant", number=number, name=voice.phrase(edit.paint.label))
        for number, edit in enumerate(edits, start=1)
        if edit.paint is not None
    )
    return " · ".join(names)


def _picks(
    record: JobRecord, edits: Sequence[Edit], voice: Voice
) -> list[ui.ActionRow[ui.LayoutView]]:
    """A choice for each of several pictures, in rows of about the same length."""
    buttons = [
        ui.Button[ui.LayoutView](
            label=voice.say("button.pick", number=number + 1),
            style=discord.ButtonStyle.primary,
            custom_id=Press(verb=Verb.PICK, job_id=record.id, picture=number).custom_id,
        )
        for number in range(len(edits))
    ]
    rows = -(-len(buttons) // _ROW)
    width = -(-len(buttons) // rows)
    return [_row(buttons[start : start + width]) for start in range(0, len(buttons), width)]


def _actions(
    record: JobRecord, picture: int | None, voice: Voice
) -> list[ui.ActionRow[ui.LayoutView]]:
    """Two rows: the same photo once more, and what to do with the result. `picture` is None where
    there are several to pick from."""
    which = picture if len(record.edits) > 1 else None
    once_more = [Press(verb=verb, job_id=record.id, picture=which) for verb in _ONCE_MORE]
    originals = Press(verb=Verb.ORIGINALS, job_id=record.id)
    use: list[ui.Button[ui.LayoutView]] = []
    if picture is None:
        once_more = [press for press in once_more if press.verb is not Verb.LADDER]
    else:
        originals = Press(verb=Verb.ORIGINAL, job_id=record.id, picture=picture)
        source = Press(verb=Verb.USE_RESULT, job_id=record.id, picture=which)
        use = [_button(source, voice), *finish_buttons(record.id, picture, voice)]
    delete = Press(verb=Verb.DELETE, job_id=record.id)
    return [
        _row([_button(press, voice) for press in once_more]),
        _row([*use, _button(originals, voice), _button(delete, voice)]),
    ]


def _button(press: Press, voice: Voice) -> ui.Button[ui.LayoutView]:
    return ui.Button(
        label=voice.say(f"button.{_LABELS[press.verb]}"),
        style=_STYLES.get(press.verb, discord.ButtonStyle.secondary),
        custom_id=press.custom_id,
    )


def _row(buttons: Sequence[ui.Button[ui.LayoutView]]) -> ui.ActionRow[ui.LayoutView]:
    return ui.ActionRow(*buttons)
