"""Cards of finishing: a picture with text, an export, and the list of targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import discord
from discord import ui

from bot.domain.export import Target, Targets
from bot.domain.finishing import Finished, OverlayRecord
from bot.domain.job import MediaFormat, Notice
from bot.domain.texts import Texts
from bot.front.card import MAX_TEXT, Card, NamedFile, boxed, gallery
from bot.front.finish_presses import OF_RESULTS, FinishPress, FinishVerb
from bot.front.fitting import FittedFile
from bot.front.voice import Voice

_ENDINGS: dict[MediaFormat, str] = {"png": "png", "jpeg": "jpg", "webp": "webp"}
_SHOWN_TEXT = 200

Button = ui.Button[ui.LayoutView]


class FinishCards:
    """Makes the cards."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def with_text(
        self, record: OverlayRecord, finished: Finished, fitted: FittedFile, voice: Voice
    ) -> Card:
        """A picture with its text, which can be edited again from here."""
        said = voice.quoted(record.overlay.text, _SHOWN_TEXT)
        file = NamedFile(
            name=f"restage-text-{record.id[:8]}.{fitted.extension}",
            data=fitted.data,
            description=voice.say("finish.picture_text", text=said),
        )
        face = voice.say(f"typeface.{record.overlay.typeface}")
        lines = [voice.say("finish.text_line", text=said, typeface=face)]
        lines += self._told(finished.notices, voice)
        if not fitted.original:
            lines.append(f"-# {voice.say('finish.smaller')}")
        row = ui.ActionRow[ui.LayoutView](
            _button(FinishVerb.EDIT_TEXT, record.id, "button.edit_text", voice),
            _button(FinishVerb.OWN_FONT, record.id, "button.own_font", voice),
            _button(FinishVerb.EXPORT_TEXT, record.id, "button.export", voice),
            _button(FinishVerb.DROP, record.id, "button.delete", voice, danger=True),
        )
        text: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay("\n".join(lines)[:MAX_TEXT])
        return boxed(gallery([file]), text, row, files=[file])

    def exported(
        self,
        target: Target,
        finished: Finished,
        name: str,
        voice: Voice,
        *,
        of: FinishPress | None = None,
    ) -> Card:
        """A file for a target, which of its rules were checked, and a way to other targets where it
        is `of` a result or an overlay, which tells also how it was made."""
        label = target.in_language(voice.locale).label
        file = NamedFile(
            name=f"restage-{target.name}-{name}.{_ENDINGS[finished.format]}",
            data=finished.data,
            description=voice.say("finish.exported_text", target=label),
        )
        rules = [self._notice(rule, voice) for rule in finished.rules]
        lines = [f"**{label}**", *(f"-# ✓ {rule}" for rule in rules)]
        lines += self._told(finished.notices, voice)
        text: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay("\n".join(lines)[:MAX_TEXT])
        rows = [ui.ActionRow[ui.LayoutView](_again(of, voice))] if of is not None else []
        return boxed(gallery([file]), text, *rows, files=[file])

    def targets(self, targets: Targets, press: FinishPress, voice: Voice) -> Card:
        """Where should this picture go?"""
        options = []
        for target in targets.by_name.values():
            words = target.in_language(voice.locale)
            options.append(
                discord.SelectOption(label=words.label, value=target.name, description=words.about)
            )
        select: ui.Select[ui.LayoutView] = ui.Select(
            custom_id=press.custom_id,
            placeholder=voice.say("finish.choose_target"),
            options=options,
        )
        text: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay(voice.say("finish.where_to"))
        return boxed(text, ui.ActionRow[ui.LayoutView](select))

    def _told(self, notices: Iterable[Notice], voice: Voice) -> list[str]:
        return [
            f"-# {voice.say('result.notice', text=self._notice(notice, voice)[:400])}"
            for notice in notices
        ]

    def _notice(self, notice: Notice, voice: Voice) -> str:
        return self._texts.notice(voice.locale, notice.code, notice.text)


def finish_buttons(job_id: str, picture: int, voice: Voice) -> Sequence[Button]:
    """What can be done with a single result after the render."""
    return (
        _button(FinishVerb.TEXT, job_id, "button.add_text", voice, picture=picture),
        _button(FinishVerb.EXPORT, job_id, "button.export", voice, picture=picture),
    )


def _again(press: FinishPress, voice: Voice) -> Button:
    """The same picture for another target."""
    verb = FinishVerb.EXPORT if press.verb in OF_RESULTS else FinishVerb.EXPORT_TEXT
    return _button(verb, press.id, "button.export_again", voice, picture=press.picture)


def _button(
    verb: FinishVerb, id_: str, label: str, voice: Voice, *, picture: int = 0, danger: bool = False
) -> Button:
    return Button(
        label=voice.say(label),
        style=discord.ButtonStyle.danger if danger else discord.ButtonStyle.secondary,
        custom_id=FinishPress(verb=verb, id=id_, picture=picture).custom_id,
    )
