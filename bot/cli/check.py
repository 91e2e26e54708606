"""`bot.py check`: what would run here and why, with the remedy for each thing missing."""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata, util
from typing import Any

import psutil
from PIL import features

from bot import __version__
from bot.app import Configuration, configure
from bot.cli.check_running import (
    check_bot,
    check_data,
    check_ledger,
    check_model_trust,
    check_token,
)
from bot.cli.check_safety import check_safety
from bot.cli.cutouts import learned_cutout
from bot.cli.finding import Finding
from bot.config.exports import load_exports
from bot.config.faq import load_faq
from bot.config.settings import Places
from bot.config.texts import load_texts
from bot.config.uses import load_uses
from bot.domain.errors import BotError
from bot.services.engine_choice import choose_engine

NEEDED = (
    "discord.py", "aiohttp", "PyYAML", "Pillow", "numpy", "opencv-python-headless", "pydantic",
    "rich", "psutil", "torch", "diffusers", "transformers", "accelerate", "safetensors",
)  # fmt: skip
OPTIONAL = {
    "pillow_heif": "reads HEIC photos of phones: pip install -c constraints.txt -e '.[heic]'",
    "rapidocr": "reads print for the receipt: pip install -c constraints.txt -e '.[ocr]'",
}
LEAST_MEMORY_GIB = 2.0
LEAST_DISK_GIB = 1.0
PROBE_LIMIT_S = 60
_PROBE = """
import json, torch
cuda = torch.cuda.is_available()
print(json.dumps({
    "cuda": cuda,
    "name": torch.cuda.get_device_name() if cuda else "",
    "memory_gib": torch.cuda.get_device_properties(0).total_memory / 2**30 if cuda else 0.0,
}))
"""


def run(options: argparse.Namespace) -> int:
    """Print every finding; 0 when all that was asked for can run, 1 otherwise, 2 when the
    configuration is wrong."""
    findings = list(_findings(options.places))
    if options.json:
        rows = [
            {"subject": f.subject, "state": f.state, "text": f.text, "remedy": f.remedy}
            for f in findings
        ]
        print(json.dumps({"findings": rows}))
    else:
        _print(findings)
    missing = {finding.subject for finding in findings if finding.state == "missing"}
    if "config" in missing:
        return 2
    return 1 if missing else 0


def _print(findings: list[Finding]) -> None:
    mark = {"ok": "✓", "note": "·", "missing": "✗"}
    for finding in findings:
        print(f"{mark[finding.state]} {finding.subject:12} {finding.text}")
        if finding.remedy:
            print(f"  {'':12} → {finding.remedy}")


def _findings(places: Places) -> Iterator[Finding]:
    yield Finding(subject="Restage", state="ok", text=__version__)
    yield Finding(subject="Python", state="ok", text=platform.python_version())
    yield _check_packages()
    yield from _check_extras()
    yield from _check_machine(places)
    device = _probe_device()
    yield device
    try:
        configuration = configure(places, quiet=True)
        load_texts(places.config / "texts")
        load_faq(places.config / "faq.yaml")
        load_uses(places.config / "uses.yaml", configuration.catalog)
        load_exports(places.config / "exports.yaml")
    except BotError as exc:
        yield Finding(subject="config", state="missing", text=exc.reply)
        return
    yield _describe(configuration)
    yield _check_shaping()
    yield from _check_models(configuration)
    yield from check_safety(configuration)
    yield from check_model_trust(configuration)
    yield _check_cutout(configuration)
    yield _check_engine(configuration)
    yield from _check_asked_device(configuration, device)
    yield check_token()
    yield from check_data(configuration)
    yield from check_ledger(configuration)
    yield check_bot(configuration)


def _check_packages() -> Finding:
    found, absent = [], []
    for name in NEEDED:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            absent.append(name)
    if absent:
        remedy = "run make demo, or pip install -c constraints.txt -e ."
        text = f"not installed: {', '.join(absent)}"
        return Finding(subject="packages", state="missing", text=text, remedy=remedy)
    return Finding(subject="packages", state="ok", text=", ".join(found))


def _check_extras() -> Iterator[Finding]:
    for module, use in OPTIONAL.items():
        if util.find_spec(module) is not None:
            yield Finding(subject=module, state="ok", text="is installed")
        else:
            yield Finding(subject=module, state="note", text="is not installed", remedy=use)


