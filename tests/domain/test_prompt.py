from __future__ import annotations

import pytest

from bot.domain.edit import Words
from bot.domain.model import EDITORS, Family
from bot.domain.prompt import Language, compose, language_of, unheard
from tests.fakes import a_model

BACKGROUND = Words(
    keep=("keep the product shape unchanged", "keep its color and logo unchanged"),
    change="replace the background with a sunlit desk",
    avoid=("distorted logo", "people"),
)
VARIANT = Words(change="change the main colour of the product to blush pink")
STYLE = Words(keep=("keep the product recognisable",), change="an ink sketch on white paper")


def test_every_family_has_its_language() -> None:
    spoken = {
        family: language_of(a_model(family=family, negative_prompt=False)) for family in Family
    }
    assert {family for family in Family if spoken[family] is Language.INSTRUCTION} == EDITORS
    assert spoken[Family.SDXL] is spoken[Family.SD] is Language.TAGS
    assert spoken[Family.FLUX] is Language.CAPTION


def test_tag_models_read_phrases_and_a_negative_prompt() -> None:
    assert compose(BACKGROUND, Language.TAGS, negates=True) == (
        "product photo, a sunlit desk, original product shape, original color and logo",
        "distorted logo, people",
    )


def test_caption_models_read_what_is_seen() -> None:
    positive, negative = compose(BACKGROUND, Language.CAPTION, negates=True)
    assert positive == (
        "A product photo with a sunlit desk as the background. "
        "Original product shape, original color and logo."
    )
    assert negative == "distorted logo, people"


def test_editors_are_told_what_to_do_and_what_to_keep() -> None:
    positive, _ = compose(BACKGROUND, Language.INSTRUCTION, negates=True)
    assert positive == (
        "Replace the background with a sunlit desk. "
        "Keep the product shape, its color and logo exactly as in the picture."
    )


@pytest.mark.parametrize(
    ("words", "language", "positive"),
    [
        (VARIANT, Language.TAGS, "the product in blush pink"),
        (VARIANT, Language.CAPTION, "The product in blush pink."),
        (
            VARIANT,
            Language.INSTRUCTION,
            "Change the main colour of the product to blush pink.",
        ),
        (STYLE, Language.TAGS, "an ink sketch on white paper, recognisable product"),
        (STYLE, Language.CAPTION, "An ink sketch on white paper. Recognisable product."),
        (
            STYLE,
            Language.INSTRUCTION,
            "Turn the picture into an ink sketch on white paper. Keep the product recognisable.",
        ),
        (Words(change="on a beach."), Language.TAGS, "on a beach"),
        (Words(change="on a beach."), Language.INSTRUCTION, "Show the product on a beach."),
        (Words(change="make it gold"), Language.INSTRUCTION, "Make it gold."),
        (
            Words(keep=("label text",), change="a beach"),
            Language.INSTRUCTION,
            "Turn the picture into a beach. Keep label text exactly as in the picture.",
        ),
    ],
)
def test_own_words_and_presets_come_out_in_each_language(
    words: Words, language: Language, positive: str
) -> None:
    assert compose(words, language) == (positive, "")


@pytest.mark.parametrize("language", Language)
def test_without_negation_what_to_avoid_is_said_by_its_opposite(language: Language) -> None:
    words = Words(
        change="a beach",
        avoid=("distorted logo", "no blur", "cropped product", "extra objects on the product"),
    )
    positive, negative = compose(words, language)
    assert negative == ""
    said = positive.lower()
    for wanted in (
        "clean and undistorted logo",
        "sharp focus",
        "whole product",
        "only the original objects on the product",
    ):
        assert wanted in said
    for unwanted in (" distorted", "blur", "cropped", "extra", "no "):
        assert unwanted not in said
    assert unheard(words, language) == ()


def test_a_thing_without_an_opposite_is_not_called_up() -> None:
    for language in (Language.TAGS, Language.CAPTION):
        positive, _ = compose(BACKGROUND, language)
        assert "people" not in positive
        assert unheard(BACKGROUND, language) == ("people",)
        assert unheard(BACKGROUND, language, negates=True) == ()


def test_editors_can_be_told_to_do_without() -> None:
    positive, _ = compose(BACKGROUND, Language.INSTRUCTION)
    assert positive.endswith("Result: clean and undistorted logo. Do this without people.")
    assert unheard(BACKGROUND, Language.INSTRUCTION) == ()


def test_nothing_is_said_twice() -> None:
    words = Words(keep=("the logo", "the logo"), change="a beach", avoid=("blur", "blurry"))
    assert compose(words, Language.TAGS)[0] == "a beach, original logo, sharp focus"
    assert compose(words, Language.TAGS, negates=True)[1] == "blur, blurry"


def test_no_words_are_no_prompt() -> None:
    for language in Language:
        assert compose(Words(), language) == ("", "")
