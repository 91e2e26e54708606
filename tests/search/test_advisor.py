"""Questions are answered beside the event loop, and the FAQ is learnt when the first one comes."""

import asyncio
from pathlib import Path

from bot.config.faq import load_faq
from bot.search.advisor import FaqAdvisor
from bot.search.finder import QuestionFinder
from tests.loops import in_loop

FAQ = load_faq(Path(__file__).parents[2] / "config" / "faq.yaml")
QUESTION = "why does it ignore my prompt"


@in_loop
async def test_questions_at_once_find_what_the_finder_finds() -> None:
    asked = FaqAdvisor(FAQ)
    together = await asyncio.gather(*(asked.find(QUESTION, "de") for _ in range(3)))
    assert together == [QuestionFinder(FAQ).find(QUESTION, "de")] * 3


@in_loop
async def test_the_event_loop_runs_on_while_the_faq_is_learnt() -> None:
    turns = 0
    answer = asyncio.create_task(FaqAdvisor(FAQ).find(QUESTION))
    while not answer.done():
        turns += 1
        await asyncio.sleep(0.001)
    assert turns > 5
    assert (await answer)[0].entry.id == "prompt-ignored"


def test_the_language_is_known_without_learning() -> None:
    assert FaqAdvisor(FAQ).spoken("Warum ist nichts passiert?") == "de"
