"""Text set on scenes: where, how large, in what colour, and what is told."""

from typing import Any

import numpy as np
import pytest

from bot.domain.errors import UsageError
from bot.domain.overlay import Anchor, Backing, Overlay, Typeface
from bot.engines.arrays import Mask, Rgb
from bot.finish.fonts import FOLDER
from bot.finish.overlay import set_overlay
from tests.finish.scenes import a_mask, a_scene

MASK = a_mask(480, 640, (220, 180, 420, 400))
SCENE = a_scene(MASK)


def put(
    text: str = "New tea", *, rgb: Rgb = SCENE, mask: Mask = MASK, font: bytes | None = None,
    **how: Any,
) -> tuple[Rgb, list[str]]:  # fmt: skip
    """The picture with the text, and the codes of what was told."""
    drawn, notices = set_overlay(rgb, Overlay(text=text, **how), mask, font)
    return drawn, [notice.code for notice in notices]


def changed(drawn: Rgb, rgb: Rgb = SCENE) -> np.ndarray:
    return (drawn != rgb).any(axis=2)


def test_text_is_drawn_and_the_rest_keeps_every_byte() -> None:
    drawn, told = put()
    assert not told
    assert changed(drawn).any()
    assert not changed(drawn)[MASK.alpha > 0].any()
    assert 0.002 < changed(drawn).mean() < 0.2


@pytest.mark.parametrize("anchor", list(Anchor))
@pytest.mark.parametrize("backing", list(Backing))
def test_nothing_of_it_covers_the_product(anchor: Anchor, backing: Backing) -> None:
    drawn, _ = put("Handmade in Porto", anchor=anchor, backing=backing, colour=(200, 200, 60))
    assert not changed(drawn)[MASK.core].any()


def test_it_may_cover_the_product_where_that_is_asked_for() -> None:
    drawn, told = put("Handmade", anchor=Anchor.CENTRE, size=12.0, over_product=True)
    assert changed(drawn)[MASK.core].any()
    assert not told


def test_an_anchor_on_the_product_is_left_and_told() -> None:
    drawn, told = put("Handmade in Porto", anchor=Anchor.CENTRE)
    assert told == ["text_moved"]
    assert not changed(drawn)[MASK.core].any()


def test_a_size_that_does_not_fit_gets_smaller_and_is_told() -> None:
    text = "\n".join(["Handmade in Porto"] * 3)
    _, told = put(text, size=11.0, anchor=Anchor.TOP)
    assert told == ["text_smaller"]


def test_where_there_is_no_room_a_sentence_says_so() -> None:
    full = a_mask(480, 640, (5, 5, 635, 475))
    with pytest.raises(UsageError, match="text_no_room"):
        put(rgb=a_scene(full), mask=full)


def test_automatic_text_is_light_on_dark_and_dark_on_light() -> None:
    for wall, expected in ((235, 60), (30, 200)):
        rgb = a_scene(MASK, wall=wall, floor=wall)
        drawn, told = put(rgb=rgb, anchor=Anchor.TOP)
        own = drawn[changed(drawn, rgb)]
        assert not told
        extreme = own.min() if wall > 128 else own.max()
        assert (extreme < expected) == (wall > 128)


def test_too_little_contrast_gets_a_plate_and_is_told() -> None:
    _, told = put(colour=(205, 205, 205), anchor=Anchor.TOP)
    assert told == ["text_plate"]


def test_too_little_contrast_without_a_plate_is_only_told() -> None:
    _, told = put(colour=(205, 205, 205), anchor=Anchor.TOP, backing=Backing.NONE)
    assert told == ["text_low_contrast"]


def test_a_plate_reaches_around_the_text() -> None:
    plain, _ = put(anchor=Anchor.TOP, size=6.0)
    plated, _ = put(anchor=Anchor.TOP, size=6.0, backing=Backing.PLATE)
    assert changed(plated).sum() > 2 * changed(plain).sum()


def test_missing_glyphs_are_told_and_the_rest_is_drawn() -> None:
    drawn, told = put("Tea 😀")
    assert told == ["text_left_out"]
    assert changed(drawn).any()


def test_a_product_that_was_not_found_is_told() -> None:
    assert "text_product_unknown" in put(mask=a_mask(480, 640, trusted=False))[1]


def test_a_product_that_may_be_anywhere_does_not_keep_text_off() -> None:
    everywhere = a_mask(480, 640, (0, 0, 640, 480), trusted=False)
    drawn, told = put(mask=everywhere)
    assert changed(drawn).any()
    assert told == ["text_product_unknown"]


def test_another_font_draws_other_letters_and_a_broken_one_is_refused() -> None:
    own = (FOLDER / "NotoSerifDisplay-Bold.ttf").read_bytes()
    asked: dict[str, Any] = {"anchor": Anchor.TOP, "size": 8.0}
    serif, _ = put(typeface=Typeface.OWN, font=own, **asked)
    sans, _ = put(typeface=Typeface.SANS, **asked)
    assert (serif != sans).any()
    assert np.array_equal(serif, put(typeface=Typeface.DISPLAY_BOLD, **asked)[0])
    for broken, code in ((None, "font_missing"), (own[:999], "font_damaged")):
        with pytest.raises(UsageError, match=code):
            put(typeface=Typeface.OWN, font=broken, **asked)


def test_the_same_order_gives_the_same_bytes() -> None:
    ways: tuple[dict[str, Any], ...] = ({"backing": Backing.SHADOW}, {"backing": Backing.PLATE}, {})
    for how in ways:
        first, second = put("Größe ★ 手作り", **how)[0], put("Größe ★ 手作り", **how)[0]
        assert first.tobytes() == second.tobytes()
