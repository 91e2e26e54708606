"""What a person is told before anything is rendered."""

from bot.domain.edit import EngineName
from bot.domain.model import UNKNOWN_LICENCE
from bot.services import notices
from bot.services.engine_choice import EngineChoice
from tests.fakes import a_model, a_photo


def test_a_photo_of_its_own_size_needs_no_word() -> None:
    assert notices.of_photo(a_photo()) == ()


def test_a_reduced_photo_names_both_sizes() -> None:
    (notice,) = notices.of_photo(a_photo(64, 48, reduced_from=(640, 480)))
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
