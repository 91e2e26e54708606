"""Which cut-out answers, and how often it has to work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.domain.edit import Command, Edit, EngineName, Fidelity, Strength, Words
from bot.domain.errors import ModelError
from bot.domain.job import RenderTask
from bot.domain.options import CutoutOptions
from bot.domain.photo import Photo
from bot.engines.cutout.chain import CACHE_SIZE, Cutouts
from tests.engines.cutout.shapes import backdrop, disc, painted, photo_from, photo_of

PLAIN = CutoutOptions(method="plain")
PICTURE = painted(backdrop((190, 190, 190)), disc(80.0), (150, 40, 40))


def task(photo: Photo, mask: Photo | None = None) -> RenderTask:
    edit = Edit(
        command=Command.BACKGROUND,
        preset=None,
        engine=EngineName.STUDIO,
        seed=1,
        strength=Strength(product=0.0, scene=1.0),
        fidelity=Fidelity.EXACT,
        words=Words(),
        source_sha256=photo.sha256,
    )
    return RenderTask(job_id="1", photo=photo, edits=(edit,), mask=mask)


def cut_photo() -> Photo:
    rgb = np.rint(PICTURE).astype(np.uint8)
    return photo_from(np.dstack([rgb, np.rint(disc(70.0) * 255).astype(np.uint8)]))


def painted_mask(radius: float = 60.0) -> Photo:
    return photo_from(np.rint(disc(radius) * 255).astype(np.uint8))


def test_the_attached_mask_comes_first(tmp_path: Path) -> None:
    mask = Cutouts(PLAIN, tmp_path).mask(task(cut_photo(), painted_mask()))
    assert mask.method == "attached"


def test_then_the_photos_own_alpha(tmp_path: Path) -> None:
    assert Cutouts(PLAIN, tmp_path).mask(task(cut_photo())).method == "alpha"


@pytest.mark.parametrize("method", ["plain", "auto"])
def test_then_the_plain_background_where_there_is_no_model(tmp_path: Path, method: str) -> None:
    options = CutoutOptions(method=method)  # type: ignore[arg-type]  # parametrised Literal
    assert Cutouts(options, tmp_path).mask(task(photo_of(PICTURE))).method == "plain"


def test_rembg_that_is_asked_for_and_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        Cutouts(CutoutOptions(method="rembg"), tmp_path).mask(task(photo_of(PICTURE)))


def test_several_commands_on_one_photo_compute_one_mask(tmp_path: Path) -> None:
    cutouts = Cutouts(PLAIN, tmp_path)
    first = cutouts.mask(task(photo_of(PICTURE)))
    assert cutouts.mask(task(photo_of(PICTURE))) is first


def test_another_attached_mask_is_not_mixed_up(tmp_path: Path) -> None:
    cutouts = Cutouts(PLAIN, tmp_path)
    small = cutouts.mask(task(photo_of(PICTURE), painted_mask(40.0)))
    large = cutouts.mask(task(photo_of(PICTURE), painted_mask(80.0)))
    assert large.coverage > 2 * small.coverage
    assert cutouts.mask(task(photo_of(PICTURE), painted_mask(40.0))) is small


def test_the_same_file_at_another_size_is_cut_out_anew(tmp_path: Path) -> None:
    cutouts = Cutouts(PLAIN, tmp_path)
    whole = cut_photo()
    half = np.frombuffer(whole.pixels, np.uint8).reshape(whole.height, whole.width, 4)[::2, ::2]
    smaller = replace(photo_from(np.ascontiguousarray(half)), sha256=whole.sha256)
    cutouts.mask(task(whole))
    assert cutouts.mask(task(smaller)).alpha.shape == (smaller.height, smaller.width)


def test_old_masks_are_forgotten(tmp_path: Path) -> None:
    cutouts = Cutouts(PLAIN, tmp_path)
    photo = photo_of(PICTURE)
    first = cutouts.mask(task(photo, painted_mask(40.0)))
    for number in range(CACHE_SIZE):
        cutouts.mask(task(photo, painted_mask(50.0 + number)))
    assert cutouts.mask(task(photo, painted_mask(40.0))) is not first


def test_the_configured_threshold_of_trust_is_honoured(tmp_path: Path) -> None:
    picture = task(photo_of(PICTURE))
    strict = Cutouts(CutoutOptions(method="plain", trust=1.0), tmp_path).mask(picture)
    lenient = Cutouts(CutoutOptions(method="plain", trust=0.0), tmp_path).mask(picture)
    assert strict.confidence == lenient.confidence
    assert not strict.trusted
    assert lenient.trusted
