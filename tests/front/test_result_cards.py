"""Cards keep to Discord's limits, whatever people wrote and engines said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import discord
import pytest

from bot.domain.catalog import EditRequest
from bot.domain.edit import Command, Edit, EngineName
from bot.domain.finishing import OverlayRecord
from bot.domain.job import Notice
from bot.domain.overlay import Anchor, Overlay
from bot.domain.receipt import Change, Receipt, SceneVerdict, Verdict
from bot.domain.receipt_words import SHOWN
from bot.domain.record import JobRecord, JobState, StoredPicture, StoredResult
from bot.front.card import Card, NamedFile
from bot.front.made import HowMade
from bot.front.result_cards import ResultCards
from bot.front.tips import Tips
from tests.fakes import an_edit
from tests.front.stage import catalog, faq, texts, voice
from tests.ledger.records import an_address

FIGURES: dict[str, Any] = dict.fromkeys(SHOWN, 0.123)
RECEIPT = Receipt(
    verdict=Verdict.SLIGHTLY_CHANGED,
    scene=SceneVerdict.TOUCHED,
    change=Change.LABEL,
    decided_by="label_worst",
    **FIGURES,
)
LONG = "@everyone *[x](https://evil.example)* " * 10


def cards() -> ResultCards:
    return ResultCards(texts=texts(), catalog=catalog(), tips=Tips(faq()))


def a_record(pictures: int = 1, command: Command = Command.BACKGROUND, **changes: Any) -> JobRecord:
    """A job that is done, with the longest words that are allowed."""
    preset = next(iter(catalog().presets[command].values()))
    paints = (*preset.variants, *preset.variants)
    edits = tuple(
        an_edit(
            command=command,
            preset=preset.name,
            recipe=None,
            seed=2**32 - 1 - number,
            paint=paints[number] if paints else None,
        )
        for number in range(pictures)
    )
    fields: dict[str, Any] = {
        "id": "0123456789abcdef" * 2,
        "interaction": 1,
        "owner": 2,
        "request": EditRequest(command=command, prompt=LONG[:400], keep=LONG[:400]),
        "edits": edits,
        "source_sha256": "0" * 64,
        "source_name": "m" * 200 + ".png",
        "mask_sha256": None,
        "address": an_address(),
        "state": JobState.DONE,
        "accepted_at": datetime(2026, 1, 1, tzinfo=UTC),
        "notices": tuple(Notice(code="of_tomorrow", text=LONG * 3 + str(n)) for n in range(6)),
        "result": a_result(edits),
    }
    return JobRecord(**{**fields, **changes})


def a_result(edits: tuple[Edit, ...]) -> StoredResult:
    return StoredResult(
        engine=EngineName.STUDIO,
        model=None,
        steps=None,
        strength=edits[0].strength,
        fidelity=edits[0].fidelity,
        positive=LONG * 20,
        negative=LONG * 20,
        pictures=tuple(
            StoredPicture(
                sha256="1" * 64, format="png", width=8, height=8, edit=edit, receipt=RECEIPT
            )
            for edit in edits
        ),
        mask_coverage=0.3,
        mask_confidence=0.9,
        warnings=tuple(Notice(code="of_tomorrow", text=LONG * 3) for _ in range(6)),
        render_s=1.0,
    )


def some_files(count: int) -> list[NamedFile]:
    return [NamedFile(name=f"{n}.png", data=b"", description="d") for n in range(count)]


def check_limits(card: Card) -> None:
    """What Discord says of Components V2: 40 in all, 4000 characters, unique ids, short labels."""
    layout = card.layout("<@1234567890123456789> Your pictures are ready.")
    layout.to_components()  # type: ignore[no-untyped-call]  # discord.py checks nesting
    assert layout.total_children_count <= 40
    assert layout.content_length() <= 4000
    ids = [id_ for i in layout.walk_children() if (id_ := getattr(i, "custom_id", None))]
    assert len(ids) == len(set(ids))
    labels = [label for i in layout.walk_children() if (label := getattr(i, "label", None))]
    assert all(len(label) <= 80 for label in labels)
    for menu in (i for i in layout.walk_children() if isinstance(i, discord.ui.Select)):
        assert 1 <= len(menu.options) <= 25
        assert all(1 <= len(o.description or "") <= 100 for o in menu.options)


@pytest.mark.parametrize("locale", ["en-US", "de", "ja"])
@pytest.mark.parametrize(
    ("command", "pictures"),
    [(Command.BACKGROUND, 1), (Command.BACKGROUND, 4), (Command.VARIANTS, 8)],
)
def test_the_fullest_result_keeps_to_the_limits(
    command: Command, pictures: int, locale: str
) -> None:
    record = a_record(pictures, command)
    assert record.result is not None
    card = cards().done(
        record, record.result, some_files(pictures + 1), smaller=True, locale=locale
    )
    check_limits(card)
    for part in card.layout().walk_children():
        if hasattr(part, "items"):
            assert 1 <= len(part.items) <= 10


@pytest.mark.parametrize("locale", ["en-US", "de", "ja"])
def test_the_whole_story_of_an_edit_keeps_to_the_limits(locale: str) -> None:
    text = an_overlay(text=LONG[:300])
    check_limits(HowMade(cards()).card(a_record(8, Command.VARIANTS), text, voice(locale)))


def an_overlay(**changes: Any) -> OverlayRecord:
    return OverlayRecord(
        id="0" * 32,
        owner=2,
        guild=None,
        channel=3,
        private=False,
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        overlay=Overlay(**{"text": "Sale", "anchor": Anchor.TOP, **changes}),
        name="mug.png",
        picture_sha256="0" * 64,
    )


def story(job: JobRecord | None, text: OverlayRecord | None) -> str:
    card = HowMade(cards()).card(job, text, voice("en-US"))
    return "\n".join(getattr(p, "content", "") for p in card.layout().walk_children())


def test_a_picture_with_text_tells_the_text_and_the_edit_behind_it() -> None:
    text = replace(an_overlay(), job_id="1" * 32, picture=1)
    told = story(a_record(2), text)
    assert "Text on it: “Sale” · Sans bold · Top" in told
    assert "picture 2 of this edit" in told
    assert "Command: /background" in told


def test_an_uploaded_picture_with_text_tells_what_is_known() -> None:
    told = story(None, an_overlay())
    assert "Text on it: “Sale”" in told
    assert "uploaded: mug.png" in told
    assert "Command" not in told


def test_of_what_is_unknown_nothing_is_told() -> None:
    assert "no picture of mine" in story(None, None)


def test_the_longest_failure_keeps_to_the_limits() -> None:
    record = a_record(state=JobState.FAILED, error_code="of_tomorrow", error_reply=LONG * 40)
    check_limits(cards().failed(record))


def test_a_picked_picture_is_told_only_what_concerns_it() -> None:
    record = a_record(2, Command.VARIANTS)
    first, second = (edit.paint.label for edit in record.edits if edit.paint is not None)
    told = tuple(Notice(code="x", text=f"{name} is hard to read") for name in (first, second))
    record = replace(record, notices=told)
    assert record.result is not None
    result = replace(record.result, warnings=())
    card = cards().done(record, result, some_files(2), smaller=False, picture=1, locale="en-US")
    text = "\n".join(getattr(p, "content", "") for p in card.layout().walk_children())
    assert f"{second} is hard to read" in text
    assert f"{first} is hard to read" not in text


def text_of(card: Card) -> str:
    return "\n".join(getattr(part, "content", "") for part in card.layout().walk_children())


@pytest.mark.parametrize("locale", ["en-US", "de", "ja"])
def test_pictures_are_numbered_as_their_buttons_are(locale: str) -> None:
    """Discord makes a list of lines that begin with "1. ", and numbers that anew."""
    record = a_record(3, Command.VARIANTS)
    assert record.result is not None
    card = cards().done(record, record.result, some_files(4), smaller=False, locale=locale)
    lines = text_of(card).splitlines()
    assert [line[:6] for line in lines if line.startswith("**")][-3:] == [
        "**1** ",
        "**2** ",
        "**3** ",
    ]
    assert not [line for line in lines if line[:1].isdigit()]


def test_that_there_is_print_is_not_told_where_it_was_held() -> None:
    warned = Notice(code="photo_text", text="There is print on the product; take care.")
    held = Notice(code="print_protected", text="There is print, so it was put back.")
    record = a_record(notices=(warned,))
    assert record.result is not None
    for warnings, told in (((), True), ((held,), False)):
        result = replace(record.result, warnings=warnings)
        card = cards().done(record, result, some_files(2), smaller=False, locale="en-US")
        assert ("take care" in text_of(card)) is told


@pytest.mark.parametrize(("tip", "told"), [("which-strength", True), ("text-survives", False)])
def test_that_there_is_print_is_not_told_twice(tip: str, *, told: bool) -> None:
    warned = Notice(code="photo_text", text="There is print on the product; take care.")
    record = a_record(notices=(warned,))
    assert record.result is not None
    result = replace(record.result, tip=tip)
    card = cards().done(record, result, some_files(2), smaller=False, locale="en-US")
    assert ("take care" in text_of(card)) is told
    assert "💡" in text_of(card)


VAGUE = Notice(code="words_vague", text="“nice” leaves it open.")


def labels_of(record: JobRecord) -> list[str]:
    """Of every button, once the card was seen to keep to the limits."""
    assert record.result is not None
    one = cards().done(record, record.result, some_files(2), smaller=False, locale="en-US")
    check_limits(one)
    rows = [part for part in one.layout().walk_children() if hasattr(part, "children")]
    assert all(len(row.children) <= 5 for row in rows if type(row).__name__ == "ActionRow")
    return [getattr(part, "label", None) or "" for part in one.layout().walk_children()]


@pytest.mark.parametrize(("notices", "offered"), [((VAGUE,), True), ((), False)])
def test_better_words_are_offered_where_the_doctor_has_some(
    notices: tuple[Notice, ...], offered: bool
) -> None:
    vague = EditRequest(command=Command.BACKGROUND, prompt="nice background")
    record = a_record(request=vague, notices=notices)
    assert ("Use the better words" in labels_of(record)) is offered


def test_each_finding_of_the_doctor_has_a_button_and_all_have_one() -> None:
    words = "nice background, no people, with the text 'SALE'"
    asked = EditRequest(command=Command.BACKGROUND, prompt=words, keep="the backdrop, the mug")
    labels = labels_of(a_record(request=asked, notices=(VAGUE,)))
    assert "Move “people” to “avoid”" in labels
    assert "Leave out “with the text 'SALE'”" in labels
    assert "Leave out “the backdrop”" in labels
    assert sum(label.startswith("Say “") for label in labels) == 1
    assert "Use all the better words" in labels


def test_many_findings_on_a_card_of_many_pictures_keep_to_the_limits() -> None:
    words = ", ".join(
        f"no {thing * 30}" for thing in ("people ", "cars ", "dogs ", "cats ", "signs ")
    )
    asked = EditRequest(command=Command.VARIANTS, prompt=words, images=8)
    labels = labels_of(a_record(8, Command.VARIANTS, request=asked, notices=(VAGUE,)))
    assert all(len(label) <= 80 for label in labels)
