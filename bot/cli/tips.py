"""`bot.py tips`: answers to free questions, from the FAQ."""

from __future__ import annotations

import argparse
import json
from typing import Any

from bot.config.faq import load_faq
from bot.config.texts import LANGUAGES as LANGUAGES
from bot.domain.faq import Answer


def run(options: argparse.Namespace) -> int:
    """Print the best one to three answers; 0 also where nothing fits, which is an answer too."""
    from bot.search.finder import QuestionFinder  # late: the other sub-commands do without numpy

    finder = QuestionFinder(load_faq(options.places.config / "faq.yaml"))
    answers = finder.find(" ".join(options.question), options.language)
    if options.json:
        print(json.dumps({"answers": [_as_json(answer) for answer in answers]}))
    elif not answers:
        print("Nothing in the FAQ answers that. The questions it answers are in config/faq.yaml.")
    else:
        _print(answers)
    return 0


def _print(answers: tuple[Answer, ...]) -> None:
    """The answer alone where it is sure, else all that may be meant."""
    if answers[0].sure:
        answers = answers[:1]
    else:
        print("Perhaps one of these:\n")
    print("\n\n".join(f"{a.words.question}\n  {a.words.answer}" for a in answers))


def _as_json(answer: Answer) -> dict[str, Any]:  # Any: JSON
    return {
        "id": answer.entry.id,
        "question": answer.words.question,
        "text": answer.words.answer,
        "score": round(answer.score, 3),
    }
