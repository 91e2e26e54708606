"""One picture of a job: what would make it alone, and what is known of it once it is made."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.catalog import ONLY, Catalog, EditRequest
from bot.domain.dial import Dial, own_dial
from bot.domain.edit import Edit, Fidelity, Strength
from bot.domain.receipt import Receipt
from bot.domain.record import JobRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One picture. `request` would make it alone, at its own strength and seed.

    `strength` is what was really used, `mask_trusted` says whether the product was told apart
    where that was needed. Of a job that has not ended well nothing is known but its edit.
    """

    request: EditRequest
    edit: Edit
    strength: Strength
    mask_trusted: bool = True
    receipt: Receipt | None = None


def made_of(record: JobRecord, picture: int | None) -> Made:
    """The picture of a job, counted from 0; the first for None."""
    number, result = picture or 0, record.result
    if result is None or number >= len(result.pictures):
        edit = record.edits[number]
        return Made(request=alone(record, picture), edit=edit, strength=edit.strength)
    made = result.pictures[number]
    return Made(
        request=pinned(alone(record, picture), made.edit),
        edit=made.edit,
        strength=made.strength or result.strength,
        mask_trusted=all(notice.code != "mask_untrusted" for notice in result.warnings),
        receipt=made.receipt,
    )


def alone(record: JobRecord, picture: int | None) -> EditRequest:
    """What was asked for, or what would have made only that picture of it."""
    if picture is None or len(record.edits) == 1:
        return record.request
    edit = record.edits[picture]
    prompt = edit.words.change if edit.paint is not None else record.request.prompt
    request = replace(record.request, images=1, prompt=prompt)
    return pinned(request, edit) if request.ladder else request


def request_of(edit: Edit, catalog: Catalog) -> EditRequest:
    """What would make a picture again of which only the edit is known, as from its own file.

    Raises `UsageError` where its preset is not in the catalog any more.
    """
    preset, defaults = catalog.preset(edit.command, edit.preset), catalog.commands[edit.command]
    request = EditRequest(
        command=edit.command,
        preset=edit.preset,
        prompt=None if edit.words.change == preset.change else edit.words.change,
        keep=_said((*defaults.keep, *preset.keep), edit.words.keep),
        avoid=_said((*defaults.avoid, *preset.avoid), edit.words.avoid),
        images=1,
    )
    return pinned(request, edit)


def _said(usual: tuple[str, ...], in_force: tuple[str, ...]) -> str | None:
    """What somebody would have typed to get these phrases."""
    if not set(usual) <= set(in_force):
        return f"{ONLY} {'; '.join(in_force)}"
    return "; ".join(phrase for phrase in in_force if phrase not in usual) or None


def pinned(request: EditRequest, edit: Edit) -> EditRequest:
    """The request with the strength, fidelity and seed of an edit that answers it, in numbers."""
    dial = own_dial(edit.command)
    parted = edit.fidelity is Fidelity.BLEND and not edit.strength.uniform
    return replace(
        request,
        strength=dial.read(edit.strength),
        product_strength=edit.strength.product if parted and dial is not Dial.PRODUCT else None,
        fidelity=edit.fidelity,
        seed=edit.seed,
        auto_strength=False,
        ladder=(),
    )
