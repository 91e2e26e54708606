"""What remedies change and advise, in words: fragments and sentences that are told in any language
by their codes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from bot.domain.edit import Fidelity
from bot.domain.job import Notice
from bot.domain.texts import Texts

CHANGE, ADVICE = "remedy_", "advice_"
"""What the codes of changes and of advice begin with."""


def is_change(notice: Notice) -> bool:
    """Whether a notice tells what a remedy has changed."""
    return notice.code.startswith(CHANGE)


def say_changes(notices: Iterable[Notice], texts: Texts, locale: str) -> str:
    """Changes in one line: "strength 60 → 45, keep phrases added"; empty without any."""
    said = [texts.notice(locale, each.code, each.text) for each in notices if is_change(each)]
    return reduce(
        lambda before, after: texts.say(locale, "remedy.and", before=before, after=after),
        said[1:],
        said[0] if said else "",
    )


def say_strength(before: float, after: float) -> Notice:
    """The strength of what the command changes moves."""
    return Notice(code="remedy_strength", text=f"strength {_percent(before)} → {_percent(after)}")


def say_product_strength(before: float, after: float) -> Notice:
    """The product's own strength moves."""
    return Notice(
        code="remedy_product_strength",
        text=f"product strength {_percent(before)} → {_percent(after)}",
    )


def say_fidelity(fidelity: Fidelity) -> Notice:
    """Another fidelity."""
    match fidelity:
        case Fidelity.EXACT:
            return Notice(code="remedy_exact", text="fidelity exact")
        case Fidelity.BLEND:
            return Notice(code="remedy_blend", text="fidelity blend")
        case Fidelity.REIMAGINE:
            return Notice(code="remedy_reimagine", text="fidelity reimagine")


def say_keep_added() -> Notice:
    """More is said of what stays."""
    return Notice(code="remedy_keep_added", text="keep phrases added")


def say_keep_shortened() -> Notice:
    """Less is said of what stays, so that the prompt weighs more."""
    return Notice(code="remedy_keep_shortened", text="keeps only the product's shape in words")


def say_preset(label: str) -> Notice:
    """Another preset, found in the person's words."""
    return Notice(code="remedy_preset", text=f"preset “{label}”, from your words")


def say_shadow() -> Notice:
    """A shadow is asked for."""
    return Notice(code="remedy_shadow", text="a soft shadow asked for")


def advise_mask() -> Notice:
    """The product has to be told apart better."""
    text = "A mask (white product on black) or a photo on a plain background would help most."
    return Notice(code="advice_mask", text=text)


def advise_exact_already() -> Notice:
    """There is nothing closer than the photo's own pixels."""
    text = "The product's own pixels stand in this picture already."
    return Notice(code="advice_exact_already", text=text)


def advise_overlay() -> Notice:
    """Text that has to be crisp is put on last."""
    text = "For crisp text, put it on the finished picture with /overlay."
    return Notice(code="advice_overlay", text=text)


def advise_model() -> Notice:
    """The studio engine reads no sentences."""
    text = (
        "The studio engine cannot read sentences: it takes a preset or colours that it finds in "
        "them. To have yours followed, set a model in settings.yaml."
    )
    return Notice(code="advice_model", text=text)


def advise_words() -> Notice:
    """A prompt that can be followed."""
    text = "Name place, material and light in the prompt, under “Edit words”."
    return Notice(code="advice_words", text=text)


def advise_new_seed() -> Notice:
    """Nothing was cut out: chance has to help."""
    text = "All of this picture was made at one strength, so nothing was cut out; try a new seed."
    return Notice(code="advice_new_seed", text=text)


def advise_strength_at_end() -> Notice:
    """The dial goes no further."""
    return Notice(code="advice_strength_at_end", text="The strength is at its end already.")


def _percent(strength: float) -> str:
    return f"{strength * 100:.0f}"
