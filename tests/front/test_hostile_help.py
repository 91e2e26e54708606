"""Hostile words in everything that helps and finishes, typed into a sandbox that keeps Discord's
limits: each is answered, to whoever asked alone where that is so, and pings nobody."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from bot.sandbox.driver import SeenMessage
from tests.front.stage import a_photo, scene
from tests.front.test_hostile_words import HOSTILE
from tests.loops import in_loop

QUESTION, ANSWER, WHAT, TEXT, TARGET = 300, 400, 100, 500, 60
"""As many characters as Discord lets people type into these."""

OURS = "\n\u2068\u2069\u200b"
"""Line ends, isolates around what turns lines, and what keeps mentions from being any."""


def as_discord_takes_it(typed: str, limit: int) -> str:
    """What a client sends of it: no half characters, no more than the field holds."""
    return typed.encode("utf-8", "ignore").decode()[:limit].strip() or "x"


def check_harmless(answer: SeenMessage) -> None:
    """It says something, pings nobody, hides nothing and turns no line around."""
    assert answer.text
    assert answer.message.mentioned() == []
    shown = set(answer.text) - set(OURS)
    kinds = {unicodedata.category(each) for each in shown}
    assert not kinds & {"Cc", "Cs", "Co", "Cn"}
    assert not shown & set("\u202a\u202b\u202d\u202e\u2066\u2067")


@in_loop
async def test_a_prompt_is_written_from_any_words(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        mara = here.sandbox.person("mara")
        for typed in HOSTILE.values():
            words = as_discord_takes_it(typed, ANSWER)
            fields = {"keep": words, "change": words, "avoid": words, "what": words[:WHAT]}
            form = await (await mara.slash("prompt")).modal()
            answer = await (await form.submit(fields)).message()
            check_harmless(answer)
            assert answer.ephemeral
            assert answer.text.count("```") == 2, "the block of the prompt is closed by us alone"


@in_loop
async def test_any_question_is_answered(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        mara = here.sandbox.person("mara")
        for typed in HOSTILE.values():
            question = as_discord_takes_it(typed, QUESTION)
            answer = await (await mara.slash("tips", {"question": question})).message()
            check_harmless(answer)
            assert answer.ephemeral
            await mara.complete("tips", "question", question)
            await mara.complete("export", "target", question[:TARGET])
            await mara.complete("background", "preset", question[:TARGET])


@in_loop
async def test_any_text_is_set_or_refused_with_a_sentence(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        mara = here.sandbox.person("mara")
        for typed in HOSTILE.values():
            words = as_discord_takes_it(typed, TEXT)
            options = {"image": a_photo(), "text": words, "size": words[:40], "colour": words[:40]}
            check_harmless(await (await mara.slash("overlay", options)).message())
            options = {"image": a_photo(f"{words[:80]}.png"), "text": words}
            check_harmless(await (await mara.slash("overlay", options)).message())
            options = {"image": a_photo(), "target": words[:TARGET]}
            check_harmless(await (await mara.slash("export", options)).message())
