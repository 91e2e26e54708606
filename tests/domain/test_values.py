"""Values are correct from birth."""

from typing import Any

import pytest

from bot.domain.edit import EngineName, Strength, batch_seeds
from bot.domain.errors import BotError, JobCancelled, UsageError
from bot.domain.model import Family, check_licence
from bot.domain.photo import IntakeLimits, Photo
from bot.domain.recipe import Backdrop, BackdropKind, Finish, Paint
from bot.domain.suggest import closest
from tests.fakes import a_model, a_task, an_edit


@pytest.mark.parametrize(
    ("make", "fields"),
    [
        (Strength, {"product": -0.1, "scene": 0.5}),
        (Strength, {"product": 0.5, "scene": float("nan")}),
        (an_edit, {"seed": 2**32}),
        (an_edit, {"engine": EngineName.DIFFUSION}),
        (an_edit, {"model": "sdxl"}),
        (a_task, {"edits": ()}),
        (a_model, {"steps": 0}),
        (a_model, {"size": 1000}),
        (a_model, {"repository": "sdxl"}),
        (a_model, {"revision": " "}),
        (a_model, {"name": "../sdxl"}),
        (a_model, {"family": Family.FLUX, "negative_prompt": True}),
        (a_model, {"guidance_scale": 1.0, "negative_prompt": True}),
        (a_model, {"family": Family.Z_IMAGE, "guidance_scale": 0.0, "negative_prompt": True}),
        (Backdrop, {"backdrop": BackdropKind.STUDIO, "color": "red"}),
        (Backdrop, {"backdrop": BackdropKind.WOOD, "shadow": 2.0}),
        (Finish, {"upscale": 1, "denoise": -1.0}),
        (Paint, {"name": "x", "label": "X"}),
        (IntakeLimits, {"decode_limit_s": 0.0}),
        (IntakeLimits, {"work_side_px": 99_999}),
    ],
)
def test_a_wrong_value_cannot_be_made(make: Any, fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        make(**fields)


def test_a_photo_holds_exactly_its_pixels() -> None:
    with pytest.raises(ValueError, match="11 bytes of pixels, expected 12"):
        Photo(name="x", sha256="", width=2, height=2, mode="RGB", pixels=bytes(11))


def test_seeds_count_on_and_wrap() -> None:
    assert batch_seeds(2**32 - 2, 3) == (2**32 - 2, 2**32 - 1, 0)


def test_only_diffusion_tasks_of_one_model_and_size_share_a_pass() -> None:
    assert a_task().batch_key is None
    edit = an_edit(engine=EngineName.DIFFUSION, model="sdxl", steps=28, guidance_scale=5.0)
    other = an_edit(engine=EngineName.DIFFUSION, model="sd3", steps=28, guidance_scale=5.0)
    assert a_task(edits=(edit,)).batch_key == a_task("job-2", edits=(edit,)).batch_key
    assert a_task(edits=(edit,)).batch_key != a_task(edits=(other,)).batch_key
    with pytest.raises(ValueError, match="share engine and model"):
        a_task(edits=(edit, other))


def test_errors_cross_a_process_border_whole() -> None:
    import pickle

    for error in (UsageError("queue_full", "Come again.", "200 wait"), JobCancelled()):
        back = pickle.loads(pickle.dumps(error))  # noqa: S301 -- our own bytes
        assert type(back) is type(error)
        assert (back.code, back.reply, back.detail) == (error.code, error.reply, error.detail)


def test_a_licence_is_checked_unless_it_was_allowed() -> None:
    check_licence(a_model(), allow_non_commercial=False)
    check_licence(a_model(commercial=False), allow_non_commercial=True)
    with pytest.raises(BotError, match="model_not_allowed"):
        check_licence(a_model(commercial=False), allow_non_commercial=False)


def test_names_are_suggested_nearest_first() -> None:
    names = ["marble", "linen", "walnut-table", "concrete"]
    assert closest("marbel", names).startswith("“marble”")
    assert closest("zzz", names) == "“concrete”, “linen” or “marble”"
    assert closest("x", []) == ""
