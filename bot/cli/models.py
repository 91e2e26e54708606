"""`bot.py models`: fetch models, and list what is here."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from bot.app import Configuration, configure
from bot.cli.cutouts import REMBG, learned_cutout, rembg_file
from bot.domain.errors import ModelError
from bot.domain.model import Model, check_licence
from bot.engines.model_record import checksums_in
from bot.engines.model_trust import verify


def list_models(options: argparse.Namespace) -> int:
    """Print every model of models.yaml, and whether it is here."""
    configuration = configure(options.places, quiet=True)
    for model in configuration.catalog.models.values():
        state = configuration.store.state_of(model)
        mark = "✓" if state.usable else "·"
        use = model.licence if model.commercial else f"{model.licence}, NOT for commercial use"
        print(f"{mark} {model.name:24} {model.label}; {use}; {model.memory_gb:g} GB on the GPU")
        if state.usable:
            print(
                f"  {'':24} here, {state.size_bytes / 1e9:.1f} GB on disk. {state.reason}".rstrip()
            )
        else:
            print(f"  {'':24} {state.reason}")
    cutout = learned_cutout(configuration.settings.cutout, configuration.places.models)
    print(f"{'✓' if cutout.ready else '·'} {REMBG:24} cuts products out of any background")
    print(f"  {'':24} {cutout.text}")
    return 0


def verify_models(options: argparse.Namespace) -> int:
    """Read every file of the models that are here and compare it with its checksum; 0 when all are
    as they were fetched, 1 otherwise."""
    configuration = configure(options.places, quiet=True)
    catalog, store = configuration.catalog, configuration.store
    if options.name == REMBG:
        well = _verify_rembg(configuration)
        if well is None:
            cutout = learned_cutout(configuration.settings.cutout, configuration.places.models)
            print(f"restage: {cutout.text}", file=sys.stderr)
        return 0 if well else 1
    models = [catalog.model(options.name)] if options.name else list(catalog.models.values())
    found = []
    for model in models:
        folder = store.path_of(model)
        if folder.is_dir():
            found.append(_verify(model.name, folder, checksums_in(folder)))
        elif options.name:
            print(f"restage: {store.state_of(model).reason}", file=sys.stderr)
            found.append(False)
    if not options.name and (cutout_is_well := _verify_rembg(configuration)) is not None:
        found.append(cutout_is_well)
    if not found:
        print("No model is here yet, so there is nothing to compare.")
    return 0 if all(found) else 1


def _verify(name: str, folder: Path, checksums: Mapping[str, str]) -> bool:
    """Tell whether the files of a model are as they were fetched."""
    try:
        verify(name, folder, checksums)
    except ModelError as exc:
        print(f"✗ {name:24} {exc.reply}")
        return False
    print(f"✓ {name:24} all {len(checksums)} files are as they were fetched")
    return True


def _verify_rembg(configuration: Configuration) -> bool | None:
    """The same of the model that cuts out; None where it is not here."""
    file = rembg_file(configuration.settings.cutout, configuration.places.models)
    if file is None:
        return None
    known = checksums_in(file.parent)
    return _verify(REMBG, file.parent, {n: h for n, h in known.items() if n == file.name})


def pull_model(options: argparse.Namespace) -> int:
    """Download one model with a progress bar; 0 when it is here, 1 when it could not be fetched."""
    configuration = configure(options.places, quiet=True)
    if options.name == REMBG:
        pull = partial(_pull_rembg, configuration)
    else:
        model = configuration.catalog.model(options.name)
        check_licence(model, configuration.settings.allow_non_commercial)
        pull = partial(_pull, model, configuration)
    try:
        path = pull()
    except ModelError as exc:
        print(f"restage: {exc.reply}", file=sys.stderr)
        return 1
    print(f"{options.name} is at {path}")
    return 0


def _pull_rembg(configuration: Configuration) -> Path:
    from bot.engines.cutout.learned import pull_rembg  # heavy, and rarely asked for

    return pull_rembg(configuration.settings.cutout, configuration.places.models)


def _pull(model: Model, configuration: Configuration) -> Path:
    with _bar() as progress:
        bar = progress.add_task(model.name, total=None) if progress else None

        def show(done_bytes: int, total_bytes: int) -> None:
            if progress is not None and bar is not None:
                progress.update(bar, completed=done_bytes, total=total_bytes)

        return configuration.store.pull(model, on_progress=show)


def _bar() -> AbstractContextManager[Progress | None]:
    if not sys.stderr.isatty():
        return nullcontext()
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=Console(stderr=True),
    )
