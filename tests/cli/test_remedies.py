"""Ladder, remedy and `auto` on the command line: real processes, the studio engine."""

from pathlib import Path

import pytest
from PIL import Image

from bot.cli.main import main
from tests.cli.test_edit import a_mask, a_product_photo, restage, results


@pytest.mark.slow
def test_a_ladder_is_five_pictures_and_a_sheet_and_a_remedy_goes_on_from_one(
    tmp_path: Path,
) -> None:
    photo, out, data = a_product_photo(tmp_path), tmp_path / "out", tmp_path / "data"
    done = restage(
        "edit", "restyle", str(photo), "--ladder", "--seed", "3", "--json", "--out", str(out),
        data=data,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (result,) = results(done)
    strengths = [picture["strength"]["scene"] for picture in result["pictures"]]
    assert strengths == [0.4, 0.55, 0.7, 0.85, 1.0]
    assert result["files"][2].endswith("product-restyle-watercolour-3-at-70.png")
    with Image.open(result["ladder"]) as sheet:
        assert sheet.width > 1200
    cured = restage(
        "edit", "--again", result["files"][2], "--remedy", "product", "--json", "--out", str(out),
        data=data,
    )  # fmt: skip
    assert cured.returncode == 0, cured.stderr
    (after,) = results(cured)
    assert after["strength"] == {"product": 0.55, "scene": 0.55}
    assert after["seed"] == 3
    told = {warning["code"]: warning["text"] for warning in after["warnings"]}
    assert told["remedy_strength"] == "strength 70 → 55"


@pytest.mark.slow
def test_auto_finds_a_strength_that_makes_the_same_picture_again(tmp_path: Path) -> None:
    photo, out, data = a_product_photo(tmp_path), tmp_path / "out", tmp_path / "data"
    arguments = ("--fidelity", "blend", "--seed", "3", "--mask", str(a_mask(tmp_path)), "--json")
    found = restage(
        "edit", "background", str(photo), "--strength", "auto", "--out", str(out), *arguments,
        data=data,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    (result,) = results(found)
    codes = {warning["code"] for warning in result["warnings"]}
    assert codes & {"strength_found", "strength_lowest"}
    again = restage(
        "edit", "--again", result["files"][0], "--out", str(tmp_path / "again"), "--json", data=data
    )
    (repeated,) = results(again)
    assert repeated["strength"] == result["strength"]
    first, second = (Path(one["files"][0]).read_bytes() for one in (result, repeated))
    assert first == second


def test_what_cannot_go_together_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = str(a_product_photo(tmp_path))
    assert main(["edit", "restyle", photo, "--ladder", "--strength", "0.5"]) == 2
    assert "leave out --strength" in capsys.readouterr().err
    assert main(["edit", "restyle", photo, "--remedy", "product"]) == 2
    assert "--again PICTURE" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["edit", "restyle", photo, "--strength", "much"])
    assert "A strength is a number" in capsys.readouterr().err
