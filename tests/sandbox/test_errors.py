"""How errors are worded for the bot."""

from __future__ import annotations

import pytest

from bot.sandbox.errors import ApiError, Form


def test_a_form_names_every_wrong_field_by_its_path() -> None:
    form = Form("data")
    form.wrong(("components", 0, "label"), "CODE_A", "first")
    form.wrong(("components", 0, "label"), "CODE_B", "second")
    with pytest.raises(ApiError) as refused:
        form.settle()
    body = refused.value.body()
    assert (refused.value.fault.status, body["code"]) == (400, 50035)
    errors = body["errors"]["data"]["components"]["0"]["label"]["_errors"]
    assert [error["code"] for error in errors] == ["CODE_A", "CODE_B"]


def test_a_form_without_complaints_settles() -> None:
    Form().settle()


@pytest.mark.parametrize(
    ("value", "code"),
    [(None, "BASE_TYPE_REQUIRED"), (7, "BASE_TYPE_INVALID"), ("", "BASE_TYPE_BAD_LENGTH")],
)
def test_length_tells_missing_from_wrong(value: object, code: str) -> None:
    form = Form()
    form.length({"label": value}, "label", (), 1, 80)
    with pytest.raises(ApiError) as refused:
        form.settle()
    assert refused.value.body()["errors"]["label"]["_errors"][0]["code"] == code
