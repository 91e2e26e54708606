"""Names: what presets, variants and models are called on command lines and in file names."""

from __future__ import annotations

import re

_NAME = re.compile(r"\w[\w.-]*")


def check_name(name: str) -> None:
    """Raise `ValueError` for a name that could not stand in a path or needs quotes in a shell."""
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"the name {name!r} may hold only letters, digits, dots, hyphens and underscores, "
            "and begins with a letter or digit"
        )
