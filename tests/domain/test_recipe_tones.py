"""Tones of backdrops."""

import pytest

from bot.domain.recipe import TONES, Backdrop, BackdropKind


def test_every_kind_has_tones_of_its_own() -> None:
    assert set(TONES) == set(BackdropKind)
    assert all(len(tones) >= 2 and len(set(tones)) == len(tones) for tones in TONES.values())


def test_an_empty_tone_means_the_first() -> None:
    assert Backdrop(backdrop=BackdropKind.WOOD).finish == "oak"
    assert Backdrop(backdrop=BackdropKind.WOOD, tone="teak").finish == "teak"


def test_an_unknown_tone_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match=r"'pine'.*wood.*oak, walnut, ash, teak"):
        Backdrop(backdrop=BackdropKind.WOOD, tone="pine")
