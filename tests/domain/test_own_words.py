"""Own words on the studio engine: plain backdrops by colour, and nothing that was refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config.catalog import load_catalog
from bot.domain.catalog import EditRequest
from bot.domain.edit import Command, EngineName
from bot.domain.own_words import Reading
from bot.domain.recipe import Backdrop, BackdropKind
from bot.domain.refused_words import family

CATALOG = load_catalog(Path(__file__).parents[2] / "config")


def read(command: Command, prompt: str, *, preset: str | None = None, avoid: str = "") -> Reading:
    request = EditRequest(command=command, preset=preset, prompt=prompt, avoid=avoid)
    return CATALOG.read(request, EngineName.STUDIO)


def backdrop(reading: Reading) -> Backdrop:
    assert isinstance(reading.recipe, Backdrop)
    return reading.recipe


def codes(reading: Reading) -> list[str]:
    return [notice.code for notice in reading.notices]


@pytest.mark.parametrize(
    ("prompt", "colour"),
    [
        ("green background", "green"),
        ("a dark green backdrop, please", "green"),
        ("black background", "black"),
        ("grüner Hintergrund", "green"),
        ("緑の背景", "green"),
        ("green", "green"),
        ("#00aa33 background", "green"),
        ("weißer Hintergrund", "white"),
        ("白い背景", "white"),
        ("grey background", "grey"),
    ],
)
def test_a_background_in_a_colour_is_a_plain_one(prompt: str, colour: str) -> None:
    reading = read(Command.BACKGROUND, prompt)
    assert backdrop(reading).backdrop is BackdropKind.STUDIO
    color = backdrop(reading).color or ""
    assert family(color) == colour or (colour == "grey" and color == "#e4e6e9")
    assert codes(reading) == ["prompt_matched"]


@pytest.mark.parametrize("command", list(Command))
def test_the_own_words_of_a_preset_that_was_picked_are_followed(command: Command) -> None:
    """The doctor offers them beside it, and its button must not lead to "could not follow"."""
    for preset in CATALOG.presets[command].values():
        label = preset.variants[0].label.lower() if preset.variants else ""
        words = preset.change.replace("{variant}", label)
        assert "prompt_not_followed" not in codes(read(command, words, preset=preset.name))
    other = read(Command.BACKGROUND, "riding an elephant", preset="marble")
    assert codes(other) == ["prompt_not_followed"]


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("green plants in the background", BackdropKind.OUTDOOR),
        ("brown wooden background", BackdropKind.WOOD),
        ("black marble background", BackdropKind.MARBLE),
    ],
)
def test_a_scene_with_a_colour_stays_a_scene(prompt: str, kind: BackdropKind) -> None:
    assert backdrop(read(Command.BACKGROUND, prompt)).backdrop is kind


@pytest.mark.parametrize("prompt", ["no blue", "brand colour, not blue", "kein Blau", "青なし"])
def test_a_refused_colour_is_no_backdrop(prompt: str) -> None:
    reading = read(Command.BACKGROUND, prompt)
    color = backdrop(reading).color
    assert color is None or family(color) != "blue"
    assert "refused_kept_out" in codes(reading)


def test_one_colour_is_taken_and_the_other_refused() -> None:
    reading = read(Command.BACKGROUND, "green background, not blue")
    assert family(backdrop(reading).color or "") == "green"
    assert codes(reading) == ["prompt_matched", "refused_kept_out"]


@pytest.mark.parametrize(("prompt", "avoid"), [("no wood", ""), ("", "wood"), ("ohne wood", "")])
def test_a_refused_scene_is_not_made(prompt: str, avoid: str) -> None:
    reading = read(Command.BACKGROUND, prompt, avoid=avoid)
    assert backdrop(reading).backdrop is not BackdropKind.WOOD
    assert codes(reading) == ["refused_kept_out"]


@pytest.mark.parametrize(
    ("prompt", "refused"),
    [("no red", "red"), ("brights without green", "green"), ("kein Rot", "red"), ("赤以外", "red")],
)
def test_no_variant_has_a_refused_colour(prompt: str, refused: str) -> None:
    reading = read(Command.VARIANTS, prompt, preset="brights")
    assert len(reading.paints) >= 4
    assert refused not in {family(paint.color) for paint in reading.paints if paint.color}


def test_a_refused_material_is_left_out() -> None:
    reading = read(Command.VARIANTS, "no gold", preset="metallic")
    assert "Gold" not in {paint.label for paint in reading.paints}
    assert len(reading.paints) == 4


def test_what_is_wished_for_beside_a_refusal_is_made() -> None:
    reading = read(Command.VARIANTS, "not blue but green")
    assert [paint.label for paint in reading.paints] == ["Green"]


def test_what_the_studio_cannot_refuse_is_said() -> None:
    reading = read(Command.BACKGROUND, "marble counter, no people")
    assert reading.preset.name == "marble"
    assert codes(reading) == ["prompt_matched", "refused_not_followed"]
    assert "people" in reading.notices[1].text


def test_cleaning_up_noise_is_no_refusal() -> None:
    reading = read(Command.REFINE, "without noise")
    assert reading.preset.name == "clean-up-render"
    assert codes(reading) == ["prompt_matched"]


@pytest.mark.parametrize(
    "prompt", ["no wood", "kein Holz", "Holz bitte nicht", "木はやめてください"]
)
def test_a_refused_kind_of_material_leaves_its_set(prompt: str) -> None:
    reading = read(Command.VARIANTS, prompt, preset="wood-and-stone")
    names = [paint.name for paint in reading.paints]
    assert names == ["white-marble", "black-marble", "slate", "terrazzo"]
    assert codes(reading) == ["refused_kept_out"]


def test_a_refused_set_is_not_the_one_that_is_made() -> None:
    reading = read(Command.VARIANTS, "no pastels")
    assert reading.preset.name != "pastels"
    assert not {"blush", "mint"} & {paint.name for paint in reading.paints}


@pytest.mark.parametrize(
    ("command", "preset", "prompt"),
    [
        (Command.VARIANTS, "pastels", "no pastels"),
        (Command.BACKGROUND, "walnut-table", "no wood"),
    ],
)
def test_a_preset_that_was_picked_is_made_and_nothing_else_is_claimed(
    command: Command, preset: str, prompt: str
) -> None:
    reading = read(command, prompt, preset=preset)
    assert reading.preset.name == preset
    assert codes(reading) == ["refused_overruled"]


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("in wood", ["oak", "walnut"]),
        ("white marble and slate", ["white-marble", "slate"]),
        ("Eiche und weißer Marmor", ["oak", "white-marble"]),
        ("schwarzer Marmor", ["black-marble"]),
        ("roségold und silber", ["silver", "rose-gold"]),
        ("オークと黒い大理石", ["oak", "black-marble"]),
        ("ローズゴールド", ["rose-gold"]),
        ("Smaragdgrün", ["emerald"]),
        ("ミントとライラック", ["mint", "lilac"]),
        ("wood, no oak", ["walnut"]),
    ],
)
def test_single_variants_are_found_in_three_languages(prompt: str, names: list[str]) -> None:
    reading = read(Command.VARIANTS, prompt)
    assert [paint.name for paint in reading.paints] == names
    assert codes(reading)[0] == "prompt_matched"


@pytest.mark.parametrize(
    ("prompt", "colour"),
    [
        ("dark green wall", "green"),
        ("dunkelgrüne Wand", "green"),
        ("濃い緑の壁", "green"),
        ("wall in navy blue, soft shadow", "blue"),
        ("white wall", "white"),
    ],
)
def test_a_wall_in_a_colour_is_that_wall(prompt: str, colour: str) -> None:
    made = backdrop(read(Command.BACKGROUND, prompt))
    assert made.backdrop is BackdropKind.WALL
    assert family(made.color or "") == colour


@pytest.mark.parametrize("prompt", ["green background, no shadow", "ohne Schatten", "影なし"])
def test_a_refused_shadow_is_not_cast(prompt: str) -> None:
    reading = read(Command.BACKGROUND, prompt)
    assert backdrop(reading).shadow == 0.0
    assert codes(reading)[-1] == "refused_kept_out"
