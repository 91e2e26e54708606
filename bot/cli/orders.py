"""Arguments of `bot.py edit` to orders, checked before anything is started."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

from bot.app import Configuration
from bot.cli.saving import read_file, read_source
from bot.cli.sources import Sources
from bot.config.edits import load_edit
from bot.domain.catalog import Catalog, EditRequest, check_request
from bot.domain.edit import Command, Edit, EngineName, Fidelity
from bot.domain.errors import UsageError
from bot.domain.job import MediaFormat, Notice, Output
from bot.domain.model import Model, check_licence
from bot.domain.suggest import closest
from bot.engines.metadata import read_edit_json
from bot.engines.store import model_from_folder
from bot.services.engine_choice import EngineChoice, choose_engine
from bot.services.jobs import Accepted, JobService, Order

OWNER = "cli"

_NOT_WITH_AGAIN = (
    "preset", "prompt", "keep", "avoid", "strength", "fidelity", "images", "seed", "engine",
    "ladder",
)  # fmt: skip

AUTO = "auto"
"""In place of a strength: the highest that keeps the product."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEdits:
    """The same request for each of `photos`."""

    photos: tuple[Path, ...]
    request: EditRequest
    choice: EngineChoice
    seed: int
    mask: Path | None
    output: Output
    limit_bytes: int
    extra_models: tuple[Model, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def has_own_words(self) -> bool:
        """Whether the person wrote a prompt."""
        return bool(self.request.prompt)

    @property
    def is_ladder(self) -> bool:
        """Whether each photo gets a contact sheet of strengths."""
        return bool(self.request.ladder)

    async def submit(self, photo: Path, jobs: JobService) -> Accepted:
        """Queue one photo. Raises `BotError`."""
        order = Order(
            owner=OWNER,
            source=read_source(photo, self.mask, self.limit_bytes),
            request=self.request,
            choice=self.choice,
            seed=self.seed,
            output=self.output,
            notices=self.notices,
        )
        return await jobs.submit(order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """One picture made again from its own edit."""

    photos: tuple[Path, ...]
    edit: Edit
    model: Model | None
    mask: Path | None
    output: Output
    limit_bytes: int
    extra_models: tuple[Model, ...] = ()
    has_own_words: bool = False
    is_ladder: bool = False

    async def submit(self, photo: Path, jobs: JobService) -> Accepted:
        """Queue the edit. Raises `BotError`."""
        source = read_source(photo, self.mask, self.limit_bytes)
        return await jobs.repeat(
            self.edit, source, model=self.model, owner=OWNER, output=self.output
        )


def read_new_edits(
    options: argparse.Namespace, configuration: Configuration, seed: int
) -> NewEdits:
    """The orders for `edit COMMAND PHOTO …`. Raises `UsageError` and `ModelError`."""
    command, photos = _command_and_photos(options.items)
    request = EditRequest(
        command=command,
        preset=options.preset,
        prompt=options.prompt,
        keep=options.keep,
        avoid=options.avoid,
        strength=None if options.strength == AUTO else options.strength,
        auto_strength=options.strength == AUTO,
        fidelity=Fidelity(options.fidelity) if options.fidelity else None,
        images=options.images,
        seed=options.seed,
    )
    catalog, settings = configuration.catalog, configuration.settings
    if options.ladder:
        request = _as_ladder(request, catalog)
    check_request(request, catalog.commands[command])
    catalog.preset(command, request.preset)
    if options.mask:
        read_file(options.mask, 0)  # one mask serves all photos: without it none can be edited
    if options.engine == "studio" and options.model:
        raise UsageError(
            "model_without_engine", "The studio engine takes no model; leave out --model."
        )
    model, extra = _model(options.model, configuration)
    asked = options.engine or ("diffusion" if options.model else settings.engine)
    choice = choose_engine(asked, model, configuration.store)
    _check_device(options.device, choice.engine)
    return NewEdits(
        photos=photos,
        request=request,
        choice=choice,
        seed=seed,
        mask=options.mask,
        output=_output(options, settings.output),
        limit_bytes=settings.intake.max_bytes,
        extra_models=extra,
    )


def _check_device(asked: str | None, engine: EngineName) -> None:
    """Raise `UsageError` where a GPU is asked for that would not be used."""
    if asked == "cuda" and engine is EngineName.STUDIO:
        raise UsageError(
            "device_without_model",
            "The studio engine uses no GPU; leave out --device, or name a model with --model.",
        )


def _as_ladder(request: EditRequest, catalog: Catalog) -> EditRequest:
    if request.strength is not None or request.auto_strength or request.images is not None:
        raise UsageError(
            "ladder_is_strengths",
            "--ladder makes five pictures of its own strengths; leave out --strength and --images.",
        )
    return replace(request, ladder=catalog.ladder(request.command, catalog.fidelity_of(request)))


def read_repeat(
    options: argparse.Namespace, configuration: Configuration, sources: Sources
) -> Repeat:
    """The order for `edit --again PICTURE [PHOTO]`. Raises `BotError`."""
    given = [name for name in _NOT_WITH_AGAIN if getattr(options, name) is not None]
    if given or len(options.items) > 1:
        raise UsageError(
            "again_is_complete",
            f"--again takes the whole edit from the picture; leave out "
            f"{'--' + given[0] if given else 'all but one photo'}.",
        )
    limit_bytes = configuration.settings.intake.max_bytes
    picture = read_file(options.again, 4 * limit_bytes)
    edit = load_edit(read_edit_json(picture))
    _check_device(options.device, edit.engine)
    model, extra = _model_of(edit, options.model, configuration)
    if model is not None:
        choose_engine("diffusion", model, configuration.store)
        edit = replace(edit, model=model.name)
    photo = Path(options.items[0]) if options.items else sources.find(edit.source_sha256)
    if photo is None:
        raise UsageError(
            "source_unknown",
            "The photo that this picture was made from is not where it was; "
            "name it: bot.py edit --again PICTURE PHOTO.",
        )
    output = _output(options, configuration.settings.output)
    return Repeat(
        photos=(photo,),
        edit=edit,
        model=model,
        mask=options.mask or _known_mask(edit, sources),
        output=output if options.format else replace(output, format=_format_of(picture)),
        limit_bytes=limit_bytes,
        extra_models=extra,
    )


def _model_of(
    edit: Edit, named: str | None, configuration: Configuration
) -> tuple[Model | None, tuple[Model, ...]]:
    """The model that made a picture, and what the worker must know besides models.yaml; `named`
    in its place, where it came from a folder. None for the studio engine."""
    if edit.model is None:
        if named is not None:
            raise UsageError(
                "again_is_complete", "The studio engine made this picture; leave out --model."
            )
        return None, ()
    if named is None and edit.model not in configuration.catalog.models:
        raise UsageError(
            "model_unknown",
            f"This picture was made with the model “{edit.model}”, which models.yaml does not "
            "have; name its folder with --model.",
        )
    return _model(named or edit.model, configuration)


def _known_mask(edit: Edit, sources: Sources) -> Path | None:
    return sources.find(edit.mask_sha256) if edit.mask_sha256 else None


def _command_and_photos(items: list[str]) -> tuple[Command, tuple[Path, ...]]:
    if not items:
        raise UsageError(
            "command_missing", f"Say what to do: {', '.join(Command)}; then name photos."
        )
    if items[0] not in set(Command):
        raise UsageError(
            "command_unknown",
            f"There is no command “{items[0]}”; did you mean {closest(items[0], Command)}?",
        )
    if len(items) == 1:
        raise UsageError("photo_missing", f"Name at least one photo to {items[0]}.")
    return Command(items[0]), tuple(Path(item) for item in items[1:])


def _model(
    named: str | None, configuration: Configuration
) -> tuple[Model | None, tuple[Model, ...]]:
    """The model asked for, by name or as a folder, else the configured one; and what the worker
    must know besides models.yaml."""
    if named is None:
        configured = configuration.settings.model
        return (configuration.catalog.model(configured) if configured else None), ()
    if named not in configuration.catalog.models and Path(named).is_dir():
        model = model_from_folder(Path(named))
        return model, (model,)
    model = configuration.catalog.model(named)
    check_licence(model, configuration.settings.allow_non_commercial)
    return model, ()


def _output(options: argparse.Namespace, output: Output) -> Output:
    wanted: MediaFormat = options.format or output.format
    return replace(output, format=wanted, save_mask=options.save_mask or output.save_mask)


def _format_of(picture: bytes) -> MediaFormat:
    if picture.startswith(b"\xff\xd8"):
        return "jpeg"
    return "webp" if picture[8:12] == b"WEBP" else "png"


def read_strength(text: str) -> float | str:
    """A strength as an argument: a number, or "auto". Raises `argparse.ArgumentTypeError`."""
    if text.strip().lower() == AUTO:
        return AUTO
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"A strength is a number from 0 to 1, such as 0.6, or auto; “{text}” is neither."
        ) from None
