"""What is done about a complaint: said in words, planned as an edit, and never the same again."""

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from bot.config.catalog import load_catalog
from bot.config.texts import load_texts
from bot.domain.catalog import EditRequest
from bot.domain.edit import Command, Edit, EngineName, Fidelity, Strength
from bot.domain.one_picture import Made, pinned
from bot.domain.receipt import Change, Receipt, SceneVerdict, Verdict
from bot.domain.remedies import Complaint, Remedy, remedy_for, suspected
from bot.domain.remedy_words import say_changes, say_keep_added, say_shadow, say_strength
from tests.fakes import a_model, a_photo

MODEL = a_model()
CATALOG = replace(load_catalog(Path("config")), models={MODEL.name: MODEL})
TEXTS = load_texts(Path("config/texts"))
BACKGROUND, RESTYLE, VARIANTS, REFINE = (
    Command.BACKGROUND, Command.RESTYLE, Command.VARIANTS, Command.REFINE,
)  # fmt: skip
EXACT, BLEND, REIMAGINE = Fidelity.EXACT, Fidelity.BLEND, Fidelity.REIMAGINE


def planned(request: EditRequest, engine: EngineName) -> Edit:
    model = MODEL if engine is EngineName.DIFFUSION else None
    plan = CATALOG.plan(request, photo=a_photo(), seed=1, engine=engine, model=model)
    return plan.edits[0]


def made(
    command: Command,
    *,
    engine: EngineName = EngineName.DIFFUSION,
    trusted: bool = True,
    used: float | None = None,
    receipt: Receipt | None = None,
    **said: Any,
) -> Made:
    """A picture with seed 7, as the catalog plans it; `used` is the strength that was really
    used of an untrusted mask."""
    request = EditRequest(command=command, seed=7, images=1, **said)
    edit = planned(request, engine)
    strength = edit.strength if used is None else Strength(product=used, scene=used)
    return Made(
        request=pinned(request, edit),
        edit=edit,
        strength=strength,
        mask_trusted=trusted,
        receipt=receipt,
    )


def a_receipt(
    verdict: Verdict = Verdict.CHANGED,
    change: Change | None = None,
    scene: SceneVerdict = SceneVerdict.NEW,
    **figures: Any,
) -> Receipt:
    return Receipt(verdict=verdict, change=change, scene=scene, **figures)


def in_words(remedy: Remedy, locale: str = "en") -> str:
    return say_changes(remedy.changes, TEXTS, locale)


def advised(remedy: Remedy) -> set[str]:
    return {notice.code.removeprefix("advice_") for notice in remedy.advice}


def fidelities(command: Command) -> list[Fidelity]:
    return [f for f in Fidelity if not (command is VARIANTS and f is EXACT)]


def check_remedy(before: Made, complaint: Complaint) -> None:
    """Another edit of the same seed, as its words say, or advice."""
    engine = before.edit.engine
    remedy = remedy_for(complaint, before, CATALOG)
    if remedy.request is None:
        assert remedy.advice
        assert not remedy.changes
        return
    after = planned(remedy.request, engine)
    assert (after.command, after.seed) == (before.edit.command, before.edit.seed)
    assert after != before.edit
    assert in_words(remedy)
    if after.strength == before.edit.strength:
        assert " → " not in in_words(remedy).replace("product strength 0 →", "")


@pytest.mark.parametrize("complaint", list(Complaint))
@pytest.mark.parametrize("command", list(Command))
def test_every_remedy_is_another_edit_of_the_same_seed_or_says_what_would_help(
    command: Command, complaint: Complaint
) -> None:
    for fidelity, strength, engine, trusted in product(
        fidelities(command), (0.0, 0.1, 0.5, 0.95, 1.0), EngineName, (True, False)
    ):
        before = made(command, engine=engine, trusted=trusted, fidelity=fidelity, strength=strength)
        check_remedy(before, complaint)


