"""Where a product touches the ground."""

import numpy as np

from bot.engines.studio.perspective import stage_of
from bot.engines.studio.shadow_base import BaseLine, base_line


def base_of(alpha: np.ndarray) -> BaseLine:
    return base_line(alpha, stage_of(alpha))


def test_a_flat_bottom_touches_all_along() -> None:
    alpha = np.zeros((100, 100), np.float32)
    alpha[30:80, 20:70] = 1.0
    base = base_of(alpha)
    np.testing.assert_array_equal(np.flatnonzero(base.contact), np.arange(20, 70))
    np.testing.assert_array_equal(base.row, 79)


def test_the_slanted_sides_of_a_box_touch_too() -> None:
    alpha = np.zeros((200, 200), np.float32)
    for column in range(40, 160):
        rise = abs(column - 100) // 4
        alpha[50 : 160 - rise, column] = 1.0
    base = base_of(alpha)
    assert base.contact[43:157].all()
    assert base.row[43] < base.row[100] == 159


def test_a_handle_hangs_in_the_air() -> None:
    alpha = np.zeros((200, 200), np.float32)
    alpha[50:160, 40:120] = 1.0
    alpha[80:120, 120:160] = 1.0
    base = base_of(alpha)
    assert base.contact[40:120].all()
    assert not base.contact[122:160].any()
    np.testing.assert_array_equal(base.row[120:], 159)


def test_rear_legs_stand_behind_front_legs() -> None:
    alpha = np.zeros((200, 200), np.float32)
    alpha[40:100, 40:160] = 1.0
    for left, foot in ((42, 170), (70, 155), (120, 155), (150, 170)):
        alpha[100:foot, left : left + 6] = 1.0
    base = base_of(alpha)
    for left, foot in ((42, 170), (70, 155), (120, 155), (150, 170)):
        assert base.contact[left : left + 6].all()
        np.testing.assert_array_equal(base.row[left : left + 6], foot - 1)
    assert not base.contact[90:110].any()


def test_no_product_has_a_base_line_without_contact() -> None:
    base = base_of(np.zeros((50, 60), np.float32))
    assert not base.contact.any()
    assert base.row.shape == (60,)
    assert np.isfinite(base.row).all()
