"""Edits survive the way to JSON and back."""

import pytest

from bot.config.edits import load_edit
from bot.domain.edit import Command, Edit, EngineName, Fidelity
from bot.domain.errors import PhotoError
from bot.domain.recipe import FilterKind, Finish, Material, Paint, StyleFilter
from tests.fakes import an_edit


@pytest.mark.parametrize(
    "edit",
    [
        an_edit(),
        an_edit(command=Command.RESTYLE, recipe=StyleFilter(filter=FilterKind.INK, detail=0.7)),
        an_edit(command=Command.REFINE, recipe=Finish(upscale=2, sharpen=0.4)),
        an_edit(
            command=Command.VARIANTS,
            fidelity=Fidelity.BLEND,
            recipe=None,
            paint=Paint(name="gold", label="Gold", material=Material.GOLD),
        ),
        an_edit(engine=EngineName.DIFFUSION, model="sdxl", steps=28, guidance_scale=5.0),
    ],
    ids=lambda edit: f"{edit.command}-{edit.engine}",
)
def test_an_edit_comes_back_equal(edit: Edit) -> None:
    assert load_edit(edit.to_json()) == edit


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"command": "explode"}', "not json"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(PhotoError, match="edit_unreadable"):
        load_edit(text)


def test_an_unknown_key_is_refused() -> None:
    text = an_edit().to_json().replace('"seed"', '"sead"', 1)
    with pytest.raises(PhotoError):
        load_edit(text)
