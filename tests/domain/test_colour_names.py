"""The colours that are known by name."""

from collections import Counter

from bot.domain.colour_names import COLOURS


def test_each_colour_has_one_name_of_its_own_for_files() -> None:
    names = Counter(colour.paint.name for colour in COLOURS)
    assert [name for name, count in names.items() if count > 1] == []


def test_no_name_stands_for_two_colours() -> None:
    names = [
        name for colour in COLOURS for name in {*colour.english, *colour.german, *colour.japanese}
    ]
    assert [name for name, count in Counter(names).items() if count > 1] == []
