"""`bot.py edit` as a person or a program runs it: real processes, the studio engine."""

import asyncio
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bot.cli.edit import turn_of
from bot.domain.job import Running, Waiting
from bot.executor.ticket import JobTicket
from tests.loops import in_loop

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def restage(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "bot.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "RESTAGE_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


def results(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(done.stdout)["results"]
    return found


def a_product_photo(folder: Path, name: str = "product.png") -> Path:
    """A shaded red box with a white stripe on light grey, 320 x 240."""
    y, x = np.mgrid[0:240, 0:320]
    picture = np.full((240, 320, 3), 226, np.uint8)
    box = (x >= 100) & (x < 220) & (y >= 60) & (y < 200)
    shade = (150 + 80 * (x - 100) / 120).clip(0, 255).astype(np.uint8)
    picture[box] = np.stack([shade, shade // 4, shade // 5], -1)[box]
    picture[(y >= 110) & (y < 130) & box] = 245
    path = folder / name
    Image.fromarray(picture).save(path)
    return path


def a_mask(folder: Path) -> Path:
    mask = np.zeros((240, 320), np.uint8)
    mask[60:200, 100:220] = 255
    path = folder / "mask.png"
    Image.fromarray(mask).save(path)
    return path


def test_one_bad_photo_does_not_stop_the_others(tmp_path: Path) -> None:
    photo = a_product_photo(tmp_path)
    broken = tmp_path / "broken.jpg"
    broken.write_text("not a picture")
    out = tmp_path / "out"
    done = restage(
        "edit", "background", str(photo), str(broken), str(tmp_path / "absent.png"),
        "--preset", "marble", "--seed", "3", "--mask", str(a_mask(tmp_path)),
        "--save-mask", "--sheet", "--out", str(out), "--json", data=tmp_path / "data",
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    good, bad, absent = results(done)
    assert bad["error"]["code"].startswith("photo_")
    assert absent["error"]["code"] == "photo_unreadable"
    assert (good["engine"], good["seed"], good["fidelity"]) == ("studio", 3, "exact")
    with Image.open(good["files"][0]) as edited, Image.open(photo) as source:
        with Image.open(good["mask"]["file"]) as saved:
            core = np.asarray(saved) == 255
        assert edited.size == source.size
        changed = (np.asarray(edited) != np.asarray(source)).any(axis=2)
    assert core.mean() > 0.15
    assert not changed[core].any()
    assert changed[~core].mean() > 0.9
    assert (out / "sheet.jpg").stat().st_size > 1000


def test_a_picture_is_made_again_from_itself(tmp_path: Path) -> None:
    photo = a_product_photo(tmp_path)
    first = restage(
        "edit", "restyle", str(photo), "--preset", "line-art", "--images", "2", "--json",
        "--out", str(tmp_path / "a"), data=tmp_path / "data",
    )  # fmt: skip
    assert first.returncode == 0, first.stderr
    picture = Path(results(first)[0]["files"][1])
    again = restage(
        "edit", "--again", str(picture), "--json", "--out", str(tmp_path / "b"),
        data=tmp_path / "data",
    )  # fmt: skip
    assert again.returncode == 0, again.stderr
    (made,) = results(again)[0]["files"]
    assert Path(made).read_bytes() == picture.read_bytes()
    elsewhere = restage(
        "edit", "--again", str(picture), "--out", str(tmp_path / "c"), data=tmp_path / "fresh"
    )
    assert elsewhere.returncode == 2
    assert "name it: bot.py edit --again PICTURE PHOTO" in elsewhere.stderr


def test_the_mask_of_a_picture_is_found_again_as_well(tmp_path: Path) -> None:
    photo, mask = a_product_photo(tmp_path), a_mask(tmp_path)
    first = restage(
        "edit", "background", str(photo), "--mask", str(mask), "--format", "jpeg", "--json",
        "--out", str(tmp_path / "a"), data=tmp_path / "data",
    )  # fmt: skip
    picture = Path(results(first)[0]["files"][0])
    again = restage("edit", "--again", str(picture), "--json", "--out", str(tmp_path / "b"),
        data=tmp_path / "data")  # fmt: skip
    assert again.returncode == 0, again.stdout
    assert Path(results(again)[0]["files"][0]).read_bytes() == picture.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["edit", "backgruond", "x.png"], "“background”"),
        (["edit", "background"], "Name at least one photo"),
        (["edit"], "Say what to do"),
        (["edit", "background", "x.png", "--strength", "7"], "Strength goes from 0"),
        (["edit", "variants", "x.png", "--fidelity", "exact"], "use “blend”"),
        (["edit", "background", "x.png", "--preset", "marbel"], "“marble”"),
        (["edit", "background", "x.png", "--model", "sdxxl"], "no model named"),
        (["edit", "background", "x.png", "--engine", "diffusion"], "models pull"),
        (["edit", "background", "x.png", "--model", "flux1-dev"], "not be used commercially"),
        (["edit", "background", "x.png", "--engine", "magic"], "invalid choice"),
        (["edit", "refine", "x.png", "--model", "sd15", "--engine", "studio"], "takes no model"),
        (["edit", "background", "x.png", "--mask", "absent.png"], "no file “absent.png”"),
        (["edit", "refine", "x.png", "--device", "cuda"], "uses no GPU"),
        (["edit", "refine", "x.png", "--out", "README.md"], "“README.md” cannot be written"),
        (["edit", "--again", "absent.png"], "no file “absent.png”"),
    ],
)
def test_wrong_usage_is_a_sentence_and_status_2(
    tmp_path: Path, arguments: list[str], part: str
) -> None:
    done = restage(*arguments, data=tmp_path)
    assert done.returncode == 2
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_gps_and_names_do_not_reach_the_output(tmp_path: Path) -> None:
    photo = tmp_path / "phone.jpg"
    exif = Image.Exif()
    exif[0x013B] = "Erika Mustermann"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    with Image.open(a_product_photo(tmp_path)) as source:
        source.convert("RGB").save(photo, exif=exif, quality=95)
    for wanted in ("jpeg", "webp"):
        done = restage(
            "edit", "refine", str(photo), "--format", wanted, "--json",
            "--out", str(tmp_path / "out"), data=tmp_path / "data",
        )  # fmt: skip
        data = Path(results(done)[0]["files"][0]).read_bytes()
        with Image.open(io.BytesIO(data)) as picture:
            assert (picture.format or "").lower() == wanted
            assert not picture.getexif().get_ifd(0x8825)
        assert b"Mustermann" not in data


@in_loop
async def test_the_turn_of_a_photo_comes_when_it_no_longer_waits() -> None:
    ticket = JobTicket("1", lambda _: None)
    ticket.publish(Waiting(place=3, eta_s=None))
    turn = asyncio.ensure_future(turn_of(ticket))
    await asyncio.sleep(0)
    ticket.publish(Waiting(place=1, eta_s=None))
    await asyncio.sleep(0)
    assert not turn.done()
    ticket.publish(Running(step=0, steps=2))
    assert await turn <= time.monotonic()
    assert not ticket.ended
