"""The form "Edit words" is filled in with all that made a picture; only what changed is new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.catalog import EditRequest
from bot.domain.doctor import examine
from bot.domain.edit import Command, Edit, EngineName, Fidelity
from bot.domain.record import JobRecord
from bot.front.words_form import FilledIn, words_form
from tests.fakes import a_photo
from tests.front.stage import catalog, voice
from tests.ledger.records import a_record

USUAL_KEEP = "keep the product shape unchanged, keep its color and logo unchanged"
USUAL_AVOID = "deformed product, cropped product, distorted logo, extra objects on the product"
MARBLE = "replace the background with a polished white marble counter, bright clean wall"
PLAIN: dict[str, Any] = {"command": Command.BACKGROUND, "preset": "marble"}

ASKED: list[dict[str, Any]] = [
    {"command": Command.BACKGROUND},
    PLAIN,
    {"command": Command.BACKGROUND, "prompt": "on marble"},
    {"command": Command.BACKGROUND, "avoid": "wood"},
    {**PLAIN, "prompt": "on a shelf", "keep": "the lid,  the handle", "avoid": "people"},
    {**PLAIN, "keep": "only: the lid", "avoid": "only: people"},
    {**PLAIN, "keep": "keep the product shape unchanged; the lid"},
    {**PLAIN, "strength": 0.555, "fidelity": Fidelity.BLEND, "product_strength": 0.1},
    {"command": Command.RESTYLE, "auto_strength": True},
    {"command": Command.RESTYLE, "ladder": (0.4, 0.7, 1.0)},
    {"command": Command.VARIANTS, "preset": "earth", "images": 3},
    {"command": Command.VARIANTS, "preset": "earth", "images": 1},
    {"command": Command.REFINE, "preset": "upscale-and-sharpen"},
]


def planned(request: EditRequest) -> tuple[Edit, ...]:
    return catalog().plan(request, photo=a_photo(), seed=7, engine=EngineName.STUDIO).edits


def job(asked: dict[str, Any]) -> JobRecord:
    request = EditRequest(**asked)
    return replace(a_record(1), request=request, edits=planned(request))


def shown(filled: FilledIn) -> dict[str, str]:
    """What the form holds, as a person who touches nothing hands it back."""
    values = {}
    for label in words_form("restage:words:1", filled, catalog(), voice()).to_dict()["components"]:
        field = label["component"]
        chosen = [o["value"] for o in field.get("options", ()) if o.get("default")]
        if value := field.get("value") or next(iter(chosen), ""):
            values[field["custom_id"]] = value.strip()
    return values


def handed_back(
    asked: dict[str, Any], changed: Mapping[str, str] | None = None, picture: int | None = None
) -> EditRequest:
    """The request of a form in which these fields were changed, or emptied with ""."""
    filled = FilledIn.of(job(asked), picture)
    values = {name: value for name, value in (shown(filled) | dict(changed or {})).items() if value}
    return filled.request(values, catalog(), voice())


def test_all_that_made_the_picture_is_filled_in() -> None:
    asked = PLAIN | {"keep": "the lid"}
    assert shown(FilledIn.of(job(asked), None)) == {
        "preset": "marble",
        "prompt": MARBLE,
        "keep": f"{USUAL_KEEP}, the lid",
        "avoid": USUAL_AVOID,
        "strength": "95",
    }


def test_own_words_stand_in_the_place_of_the_presets() -> None:
    asked = PLAIN | {"prompt": "on a shelf", "keep": "only: the lid", "strength": 0.6}
    assert shown(FilledIn.of(job(asked), None)) == {
        "preset": "marble",
        "prompt": "on a shelf",
        "keep": "only: the lid",
        "avoid": USUAL_AVOID,
        "strength": "60",
    }


def test_variants_show_their_colour_alone_and_a_place_for_it_together() -> None:
    record = job({"command": Command.VARIANTS, "preset": "earth", "images": 3})
    assert "{variant}" in shown(FilledIn.of(record, None))["prompt"]
    assert shown(FilledIn.of(record, 2))["prompt"].endswith("olive green")


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_left_as_it_was_stays_so(asked: dict[str, Any]) -> None:
    again = handed_back(asked)
    assert again == EditRequest(**asked)
    assert planned(again) == job(asked).edits


def test_spaces_that_discord_trims_are_no_change() -> None:
    assert handed_back(PLAIN, {"prompt": f"{MARBLE} ", "keep": USUAL_KEEP.replace(" ", "\n")}) == (
        EditRequest(**PLAIN)
    )


def test_a_picture_of_several_stays_as_it_was() -> None:
    asked = {"command": Command.VARIANTS, "preset": "earth", "images": 3}
    again = handed_back(asked, picture=2)
    assert again.prompt is not None
    assert again.prompt.endswith("olive green")
    other = handed_back(asked, {"preset": "metallic"}, picture=2)
    assert (other.preset, other.prompt) == ("metallic", None)


@pytest.mark.parametrize(("field", "usual"), [("keep", USUAL_KEEP), ("avoid", USUAL_AVOID)])
def test_phrases_are_added_once_and_taken_out_on_purpose(field: str, usual: str) -> None:
    def own(text: str) -> str | None:
        return getattr(handed_back(PLAIN | {field: "the lid"}, {field: text}), field)

    first, *others = usual.split(", ")
    assert own(f"{usual}, the lid, the rim") == "the lid, the rim"
    assert own(f"the rim\n{usual.upper()}") == "the rim"
    assert own(usual) is None
    assert own("") is None
    assert own(", ".join([*others, "the lid"])) == f"only: {', '.join([*others, 'the lid'])}"
    assert own("only: the rim") == "only: the rim"
    (edit,) = planned(handed_back(PLAIN, {field: first}))
    assert getattr(edit.words, field) == (first,)


def test_emptied_fields_go_back_to_the_presets() -> None:
    asked = PLAIN | {"prompt": "on a shelf", "keep": "only: x", "avoid": "y", "strength": 0.6}
    again = handed_back(asked, dict.fromkeys(("prompt", "keep", "avoid", "strength"), ""))
    assert again == EditRequest(**PLAIN)


def test_a_preset_that_was_found_in_words_stays_when_they_are_taken_out() -> None:
    asked = {"command": Command.BACKGROUND, "prompt": "on white marble"}
    assert handed_back(asked, {"prompt": ""}).preset == "marble"
    assert handed_back(asked, {"prompt": "on linen"}).preset is None


def test_another_preset_brings_its_own_words_and_leaves_those_of_the_person() -> None:
    (edit,) = planned(handed_back(PLAIN | {"keep": "the lid"}, {"preset": "linen"}))
    assert edit.words.change == catalog().presets[Command.BACKGROUND]["linen"].change
    assert edit.words.keep == (*USUAL_KEEP.split(", "), "the lid")
    assert handed_back(PLAIN | {"prompt": "on it"}, {"preset": "linen"}).prompt == "on it"


def test_a_changed_strength_takes_the_place_of_a_ladder() -> None:
    again = handed_back({"command": Command.RESTYLE, "ladder": (0.4, 0.7)}, {"strength": "50 %"})
    assert (again.strength, again.ladder) == (0.5, ())


@pytest.mark.parametrize("command", Command)
def test_the_doctor_has_nothing_to_say_about_the_presets_phrases(command: Command) -> None:
    for preset in catalog().presets[command]:
        asked = {"command": command, "preset": preset}
        keep = shown(FilledIn.of(job(asked), None))["keep"].partition(", ")[2]
        request = handed_back(asked, {"keep": f"{keep}, the lid"})
        assert request.keep is not None
        assert request.keep.startswith("only: ")
        diagnosis = examine(request, catalog(), engine=EngineName.STUDIO)
        assert diagnosis.advice == ()
        assert diagnosis.better.keep == request.keep


def test_the_studio_engine_takes_no_phrase_of_the_preset_for_a_refusal() -> None:
    asked = {"command": Command.VARIANTS, "preset": "earth"}
    less = handed_back(asked, {"avoid": "changed background, distorted logo"})
    reading = catalog().read(less, EngineName.STUDIO)
    assert reading.notices == ()
