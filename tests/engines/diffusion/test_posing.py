from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.engines.diffusion.posing import batches


def posed(key: str, number: int) -> Any:
    """As much of a posed picture as batching looks at, in place of a `Posed`."""
    return SimpleNamespace(key=key, number=number)


@pytest.mark.parametrize(
    ("count", "most", "sizes"), [(4, 4, [4]), (5, 4, [2, 3]), (9, 4, [3, 3, 3]), (2, 1, [1, 1])]
)
def test_passes_are_as_few_and_as_even_as_can_be(count: int, most: int, sizes: list[int]) -> None:
    pictures = [posed("same", number) for number in range(count)]
    planned = list(batches(pictures, most))
    assert [len(batch) for batch in planned] == sizes
    assert [picture for batch in planned for picture in batch] == pictures


def test_pictures_of_different_kinds_go_apart_and_those_of_one_kind_together() -> None:
    pictures = [posed(key, number) for number, key in enumerate("abab")]
    planned = list(batches(pictures, 4))
    assert [[pictures.index(picture) for picture in batch] for batch in planned] == [[0, 2], [1, 3]]
