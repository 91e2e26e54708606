"""Notices: what a person should know about an order before anything is rendered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.domain.advice import notices_of
from bot.domain.catalog import Catalog, EditRequest
from bot.domain.doctor import examine
from bot.domain.edit import Edit, EngineName, Fidelity
from bot.domain.job import Notice, fell_back
from bot.domain.model import UNKNOWN_LICENCE, Model
from bot.domain.photo import Photo
from bot.domain.photo_check import Finding, PhotoCheck
from bot.services.engine_choice import EngineChoice

_ADVICE = {
    Finding.SOFT: (
        "This photo looks soft; focus on the product and hold the camera still for a "
        "crisper result."
    ),
    Finding.DARK: ("This photo is dark; more light on the product brings its details out."),
    Finding.BRIGHT: (
        "Parts of the product are overexposed; expose a little less, so that its form and "
        "colour show."
    ),
    Finding.CUT_OFF: (
        "The product is cut off at the border of the photo; leave some room around all of it."
    ),
    Finding.NOT_SEPARATE: (
        "The product hardly stands out from its background; put it in front of one that "
        "is clearly lighter or darker, or attach a mask."
    ),
    Finding.BUSY: (
        "The background is busy, which makes the product hard to find; take a plain one, "
        "or attach a mask."
    ),
    Finding.TEXT: (
        "There is print on the product; fidelity exact keeps every letter, anything else "
        "may garble small ones, so put important text on afterwards."
    ),
    Finding.ALPHA: (
        "This photo brings its own transparency, which is taken for the outline of the product."
    ),
}
"""What to say about a photo; the one on its size names it."""
_ABOUT_THE_OUTLINE = frozenset({Finding.CUT_OFF, Finding.NOT_SEPARATE, Finding.BUSY})
"""Findings that an attached mask makes up for."""


def of_photo(photo: Photo, mask: Photo | None, edits: Iterable[Edit]) -> tuple[Notice, ...]:
    """What the check found that matters to these edits, and that a photo which was reduced comes
    back smaller."""
    needless = _ABOUT_THE_OUTLINE if mask is not None else frozenset[Finding]()
    if all(edit.fidelity is Fidelity.EXACT for edit in edits):
        needless |= {Finding.TEXT}  # every letter stays as it is
    return (*_of_check(photo.check, needless), *_of_size(photo))


def _of_check(check: PhotoCheck | None, needless: frozenset[Finding]) -> Iterator[Notice]:
    for finding in check.findings if check is not None else ():
        if finding in needless:
            continue
        if finding is Finding.SMALL and check is not None:
            text = (
                f"This photo is only {check.width} pixels wide; one of 800 pixels or more gives a "
                "crisper result."
            )
        else:
            text = _ADVICE[finding]
        yield Notice(code=finding.value, text=text)


def _of_size(photo: Photo) -> tuple[Notice, ...]:
    if photo.reduced_from is None:
        return ()
    width, height = photo.reduced_from
    text = (
        f"This photo has {width} x {height} pixels and was reduced to {photo.width} x "
        f"{photo.height} for the edit; the limit is work_side_px in settings.yaml."
    )
    return (Notice(code="photo_reduced", text=text),)


def of_words(request: EditRequest, catalog: Catalog, engine: EngineName) -> tuple[Notice, ...]:
    """What the prompt doctor says about a person's own words."""
    return notices_of(examine(request, catalog, engine=engine).advice)


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
