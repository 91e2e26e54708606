"""A toy engine that lacks a library."""

import a_library_that_is_not_there  # type: ignore[import-not-found]  # noqa: F401


def build(options: object) -> None:
    raise AssertionError("was imported")
