"""What a person is told before anything is rendered."""

from dataclasses import replace

import pytest

from bot.domain.edit import EngineName, Fidelity
from bot.domain.model import UNKNOWN_LICENCE
from bot.domain.photo_check import Finding, PhotoCheck
from bot.services import notices
from bot.services.engine_choice import EngineChoice
from tests.fakes import a_model, a_photo, an_edit

BLEND = an_edit(fidelity=Fidelity.BLEND)


def test_a_photo_of_its_own_size_needs_no_word() -> None:
    assert notices.of_photo(a_photo(), None, [BLEND]) == ()


def a_check(*findings: Finding) -> PhotoCheck:
    return PhotoCheck(
        width=640,
        height=480,
        subject_found=True,
        sharpness=0.5,
        brightness=90.0,
        dark_share=0.0,
        blown_share=0.0,
        clipped_share=0.0,
        separation=20.0,
        business=0.0,
        border_share=0.0,
        text_share=0.0,
        spread=40.0,
        has_alpha=False,
        findings=findings,
    )


def test_each_finding_is_a_sentence_with_its_code() -> None:
    every = tuple(finding for finding in Finding if finding is not Finding.EMPTY)
    told = notices.of_photo(a_photo(check=a_check(*every)), None, [BLEND])
    assert [notice.code for notice in told] == [finding.value for finding in every]
    assert all(notice.text.endswith(".") for notice in told)
    assert "640 pixels wide" in next(n.text for n in told if n.code == "photo_small")


def test_an_attached_mask_makes_up_for_the_background() -> None:
    check = a_check(Finding.SOFT, Finding.BUSY, Finding.NOT_SEPARATE, Finding.CUT_OFF)
    mask = a_photo(mode="L", pixels=bytes(64 * 48))
    told = notices.of_photo(a_photo(check=check), mask, [BLEND])
    assert [notice.code for notice in told] == ["photo_soft"]


@pytest.mark.parametrize(
    ("fidelities", "warned"),
    [
        ([Fidelity.EXACT], False),
        ([Fidelity.BLEND], True),
        ([Fidelity.REIMAGINE], True),
        ([Fidelity.EXACT, Fidelity.BLEND], True),
    ],
)
def test_print_is_warned_of_unless_every_letter_stays(
    fidelities: list[Fidelity], warned: bool
) -> None:
    edits = [replace(BLEND, fidelity=fidelity) for fidelity in fidelities]
    told = notices.of_photo(a_photo(check=a_check(Finding.TEXT)), None, edits)
    assert [notice.code for notice in told] == ["photo_text"] * warned


def test_a_reduced_photo_names_both_sizes() -> None:
    (notice,) = notices.of_photo(a_photo(64, 48, reduced_from=(640, 480)), None, [BLEND])
    assert notice.code == "photo_reduced"
    assert "640 x 480" in notice.text
    assert "64 x 48" in notice.text


def test_a_model_that_could_not_be_taken_is_not_passed_over_in_silence() -> None:
    choice = EngineChoice(
        engine=EngineName.STUDIO, model=None, may_fall_back=False, reason="", unusable="Pull it."
    )
    (notice,) = notices.of_choice(choice)
    assert notice.code == "engine_fallback"
    assert notice.text.endswith("Pull it.")


def test_only_models_for_private_use_are_labelled() -> None:
    assert notices.of_licence(None) == ()
    assert notices.of_licence(a_model()) == ()
    (notice,) = notices.of_licence(a_model(commercial=False, licence="Private"))
    assert notice.code == "not_for_commercial_use"
    assert "Private" in notice.text


def test_a_licence_that_nobody_knows_is_not_guessed_at() -> None:
    unknown = a_model(commercial=False, licence=UNKNOWN_LICENCE)
    (notice,) = notices.of_licence(unknown)
    assert notice.code == "licence_unknown"
    assert "read it before" in notice.text
