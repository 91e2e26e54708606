"""The form of the text: filled in, and read back."""

from typing import Any

import pytest

from bot.domain.errors import UsageError
from bot.domain.overlay import Anchor, Backing, Overlay, Typeface
from bot.front.text_form import read_text_form, text_form
from tests.front.stage import voice

FULL = Overlay(
    text="New\nthis autumn", typeface=Typeface.SERIF_BOLD, size=8.5, colour=(29, 78, 216),
    anchor=Anchor.BOTTOM_LEFT, backing=Backing.SHADOW, over_product=True,
)  # fmt: skip


def contained(form: Any) -> dict[str, str]:
    """What stands in the form as it opens, by field."""
    values = {}
    for label in form.to_dict()["components"]:
        field = label["component"]
        chosen = [o["value"] for o in field.get("options", ()) if o.get("default")]
        values[field["custom_id"]] = chosen[0] if chosen else field.get("value", "")
    return values


@pytest.mark.parametrize("locale", ["en-US", "de", "ja"])
@pytest.mark.parametrize("overlay", [FULL, Overlay(text="Sale")])
def test_a_form_sent_as_it_opened_changes_nothing(locale: str, overlay: Overlay) -> None:
    form = text_form("restage:retext:x", voice(locale), overlay, own_font=False)
    assert read_text_form(contained(form)) == overlay


def test_a_new_form_is_empty_with_the_usual_choices() -> None:
    form = text_form("restage:text:x", voice(), None, own_font=False)
    assert contained(form) == {
        "text": "", "typeface": "sans-bold", "place": "auto", "look": "", "backing": "auto",
    }  # fmt: skip
    assert len(form.to_dict()["components"]) <= 5


def test_an_uploaded_font_can_be_chosen_only_where_there_is_one() -> None:
    for own_font in (False, True):
        form = text_form("restage:retext:x", voice(), FULL, own_font=own_font)
        options = form.to_dict()["components"][1]["component"]["options"]
        assert ("own" in {option["value"] for option in options}) is own_font


@pytest.mark.parametrize(
    ("typed", "size", "colour"),
    [
        ("8, white", 8.0, (255, 255, 255)),
        ("white 8", 8.0, (255, 255, 255)),
        ("8,5; #1d4ed8", 8.5, (29, 78, 216)),
        ("auto, auto", None, None),
        ("12%", 12.0, None),
        ("#000", None, (0, 0, 0)),
        ("000000", None, (0, 0, 0)),
        ("", None, None),
    ],
)
def test_size_and_colour_are_read_in_either_order(
    typed: str, size: float | None, colour: tuple[int, int, int] | None
) -> None:
    overlay = read_text_form({"text": "Sale", "look": typed})
    assert (overlay.size, overlay.colour) == (size, colour)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("8 9", "look_not_read"), ("red blue", "look_not_read"), ("reddish", "colour_unknown"),
     ("90", "text_size_wrong")],
)  # fmt: skip
def test_what_cannot_be_read_is_answered(typed: str, code: str) -> None:
    with pytest.raises(UsageError, match=code):
        read_text_form({"text": "Sale", "look": typed})
