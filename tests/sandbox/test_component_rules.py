"""Which components are refused, and where the complaint points."""

from __future__ import annotations

import pytest

from bot.sandbox.component_rules import check_message_components, check_modal
from bot.sandbox.errors import Form
from bot.sandbox.wire import Json
from tests.sandbox.complaints import complaints


def button(**changes: object) -> Json:
    return {"type": 2, "style": 1, "label": "Again", "custom_id": "again"} | changes


def row(*parts: Json) -> Json:
    return {"type": 1, "components": list(parts)}


def text(content: str = "words") -> Json:
    return {"type": 10, "content": content}


def menu(count: int = 2, **changes: object) -> Json:
    options = [{"label": f"l{n}", "value": f"v{n}"} for n in range(count)]
    return {"type": 3, "custom_id": "menu", "options": options} | changes


def wrong_in_message(components: list[Json], *, v2: bool = True) -> dict[str, str]:
    form = Form()
    check_message_components(form, components, v2=v2, filenames={"a.png"})
    return complaints(form)


def wrong_in_modal(modal: Json) -> dict[str, str]:
    form = Form()
    check_modal(form, modal)
    return complaints(form)


def test_a_layout_with_everything_is_fine() -> None:
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}
    section = {"type": 9, "components": [text()], "accessory": button(custom_id="side")}
    file = {"type": 13, "file": {"url": "attachment://a.png"}}
    parts = [text(), gallery, {"type": 14}, section, row(button()), row(menu()), file]
    assert wrong_in_message([{"type": 17, "components": parts}]) == {}
    assert wrong_in_message([row(button()), row(menu())], v2=False) == {}


@pytest.mark.parametrize(
    ("part", "path", "code"),
    [
        (button(label="x" * 81), "label", "BASE_TYPE_BAD_LENGTH"),
        (button(custom_id="x" * 101), "custom_id", "BASE_TYPE_BAD_LENGTH"),
        (button(custom_id=None), "custom_id", "BASE_TYPE_REQUIRED"),
        (button(style=5, custom_id=None), "url", "BASE_TYPE_REQUIRED"),
        (button(label=None), "", "BUTTON_COMPONENT_INVALID_LABEL_EMOJI"),
        (menu(26), "options", "BASE_TYPE_BAD_LENGTH"),
        (menu(placeholder="x" * 151), "placeholder", "BASE_TYPE_BAD_LENGTH"),
        (menu(max_values=3), "max_values", "NUMBER_TYPE_MAX"),
        (text(), "type", "UNION_TYPE_CHOICES"),
        ({"type": 4, "custom_id": "t", "style": 1}, "type", "COMPONENT_TYPE_INVALID"),
    ],
)
def test_one_wrong_part_of_a_row(part: Json, path: str, code: str) -> None:
    place = "components.0.components.0" + (f".{path}" if path else "")
    assert wrong_in_message([row(part)])[place] == code


def test_a_menu_fills_a_row() -> None:
    found = wrong_in_message([row(button(), menu())])
    assert found["components.0.components"] == "COMPONENT_LAYOUT_WIDTH_EXCEEDED"


def test_custom_ids_are_unique_over_the_whole_message() -> None:
    found = wrong_in_message([row(button()), row(button())])
    place = "components.1.components.0.custom_id"
    assert found == {place: "COMPONENT_CUSTOM_ID_DUPLICATED"}


def test_option_values_are_unique() -> None:
    part = menu(2)
    part["options"][1]["value"] = "v0"
    assert "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED" in wrong_in_message([row(part)]).values()


def test_at_most_forty_components_nested_ones_too() -> None:
    assert wrong_in_message([text("x") for _ in range(40)]) == {}
    nested = [{"type": 17, "components": [text("x") for _ in range(40)]}]
    assert "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED" in wrong_in_message(nested).values()


def test_at_most_4000_characters_over_all_texts() -> None:
    assert wrong_in_message([text("x" * 2000), text("x" * 2000)]) == {}
    found = wrong_in_message([text("x" * 2001), text("x" * 2000)])
    assert found == {"components": "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"}


def test_classic_messages_have_five_rows_and_nothing_else() -> None:
    assert "components" in wrong_in_message(
        [row(button(custom_id=str(n))) for n in range(6)], v2=False
    )
    assert wrong_in_message([text()], v2=False) == {"components.0.type": "UNION_TYPE_CHOICES"}


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("attachment://b.png", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"),
        ("javascript:alert(1)", "URL_TYPE_INVALID_SCHEME"),
    ],
)
def test_pictures_must_be_there(url: str, code: str) -> None:
    gallery = {"type": 12, "items": [{"media": {"url": url}}]}
    assert wrong_in_message([gallery]) == {"components.0.items.0.media.url": code}


def test_a_gallery_without_media_is_refused_not_crashed_on() -> None:
    assert wrong_in_message([{"type": 12, "items": [{}]}]) == {"components.0": "BASE_TYPE_REQUIRED"}


def label(component: Json, **changes: object) -> Json:
    return {"type": 18, "label": "Words", "component": component} | changes


def modal(*parts: Json, **changes: object) -> Json:
    return {"title": "Edit", "custom_id": "edit", "components": list(parts)} | changes


FIELD = {"type": 4, "custom_id": "words", "style": 1}


def test_a_modal_with_every_field_is_fine() -> None:
    options = [{"label": "a", "value": "a"}, {"label": "b", "value": "b"}]
    fields = [
        label({"type": 19, "custom_id": "files", "max_values": 10}),
        label({"type": 21, "custom_id": "radio", "options": options}),
        label({"type": 22, "custom_id": "boxes", "options": options}),
        label({"type": 23, "custom_id": "box"}),
        label(menu()),
    ]
    assert wrong_in_modal(modal(*fields)) == {}


@pytest.mark.parametrize(
    ("form", "path"),
    [
        (modal(), "components"),
        (modal(*[label(FIELD | {"custom_id": str(n)}) for n in range(6)]), "components"),
        (modal(label(FIELD), title="x" * 46), "title"),
        (modal(label(FIELD, label="x" * 46)), "components.0.label"),
        (modal(label(button())), "components.0.component.type"),
        (
            modal(label({"type": 19, "custom_id": "f", "max_values": 11})),
            "components.0.component.max_values",
        ),
        (
            modal(label({"type": 21, "custom_id": "r", "options": []})),
            "components.0.component.options",
        ),
        (modal({"type": 18, "label": "empty"}), "components.0.component"),
    ],
)
def test_one_wrong_part_of_a_modal(form: Json, path: str) -> None:
    assert path in wrong_in_modal(form)
