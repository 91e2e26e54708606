"""Catalog: every command, preset and model; turns what a person asked for into edits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.domain.dial import own_dial, search_dial
from bot.domain.edit import (
    Command,
    Edit,
    EngineName,
    Fidelity,
    Strength,
    Words,
    batch_seeds,
)
from bot.domain.errors import UsageError
from bot.domain.job import Notice
from bot.domain.model import Model
from bot.domain.own_words import Reading, read_own_words
from bot.domain.photo import Photo
from bot.domain.preset import CommandDefaults, Preset
from bot.domain.recipe import Paint
from bot.domain.strength_search import at_strength
from bot.domain.suggest import closest

BLEND_PRODUCT_STRENGTH = 0.2
"""Product strength under fidelity `blend` where a preset leaves the product alone."""

BLEND_LADDER = (0.1, 0.2, 0.3, 0.45, 0.6)
"""Product strengths of a ladder where only the product's edges, light and shadow may change."""

MAX_VARIANTS = 8
"""Most pictures of one request for variants."""

MAX_WORDS = 400
"""Longest own text in one field, in characters."""

ONLY = "only:"
"""Before own phrases to keep or avoid: they take the place of the preset's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRequest:
    """What a person asked for, before defaults. None means "not said".

    `strength` moves what the command changes; `product_strength` counts under fidelity `blend`
    beside it. `auto_strength` asks for the highest strength that keeps the product, in place of a
    number. `ladder` asks for one picture at each of these strengths, alike in all else, in place
    of a number of images.
    """

    command: Command
    preset: str | None = None
    prompt: str | None = None
    keep: str | None = None
    avoid: str | None = None
    strength: float | None = None
    fidelity: Fidelity | None = None
    images: int | None = None
    seed: int | None = None
    product_strength: float | None = None
    auto_strength: bool = False
    ladder: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The edits of one photo, and what the person should know about how they came about. Where the
    strength is to be found (`auto_strength`), that of the edits is where the preset has it."""

    edits: tuple[Edit, ...]
    notices: tuple[Notice, ...] = ()
    auto_strength: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything that `config/presets.yaml` and `config/models.yaml` hold."""

    commands: dict[Command, CommandDefaults]
    presets: dict[Command, dict[str, Preset]]
    models: dict[str, Model]

    def take_presets(self, newer: Catalog) -> None:
        """Have the commands' defaults and the presets of `newer` from now on, for all who hold
        this catalog. Edits that were planned are complete and stay as they are; models stay, too,
        since the worker was started with them."""
        self.commands.update(newer.commands)  # the same keys in both: nothing is ever missing
        self.presets.update(newer.presets)

    def preset(self, command: Command, name: str | None) -> Preset:
        """The preset of that name, the command's default for None. Raises `UsageError`."""
        known = self.presets[command]
        wanted = name or self.commands[command].default
        if wanted in known:
            return known[wanted]
        raise UsageError(
            "preset_unknown",
            f"There is no {command} preset named “{wanted}”; "
            f"did you mean {closest(wanted, known)}?",
        )

    def fidelity_of(self, request: EditRequest) -> Fidelity:
        """What may happen to the product: as asked for, else by the preset, else by the command.
        Raises `UsageError`."""
        preset = self.preset(request.command, request.preset)
        return request.fidelity or preset.fidelity or self.commands[request.command].fidelity

    def ladder(self, command: Command, fidelity: Fidelity) -> tuple[float, ...]:
        """Strengths at which to show an edit: the command's, or where the product's strength under
        `blend` is what counts, those that it can bear."""
        if search_dial(command, fidelity) is not own_dial(command) and fidelity is Fidelity.BLEND:
            return BLEND_LADDER
        return self.commands[command].ladder

    def images_of(self, request: EditRequest) -> int:
        """How many pictures a request makes of each photo, or a few more: own words may name fewer
        variants than their preset has. Raises `UsageError`."""
        if request.ladder:
            return len(request.ladder)
        if request.images is not None or request.command is not Command.VARIANTS:
            return request.images or 1
        paints = self.preset(request.command, request.preset).variants
        return min(MAX_VARIANTS, max(1, len(paints)))

    def model(self, name: str) -> Model:
        """The model of that name. Raises `UsageError`."""
        if name in self.models:
            return self.models[name]
        raise UsageError(
            "model_unknown",
            f"There is no model named “{name}” in models.yaml; "
            f"did you mean {closest(name, self.models)}?",
        )

    def plan(
        self,
        request: EditRequest,
        *,
        photo: Photo,
        seed: int,
        engine: EngineName,
        model: Model | None = None,
        mask: Photo | None = None,
    ) -> Plan:
        """The edits that answer `request` for `photo`.

        `seed` is used where the request names none. `model` is given for the diffusion engine.
        Raises `UsageError` for what cannot be done as asked.
        """
        defaults = self.commands[request.command]
        check_request(request, defaults)
        reading = self.read(request, engine)
        preset = reading.preset
        fidelity = request.fidelity or preset.fidelity or defaults.fidelity
        base = Edit(
            command=request.command,
            preset=preset.name,
            engine=engine,
            seed=request.seed if request.seed is not None else seed,
            strength=_strength(request, preset, defaults, fidelity, engine),
            fidelity=fidelity,
            words=_words(request, preset, defaults),
            source_sha256=photo.sha256,
            mask_sha256=mask.sha256 if mask else None,
            model=model.name if model else None,
            steps=model.steps if model else None,
            guidance_scale=_guidance(preset, model),
            recipe=reading.recipe,
        )
        edits = _spread(base, reading.paints, request)
        return Plan(
            edits=edits,
            notices=(*reading.notices, *_too_few(edits, request, reading)),
            auto_strength=_is_auto(request, preset),
        )

    def read(self, request: EditRequest, engine: EngineName) -> Reading:
        """The named preset, or on the studio engine what own words can be taken for."""
        named = self.preset(request.command, request.preset)
        prompt = (request.prompt or "").strip()
        usual = split_phrases("; ".join((*self.commands[request.command].avoid, *named.avoid)))
        avoid = ", ".join(each for each in own_phrases(request.avoid) if each not in usual)
        if engine is not EngineName.STUDIO or not (prompt or avoid):
            return Reading(preset=named, recipe=named.studio, paints=named.variants)
        default = self.commands[request.command].default
        presets = self.presets[request.command]
        ordered = [presets[default], *(p for p in presets.values() if p.name != default)]
        return read_own_words(prompt, named if request.preset else None, ordered, avoid)


