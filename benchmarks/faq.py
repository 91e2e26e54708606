"""How well free questions find their answer in the FAQ.

    .venv/bin/python -m benchmarks.faq [--show] [--part tune]

Asks every question of `tests/data/faq_questions.yaml`, in people's own words and three languages.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.config.faq import load_faq
from bot.domain.faq import Answer
from bot.search.finder import QuestionFinder

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "data" / "faq_questions.yaml"
NONE = "none"
"""In place of an id: no entry answers this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question with the id of its entry, and what was found."""

    part: str
    language: str
    id: str
    question: str
    answers: tuple[Answer, ...]

    @property
    def right(self) -> bool:
        """Whether the first answer is the entry; for `NONE`, whether nothing was found."""
        return (self.answers[0].entry.id if self.answers else NONE) == self.id

    @property
    def wrong_and_sure(self) -> bool:
        """Whether another entry was given as the answer, not as a guess."""
        return bool(self.answers) and self.answers[0].sure and not self.right


def ask_all() -> list[Asked]:
    """Every question, asked."""
    finder = QuestionFinder(load_faq(ROOT / "config" / "faq.yaml"))
    return [
        Asked(part=part, language=lang, id=id_, question=text, answers=finder.find(text))
        for part, lang, id_, text in _questions()
    ]


def _questions() -> Iterator[tuple[str, str, str, str]]:
    for part, languages in yaml.safe_load(QUESTIONS.read_text("utf-8")).items():
        for language, entries in languages.items():
            for id_, questions in entries.items():
                for question in questions:
                    yield part, language, id_, question


def share(asked: list[Asked]) -> str:
    """ "61 of 64, 95 %"."""
    right = sum(each.right for each in asked)
    return f"{right} of {len(asked)}, {100 * right / max(len(asked), 1):.0f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="list what was answered wrongly")
    parser.add_argument("--part", help="only this part, such as blind_3")
    options = parser.parse_args()
    started = time.process_time()
    asked = [each for each in ask_all() if options.part in (None, each.part)]
    each_ms = 1000 * (time.process_time() - started) / len(asked)
    for part in dict.fromkeys(each.part for each in asked):
        for language in ("en", "de", "ja"):
            here = [each for each in asked if (each.part, each.language) == (part, language)]
            meant = [each for each in here if each.id != NONE]
            nothing = [each for each in here if each.id == NONE]
            sure = sum(each.wrong_and_sure for each in here)
            print(
                f"{part:8} {language}  top 1 {share(meant):18}  nothing fits {share(nothing):18}"
                f"  wrong with confidence {sure}"
            )
    meant = [each for each in asked if each.id != NONE]
    nothing = [each for each in asked if each.id == NONE]
    sure = sum(each.wrong_and_sure for each in asked)
    print(f"all          top 1 {share(meant):18}  nothing fits {share(nothing):18}", end="")
    print(f"  wrong with confidence {sure}; {each_ms:.1f} ms of processor time a question")
    for each in asked if options.show else ():
        if not each.right:
            found = [f"{a.entry.id} {a.score:.2f}{'!' if a.sure else ''}" for a in each.answers]
            print(f"  {each.part} {each.id}: {each.question} → {', '.join(found) or NONE}")


if __name__ == "__main__":
    main()
