"""Notices: what a person should know about an order before anything is rendered."""

from __future__ import annotations

from bot.domain.job import Notice, fell_back
from bot.domain.model import UNKNOWN_LICENCE, Model
from bot.domain.photo import Photo
from bot.services.engine_choice import EngineChoice


def of_photo(photo: Photo) -> tuple[Notice, ...]:
    """A photo that was reduced comes back smaller than it was sent."""
    if photo.reduced_from is None:
        return ()
    width, height = photo.reduced_from
    text = (
        f"This photo has {width} x {height} pixels and was reduced to {photo.width} x "
        f"{photo.height} for the edit; the limit is work_side_px in settings.yaml."
    )
    return (Notice(code="photo_reduced", text=text),)


def of_choice(choice: EngineChoice) -> tuple[Notice, ...]:
    """`auto` had to do without the model that it would have taken."""
    return (fell_back(choice.unusable),) if choice.unusable else ()


def of_licence(model: Model | None) -> tuple[Notice, ...]:
    """Pictures of a model that is not for commercial use are labelled so."""
    if model is None or model.commercial:
        return ()
    if model.licence == UNKNOWN_LICENCE:
        text = (
            f"Made with {model.label}, whose licence Restage does not know; read it before you "
            "publish or sell the picture."
        )
        return (Notice(code="licence_unknown", text=text),)
    text = f"Made with {model.label}, licence: {model.licence}. Not for commercial use."
    return (Notice(code="not_for_commercial_use", text=text),)