@pytest.mark.parametrize(
    ("before", "complaint", "words"),
    [
        # product changed
        (made(RESTYLE, strength=0.6), "product", "strength 60 → 45, keep phrases added"),
        (made(RESTYLE, strength=0.1), "product", "fidelity exact"),
        (made(RESTYLE, strength=0.85, fidelity=BLEND, product_strength=0.4), "product",
         "product strength 40 → 25, keep phrases added"),
        (made(BACKGROUND, fidelity=BLEND), "product", "fidelity exact"),
        (made(BACKGROUND, fidelity=REIMAGINE), "product", "fidelity exact"),
        (made(BACKGROUND), "product", ""),
        (made(BACKGROUND, trusted=False, used=0.3), "product",
         "strength 30 → 15, keep phrases added"),
        (made(VARIANTS), "product", "strength 70 → 55, keep phrases added"),
        (made(VARIANTS, strength=0.15), "product", ""),
        (made(REFINE), "product", "strength 30 → 15, keep phrases added"),
        (made(REFINE, strength=0.15), "product", "fidelity exact"),
        # nothing changed
        (made(BACKGROUND, strength=0.5), "nothing", "strength 50 → 95"),
        (made(BACKGROUND), "nothing", "strength 95 → 100"),
        (made(BACKGROUND, strength=1.0), "nothing", ""),
        (made(BACKGROUND, trusted=False, used=0.3), "nothing", ""),
        (made(RESTYLE, strength=0.4), "nothing", "strength 40 → 70"),
        (made(RESTYLE, fidelity=EXACT), "nothing", "fidelity reimagine"),
        (made(REFINE, fidelity=EXACT), "nothing", "fidelity blend"),
        (made(VARIANTS, strength=0.3), "nothing", "strength 30 → 60"),
        # ignores my prompt
        (made(RESTYLE, prompt="a fresco"), "ignored", "strength 85 → 100"),
        (made(RESTYLE, prompt="a fresco", strength=1.0), "ignored",
         "keeps only the product's shape in words"),
        (made(RESTYLE, prompt="a fresco", strength=1.0, fidelity=BLEND), "ignored",
         "fidelity reimagine"),
        (made(BACKGROUND, prompt="in a forest"), "ignored", "strength 95 → 100"),
        # looks cut out
        (made(BACKGROUND), "cutout",
         "fidelity blend, product strength 0 → 20, a soft shadow asked for"),
        (made(BACKGROUND, fidelity=BLEND), "cutout",
         "product strength 20 → 30, a soft shadow asked for"),
        (made(BACKGROUND, fidelity=BLEND, product_strength=0.5), "cutout", ""),
        (made(BACKGROUND, fidelity=REIMAGINE), "cutout", ""),
        (made(BACKGROUND, trusted=False), "cutout", ""),
        (made(RESTYLE, fidelity=EXACT), "cutout", "fidelity blend, product strength 0 → 40"),
        (made(REFINE, fidelity=EXACT), "cutout", "fidelity blend"),
        (made(VARIANTS), "cutout", "strength 70 → 55"),
        # text is garbled
        (made(BACKGROUND, fidelity=BLEND), "text", "fidelity exact"),
        (made(BACKGROUND), "text", ""),
        (made(RESTYLE), "text",
         "fidelity blend, product strength 85 → 40, keep phrases added"),
        (made(RESTYLE, strength=0.4), "text", "fidelity exact"),
        (made(REFINE), "text", "fidelity exact"),
        (made(VARIANTS), "text", "strength 70 → 40, keep phrases added"),
    ],
)  # fmt: skip
def test_a_remedy_says_what_it_changes(before: Made, complaint: str, words: str) -> None:
    assert in_words(remedy_for(Complaint(complaint), before, CATALOG)) == words


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        (Change.LABEL, "keep the logo and the text on the product unchanged"),
        (Change.RECOLOURED, "keep the colors of the product"),
        (Change.WARPED, "keep the exact shape of the product"),
    ],
)
def test_keep_phrases_go_by_what_was_measured(change: Change, kept: str) -> None:
    before = made(RESTYLE, receipt=a_receipt(change=change), keep="the lid")
    remedy = remedy_for(Complaint.PRODUCT_CHANGED, before, CATALOG)
    assert remedy.request is not None
    words = planned(remedy.request, EngineName.DIFFUSION).words
    assert words.keep[-2:] == ("the lid", kept)


def test_what_is_kept_already_is_not_added_again() -> None:
    first = remedy_for(Complaint.PRODUCT_CHANGED, made(RESTYLE), CATALOG)
    assert first.request is not None
    edit = planned(first.request, EngineName.DIFFUSION)
    again = Made(request=first.request, edit=edit, strength=edit.strength)
    assert in_words(remedy_for(Complaint.PRODUCT_CHANGED, again, CATALOG)) == "strength 70 → 55"


def test_words_that_would_grow_too_long_are_left_as_they_are() -> None:
    before = made(RESTYLE, keep="k" * 390)
    assert in_words(remedy_for(Complaint.PRODUCT_CHANGED, before, CATALOG)) == "strength 85 → 70"


