"""JSON as it travels between the bot, the server and the page."""

from __future__ import annotations

import json
from typing import Any

# `Any`: payloads are Discord's JSON. The rules modules check their shape at the border; a type
# for each of some sixty payloads would be longer than the server.
Json = dict[str, Any]


def encode(payload: object) -> str:
    """Compact JSON text, with characters beyond ASCII as they are."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def without_nulls(node: Any) -> Any:  # any JSON value
    """The same JSON without the keys whose value is null, at every depth."""
    if isinstance(node, dict):
        return {key: without_nulls(value) for key, value in node.items() if value is not None}
    if isinstance(node, list):
        return [without_nulls(value) for value in node]
    return node
