"""Redaction: what must not be read in a log is taken out of every line before it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "[hidden]"

_BOT_TOKEN = re.compile(r"[\w-]{18,}\.[\w-]{5,8}\.[\w-]{20,}", re.ASCII)
"""Three parts in Base64, as the tokens of bots have them: id, time, signature."""

_INTERACTION_TOKEN = re.compile(r"aW50ZXJhY3Rpb246[\w+/=-]+", re.ASCII)
"""Base64 of what begins with "interaction:"."""

_IN_ADDRESSES = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/?#\s'\"]+")
"""Whoever knows such an address can write in the bot's name."""

_NAMED = re.compile(
    r"(?P<name>(?:token|authorization|session_id)\\?['\"]?\s*[:=]\s*\\?['\"]?(?:Bot\s+|Bearer\s+)?)"
    r"(?!None\b|null\b)[^\s'\"\\,;&)}\]]{6,}",
    re.IGNORECASE,
)
"""Whatever stands behind a telling name: in JSON, in the `repr` of a dataclass, in a header."""

_SIGNED = re.compile(r"([?&]hm=)[0-9a-f]+")
"""The signature in the address of an attachment, without which Discord does not hand it out."""


class Redactor:
    """Takes secrets out of text: those that it was told, and what looks like one of Discord's."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted((secret for secret in secrets if secret), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def clean(self, text: str) -> str:
        """The text without secrets."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        text = _BOT_TOKEN.sub(HIDDEN, text)
        text = _INTERACTION_TOKEN.sub(HIDDEN, text)
        text = _IN_ADDRESSES.sub(rf"\1{HIDDEN}", text)
        text = _NAMED.sub(rf"\g<name>{HIDDEN}", text)
        return _SIGNED.sub(rf"\1{HIDDEN}", text)
