"""What people write is shown as they typed it, wherever it is shown, and does nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.catalog import MAX_WORDS, EditRequest, own_phrases
from bot.domain.edit import Command, Words
from bot.domain.errors import BotError
from bot.domain.job import Notice
from bot.domain.record import JobRecord, JobState
from bot.domain.texts import one_line, plain
from bot.front.apology import Apology
from bot.front.card import Card
from bot.front.cogs.queue import deliver_label
from bot.front.forms import find_preset
from bot.front.made import HowMade
from bot.front.messenger import Messenger
from bot.front.pictures import before_text
from bot.front.words_form import FilledIn, words_form
from tests.front.stage import catalog, texts, voice
from tests.front.test_result_cards import a_record, cards, check_limits, some_files

FIRST_ISOLATE, POP_ISOLATE, ZERO_WIDTH = "\u2068", "\u2069", "\u200b"
ESCAPABLE = r"[\\*_~`|\[\]<>#-]"

HOSTILE = {
    "mentions": "@everyone @here <@1> <@!1> <@&2> <#3> <id:customize> </restyle:4>",
    "markdown": "# big\n> quoted\n- list\n1. one\n**b** *i* __u__ ~~s~~ `c` ```js\nx``` -# small",
    "links": "[free](https://evil.example) <https://evil.example> discord.gg/evil http://a.b",
    "spoilers": "||secret|| and ||||",
    "zero width": "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg",
    "right to left": "\u202egnp.exe\u202c \u2066x\u2069 \u05e9\u05dc\u05d5 \u0645\u0631\u062d",
    "control": "\x00a\x07b\x08c\x1b[31md\x7fe\x85f\r\ng\u2028h\u2029i\tj",
    "yaml": "a: {b: [c, *d, &e]}\n--- !!python/object/apply:os.system ['x'] # y",
    "formats": "{0} {prompt} {{x}} %s %(a)s ${HOME} $(id) `id` {mention} {0.__class__}",
    "json": '{"allowed_mentions": {"parse": ["everyone"]}, "x": "\\u0000\\"}"}',
    "towers": "Z" + "\u0300\u0301\u0302\u0303\u0304\u0305\u0306" * 20 + "algo",
    "wide": "\ufdfd\U0001f469\u200d\U0001f467 \uff21\uff22 \U000e0041\U0001f1e9\U0001f1ea",
    "surrogate": "half \ud83d of an emoji",
    "timestamps": "<t:0:R> <t:99999999999> <:party:1> <a:x:2> :smile:",
    "html": "<script>alert(1)</script> &lt; &amp;",
    "our own": "restage:again:0123456789abcdef0123456789abcdef \u201d; did you mean \u201cx\u201d?",
    "backslashes": "\\" * 50 + "*" + "\\",
    "long": "@everyone *[x](https://evil.example)* ||y|| <@1> " * 130,
    "long word": "W" * 6000,
    "accents alone": "\u0301" * 6000,
    "nothing": " \u200b\n\t ",
}
"""Some have the 6,000 characters that Discord's options hold; they are cut where the bot does."""

WORST = pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)


def seen(markdown: str) -> str:
    """What Discord shows of text in which all markup is escaped."""
    return re.sub(rf"\\({ESCAPABLE})", r"\1", markdown).replace(ZERO_WIDTH, "")


def check_tame(shown: str) -> None:
    """Nothing in it is markup, a mention or a link; nothing is invisible but what we put there."""
    assert "\n" not in shown
    live = re.sub(rf"\\{ESCAPABLE}", "", shown)
    assert not re.search(r"[*_~`|\[\]<]", live), live
    assert not re.match(r"[->#]|\d+\.\s", shown), shown
    assert not re.search(r"@[^\u200b]|://|\.gg/", shown + " "), shown
    assert not re.search(r"(?<!\\)(\\\\)*\\$", shown), "a backslash would reach what comes after"
    for character in shown.replace(ZERO_WIDTH, "").strip(FIRST_ISOLATE + POP_ISOLATE):
        assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def texts_of(card: Card) -> str:
    return "\n".join(getattr(part, "content", "") for part in card.layout().walk_children())


def a_job(typed: str, **changes: Any) -> JobRecord:
    """A finished job in which everything that a person can write is `typed`."""
    own = typed[:MAX_WORDS]
    record = a_record(source_name=typed[:1024], **changes)
    request = EditRequest(command=Command.BACKGROUND, prompt=own, keep=own, avoid=own)
    words = Words(change=own, keep=own_phrases(own), avoid=own_phrases(own))
    edits = tuple(replace(edit, words=words) for edit in record.edits)
    assert record.result is not None
    pictures = tuple(replace(p, edit=e) for p, e in zip(record.result.pictures, edits, strict=True))
    result = replace(
        record.result, positive=own * 3, negative=own * 3, pictures=pictures, warnings=()
    )
    notices = (
        Notice(
            code="avoid_left_out",
            text=f"“SDXL” cannot be told what to avoid, so this was left out: {own}. "
            "Say instead what you want to see.",
        ),
        Notice(code="of_tomorrow", text=f"Something about {own}"),
    )
    return replace(record, request=request, edits=edits, result=result, notices=notices)


