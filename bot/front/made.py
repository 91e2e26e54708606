"""How a result was made, in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from discord import ui

from bot.domain.finishing import OverlayRecord
from bot.domain.receipt_words import receipt_figures
from bot.domain.record import JobRecord, StoredPicture, StoredResult
from bot.front.card import MAX_TEXT, Card, boxed, note
from bot.front.result_cards import ResultCards, receipt_lines
from bot.front.voice import Voice

_WORDS = 500


class HowMade:
    """Tells everything about an edit that a person could want to repeat or to understand."""

    def __init__(self, cards: ResultCards) -> None:
        self._cards = cards

    def card(self, record: JobRecord | None, overlay: OverlayRecord | None, voice: Voice) -> Card:
        """The text on a picture, the edit behind it, and what was measured while it was made: as
        much of it as is known."""
        if record is None and overlay is None:
            return note(voice.say("made.none"))
        lines = [f"## {voice.say('made.title')}"]
        if overlay is not None:
            lines += _text_on(overlay, voice)
        if record is not None:
            lines += self._asked(record, voice)
        if record is not None and record.result is not None:
            lines += self._done(record.result, voice)
            lines += _measured(record.result.pictures, voice)
        return boxed(ui.TextDisplay(_as_fits(lines)))

    def _asked(self, record: JobRecord, voice: Voice) -> Iterator[str]:
        edit = record.edits[0]
        yield voice.say("made.command", command=edit.command)
        yield voice.say("made.preset", preset=self._cards.label_of(edit, voice))
        yield voice.say("made.words", text=voice.quoted(edit.words.change, _WORDS))
        if edit.words.keep:
            yield voice.say("made.keep", text=voice.quoted(", ".join(edit.words.keep), _WORDS))
        if edit.words.avoid:
            yield voice.say("made.avoid", text=voice.quoted(", ".join(edit.words.avoid), _WORDS))
        yield voice.say("made.seed", seed=voice.seeds(record.edits))
        yield voice.say("made.source", name=voice.quoted(record.source_name, 100))

    def _done(self, result: StoredResult, voice: Voice) -> Iterator[str]:
        used = [picture.strength or result.strength for picture in result.pictures]
        yield voice.say(
            "made.strength",
            product=_percents(strength.product for strength in used),
            scene=_percents(strength.scene for strength in used),
        )
        yield voice.say("made.fidelity", fidelity=voice.say(f"fidelity.{result.fidelity}"))
        yield voice.say("made.engine", engine=voice.say(f"engine.{result.engine}"))
        if result.model is not None:
            yield voice.say("made.model", model=result.model, steps=result.steps)
        if result.positive:
            yield voice.say("made.positive", text=voice.quoted(result.positive, _WORDS))
        if result.negative:
            yield voice.say("made.negative", text=voice.quoted(result.negative, _WORDS))
        if result.mask_coverage is not None and result.mask_confidence is not None:
            yield voice.say(
                "made.mask",
                coverage=f"{result.mask_coverage * 100:.0f}",
                confidence=f"{result.mask_confidence * 100:.0f}",
            )
        yield voice.say("made.seconds", seconds=f"{result.render_s:.1f}")


def _text_on(record: OverlayRecord, voice: Voice) -> Iterator[str]:
    """What was set on the picture after the render, and whose edit that picture is."""
    overlay = record.overlay
    yield voice.say(
        "made.text_on",
        text=voice.quoted(overlay.text, _WORDS),
        typeface=voice.say(f"typeface.{overlay.typeface}"),
        anchor=voice.say(f"anchor.{overlay.anchor}"),
        backing=voice.say(f"backing.{overlay.backing}"),
    )
    if record.job_id is None:
        yield voice.say("made.uploaded", name=voice.quoted(record.name, 100))
    elif record.picture:
        yield voice.say("made.picture", number=record.picture + 1)


def _percents(strengths: Iterable[float]) -> str:
    """ "60", or "40 / 55 / 70" of pictures that differ."""
    return " / ".join(dict.fromkeys(f"{strength * 100:.0f}" for strength in strengths))


def _as_fits(lines: Sequence[str]) -> str:
    """As many whole lines as Discord shows."""
    text = "\n".join(lines)
    return text if len(text) <= MAX_TEXT else text[: text.rfind("\n", 0, MAX_TEXT)]


def _measured(pictures: Sequence[StoredPicture], voice: Voice) -> Iterator[str]:
    """The receipt of each picture in full."""
    known = [picture for picture in pictures if picture.receipt is not None]
    if not known:
        return
    yield f"### {voice.say('made.receipt')}"
    for picture, line in zip(known, receipt_lines(known, voice), strict=True):
        yield line if known[1:] else f"**{line}**"
        if picture.receipt is not None:
            figures = receipt_figures(picture.receipt, voice.texts, voice.locale)
            yield f"-# {' · '.join(figures)}"
