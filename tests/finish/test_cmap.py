"""Which characters a font has: the bundled ones, and files that are none."""

import random

import pytest

from bot.domain.errors import UsageError
from bot.finish.cmap import has, spans_of
from bot.finish.fonts import FOLDER


@pytest.mark.parametrize(
    ("file", "inside", "outside"),
    [
        ("NotoSans-Regular.ttf", "AzäßŁſЖΩ€–", "あ你ش"),
        ("NotoSansArabic-Bold.ttf", "سپگ٣", "Aक"),
        ("NotoSansDevanagari-Regular.ttf", "कष्ा।", "Aส"),
        ("NotoSansThai-Regular.ttf", "สวัสดี฿", "Aक"),
        ("NotoSansCJK-Regular.otf", "手あア个還國한", "سक"),
        ("NotoSansSymbols2-Regular.ttf", "★✓", "A"),
    ],
)
def test_coverage_is_that_of_the_font(file: str, inside: str, outside: str) -> None:
    spans = spans_of((FOLDER / file).read_bytes())
    assert all(has(spans, character) for character in inside)
    assert not any(has(spans, character) for character in outside)


def test_spans_are_sorted_and_apart() -> None:
    spans = spans_of((FOLDER / "NotoSerif-Bold.ttf").read_bytes())
    assert all(first <= last for first, last in spans)
    assert all(spans[i][1] + 1 < spans[i + 1][0] for i in range(len(spans) - 1))


@pytest.mark.parametrize("data", [b"", b"OTTO", b"\0\1\0\0" + b"\xff" * 60, b"<svg>", b"wOF2" * 9])
def test_what_is_no_font_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        spans_of(data)
    assert caught.value.code == "font_damaged"


def test_damaged_fonts_give_spans_or_the_refusal_and_nothing_else() -> None:
    whole = (FOLDER / "NotoSansThai-Regular.ttf").read_bytes()
    dice = random.Random(5)  # noqa: S311 -- the same damage every time
    for _ in range(300):
        damaged = bytearray(whole[: dice.randrange(20, len(whole))])
        for _ in range(20):
            damaged[dice.randrange(min(len(damaged), 1500))] = dice.randrange(256)
        try:
            spans_of(bytes(damaged))
        except UsageError as exc:
            assert exc.code == "font_damaged"  # noqa: PT017 -- either way is right
