"""Advice: what the prompt doctor says, a sentence for each thing that it found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.cause import Ailment
from bot.domain.job import Notice

_CURABLE = frozenset(Ailment) - {Ailment.TOO_LONG}


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One thing that is wrong, with the words that it is about, and what to say instead; "" where
    these are best left out. Better words are English, which models read best: `preset` is the
    label of the preset that they are from, which is told in the person's language."""

    ailment: Ailment
    said: str
    better: str = ""
    preset: str = ""


def curable(advice: Iterable[Advice]) -> tuple[Advice, ...]:
    """Those that can be put right in one press, each once."""
    return tuple(dict.fromkeys(each for each in advice if each.ailment in _CURABLE))


def knows_better_words(notices: Iterable[Notice]) -> bool:
    """Whether the doctor had something to say about an edit that it can put right itself."""
    return any(notice.code in _CURABLE for notice in notices)


def notices_of(advice: Iterable[Advice]) -> tuple[Notice, ...]:
    """What a person is told, a sentence for each."""
    return tuple(Notice(code=each.ailment, text=_sentence(each)) for each in advice)


def _sentence(advice: Advice) -> str:
    said, better = advice.said, advice.better
    match advice.ailment:
        case Ailment.NOTHING_SAID:
            return (
                "Your words do not say what should change; say for example, as preset "
                f"{advice.preset} does: “{better}”."
            )
        case Ailment.VAGUE:
            return (
                f"“{said}” leaves open what is to be seen; say for example, as preset "
                f"{advice.preset} does: “{better}”."
            )
        case Ailment.CONTRADICTION:
            return f"“{said}” cannot be had together with “{better}”; choose one of them."
        case Ailment.WANTS_TEXT:
            return f"Models seldom spell well; leave out “{said}” and set it afterwards: /overlay."
        case Ailment.NEGATION:
            return f"To name a thing calls it up; move “{said}” from the prompt to “avoid”."
        case Ailment.UNKNOWN_TO_STUDIO:
            return f"The studio engine does not know “{said}”; use its preset “{better}”."
        case Ailment.TOO_LONG:  # measured where the model is, and told from there
            return (
                f"Your words are about {said} tokens and the model reads {better}; say it shorter."
            )