def test_the_studio_engine_is_promised_nothing_in_words() -> None:
    for command, complaint in product(Command, Complaint):
        remedy = remedy_for(complaint, made(command, engine=EngineName.STUDIO), CATALOG)
        assert "keep" not in in_words(remedy)
        assert "asked for" not in in_words(remedy)


def test_the_studio_engine_takes_the_preset_that_the_words_come_closest_to() -> None:
    before = made(
        BACKGROUND, engine=EngineName.STUDIO, preset="marble", prompt="on linen cloth, cosy"
    )
    remedy = remedy_for(Complaint.PROMPT_IGNORED, before, CATALOG)
    assert in_words(remedy) == "preset “Natural linen”, from your words"
    assert remedy.request is not None
    assert planned(remedy.request, EngineName.STUDIO).preset == "linen"


def test_where_no_preset_comes_close_it_says_that_a_model_is_needed() -> None:
    before = made(BACKGROUND, engine=EngineName.STUDIO, prompt="riding a dragon")
    remedy = remedy_for(Complaint.PROMPT_IGNORED, before, CATALOG)
    assert remedy.request is None
    assert advised(remedy) == {"model"}


@pytest.mark.parametrize(
    ("before", "complaint", "advice"),
    [
        (made(BACKGROUND), "product", {"exact_already", "mask"}),
        (made(BACKGROUND, trusted=False), "nothing", {"mask"}),
        (made(BACKGROUND), "text", {"overlay", "exact_already"}),
        (made(RESTYLE), "text", {"overlay"}),
        (made(RESTYLE, prompt="a fresco"), "ignored", {"words"}),
        (made(RESTYLE), "cutout", {"new_seed"}),
        (made(VARIANTS, strength=0.15), "product", {"mask", "strength_at_end"}),
    ],
)
def test_a_remedy_advises_what_helps_besides(
    before: Made, complaint: str, advice: set[str]
) -> None:
    assert advised(remedy_for(Complaint(complaint), before, CATALOG)) == advice


@pytest.mark.parametrize(
    ("before", "complaint"),
    [
        (made(BACKGROUND), None),
        (made(BACKGROUND, receipt=a_receipt(Verdict.IDENTICAL)), None),
        (made(BACKGROUND, receipt=a_receipt(Verdict.IDENTICAL, scene=SceneVerdict.SAME)),
         Complaint.NOTHING_CHANGED),
        (made(BACKGROUND, fidelity=BLEND, receipt=a_receipt(change=Change.RELIT)),
         Complaint.PRODUCT_CHANGED),
        (made(BACKGROUND, fidelity=BLEND, receipt=a_receipt(change=Change.LABEL)),
         Complaint.TEXT_GARBLED),
        (made(BACKGROUND, receipt=a_receipt(product_found=False)), None),
        (made(RESTYLE, receipt=a_receipt()), None),
        (made(RESTYLE, receipt=a_receipt(Verdict.IDENTICAL, scene=SceneVerdict.SAME)),
         Complaint.NOTHING_CHANGED),
        (made(VARIANTS, receipt=a_receipt(Verdict.KEPT, scene=SceneVerdict.SAME)), None),
        (made(VARIANTS, receipt=a_receipt(Verdict.IDENTICAL, scene=SceneVerdict.SAME)),
         Complaint.NOTHING_CHANGED),
        (made(REFINE, receipt=a_receipt(Verdict.SLIGHTLY_CHANGED)), Complaint.PRODUCT_CHANGED),
    ],
)  # fmt: skip
def test_the_receipt_names_what_is_wrong(before: Made, complaint: Complaint | None) -> None:
    assert suspected(before) is complaint


@pytest.mark.parametrize("locale", ["de", "ja"])
@pytest.mark.parametrize("complaint", list(Complaint))
def test_changes_and_advice_are_said_in_every_language(complaint: Complaint, locale: str) -> None:
    for command, strength, engine in product(Command, (0.15, 0.6, 1.0), EngineName):
        for prompt in (None, "on linen cloth"):
            before = made(command, strength=strength, engine=engine, prompt=prompt)
            remedy = remedy_for(complaint, before, CATALOG)
            for notice in (*remedy.changes, *remedy.advice):
                assert TEXTS.notice(locale, notice.code, notice.text) != notice.text


@pytest.mark.parametrize(("locale", "between"), [("en-US", ", keep phrases added, "), ("ja", "、")])
def test_changes_are_joined_as_the_language_does(locale: str, between: str) -> None:
    line = say_changes([say_strength(0.6, 0.45), say_keep_added(), say_shadow()], TEXTS, locale)
    assert between in line
    assert ("、" in line) is (locale == "ja")
    assert say_changes([], TEXTS, locale) == ""
