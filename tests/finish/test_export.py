"""Exports: sizes, rules, limits of files, and the product alone on white."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from bot.domain.errors import UsageError
from bot.domain.finishing import ExportOrder, Finished
from bot.domain.overlay import Anchor, Overlay
from bot.engines.arrays import Mask, Rgb
from bot.finish.export import export
from bot.finish.files import encode, packet_of
from tests.finish.scenes import a_mask, a_scene, a_source, a_target, a_white_target, as_png

MASK = a_mask()
SCENE = a_scene(MASK)


def made(target: Any, *, rgb: Rgb = SCENE, mask: Mask = MASK, **order: Any) -> Finished:
    fields = {"source": a_source(rgb), "target": target, "label": "Main", **order}
    return export(rgb, mask, ExportOrder(**fields))


def pixels(finished: Finished) -> np.ndarray:
    with Image.open(io.BytesIO(finished.data)) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def extent(rgb: np.ndarray, level: int = 128) -> tuple[int, int, int, int]:
    dark = rgb.min(axis=2) < level
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


@pytest.mark.parametrize("format_", ["png", "jpeg", "webp"])
def test_files_have_the_size_the_format_and_an_srgb_profile(format_: Any) -> None:
    finished = made(a_target(width=180, height=320, format=format_))
    with Image.open(io.BytesIO(finished.data)) as image:
        assert image.size == (180, 320)
        assert image.format == format_.upper()
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
    assert "sRGB" in (ImageCms.getProfileDescription(profile) or "")


@pytest.mark.parametrize("size", [(200, 200), (160, 240), (300, 150)])
def test_a_main_picture_is_filled_centred_and_white_around(size: tuple[int, int]) -> None:
    finished = made(a_white_target(width=size[0], height=size[1], fill=0.85))
    out = pixels(finished)
    left, top, right, bottom = extent(out)
    share = max((right - left) / size[0], (bottom - top) / size[1])
    assert share == pytest.approx(0.85, abs=0.02)
    assert abs(left - (size[0] - right)) <= 2
    assert abs(top - (size[1] - bottom)) <= 2
    for edge in (out[0], out[-1], out[:, 0], out[:, -1]):
        assert (edge == 255).all()
    told = [rule.text for rule in finished.rules]
    assert "the product fills 85 %" in told
    assert "pure white around the product" in told


def test_the_product_keeps_its_colour_on_white() -> None:
    out = pixels(made(a_white_target(format="png")))
    assert np.abs(out[100, 100] - (190, 40, 40)).max() <= 2


def test_a_main_picture_with_text_is_refused_by_what_the_file_says() -> None:
    packet = packet_of(as_png(SCENE), text="Sale")
    with_text = encode(SCENE, "png", quality=90, packet=packet)
    for order in (
        {"source": a_source(SCENE, data=with_text)},
        {"overlay": Overlay(text="Sale")},
    ):
        with pytest.raises(UsageError, match="export_text_refused"):
            made(a_white_target(), **order)
    assert made(a_target(), source=a_source(SCENE, data=with_text)).width == 200


def test_text_is_set_at_the_new_size_off_the_product() -> None:
    plain, texted = (
        made(a_target(width=400, height=700), overlay=overlay)
        for overlay in (None, Overlay(text="Sale", anchor=Anchor.TOP))
    )
    differing = np.abs(pixels(plain) - pixels(texted)).max(axis=2) > 60
    rows = np.flatnonzero(differing.any(axis=1))
    assert len(rows)
    assert rows[-1] < 250


def test_no_product_and_too_small_a_product_are_refused() -> None:
    empty = a_mask(box=(0, 0, 0, 0))
    with pytest.raises(UsageError, match="export_no_product"):
        made(a_white_target(), rgb=a_scene(empty), mask=empty)
    with pytest.raises(UsageError, match="export_too_small"):
        made(a_white_target(min_source_px=500))


def test_what_is_unsure_is_told() -> None:
    unsure = a_mask(trusted=False)
    told = [n.code for n in made(a_white_target(), mask=unsure).notices]
    assert told == ["export_edges", "export_enlarged"]
    cut = a_mask(box=(110, 90, 210, 240))
    told = [n.code for n in made(a_white_target(), rgb=a_scene(cut), mask=cut).notices]
    assert told == ["export_cut_off"]


def test_without_a_sure_product_nothing_of_the_picture_is_cut() -> None:
    marked = SCENE.copy()
    marked[100:140, :6] = marked[100:140, -6:] = (0, 0, 255)
    out = pixels(made(a_target(width=90, height=300), rgb=marked, mask=a_mask(trusted=False)))
    blue = (out[..., 2] - out[..., 0]) > 60
    columns = np.flatnonzero(blue.any(axis=0))
    assert columns[0] <= 1
    assert columns[-1] >= 88


def test_the_best_quality_that_fits_is_taken() -> None:
    noise = np.random.default_rng(4).integers(0, 255, (600, 600, 3), dtype=np.uint8)
    mask = a_mask(600, 600)
    large = made(a_target(width=600, height=600), rgb=noise, mask=mask)
    limit = len(large.data) * 4 // 5
    small = made(a_target(width=600, height=600, max_bytes=limit), rgb=noise, mask=mask)
    assert 0.8 * limit < len(small.data) <= limit
    assert "quality 95" in large.rules[1].text
    with pytest.raises(UsageError, match="export_too_large"):
        made(a_target(width=600, height=600, max_bytes=25_000), rgb=noise, mask=mask)


def test_the_same_order_gives_the_same_bytes() -> None:
    assert made(a_target()).data == made(a_target()).data
    assert made(a_white_target()).data == made(a_white_target()).data
