"""What a person asked for becomes edits."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.config.catalog import load_catalog
from bot.domain.catalog import Catalog, EditRequest, Plan, split_phrases
from bot.domain.edit import Command, EngineName, Fidelity, Strength
from bot.domain.errors import UsageError
from bot.domain.recipe import Backdrop
from tests.fakes import a_model, a_photo

MODEL = a_model()


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    shipped = load_catalog(Path("config"))
    return replace(shipped, models={MODEL.name: MODEL})


def plan(catalog: Catalog, command: Command, **said: Any) -> Plan:
    request = EditRequest(command=command, **said)
    return catalog.plan(request, photo=a_photo(), seed=100, engine=EngineName.STUDIO)


def plan_diffusion(catalog: Catalog, command: Command, **said: Any) -> Plan:
    request = EditRequest(command=command, **said)
    return catalog.plan(
        request, photo=a_photo(), seed=100, engine=EngineName.DIFFUSION, model=MODEL
    )


def test_a_bare_command_takes_its_default_preset(catalog: Catalog) -> None:
    (edit,) = plan(catalog, Command.BACKGROUND).edits
    assert edit.preset == catalog.commands[Command.BACKGROUND].default
    assert edit.strength == Strength(product=0.0, scene=0.95)
    assert edit.fidelity is Fidelity.EXACT
    assert edit.source_sha256 == a_photo().sha256


def test_a_preset_refines_its_command(catalog: Catalog) -> None:
    (edit,) = plan(catalog, Command.REFINE, preset="refine-draft").edits
    assert edit.strength == Strength(product=0.4, scene=0.4)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (Command.BACKGROUND, Strength(product=0.0, scene=0.6)),
        (Command.VARIANTS, Strength(product=0.6, scene=0.0)),
        (Command.RESTYLE, Strength(product=0.6, scene=0.6)),
        (Command.REFINE, Strength(product=0.6, scene=0.6)),
    ],
)
def test_the_dial_turns_what_the_command_changes(
    catalog: Catalog, command: Command, expected: Strength
) -> None:
    assert plan(catalog, command, strength=0.6).edits[0].strength == expected


def test_reimagine_makes_the_map_uniform(catalog: Catalog) -> None:
    (edit,) = plan(catalog, Command.BACKGROUND, fidelity=Fidelity.REIMAGINE).edits
    assert edit.strength.uniform
    assert edit.strength.product == 0.95


def test_blend_lets_the_product_drift_a_little(catalog: Catalog) -> None:
    (edit,) = plan(catalog, Command.BACKGROUND, fidelity=Fidelity.BLEND).edits
    assert 0.0 < edit.strength.product < 0.5


def test_images_differ_by_seed_and_the_first_can_be_made_again(catalog: Catalog) -> None:
    edits = plan(catalog, Command.RESTYLE, images=3, seed=2**32 - 1).edits
    assert [edit.seed for edit in edits] == [2**32 - 1, 0, 1]


def test_variants_make_all_their_paints_with_one_seed(catalog: Catalog) -> None:
    edits = plan(catalog, Command.VARIANTS, preset="pastels").edits
    assert [edit.paint.name for edit in edits if edit.paint] == [
        "blush", "apricot", "butter", "mint", "sky", "lilac",
    ]  # fmt: skip
    assert {edit.seed for edit in edits} == {100}
    assert "blush pink" in edits[0].words.change


def test_a_set_with_fewer_paints_than_pictures_asked_for_says_so(catalog: Catalog) -> None:
    short = plan(catalog, Command.VARIANTS, preset="metallic", images=8)
    assert len(short.edits) == 5
    assert [notice.code for notice in short.notices] == ["fewer_variants"]
    assert plan(catalog, Command.VARIANTS, preset="metallic", images=5).notices == ()


def test_own_words_take_the_place_of_change_and_never_of_keep(catalog: Catalog) -> None:
    said = "a red desk"
    (edit,) = plan_diffusion(
        catalog, Command.BACKGROUND, prompt=said, keep="the lid, the cap"
    ).edits
    assert edit.words.change == said
    assert edit.words.keep[-2:] == ("the lid", "the cap")
    assert "keep the product shape unchanged" in edit.words.keep


def test_keep_phrases_give_way_when_asked(catalog: Catalog) -> None:
    (edit,) = plan_diffusion(catalog, Command.BACKGROUND, keep="only: the lid").edits
    assert edit.words.keep == ("the lid",)


def test_avoid_phrases_give_way_when_asked(catalog: Catalog) -> None:
    (edit,) = plan_diffusion(catalog, Command.BACKGROUND, avoid="Only: people").edits
    assert edit.words.avoid == ("people",)


def test_diffusion_edits_carry_the_models_dials(catalog: Catalog) -> None:
    (edit,) = plan_diffusion(catalog, Command.RESTYLE).edits
    assert (edit.model, edit.steps, edit.guidance_scale) == ("a-model", 20, 5.0)


def test_own_words_for_variants_name_the_one_colour_themselves(catalog: Catalog) -> None:
    edits = plan_diffusion(catalog, Command.VARIANTS, prompt="make it tartan", images=2).edits
    assert [edit.words.change for edit in edits] == ["make it tartan"] * 2
    assert [edit.seed for edit in edits] == [100, 101]


@pytest.mark.parametrize(
    ("prompt", "preset"),
    [
        ("put it on a marble counter", "marble"),
        ("a BLACK MARBLE counter please", "black-marble"),
        ("on a wooden desk in the sun", "sunlit-wooden-desk"),
        ("christmas lights", "bokeh-interior"),
    ],
)
def test_the_studio_engine_finds_a_preset_in_own_words(
    catalog: Catalog, prompt: str, preset: str
) -> None:
    made = plan(catalog, Command.BACKGROUND, prompt=prompt)
    assert made.edits[0].preset == preset
    assert [notice.code for notice in made.notices] == ["prompt_matched"]


def test_a_written_colour_paints_the_sweep(catalog: Catalog) -> None:
    (edit,) = plan(catalog, Command.BACKGROUND, prompt="our brand colour #FF8800").edits
    assert edit.preset == "brand-colour"
    assert isinstance(edit.recipe, Backdrop)
    assert edit.recipe.color == "#ff8800"


def test_colours_in_own_words_become_variants(catalog: Catalog) -> None:
    made = plan(catalog, Command.VARIANTS, prompt="sky blue, terracotta and #123456")
    assert [edit.paint.label for edit in made.edits if edit.paint] == [
        "Sky blue", "Terracotta", "#123456",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("prompt", "labels"),
    [
        ("red", ["Red"]),
        ("in red and blue", ["Red", "Blue"]),
        ("turquoise", ["Turquoise"]),
        ("Make it GREEN, please", ["Green"]),
        ("navy blue, forest green", ["Navy blue", "Forest green"]),
        ("light-green and skyblue", ["Light green", "Sky blue"]),
        ("rot", ["Red"]),
        ("ein roter und ein dunkelblaues, dazu grünen", ["Red", "Dark blue", "Green"]),
        ("赤と水色と真っ白にして", ["Red", "Light blue", "White"]),
        ("gold or signal red", ["Gold", "Signal red"]),
        ("red, Red, red", ["Red"]),
    ],
)
def test_colours_by_name_become_variants_in_the_order_of_the_words(
    catalog: Catalog, prompt: str, labels: list[str]
) -> None:
    made = plan(catalog, Command.VARIANTS, prompt=prompt)
    assert [edit.paint.label for edit in made.edits if edit.paint] == labels
    assert [notice.code for notice in made.notices] == ["prompt_matched"]


@pytest.mark.parametrize("prompt", ["rotten redwood, blued", "面白い"])
def test_a_colour_inside_another_word_is_none(catalog: Catalog, prompt: str) -> None:
    made = plan(catalog, Command.VARIANTS, prompt=prompt)
    assert [notice.code for notice in made.notices] == ["prompt_not_followed"]


def test_own_words_with_fewer_colours_than_pictures_are_told_so(catalog: Catalog) -> None:
    made = plan(catalog, Command.VARIANTS, prompt="red", images=3)
    assert [notice.code for notice in made.notices] == ["prompt_matched", "fewer_colours"]
    assert "1 of the 3 colours" in made.notices[1].text


@pytest.mark.parametrize(
    ("prompt", "preset", "color"),
    [
        ("a turquoise background", "brand-colour", "#26b5ad"),
        ("roter Hintergrund", "brand-colour", "#c8262b"),
        ("brand colour navy blue", "brand-colour", "#1f2c52"),
        ("white background", "white-studio", "#ffffff"),
    ],
)
def test_a_named_colour_paints_the_sweep(
    catalog: Catalog, prompt: str, preset: str, color: str
) -> None:
    (edit,) = plan(catalog, Command.BACKGROUND, prompt=prompt).edits
    assert isinstance(edit.recipe, Backdrop)
    assert (edit.preset, edit.recipe.color) == (preset, color)


def test_a_colour_of_the_product_is_no_background(catalog: Catalog) -> None:
    made = plan(catalog, Command.BACKGROUND, prompt="the red bottle rides an elephant")
    assert [notice.code for notice in made.notices] == ["prompt_not_followed"]


def test_words_that_studio_cannot_follow_are_answered_honestly(catalog: Catalog) -> None:
    made = plan(catalog, Command.BACKGROUND, prompt="riding an elephant")
    assert [notice.code for notice in made.notices] == ["prompt_not_followed"]
    assert "settings.yaml" in made.notices[0].text


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"strength": 1.2}, "strength_out_of_range"),
        ({"strength": float("nan")}, "strength_out_of_range"),
        ({"product_strength": -0.1}, "strength_out_of_range"),
        ({"ladder": (0.2, 1.2)}, "strength_out_of_range"),
        ({"images": 0}, "images_out_of_range"),
        ({"images": 5}, "images_out_of_range"),
        ({"seed": -1}, "seed_out_of_range"),
        ({"seed": 2**32}, "seed_out_of_range"),
        ({"prompt": "x" * 401}, "words_too_long"),
        ({"preset": "marbel"}, "preset_unknown"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    catalog: Catalog, said: dict[str, Any], code: str
) -> None:
    with pytest.raises(UsageError) as caught:
        plan(catalog, Command.BACKGROUND, **said)
    assert caught.value.code == code
    assert caught.value.reply[-1] in ".?"


def test_exact_variants_are_refused(catalog: Catalog) -> None:
    with pytest.raises(UsageError, match="variants_not_exact"):
        plan(catalog, Command.VARIANTS, fidelity=Fidelity.EXACT)


def test_a_misspelt_preset_is_suggested(catalog: Catalog) -> None:
    with pytest.raises(UsageError) as caught:
        plan(catalog, Command.BACKGROUND, preset="marbel")
    assert "“marble”" in caught.value.reply


def test_phrases_are_split_and_trimmed() -> None:
    assert split_phrases(" the logo,; the lid \n\n cap ") == ("the logo", "the lid", "cap")


@pytest.mark.parametrize("command", list(Command))
def test_a_ladder_is_one_edit_at_each_strength_alike_in_all_else(
    catalog: Catalog, command: Command
) -> None:
    ladder = catalog.commands[command].ladder
    edits = plan(catalog, command, ladder=ladder, seed=7).edits
    assert len(edits) == 5
    alone = [plan(catalog, command, strength=s, seed=7, images=1).edits[0] for s in ladder]
    assert list(edits) == alone
    assert len({replace(edit, strength=edits[0].strength) for edit in edits}) == 1


def test_under_blend_the_ladder_of_a_background_moves_the_product(catalog: Catalog) -> None:
    ladder = catalog.ladder(Command.BACKGROUND, Fidelity.BLEND)
    edits = plan(catalog, Command.BACKGROUND, fidelity=Fidelity.BLEND, ladder=ladder).edits
    assert [each.strength for each in edits] == [
        Strength(product=product, scene=0.95) for product in ladder
    ]


@pytest.mark.parametrize(
    ("fidelity", "expected"),
    [
        (Fidelity.EXACT, Strength(product=0.0, scene=0.95)),
        (Fidelity.BLEND, Strength(product=0.35, scene=0.95)),
        (Fidelity.REIMAGINE, Strength(product=0.95, scene=0.95)),
    ],
)
def test_the_products_strength_counts_under_blend(
    catalog: Catalog, fidelity: Fidelity, expected: Strength
) -> None:
    (edit,) = plan(catalog, Command.BACKGROUND, fidelity=fidelity, product_strength=0.35).edits
    assert edit.strength == expected


def test_auto_leaves_the_strength_to_be_found(catalog: Catalog) -> None:
    found = plan(catalog, Command.RESTYLE, auto_strength=True)
    assert found.auto_strength
    assert found.edits[0].strength == Strength(product=0.85, scene=0.85)
    assert not plan(catalog, Command.RESTYLE).auto_strength


@pytest.mark.parametrize(
    ("said", "auto"),
    [({}, True), ({"strength": 0.5}, False), ({"ladder": (0.4, 0.6)}, False), ({"seed": 1}, True)],
)
def test_a_preset_may_ask_for_auto_and_a_persons_number_wins(
    catalog: Catalog, said: dict[str, Any], auto: bool
) -> None:
    presets = dict(catalog.presets[Command.RESTYLE])
    presets["comic"] = replace(presets["comic"], auto_strength=True)
    changed = replace(catalog, presets={**catalog.presets, Command.RESTYLE: presets})
    assert plan(changed, Command.RESTYLE, preset="comic", **said).auto_strength is auto


@pytest.mark.parametrize(
    "ladder", [(0.1, 0.2), (0.5, 0.4, 0.6, 0.7, 0.8), (0.2, 0.4, 0.6, 0.8, 1.2)]
)
def test_a_ladder_that_does_not_rise_is_refused(
    catalog: Catalog, ladder: tuple[float, ...]
) -> None:
    with pytest.raises(ValueError, match="ladder needs 5"):
        replace(catalog.commands[Command.RESTYLE], ladder=ladder)