def check_request(request: EditRequest, defaults: CommandDefaults) -> None:
    """Raise `UsageError` for dials out of range and for combinations that cannot hold."""
    strengths = (request.strength, request.product_strength, *request.ladder)
    if not all(strength is None or 0.0 <= strength <= 1.0 for strength in strengths):
        raise UsageError(
            "strength_out_of_range", "Strength goes from 0 (keep) to 1 (reinvent); choose between."
        )
    images = request.images
    if images is not None and not 1 <= images <= defaults.max_images:
        raise UsageError(
            "images_out_of_range",
            f"/{request.command} makes 1 to {defaults.max_images} pictures at a time, "
            f"not {images}.",
        )
    if request.seed is not None and not 0 <= request.seed < 2**32:
        raise UsageError("seed_out_of_range", f"A seed is a whole number from 0 to {2**32 - 1}.")
    if request.command is Command.VARIANTS and request.fidelity is Fidelity.EXACT:
        raise UsageError(
            "variants_not_exact",
            "Variants change the product's own colour, so “exact” cannot hold; use “blend”, "
            "which keeps everything around the product as it is.",
        )
    for field in ("prompt", "keep", "avoid"):
        length = len(getattr(request, field) or "")
        if length > MAX_WORDS:
            raise UsageError(
                "words_too_long",
                f"The text for “{field}” has {length} characters; keep it under {MAX_WORDS}.",
            )


def split_phrases(text: str | None) -> tuple[str, ...]:
    """Own phrases, parted by commas, semicolons or line ends, without empty ones."""
    parts = re.split(r"[,;\n]", text or "")
    return tuple(part.strip() for part in parts if part.strip())


def is_only(text: str | None) -> bool:
    """Whether own phrases take the place of the preset's, instead of being added to them."""
    return (text or "").strip().lower().startswith(ONLY)


