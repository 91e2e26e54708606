"""Remedies: what to do about a picture that somebody is not content with, and how it is said.

Each is an edit like the one before, with the same seed and as little changed as helps. What it
changes is told in words before it is pressed, and again with the job that it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.domain.catalog import (
    BLEND_PRODUCT_STRENGTH,
    MAX_WORDS,
    ONLY,
    Catalog,
    EditRequest,
)
from bot.domain.dial import NOTCH, moved
from bot.domain.edit import Command, Edit, EngineName, Fidelity
from bot.domain.job import Notice
from bot.domain.one_picture import Made
from bot.domain.receipt import Change, SceneVerdict, Verdict
from bot.domain.remedy_words import (
    advise_exact_already,
    advise_mask,
    advise_model,
    advise_new_seed,
    advise_overlay,
    advise_strength_at_end,
    advise_words,
    say_fidelity,
    say_keep_added,
    say_keep_shortened,
    say_preset,
    say_product_strength,
    say_shadow,
    say_strength,
)
from bot.domain.strength_search import is_kept
from bot.domain.verdict import asks_to_redraw

NEW_SCENE = 0.95
"""Scene strength that makes a new scene on every engine."""

MOST_BLEND, MORE_BLEND = 0.5, 0.1
"""Product strength beyond which `blend` does more than join a product to its scene, and the steps
towards it."""

_KEEP_SHAPE = "keep the exact shape of the product"
_KEEP_LABEL = "keep the logo and the text on the product unchanged"
_KEEP: Mapping[Change | None, tuple[str, ...]] = {
    Change.SHIFTED: ("keep the product in its place",),
    Change.RESCALED: ("keep the size of the product",),
    Change.WARPED: (_KEEP_SHAPE,),
    Change.RECOLOURED: ("keep the colors of the product",),
    Change.RELIT: ("keep the colors of the product",),
    Change.BLURRED: ("keep the product sharp",),
    Change.LABEL: (_KEEP_LABEL,),
    Change.REDRAWN: (_KEEP_SHAPE, "keep the surface details of the product"),
    None: (_KEEP_SHAPE, "keep the colors of the product"),
}
"""What is added to keep, by what the product suffered most."""

_SHADOW = "with a soft natural shadow under the product"


class Complaint(StrEnum):
    """What can be wrong with a picture."""

    PRODUCT_CHANGED = "product"
    NOTHING_CHANGED = "nothing"
    PROMPT_IGNORED = "ignored"
    CUT_OUT = "cutout"
    TEXT_GARBLED = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What is done about a complaint. `request` is the new edit, None where none would help;
    `changes` are its differences in a few words each, `advice` sentences on what helps besides."""

    request: EditRequest | None
    changes: tuple[Notice, ...] = ()
    advice: tuple[Notice, ...] = ()


@dataclass(slots=True)
class _Draft:
    """A remedy that is being written."""

    made: Made
    request: EditRequest
    changes: list[Notice] = field(default_factory=list)
    advice: list[Notice] = field(default_factory=list)

    @property
    def reads_sentences(self) -> bool:
        return self.made.edit.engine is EngineName.DIFFUSION

    @property
    def product(self) -> float:
        """The product's strength: 0 where its own pixels were put back."""
        edit = self.made.edit
        put_back = edit.fidelity is Fidelity.EXACT and self.made.mask_trusted
        return 0.0 if put_back else edit.strength.product

    @property
    def dial(self) -> float:
        """The strength of what the command changes, as it was really used."""
        used = self.made.strength
        return used.product if self.made.edit.command is Command.VARIANTS else used.scene

    def set_strength(self, value: float) -> None:
        """Set the strength of what the command changes."""
        self.changes.append(say_strength(self.dial, value))
        self.request = replace(self.request, strength=value)

    def set_product_strength(self, value: float) -> None:
        """Set the product's strength alone, which takes fidelity `blend`."""
        if self.request.fidelity is not Fidelity.BLEND:
            self.set_fidelity(Fidelity.BLEND)
        self.changes.append(say_product_strength(self.product, value))
        self.request = replace(self.request, product_strength=value)

    def set_fidelity(self, fidelity: Fidelity) -> None:
        self.changes.append(say_fidelity(fidelity))
        self.request = replace(self.request, fidelity=fidelity, product_strength=None)

    def keep(self, phrases: Iterable[str]) -> None:
        """Add phrases to what stays, where the engine reads any and there is room for them."""
        new = [phrase for phrase in phrases if phrase not in self.made.edit.words.keep]
        said = "; ".join((*filter(None, [self.request.keep]), *new))
        if self.reads_sentences and new and len(said) <= MAX_WORDS:
            self.changes.append(say_keep_added())
            self.request = replace(self.request, keep=said)

    def ask_for_shadow(self) -> None:
        """Ask for a shadow in words, where the engine reads any: the other one casts its own."""
        words = self.made.edit.words.change
        said = f"{words}, {_SHADOW}"
        if self.reads_sentences and _SHADOW not in words and len(said) <= MAX_WORDS:
            self.changes.append(say_shadow())
            self.request = replace(self.request, prompt=said)

    def remedy(self) -> Remedy:
        return Remedy(
            request=self.request if self.changes else None,
            changes=tuple(self.changes),
            advice=tuple(dict.fromkeys(self.advice)),
        )


