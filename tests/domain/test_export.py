"""Rules of targets, each named where it is broken."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.errors import UsageError
from bot.domain.export import (
    Delivered,
    Ground,
    Target,
    Targets,
    TargetWords,
    check_after,
    check_before,
)

WORDS = {"en": TargetWords(label="Main picture", about="White"),
         "de": TargetWords(label="Hauptbild", about="Weiß")}  # fmt: skip


def a_target(**changes: Any) -> Target:
    fields: dict[str, Any] = {
        "name": "main", "words": WORDS, "width": 2000, "height": 2000, "max_bytes": 10**6,
        "ground": Ground.WHITE, "fill": 0.85, "text": False, "min_source_px": 500,
    }  # fmt: skip
    return Target(**{**fields, **changes})


GOOD = Delivered(
    width=2000, height=2000, size_bytes=10**5, has_text=False, source_px=900, fill=0.85,
    white_border=True,
)  # fmt: skip


def refused(target: Target, **given: Any) -> UsageError:
    with pytest.raises(UsageError) as caught:
        check_before(target, **{"has_text": False, "source_px": 900, "label": "Main", **given})
    return caught.value


def test_what_keeps_all_rules_passes() -> None:
    check_before(a_target(), has_text=False, source_px=500, label="Main")
    check_after(a_target(), GOOD, "Main")


def test_a_main_picture_with_text_is_refused_with_the_reason() -> None:
    error = refused(a_target(), has_text=True)
    assert error.code == "export_text_refused"
    assert "does not take pictures with text" in error.reply
    check_before(a_target(text=True), has_text=True, source_px=900, label="Main")


def test_a_photo_that_would_have_to_be_blown_up_is_refused() -> None:
    error = refused(a_target(), source_px=320)
    assert error.code == "export_too_small"
    assert "500" in error.reply
    assert "320" in error.reply


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ({"size_bytes": 2 * 10**6}, "export_too_large"),
        ({"fill": 0.7}, "export_fill"),
        ({"fill": None}, "export_fill"),
        ({"white_border": False}, "export_not_white"),
        ({"white_border": None}, "export_not_white"),
    ],
)
def test_each_broken_rule_is_named(broken: dict[str, Any], code: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_after(a_target(), replace(GOOD, **broken), "Main")
    assert caught.value.code == code
    assert "“Main”" in caught.value.reply


@pytest.mark.parametrize(
    "wrong",
    [
        {"width": 20},
        {"height": 9000},
        {"max_bytes": 10},
        {"fill": None},
        {"fill": 0.1},
        {"ground": Ground.SCENE},
        {"words": {"de": WORDS["de"]}},
    ],
)
def test_senseless_targets_cannot_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"outside|at least|needs fill|missing"):
        a_target(**wrong)


def test_targets_are_found_by_name_or_suggested() -> None:
    targets = Targets(by_name={"main": a_target()})
    assert targets.find(" Main ") == a_target()
    with pytest.raises(UsageError, match="target_unknown") as caught:
        targets.find("mian")
    assert "“main”" in caught.value.reply


def test_words_fall_back_to_english() -> None:
    assert a_target().in_language("de").label == "Hauptbild"
    assert a_target().in_language("ja").label == "Main picture"
