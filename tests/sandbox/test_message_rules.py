"""Which messages are refused as a whole."""

from __future__ import annotations

from typing import Any

from bot.sandbox.errors import Form
from bot.sandbox.message_rules import check_message
from tests.sandbox.complaints import complaints


def wrong(*, v2: bool = False, files: int = 0, **message: Any) -> dict[str, str]:
    form = Form()
    whole = {"content": "", "embeds": [], "components": []} | message
    names = [f"{n}.png" for n in range(files)]
    check_message(form, whole, v2=v2, filenames=names, new=message)
    return complaints(form)


def test_content_has_at_most_2000_characters() -> None:
    assert wrong(content="x" * 2000) == {}
    assert wrong(content="x" * 2001) == {"content": "BASE_TYPE_MAX_LENGTH"}


def test_ten_files() -> None:
    assert wrong(files=10) == {}
    assert wrong(files=11) == {"attachments": "BASE_TYPE_BAD_LENGTH"}


def test_components_v2_do_not_mix_with_content_or_embeds() -> None:
    code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    assert wrong(v2=True, content="x", embeds=[{"title": "t"}]) == {"content": code, "embeds": code}


def test_embeds_have_limits_each_and_together() -> None:
    assert wrong(embeds=[{"title": "x" * 257}]) == {"embeds.0.title": "BASE_TYPE_BAD_LENGTH"}
    assert wrong(embeds=[{"fields": [{"name": "", "value": "v"}]}]) == {
        "embeds.0.fields.0.name": "BASE_TYPE_BAD_LENGTH"
    }
    assert wrong(embeds=[{"description": "x" * 3001}] * 2) == {"embeds": "MAX_EMBED_SIZE_EXCEEDED"}
    assert wrong(embeds=[{}] * 11) == {"embeds": "BASE_TYPE_BAD_LENGTH"}