def remedy_for(complaint: Complaint, made: Made, catalog: Catalog) -> Remedy:
    """What helps against a complaint about a picture. Same arguments, same remedy."""
    draft = _Draft(made, made.request)
    _WAYS[complaint](draft, catalog)
    return draft.remedy()


def suspected(made: Made) -> Complaint | None:
    """What the receipt says is wrong, in the order in which it hurts; None where all is well.

    A product that was to be redrawn may change; then only a picture like the photo is wrong. So
    it is where no product was found: what was measured is the photo as a whole.
    """
    receipt = made.receipt
    if receipt is None:
        return None
    scene_asked = made.edit.command is Command.BACKGROUND
    untouched = receipt.scene is SceneVerdict.SAME and (
        scene_asked or receipt.verdict is Verdict.IDENTICAL
    )
    if untouched:
        return Complaint.NOTHING_CHANGED
    if asks_to_redraw(made.edit) or is_kept(receipt) is not False:
        return None
    labelled = receipt.change is Change.LABEL
    return Complaint.TEXT_GARBLED if labelled else Complaint.PRODUCT_CHANGED


def _keep_product(draft: _Draft, catalog: Catalog) -> None:
    """Product changed: its own pixels where that holds, else less strength and more to keep."""
    edit, trusted = draft.made.edit, draft.made.mask_trusted
    change = draft.made.receipt.change if draft.made.receipt is not None else None
    if edit.command is Command.VARIANTS or not trusted:
        draft.advice.append(advise_mask())
        _lower(draft, 1)
    elif edit.fidelity is Fidelity.EXACT:
        draft.advice += [advise_exact_already(), advise_mask()]
        return
    elif edit.command is Command.BACKGROUND or draft.product <= NOTCH:
        draft.set_fidelity(Fidelity.EXACT)
        return
    elif not edit.strength.uniform:
        draft.set_product_strength(moved(draft.product, -1))
    else:
        _lower(draft, 1)
    if draft.changes:
        draft.keep(_KEEP[change])


def _change_more(draft: _Draft, catalog: Catalog) -> None:
    """Nothing changed: more strength, and no pixels put back where all was to be redrawn."""
    edit = draft.made.edit
    if edit.command is Command.BACKGROUND:
        _make_new_scene(draft)
    elif edit.fidelity is Fidelity.EXACT and draft.made.mask_trusted:
        draws = edit.command is Command.RESTYLE
        draft.set_fidelity(Fidelity.REIMAGINE if draws else Fidelity.BLEND)
    else:
        _raise(draft, 2)


def _make_new_scene(draft: _Draft) -> None:
    if not draft.made.mask_trusted:  # a higher strength would be held down again
        draft.advice.append(advise_mask())
    elif draft.dial < NEW_SCENE:
        draft.set_strength(NEW_SCENE)
    else:
        _raise(draft, 1)


def _follow_prompt(draft: _Draft, catalog: Catalog) -> None:
    """Ignores my prompt: another preset for the engine that reads no sentences, else more strength
    and then less to keep."""
    said = (draft.request.prompt or "").strip()
    if said and not draft.reads_sentences:
        _take_preset_from(draft, catalog)
        return
    draft.advice.append(advise_words())
    if draft.made.edit.command is Command.BACKGROUND:
        _make_new_scene(draft)
    else:
        _raise(draft, 1)
    if not draft.changes and draft.reads_sentences and draft.made.mask_trusted:
        _keep_less(draft)


