"""What the doctor finds in own words, and the better ones, in three languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.config.catalog import load_catalog
from bot.domain.advice import curable, notices_of
from bot.domain.catalog import EditRequest
from bot.domain.cause import Ailment
from bot.domain.doctor import Diagnosis, examine
from bot.domain.edit import Command, EngineName

CATALOG = load_catalog(Path(__file__).parents[2] / "config")
MARBLE = CATALOG.preset(Command.BACKGROUND, "marble")


def look(
    prompt: str | None = None, engine: EngineName = EngineName.DIFFUSION, **request: Any
) -> Diagnosis:
    asked = EditRequest(**{"command": Command.BACKGROUND, "prompt": prompt, **request})
    return examine(asked, CATALOG, engine=engine)


def found(diagnosis: Diagnosis) -> list[tuple[Ailment, str]]:
    return [(advice.ailment, advice.said) for advice in diagnosis.advice]


@pytest.mark.parametrize(
    "prompt",
    [
        "on an oak table beside a window, plain wall, morning light from the left",
        "marble",
        "a beach at sunset",
        "a nice oak table in morning light",
        "bright kitchen with dark wood",
        "in forest green",
        "replace the background with a stone ledge",
        "a notebook beside the mug",
        "auf einem Eichentisch am Fenster, Morgenlicht von links",
        "ein Strand bei Sonnenuntergang",
        "schöner Sandstrand",
        "without any doubt the finest marble",
        "ohne jeden Zweifel edler Marmor",
        "a desk to write on",
        "a slab 50,5 cm wide",
        "keep the logo, do not change the mug, make the table beside the mug red",
        "keep the mug on the table, change the table to marble",
        "窓辺のオークのテーブル、朝の光",
        "夕暮れのビーチ",
        "きれいな砂浜",
    ],
)
def test_good_words_are_left_alone(prompt: str) -> None:
    diagnosis = look(prompt, preset="marble")
    assert found(diagnosis) == []
    assert diagnosis.better == EditRequest(
        command=Command.BACKGROUND, prompt=prompt, preset="marble"
    )


def test_where_nothing_was_said_nothing_is_wrong() -> None:
    assert found(look(None)) == []
    assert found(look("   ")) == []


@pytest.mark.parametrize(
    "prompt",
    [
        "nice background",
        "a beautiful scene",
        "make it look better",
        "give the product a different background",
        "schöner Hintergrund",
        "bitte einen anderen Hintergrund",
        "ein tolles Bild",
        "きれいな背景",
        "おしゃれな背景にしてください",
        "もっといい感じにして",
        "make it pop",
        "mach es schöner",
    ],
)
def test_a_vague_scene_is_answered_with_a_concrete_one(prompt: str) -> None:
    diagnosis = look(prompt, preset="marble")
    assert found(diagnosis) == [(Ailment.VAGUE, prompt)]
    assert diagnosis.better.prompt == MARBLE.change


@pytest.mark.parametrize(
    "prompt",
    [
        "high quality, 4k, realistic",
        "keep the logo",
        "please do not change the mug, professional",
        "hohe Auflösung, professionell",
        "behalte das Etikett",
        "高画質",
        "ロゴをそのまま",
    ],
)
def test_words_without_a_change_are_told_so(prompt: str) -> None:
    diagnosis = look(prompt, preset="marble")
    assert found(diagnosis) == [(Ailment.NOTHING_SAID, prompt)]
    assert diagnosis.better.prompt == MARBLE.change


@pytest.mark.parametrize(
    ("prompt", "thing", "rest"),
    [
        ("oak table, no people", "people", "oak table"),
        ("oak table without any people", "people", "oak table"),
        ("oak table, do not add flowers", "flowers", "oak table"),
        ("oak table, not too dark", "too dark", "oak table"),
        ("Eichentisch, keine Menschen", "Menschen", "Eichentisch"),
        ("Eichentisch ohne Menschen", "Menschen", "Eichentisch"),
        ("Eichentisch, nicht zu dunkel", "zu dunkel", "Eichentisch"),
        ("オークのテーブル、人物なし", "人物", "オークのテーブル"),
        ("beach but without people", "people", "beach"),
        ("no people on the beach", "people", "on the beach"),
        ("oak table, not on a tray", "on a tray", "oak table"),
        ("keine Leute am Strand", "Leute", "am Strand"),
        ("oak table, no text on the label", "text on the label", "oak table"),
        ("oak table, people not visible", "people", "oak table"),
        ("Strand, es sollen keine Menschen zu sehen sein", "Menschen", "Strand"),
        ("オークのテーブル、花は入れないで", "花", "オークのテーブル"),
    ],
)
def test_negation_moves_to_avoid(prompt: str, thing: str, rest: str) -> None:
    diagnosis = look(prompt, preset="marble", avoid="blur")
    assert found(diagnosis) == [(Ailment.NEGATION, thing)]
    assert diagnosis.better.prompt == rest
    assert diagnosis.better.avoid == f"blur, {thing}"


def test_of_two_unwanted_things_each_is_avoided_by_itself() -> None:
    diagnosis = look("a beach, no clouds and no birds", preset="marble")
    assert found(diagnosis) == [(Ailment.NEGATION, "clouds"), (Ailment.NEGATION, "birds")]
    assert (diagnosis.better.prompt, diagnosis.better.avoid) == ("a beach", "clouds, birds")


@pytest.mark.parametrize(
    ("prompt", "said", "rest"),
    [
        ('oak table with the text "SALE"', 'with the text "SALE"', "oak table"),
        (
            "oak table, add the slogan fresh every day",
            "add the slogan fresh every day",
            "oak table",
        ),
        ("oak table, a sign that says open", "a sign that says open", "oak table"),
        ("Eichentisch, mit dem Schriftzug Sommer", "mit dem Schriftzug Sommer", "Eichentisch"),
        ("オークのテーブル、「セール」という文字", "「セール」という文字", "オークのテーブル"),
        ("Eichentisch mit der Aufschrift Neu", "mit der Aufschrift Neu", "Eichentisch"),
        ("Eichentisch, schreib Neu drauf", "schreib Neu drauf", "Eichentisch"),
        ("oak table, write SALE on it", "write SALE on it", "oak table"),
        ("oak table, add a price tag 9,99 €", "add a price tag 9,99 €", "oak table"),
        ("オークのテーブル、文字を入れて", "文字を入れて", "オークのテーブル"),
    ],
)
def test_a_wish_for_text_is_left_out(prompt: str, said: str, rest: str) -> None:
    diagnosis = look(prompt, preset="marble")
    assert found(diagnosis) == [(Ailment.WANTS_TEXT, said)]
    assert diagnosis.better.prompt == rest


@pytest.mark.parametrize(
    ("command", "prompt", "keep", "clash"),
    [
        (Command.BACKGROUND, "replace the table with marble", "the table", "table"),
        (Command.BACKGROUND, "oak table", "the background", "/background"),
        (Command.BACKGROUND, "ersetze den Tisch durch Marmor", "den Tisch", "Tisch"),
        (Command.BACKGROUND, "大理石のテーブル", "写真の背景", "/background"),
        (Command.VARIANTS, "in red", "the colour of the product", "/variants"),
        (Command.RESTYLE, "as a watercolour", "the style of the photo", "/restyle"),
        (Command.RESTYLE, "取っ手を変えてください", "取っ手", "取っ手"),
    ],
)
def test_nothing_can_be_kept_and_changed_at_once(
    command: Command, prompt: str, keep: str, clash: str
) -> None:
    diagnosis = look(prompt, command=command, keep=f"the logo, {keep}")
    (advice,) = diagnosis.advice
    assert (advice.ailment, advice.said) == (Ailment.CONTRADICTION, keep)
    assert advice.better == clash
    assert diagnosis.better.keep == "the logo"


def test_phrases_that_take_the_place_of_the_presets_still_do_in_better_words() -> None:
    usual = "keep the product shape unchanged"
    diagnosis = look("replace the product with an oak vase", keep=f"only: the background, {usual}")
    assert found(diagnosis) == [(Ailment.CONTRADICTION, "the background")]
    assert diagnosis.better.keep == f"only: {usual}"


@pytest.mark.parametrize(
    ("command", "keep"),
    [
        (Command.VARIANTS, "the label colour"),
        (Command.VARIANTS, "the colour of the lid"),
        (Command.VARIANTS, "the lid and its colour"),
        (Command.VARIANTS, "ラベルの色"),
        (Command.BACKGROUND, "the wall behind the background plant"),
    ],
)
def test_a_thing_is_kept_though_its_name_speaks_of_what_the_command_changes(
    command: Command, keep: str
) -> None:
    diagnosis = look("in red", command=command, keep=keep)
    assert found(diagnosis) == []
    assert diagnosis.better.keep == keep


@pytest.mark.parametrize(
    ("prompt", "said", "rest"),
    [
        (
            "keep the background, change the background to a beach",
            "keep the background",
            "change the background to a beach",
        ),
        ("keep the mug blue, make the mug red", "keep the mug blue", "make the mug red"),
        ("behalte die Tasse, färbe die Tasse rot", "behalte die Tasse", "färbe die Tasse rot"),
        ("背景をそのまま、背景を変えて", "背景をそのまま", "背景を変えて"),
    ],
)
def test_a_prompt_cannot_keep_what_it_changes(prompt: str, said: str, rest: str) -> None:
    diagnosis = look(prompt, preset="marble")
    assert found(diagnosis) == [(Ailment.CONTRADICTION, said)]
    assert diagnosis.better.prompt == rest


@pytest.mark.parametrize(
    ("prompt", "said", "rest"),
    [
        ("a summer meadow in winter light", "in winter", "a summer meadow light"),
        ("a street by day, at night", "at night", "a street by day"),
        ("夏の海、夜、昼", "昼", "夏の海、夜"),
    ],
)
def test_of_two_opposites_the_first_stays(prompt: str, said: str, rest: str) -> None:
    diagnosis = look(prompt, preset="marble")
    assert found(diagnosis) == [(Ailment.CONTRADICTION, said)]
    assert diagnosis.better.prompt == rest


def test_the_studio_engine_is_asked_for_what_it_knows() -> None:
    diagnosis = look("a marbled shelf", EngineName.STUDIO)
    (advice,) = diagnosis.advice
    assert advice.ailment is Ailment.UNKNOWN_TO_STUDIO
    assert "marble" in advice.better.lower()
    better = diagnosis.better
    assert "marble" in (better.preset or "")
    assert better.prompt is None
    assert found(look("a marbled shelf")) == []
    assert found(look("marble", EngineName.STUDIO)) == []


@pytest.mark.parametrize(
    "prompt",
    [
        "on wet slate with ice cubes and mint leaves",
        "nothing but sand and sea",
        "a birthday party with balloons",
        "im Garten",
    ],
)
def test_the_studio_engine_names_no_preset_where_none_is_near(prompt: str) -> None:
    assert found(look(prompt, EngineName.STUDIO)) == []


def test_several_things_are_found_at_once_and_all_put_right() -> None:
    diagnosis = look("nice background, no people", preset="marble", keep="the backdrop")
    assert [advice.ailment for advice in diagnosis.advice] == [
        Ailment.NEGATION, Ailment.VAGUE, Ailment.CONTRADICTION,
    ]  # fmt: skip
    assert diagnosis.better == EditRequest(
        command=Command.BACKGROUND, preset="marble", prompt=MARBLE.change, avoid="people"
    )


def test_better_words_have_nothing_wrong_with_them() -> None:
    first = look("nice background, no people, with the text 'SALE'", preset="marble")
    better = first.better
    assert found(look(better.prompt, preset="marble", avoid=better.avoid)) == []


def test_the_rest_of_a_request_stays_as_it_is() -> None:
    diagnosis = look("nice background", seed=7, strength=0.8, images=2)
    better = diagnosis.better
    assert (better.seed, better.strength, better.images) == (7, 0.8, 2)


def test_each_finding_has_a_sentence_with_the_better_words() -> None:
    (notice,) = notices_of(look("nice background", preset="marble").advice)
    assert notice.code == "words_vague"
    assert notice.text.startswith("“nice background” leaves open")
    assert MARBLE.change in notice.text


ONE_OF_MANY = "nice background, no people, with the text 'SALE'"


def cured(ailment: Ailment, prompt: str = ONE_OF_MANY, **request: Any) -> EditRequest:
    """The request with that one finding put right."""
    asked = EditRequest(command=Command.BACKGROUND, prompt=prompt, preset="marble", **request)
    advice = examine(asked, CATALOG, engine=EngineName.DIFFUSION).advice
    one = next(each for each in curable(advice) if each.ailment is ailment)
    return examine(asked, CATALOG, engine=EngineName.DIFFUSION, only=one).better


@pytest.mark.parametrize(
    ("ailment", "prompt", "avoid"),
    [
        (Ailment.NEGATION, "nice background, with the text 'SALE'", "people"),
        (Ailment.WANTS_TEXT, "nice background, no people", None),
        (Ailment.VAGUE, f"{MARBLE.change}, no people, with the text 'SALE'", None),
    ],
)
def test_one_finding_is_put_right_and_the_others_stay(
    ailment: Ailment, prompt: str, avoid: str | None
) -> None:
    better = cured(ailment)
    assert (better.prompt, better.avoid) == (prompt, avoid)


def test_one_contradiction_is_put_right_alone() -> None:
    better = cured(Ailment.CONTRADICTION, "no people, on oak", keep="the backdrop, the handle")
    assert (better.prompt, better.keep) == ("no people, on oak", "the handle")


def test_each_finding_by_itself_makes_the_request_another() -> None:
    asked = EditRequest(
        command=Command.BACKGROUND, prompt=ONE_OF_MANY, keep="the backdrop", preset="marble"
    )
    advice = curable(examine(asked, CATALOG, engine=EngineName.DIFFUSION).advice)
    better = [examine(asked, CATALOG, engine=EngineName.DIFFUSION, only=e).better for e in advice]
    assert len(advice) == len(set(map(repr, better))) == 4
    assert asked not in better
