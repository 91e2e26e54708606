"""The order in which mixed lines are drawn, against examples of UAX #9 and of everyday texts.

Capital letters stand for Hebrew in `as_hebrew`, as the annex writes its examples.
"""

import pytest

from bot.finish.bidi import Run, is_rtl, visual_runs

ALEF = ord("א")


def as_hebrew(text: str) -> str:
    return "".join(chr(ALEF + ord(c) - ord("A")) if "A" <= c <= "Z" else c for c in text)


def drawn(text: str, *, rtl: bool) -> str:
    """The line as it is seen from left to right, Hebrew as capitals again."""
    runs = visual_runs(as_hebrew(text), rtl=rtl)
    seen = "".join(run.text[::-1] if run.rtl else run.text for run in runs)
    return "".join(chr(ord("A") + ord(c) - ALEF) if "א" <= c <= "ת" else c for c in seen)


@pytest.mark.parametrize(
    ("text", "rtl", "seen"),
    [
        ("car means CAR.", False, "car means RAC."),
        ("CAR MEANS car.", True, ".car SNAEM RAC"),
        ("PRICE 500 NOW", True, "WON 500 ECIRP"),
        ("from CAR 12,5 on", False, "from 12,5 RAC on"),
        ("A 50% OFF", True, "FFO 50% A"),
        ("ABC def GHI", True, "IHG def CBA"),
        ("one TWO THREE four", False, "one EERHT OWT four"),
        ("plain", False, "plain"),
        ("", False, ""),
    ],
)
def test_lines_are_drawn_as_they_are_read(text: str, rtl: bool, seen: str) -> None:
    assert drawn(text, rtl=rtl) == seen


def test_the_paragraph_goes_by_its_first_letter() -> None:
    assert is_rtl("50% خصم")
    assert not is_rtl("50% off خصم")
    assert not is_rtl("123 …")


def test_numbers_in_arabic_stay_in_order() -> None:
    assert visual_runs("خصم 50", rtl=True) == [Run("50", False), Run("خصم ", True)]


def test_nothing_is_lost_or_doubled() -> None:
    line = "Größe: کفش 42–44, מידה (XL) 100 %"
    for rtl in (False, True):
        assert sorted("".join(run.text for run in visual_runs(line, rtl=rtl))) == sorted(line)