def _take_preset_from(draft: _Draft, catalog: Catalog) -> None:
    """The preset that the words come closest to, if it is another than the one that was taken."""
    free = replace(draft.request, preset=None)
    reading = catalog.read(free, EngineName.STUDIO)
    understood = any(notice.code == "prompt_matched" for notice in reading.notices)
    if understood and reading.preset.name != draft.made.edit.preset:
        draft.changes.append(say_preset(reading.preset.label))
        draft.request = free
    else:
        draft.advice.append(advise_model())


def _keep_less(draft: _Draft) -> None:
    edit = draft.made.edit
    if edit.command is Command.RESTYLE and edit.fidelity is not Fidelity.REIMAGINE:
        draft.set_fidelity(Fidelity.REIMAGINE)
    elif edit.words.keep != (_KEEP_SHAPE,):
        draft.changes.append(say_keep_shortened())
        draft.request = replace(draft.request, keep=f"{ONLY} {_KEEP_SHAPE}")


def _join_to_scene(draft: _Draft, catalog: Catalog) -> None:
    """Looks cut out: let edges and light of the product follow the scene a little."""
    edit = draft.made.edit
    if not draft.made.mask_trusted:
        draft.advice.append(advise_mask())
    elif edit.command is Command.VARIANTS:
        draft.advice.append(advise_mask())
        _lower(draft, 1)
    elif edit.fidelity is Fidelity.REIMAGINE or (
        edit.fidelity is Fidelity.BLEND and edit.strength.uniform
    ):
        draft.advice.append(advise_new_seed())
    else:
        _let_product_follow(draft)


def _let_product_follow(draft: _Draft) -> None:
    edit = draft.made.edit
    wanted = _wanted_product_strength(edit)
    if edit.command is Command.REFINE and edit.fidelity is Fidelity.EXACT:
        draft.set_fidelity(Fidelity.BLEND)
    elif wanted > draft.product:
        draft.set_product_strength(wanted)
    else:
        draft.advice += [advise_strength_at_end(), advise_mask()]
    if draft.changes and edit.command is Command.BACKGROUND:
        draft.ask_for_shadow()


def _wanted_product_strength(edit: Edit) -> float:
    """What joins the product to its scene: as usual under `blend`, then a little more each time;
    in a drawing about half of what the scene has, so that it is drawn as well."""
    product, scene = edit.strength.product, edit.strength.scene
    if edit.command is Command.RESTYLE:
        first, more, most = max(BLEND_PRODUCT_STRENGTH, moved(scene, -3)), NOTCH, scene
    else:
        first, more, most = BLEND_PRODUCT_STRENGTH, MORE_BLEND, MOST_BLEND
    wanted = first if edit.fidelity is Fidelity.EXACT else product + more
    return round(min(wanted, most, scene), 2)


def _keep_text(draft: _Draft, catalog: Catalog) -> None:
    """Text is garbled: the label's own pixels, or little strength on the product; in any case the
    text can be put on afterwards."""
    edit = draft.made.edit
    draft.advice.append(advise_overlay())
    if edit.command is Command.VARIANTS or not draft.made.mask_trusted:
        draft.advice += [] if draft.made.mask_trusted else [advise_mask()]
        _lower(draft, 2)
    elif edit.fidelity is Fidelity.EXACT:
        draft.advice.append(advise_exact_already())
        return
    elif edit.command is Command.RESTYLE and draft.product > 3 * NOTCH:
        draft.set_product_strength(moved(draft.product, -3))
    else:
        draft.set_fidelity(Fidelity.EXACT)
        return
    if draft.changes:
        draft.keep((_KEEP_LABEL,))


def _lower(draft: _Draft, notches: float) -> None:
    """So many notches down, but not to where nothing is done any more."""
    value = max(moved(draft.dial, -notches), round(min(draft.dial, NOTCH), 2))
    if value < draft.dial:
        draft.set_strength(value)
    else:
        draft.advice.append(advise_strength_at_end())


def _raise(draft: _Draft, notches: float) -> None:
    value = moved(draft.dial, notches)
    if value > draft.dial:
        draft.set_strength(value)
    else:
        draft.advice += [advise_strength_at_end(), advise_words()]


_WAYS: Mapping[Complaint, Callable[[_Draft, Catalog], None]] = {
    Complaint.PRODUCT_CHANGED: _keep_product,
    Complaint.NOTHING_CHANGED: _change_more,
    Complaint.PROMPT_IGNORED: _follow_prompt,
    Complaint.CUT_OUT: _join_to_scene,
    Complaint.TEXT_GARBLED: _keep_text,
}
