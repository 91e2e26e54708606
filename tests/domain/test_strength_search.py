"""Three renders find the highest of seven strengths that keeps a product."""

import pytest

from bot.domain.dial import Dial, moved, own_dial, search_dial
from bot.domain.edit import Command, Fidelity, Strength
from bot.domain.receipt import Receipt, SceneVerdict, Verdict
from bot.domain.strength_search import MOST_RENDERS, RUNGS, StrengthSearch, at_strength, is_kept
from tests.fakes import an_edit


def a_receipt(verdict: Verdict, *, found: bool = True) -> Receipt:
    return Receipt(verdict=verdict, scene=SceneVerdict.NEW, product_found=found)


def search_to_the_end(
    search: StrengthSearch, keeps_up_to: float
) -> tuple[StrengthSearch, list[float]]:
    tried = []
    while not search.over:
        tried.append(search.next)
        search = search.after(kept=search.next <= keeps_up_to)
    return search, tried


@pytest.mark.parametrize("highest", range(len(RUNGS)))
def test_every_strength_is_found_in_three_renders(highest: int) -> None:
    search, tried = search_to_the_end(StrengthSearch(), keeps_up_to=RUNGS[highest])
    assert search.best == highest
    assert len(tried) <= MOST_RENDERS
    assert RUNGS[highest] in tried


@pytest.mark.parametrize("fidelity", list(Fidelity))
def test_where_nothing_keeps_the_product_the_lowest_was_tried(fidelity: Fidelity) -> None:
    search, tried = search_to_the_end(
        StrengthSearch.of(an_edit(fidelity=fidelity)), keeps_up_to=-1.0
    )
    assert search.best is None
    assert tried[-1] == RUNGS[0]
    assert len(tried) == MOST_RENDERS


def test_under_exact_one_render_is_enough() -> None:
    search, tried = search_to_the_end(StrengthSearch.of(an_edit()), keeps_up_to=1.0)
    assert tried == [1.0]
    assert search.best == len(RUNGS) - 1


@pytest.mark.parametrize(
    ("command", "fidelity", "moved_to"),
    [
        (Command.BACKGROUND, Fidelity.EXACT, Strength(product=0.2, scene=0.5)),
        (Command.BACKGROUND, Fidelity.BLEND, Strength(product=0.5, scene=0.9)),
        (Command.BACKGROUND, Fidelity.REIMAGINE, Strength(product=0.5, scene=0.5)),
        (Command.VARIANTS, Fidelity.BLEND, Strength(product=0.5, scene=0.9)),
        (Command.RESTYLE, Fidelity.REIMAGINE, Strength(product=0.5, scene=0.5)),
        (Command.REFINE, Fidelity.BLEND, Strength(product=0.5, scene=0.5)),
    ],
)
def test_the_search_moves_what_endangers_the_product(
    command: Command, fidelity: Fidelity, moved_to: Strength
) -> None:
    edit = an_edit(command=command, fidelity=fidelity, strength=Strength(product=0.2, scene=0.9))
    assert at_strength(edit, 0.5).strength == moved_to


@pytest.mark.parametrize(
    ("receipt", "kept"),
    [
        (a_receipt(Verdict.IDENTICAL), True),
        (a_receipt(Verdict.KEPT), True),
        (a_receipt(Verdict.SLIGHTLY_CHANGED), False),
        (a_receipt(Verdict.CHANGED), False),
        (a_receipt(Verdict.KEPT, found=False), None),
        (None, None),
    ],
)
def test_a_product_is_kept_by_its_receipt_if_there_is_one(
    receipt: Receipt | None, kept: bool | None
) -> None:
    assert is_kept(receipt) is kept


def test_a_dial_reads_what_it_turns() -> None:
    strength = Strength(product=0.2, scene=0.9)
    assert [dial.read(strength) for dial in Dial] == [0.2, 0.9, 0.9]
    assert all(dial.read(dial.turn(strength, 0.4)) == 0.4 for dial in Dial)


def test_only_a_background_is_searched_by_another_dial_than_its_own() -> None:
    differing = {
        command
        for command in Command
        for fidelity in Fidelity
        if search_dial(command, fidelity) is not own_dial(command)
    }
    assert differing == {Command.BACKGROUND}


def test_notches_end_at_the_ends_and_stay_on_whole_percents() -> None:
    assert [moved(0.6, n) for n in (-1, 1, -9, 9)] == [0.45, 0.75, 0.0, 1.0]