def own_phrases(text: str | None) -> tuple[str, ...]:
    """The phrases of one's own in what was typed to keep or avoid, without `only:`."""
    own = (text or "").strip()
    return split_phrases(own[len(ONLY) :] if is_only(own) else own)


def _words(request: EditRequest, preset: Preset, defaults: CommandDefaults) -> Words:
    """Own words override the preset's change phrase; keep and avoid phrases are added to, unless
    the person writes `only:` before them."""
    return Words(
        keep=_in_force((*defaults.keep, *preset.keep), request.keep),
        change=(request.prompt or "").strip() or preset.change,
        avoid=_in_force((*defaults.avoid, *preset.avoid), request.avoid),
    )


def _in_force(usual: tuple[str, ...], own: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(() if is_only(own) else usual), *own_phrases(own))))


def _strength(
    request: EditRequest,
    preset: Preset,
    defaults: CommandDefaults,
    fidelity: Fidelity,
    engine: EngineName,
) -> Strength:
    strength = preset.strength or defaults.strength
    if engine is EngineName.DIFFUSION and preset.diffusion.strength is not None:
        strength = preset.diffusion.strength
    if request.strength is not None:
        strength = defaults.with_dial(strength, request.strength)
    if fidelity is Fidelity.REIMAGINE:
        dial = max(strength.product, strength.scene)
        return Strength(product=dial, scene=dial)
    if fidelity is Fidelity.EXACT:
        return strength
    if request.product_strength is not None:
        return Strength(product=request.product_strength, scene=strength.scene)
    if strength.product == 0.0 and strength.scene > 0.0:
        product = min(BLEND_PRODUCT_STRENGTH, strength.scene)
        return Strength(product=product, scene=strength.scene)
    return strength


def _is_auto(request: EditRequest, preset: Preset) -> bool:
    """Whether the strength is to be found: a person's own number wins over the preset's `auto`."""
    named = (request.strength, request.product_strength) != (None, None) or request.ladder
    return request.auto_strength or (preset.auto_strength and not named)


def _guidance(preset: Preset, model: Model | None) -> float | None:
    if model is None:
        return None
    if preset.diffusion.guidance_scale is None or not model.negative_prompt:
        return model.guidance_scale
    return preset.diffusion.guidance_scale


def _spread(base: Edit, paints: tuple[Paint, ...], request: EditRequest) -> tuple[Edit, ...]:
    """One edit per picture: a strength of the ladder each, or a seed each, or for variants one
    paint each with the same seed.

    Without a number of images, variants make all their paints, the rest one picture. Own words
    of variants that do not say `{variant}` name the one colour themselves.
    """
    if request.ladder:
        (first,) = _spread(base, paints, replace(request, ladder=(), images=1))
        return tuple(at_strength(first, strength) for strength in request.ladder)
    own = base.engine is EngineName.DIFFUSION and "{variant}" not in base.words.change
    if base.command is not Command.VARIANTS or own:
        seeds = batch_seeds(base.seed, request.images or 1)
        return tuple(replace(base, seed=seed) for seed in seeds)
    return tuple(
        replace(base, paint=paint, words=_say_paint(base.words, paint))
        for paint in paints[: request.images or MAX_VARIANTS]
    )


def _too_few(edits: tuple[Edit, ...], request: EditRequest, reading: Reading) -> tuple[Notice, ...]:
    """What is said where own words or a set have fewer paints than pictures were asked for."""
    count, asked, preset = len(edits), request.images or 0, reading.preset
    if count >= asked:
        return ()
    if reading.paints != preset.variants:
        text = (
            f"You named {count} of the {asked} colours asked for, and each makes one picture; "
            "name more for more."
        )
        return (Notice(code="fewer_colours", text=text),)
    text = (
        f"“{preset.label}” holds only {count} of the {asked} variants asked for; "
        "name more colours in your own words for more."
    )
    return (Notice(code="fewer_variants", text=text),)


def _say_paint(words: Words, paint: Paint) -> Words:
    return replace(words, change=words.change.replace("{variant}", paint.label.lower()))


def without_paint(edit: Edit) -> str:
    """What the edit of a variant changes, with `{variant}` again where it says its paint."""
    change = edit.words.change
    return change.replace(edit.paint.label.lower(), "{variant}") if edit.paint else change