def _check_machine(places: Places) -> Iterator[Finding]:
    memory = psutil.virtual_memory()
    free, total = memory.available / 2**30, memory.total / 2**30
    text = f"{free:.1f} GiB free of {total:.1f}, {psutil.cpu_count() or 1} processors"
    enough = free >= LEAST_MEMORY_GIB
    yield Finding(
        subject="memory",
        state="ok" if enough else "missing",
        text=text,
        remedy="" if enough else f"free {LEAST_MEMORY_GIB:g} GiB for the worker",
    )
    folder = next(p for p in (places.data, *places.data.absolute().parents) if p.exists())
    space = shutil.disk_usage(folder).free / 2**30
    enough = space >= LEAST_DISK_GIB
    yield Finding(
        subject="disk",
        state="ok" if enough else "missing",
        text=f"{space:.1f} GiB free for {places.data}",
        remedy="" if enough else "free some space, or point RESTAGE_DATA at another disk",
    )


def _probe_device() -> Finding:
    """Ask torch in a process of its own, so that this one stays light."""
    answer = _ask_torch()
    if answer is None:
        return Finding(
            subject="device",
            state="missing",
            text="torch does not start",
            remedy="run: python -c 'import torch', and install it anew",
        )
    if not answer["cuda"]:
        return Finding(
            subject="device",
            state="note",
            text="CPU only, no CUDA GPU was found",
            remedy="the studio engine needs none; diffusion models want a GPU with its driver",
        )
    text = f"{answer['name']}, {answer['memory_gib']:.0f} GiB"
    return Finding(subject="device", state="ok", text=text)


def _ask_torch() -> dict[str, Any] | None:  # Any: JSON of the probe
    command = [sys.executable, "-c", _PROBE]
    try:
        done = subprocess.run(  # noqa: S603 -- our own interpreter and text
            command, capture_output=True, timeout=PROBE_LIMIT_S, check=True
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return answer


def _describe(configuration: Configuration) -> Finding:
    catalog = configuration.catalog
    presets = sum(len(each) for each in catalog.presets.values())
    text = (
        f"{configuration.places.config} is valid: {presets} presets, {len(catalog.models)} models"
    )
    return Finding(subject="config", state="ok", text=text)


def _check_shaping() -> Finding:
    """Whether text on pictures can be in Arabic, Hindi and their like."""
    if features.check("raqm"):
        text = "Arabic, Hebrew, Hindi and Thai letters are joined (raqm)"
        return Finding(subject="text", state="ok", text=text)
    return Finding(
        subject="text",
        state="note",
        text="text on pictures in Arabic, Hebrew, Hindi and Thai is refused",
        remedy="install FriBiDi, which Pillow looks for: apt-get install libfribidi0",
    )


def _check_models(configuration: Configuration) -> Iterator[Finding]:
    for model in configuration.catalog.models.values():
        state = configuration.store.state_of(model)
        if state.usable:
            yield Finding(
                subject="model", state="ok", text=f"{model.name} is here", remedy=state.reason
            )
        elif configuration.settings.model == model.name:
            yield Finding(subject="model", state="missing", text=model.name, remedy=state.reason)


def _check_cutout(configuration: Configuration) -> Finding:
    """How products are told from their backgrounds."""
    options = configuration.settings.cutout
    if options.method == "plain":
        return Finding(
            subject="cutout",
            state="ok",
            text="plain backgrounds, as settings.yaml says",
        )
    learned = learned_cutout(options, configuration.places.models)
    if learned.ready:
        text = f"any background: rembg's {learned.text}"
        return Finding(subject="cutout", state="ok", text=text)
    return Finding(
        subject="cutout",
        state="missing" if options.method == "rembg" else "note",
        text="plain backgrounds only",
        remedy=f"for any other: {learned.text}",
    )


def _check_engine(configuration: Configuration) -> Finding:
    settings, catalog = configuration.settings, configuration.catalog
    model = catalog.model(settings.model) if settings.model else None
    try:
        choice = choose_engine(settings.engine, model, configuration.store)
    except BotError as exc:
        return Finding(subject="engine", state="missing", text=exc.reply)
    text = f"{choice.engine} would render: {choice.reason}"
    return Finding(subject="engine", state="ok", text=text)


def _check_asked_device(configuration: Configuration, device: Finding) -> Iterator[Finding]:
    if configuration.settings.device == "cuda" and device.state != "ok":
        yield Finding(
            subject="device",
            state="missing",
            text="settings.yaml asks for cuda and there is none",
            remedy="set device: auto, or install a GPU driver and a CUDA build of torch",
        )
