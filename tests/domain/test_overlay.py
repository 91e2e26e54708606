"""What people type for an overlay, made into what can be drawn."""

import pytest

from bot.domain.errors import UsageError
from bot.domain.overlay import (
    MAX_TEXT,
    Anchor,
    Overlay,
    clean_text,
    colour_words,
    read_colour,
    read_size,
)


def test_two_characters_begin_a_line_as_slash_commands_take_one() -> None:
    assert clean_text(r"New\nthis autumn") == "New\nthis autumn"


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("  wide   gaps\t here ", "wide gaps here"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("be\u0000ll\u0007", "bell"),
        ("\u202eevil\u202c", "evil"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        (
            "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            None,
        ),  # Persian needs its joiner
        ("e\u0301", "é"),
        ("\ue000private\ud800", "private"),
    ],
)
def test_only_what_can_be_drawn_stays(typed: str, clean: str | None) -> None:
    assert clean_text(typed) == (typed if clean is None else clean)


@pytest.mark.parametrize("typed", ["", "  \n ", "\u200b\u202e", "\\n"])
def test_nothing_to_draw_is_refused(typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        clean_text(typed)
    assert caught.value.code == "text_empty"


@pytest.mark.parametrize("typed", ["x" * (MAX_TEXT + 1), "a\n" * 12 + "a"])
def test_too_much_text_is_refused(typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        clean_text(typed)
    assert caught.value.code == "text_too_long"


@pytest.mark.parametrize(
    ("typed", "colour"),
    [
        ("white", (255, 255, 255)),
        (" White ", (255, 255, 255)),
        ("#1d4ed8", (29, 78, 216)),
        ("1D4ED8", (29, 78, 216)),
        ("#fff", (255, 255, 255)),
        ("auto", None),
        ("", None),
        (None, None),
    ],
)
def test_colours_are_read_as_people_write_them(
    typed: str | None, colour: tuple[int, int, int] | None
) -> None:
    assert read_colour(typed) == colour
    assert read_colour(colour_words(colour)) == colour


def test_an_unknown_colour_is_answered_with_near_ones() -> None:
    with pytest.raises(UsageError, match="colour_unknown") as caught:
        read_colour("whit")
    assert "“white”" in caught.value.reply


@pytest.mark.parametrize(
    ("typed", "size"), [("8", 8.0), ("8,5 %", 8.5), (7, 7.0), ("auto", None), (None, None)]
)
def test_sizes_are_read_as_people_write_them(typed: str | float | None, size: float | None) -> None:
    assert read_size(typed) == size


@pytest.mark.parametrize("typed", ["1", "41", "large", "-5", "nan"])
def test_sizes_beyond_sense_are_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="text_size_wrong"):
        read_size(typed)


def test_anchors_know_where_they_are() -> None:
    places = {(anchor.column, anchor.row) for anchor in Anchor if anchor is not Anchor.AUTO}
    assert places == {(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)}
    assert (Anchor.TOP_RIGHT.column, Anchor.TOP_RIGHT.row) == (1, -1)


def test_an_overlay_without_text_cannot_be() -> None:
    with pytest.raises(ValueError, match="has text"):
        Overlay(text="")
