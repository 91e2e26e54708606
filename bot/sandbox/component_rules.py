"""What Discord refuses in components of messages and modals.

The numbers are those of Discord's component reference; a bot that breaks one gets 50035 with the
path of the field, as from Discord.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from bot.sandbox.errors import FieldPath, Form
from bot.sandbox.layout import LINK_STYLE, SELECTS, Kind, media_of, walk
from bot.sandbox.wire import Json

MAX_COMPONENTS = 40
MAX_TEXT = 4000
"""Characters in all text displays of a message together."""
MAX_ROWS = 5
MAX_MODAL_PARTS = 5


class Size(NamedTuple):
    """Allowed length of a text or list; a `low` of 1 makes it required."""

    low: int
    high: int


_ID = {"custom_id": Size(1, 100)}
_SELECT = {**_ID, "placeholder": Size(0, 150)}
SIZES: dict[int, dict[str, Size]] = {
    Kind.ACTION_ROW: {"components": Size(1, 5)},
    Kind.BUTTON: {"custom_id": Size(0, 100), "label": Size(0, 80), "url": Size(0, 512)},
    Kind.STRING_SELECT: {**_SELECT, "options": Size(1, 25)},
    **dict.fromkeys(SELECTS - {Kind.STRING_SELECT}, _SELECT),
    Kind.TEXT_INPUT: {
        **_ID,
        "label": Size(0, 45),
        "placeholder": Size(0, 100),
        "value": Size(0, 4000),
    },
    Kind.SECTION: {"components": Size(1, 3)},
    Kind.TEXT_DISPLAY: {"content": Size(1, MAX_TEXT)},
    Kind.THUMBNAIL: {"description": Size(0, 1024)},
    Kind.MEDIA_GALLERY: {"items": Size(1, 10)},
    Kind.CONTAINER: {"components": Size(1, MAX_COMPONENTS)},
    Kind.LABEL: {"label": Size(1, 45), "description": Size(0, 100)},
    Kind.FILE_UPLOAD: _ID,
    Kind.RADIO_GROUP: {**_ID, "options": Size(2, 10)},
    Kind.CHECKBOX_GROUP: {**_ID, "options": Size(1, 10)},
    Kind.CHECKBOX: _ID,
}
_OPTION_SIZES = {"label": Size(1, 100), "value": Size(1, 100), "description": Size(0, 100)}

_SHOWN = {Kind.ACTION_ROW, Kind.SECTION, Kind.TEXT_DISPLAY, Kind.MEDIA_GALLERY}
_SHOWN |= {Kind.FILE, Kind.SEPARATOR}
_FIELDS = {Kind.TEXT_INPUT, Kind.FILE_UPLOAD, Kind.RADIO_GROUP, Kind.CHECKBOX_GROUP}
_FIELDS |= {Kind.CHECKBOX, *SELECTS}
INSIDE: dict[tuple[int, str], Collection[int]] = {
    (Kind.ACTION_ROW, "components"): {Kind.BUTTON, Kind.TEXT_INPUT, *SELECTS},
    (Kind.SECTION, "components"): {Kind.TEXT_DISPLAY},
    (Kind.SECTION, "accessory"): {Kind.BUTTON, Kind.THUMBNAIL},
    (Kind.CONTAINER, "components"): _SHOWN,
    (Kind.LABEL, "component"): _FIELDS,
}
_TOP_V2 = _SHOWN | {Kind.CONTAINER}
_TOP_MODAL = {Kind.LABEL, Kind.ACTION_ROW, Kind.TEXT_DISPLAY}


def check_message_components(
    form: Form, components: list[Json], *, v2: bool, filenames: Collection[str]
) -> None:
    """Complain about components of a message whose files have these names."""
    base = ("components",)
    parts = list(walk(components, base))
    if v2:
        if len(parts) > MAX_COMPONENTS:
            code = "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"
            form.wrong(base, code, f"{len(parts)} components; at most {MAX_COMPONENTS}.")
        text = sum(len(str(part.get("content") or "")) for _, part in parts)
        if text > MAX_TEXT:
            code = "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"
            form.wrong(base, code, f"{text} characters of text; at most {MAX_TEXT}.")
    elif len(components) > MAX_ROWS:
        form.wrong(base, "BASE_TYPE_BAD_LENGTH", f"Must be between 0 and {MAX_ROWS} in length.")
    _check_kinds(form, components, base, _TOP_V2 if v2 else {Kind.ACTION_ROW})
    _check_parts(form, parts)
    for path, part in parts:
        if part.get("type") == Kind.TEXT_INPUT:
            form.wrong((*path, "type"), "COMPONENT_TYPE_INVALID", "Only modals have text inputs.")
        _check_media(form, part, path, filenames)


def check_modal(form: Form, modal: Json) -> None:
    """Complain about a modal: title, custom_id, one to five parts, each a field or a text."""
    form.length(modal, "title", (), 1, 45)
    form.length(modal, "custom_id", (), 1, 100)
    form.length(modal, "components", (), 1, MAX_MODAL_PARTS)
    components = modal.get("components") or []
    _check_kinds(form, components, ("components",), _TOP_MODAL)
    parts = list(walk(components, ("components",)))
    _check_parts(form, parts)
    for path, part in parts:
        if part.get("type") == Kind.BUTTON:
            form.wrong((*path, "type"), "COMPONENT_TYPE_INVALID", "Modals have no buttons.")
        if part.get("type") == Kind.FILE_UPLOAD and not 1 <= (part.get("max_values") or 1) <= 10:
            form.wrong((*path, "max_values"), "NUMBER_TYPE_MAX", "Must be between 1 and 10.")


def _check_kinds(form: Form, components: object, base: FieldPath, allowed: Collection[int]) -> None:
    """Complain about components in a place where their kind may not be."""
    if not isinstance(components, list):
        return
    for at, part in enumerate(components):
        path = (*base, at)
        if not isinstance(part, dict):
            form.wrong(path, "BASE_TYPE_INVALID", "A component is an object.")
        elif part.get("type") not in allowed:
            kinds = ", ".join(str(int(kind)) for kind in sorted(allowed))
            message = f'Value of field "type" must be one of ({kinds}).'
            form.wrong((*path, "type"), "UNION_TYPE_CHOICES", message)
        else:
            _check_children(form, part, path)


def _check_children(form: Form, part: Json, path: FieldPath) -> None:
    for (kind, key), allowed in INSIDE.items():
        if part["type"] != kind:
            continue
        if key == "components":
            _check_kinds(form, part.get(key), (*path, key), allowed)
        elif not isinstance(part.get(key), dict):
            form.wrong((*path, key), "BASE_TYPE_REQUIRED", "This field is required")
        elif part[key].get("type") not in allowed:
            form.wrong((*path, key, "type"), "UNION_TYPE_CHOICES", "This kind may not be here.")


def _check_parts(form: Form, parts: list[tuple[FieldPath, Json]]) -> None:
    """Complain about each component by itself, and about ids that occur twice."""
    custom_ids: set[str] = set()
    for path, part in parts:
        for key, size in SIZES.get(part.get("type", 0), {}).items():
            form.length(part, key, path, *size)
        custom_id = part.get("custom_id")
        if custom_id in custom_ids:
            code = "COMPONENT_CUSTOM_ID_DUPLICATED"
            form.wrong((*path, "custom_id"), code, "Component custom id cannot be duplicated")
        if custom_id:
            custom_ids.add(custom_id)
        if part.get("type") == Kind.BUTTON:
            _check_button(form, part, path)
        elif part.get("type") == Kind.ACTION_ROW:
            _check_row(form, part, path)
        elif "options" in SIZES.get(part.get("type", 0), {}):
            _check_options(form, part, path)


def _check_button(form: Form, part: Json, path: FieldPath) -> None:
    needed = "url" if part.get("style") == LINK_STYLE else "custom_id"
    if not part.get(needed):
        form.wrong((*path, needed), "BASE_TYPE_REQUIRED", "This field is required")
    if part.get("url") and part.get("custom_id"):
        code = "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"
        form.wrong(path, code, "A custom id and url cannot both be specified")
    if not part.get("label") and not part.get("emoji"):
        code = "BUTTON_COMPONENT_INVALID_LABEL_EMOJI"
        form.wrong(path, code, "A button must have a label or an emoji")


def _check_row(form: Form, part: Json, path: FieldPath) -> None:
    kinds = [child.get("type") for child in part.get("components") or []]
    if len(kinds) > 1 and any(kind != Kind.BUTTON for kind in kinds):
        code = "COMPONENT_LAYOUT_WIDTH_EXCEEDED"
        form.wrong((*path, "components"), code, "A select or input fills a row by itself.")


def _check_options(form: Form, part: Json, path: FieldPath) -> None:
    options = part.get("options") or []
    values: set[object] = set()
    for at, option in enumerate(options):
        place = (*path, "options", at)
        for key, size in _OPTION_SIZES.items():
            form.length(option, key, place, *size)
        if option.get("value") in values:
            code = "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"
            form.wrong((*place, "value"), code, "The specified option value is already used")
        values.add(option.get("value"))
    if part.get("type") == Kind.STRING_SELECT and (part.get("max_values") or 1) > len(options):
        message = f"Must be {len(options)} or less: there are no more options."
        form.wrong((*path, "max_values"), "NUMBER_TYPE_MAX", message)


def _check_media(form: Form, part: Json, path: FieldPath, filenames: Collection[str]) -> None:
    try:
        found = [(place, str(media["url"])) for place, media in media_of(part, path)]
    except (KeyError, TypeError):
        form.wrong(path, "BASE_TYPE_REQUIRED", "A media item with a url is required")
        return
    for place, url in found:
        scheme, _, name = url.partition("://")
        if scheme == "attachment" and name not in filenames:
            code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
            form.wrong((*place, "url"), code, f"The referenced attachment was not found: {url}")
        elif scheme not in {"attachment", "http", "https"}:
            code = "URL_TYPE_INVALID_SCHEME"
            form.wrong((*place, "url"), code, "Scheme must be one of (http, https, attachment).")
