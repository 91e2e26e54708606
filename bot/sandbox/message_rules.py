"""What Discord refuses in a message as a whole: lengths, embeds, and what may not be mixed."""

from __future__ import annotations

from collections.abc import Collection

from bot.sandbox.component_rules import check_message_components
from bot.sandbox.errors import Form
from bot.sandbox.wire import Json

MAX_CONTENT = 2000
MAX_FILES = 10
MAX_EMBEDS = 10
MAX_EMBED_TEXT = 6000
"""Characters over all embeds of a message."""


def check_message(
    form: Form, message: Json, *, v2: bool, filenames: Collection[str], new: Collection[str]
) -> None:
    """Complain about `message`: content, embeds and components as they would be afterwards.

    `filenames` are all the files it would have; `new` says which keys this request sets.
    """
    if len(message["content"]) > MAX_CONTENT:
        text = f"Must be {MAX_CONTENT} or fewer in length."
        form.wrong(("content",), "BASE_TYPE_MAX_LENGTH", text)
    if len(filenames) > MAX_FILES:
        text = f"Must be between 0 and {MAX_FILES} in length."
        form.wrong(("attachments",), "BASE_TYPE_BAD_LENGTH", text)
    if v2:
        for key in ("content", "embeds"):
            if message[key]:
                code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
                text = f"'{key}' cannot be used with MessageFlags.IS_COMPONENTS_V2"
                form.wrong((key,), code, text)
    if "embeds" in new:
        _check_embeds(form, message["embeds"])
    if "components" in new:
        check_message_components(form, message["components"], v2=v2, filenames=filenames)


def _check_embeds(form: Form, embeds: list[Json]) -> None:
    form.length({"embeds": embeds}, "embeds", (), 0, MAX_EMBEDS)
    for at, embed in enumerate(embeds):
        place = ("embeds", at)
        form.length(embed, "title", place, 0, 256)
        form.length(embed, "description", place, 0, 4096)
        form.length(embed, "fields", place, 0, 25)
        form.length(embed.get("footer") or {}, "text", (*place, "footer"), 0, 2048)
        form.length(embed.get("author") or {}, "name", (*place, "author"), 0, 256)
        for row, entry in enumerate(embed.get("fields") or []):
            form.length(entry, "name", (*place, "fields", row), 1, 256)
            form.length(entry, "value", (*place, "fields", row), 1, 1024)
    total = sum(_text_of(embed) for embed in embeds)
    if total > MAX_EMBED_TEXT:
        text = f"Embed size {total} exceeds maximum size of {MAX_EMBED_TEXT}"
        form.wrong(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", text)


def _text_of(embed: Json) -> int:
    """Characters of an embed that count towards the limit."""
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for entry in embed.get("fields") or []:
        texts += [entry.get("name"), entry.get("value")]
    return sum(len(text) for text in texts if text)