def the_result(typed: str) -> tuple[Card, str]:
    record = a_job(typed)
    assert record.result is not None
    card = cards().done(record, record.result, some_files(2), smaller=True, locale="en-US")
    return card, plain(typed[:MAX_WORDS], 300)


def how_it_was_made(typed: str) -> tuple[Card, str]:
    return HowMade(cards()).card(a_job(typed), None, voice()), plain(typed[:MAX_WORDS], 500)


def a_failure(typed: str) -> tuple[Card, str]:
    reply = (
        f"“{typed[:100]}” is not the photo that this picture was made from; give the same "
        "file again, unchanged."
    )
    record = a_job(typed, state=JobState.FAILED, error_code="source_differs", error_reply=reply)
    return cards().failed(record), plain(typed[:100], 400)


def an_unforeseen_failure(typed: str) -> tuple[Card, str]:
    reply = f"No {typed[:100]} here."
    record = a_job(typed, state=JobState.FAILED, error_code="of_tomorrow", error_reply=reply)
    return cards().failed(record), plain(reply, 1500)


SHOWN_IN: dict[str, Callable[[str], tuple[Card, str]]] = {
    "the result": the_result,
    "how it was made": how_it_was_made,
    "a failure": a_failure,
    "an unforeseen failure": an_unforeseen_failure,
}


@WORST
@pytest.mark.parametrize("place", SHOWN_IN)
def test_cards_show_it_as_it_was_typed_and_keep_to_the_limits(typed: str, place: str) -> None:
    card, expected = SHOWN_IN[place](typed)
    check_limits(card)
    check_tame(expected)
    assert expected in texts_of(card)


@WORST
@pytest.mark.parametrize("locale", ["en-US", "de", "ja"])
def test_a_preset_that_is_not_there_is_named_as_it_was_typed(typed: str, locale: str) -> None:
    apology = Apology(
        texts=texts(),
        messenger=Messenger(discord.Client(intents=discord.Intents.none())),
        errands=None,  # type: ignore[arg-type]  # nothing is sent
    )
    name = typed[:60]
    with pytest.raises(BotError) as raised:
        find_preset(catalog(), Command.BACKGROUND, f"?{name}", voice(locale))
    said = apology.sentence(locale, raised.value, "interaction 1")
    assert one_line(f"?{name}").strip(FIRST_ISOLATE + POP_ISOLATE) in seen(said)
    assert not re.search(r"@[^\u200b]|://", said)
    assert "<" not in re.sub(r"\\<", "", said)


@WORST
def test_labels_and_descriptions_hold_it(typed: str) -> None:
    record = a_job(typed)
    label, description = deliver_label(record, voice()), before_text(record, voice())
    assert len(label) <= 80
    assert len(description) <= 1024
    for shown in (label, description):
        assert "\n" not in shown
        assert "\\" not in shown or "\\" in typed, "there is no markdown, so nothing is escaped"


@WORST
def test_forms_give_it_back_to_be_changed(typed: str) -> None:
    record = a_job(typed)
    form = words_form("restage:words:" + record.id, FilledIn.of(record, None), catalog(), voice())
    filled = {
        field["component"]["custom_id"]: field["component"].get("value")
        for field in form.to_dict()["components"]
    }
    for name in ("prompt", "keep", "avoid"):
        assert filled[name] == typed[:MAX_WORDS]


@given(st.text(max_size=500), st.integers(5, 400))
def test_any_text_is_tamed(typed: str, limit: int) -> None:
    shown = plain(typed, limit)
    check_tame(shown)
    assert seen(shown) == one_line(typed, limit)
    assert len(one_line(typed, limit)) <= limit


PIECES = st.sampled_from(
    [*"@<>*_~`|[]()#-\\ \n:/.1a{}\u202e\u200b\u05d0\u0301", "://", "@everyone"]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_markup_is_tamed(typed: str) -> None:
    check_tame(plain(typed))


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=MAX_WORDS), st.sampled_from(sorted(SHOWN_IN)))
def test_any_text_fits_any_card(typed: str, place: str) -> None:
    card, expected = SHOWN_IN[place](typed)
    check_limits(card)
    assert expected in texts_of(card)
