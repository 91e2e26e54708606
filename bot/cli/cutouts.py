"""Learned cut-outs: whether they work here, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import ModelError
from bot.domain.options import CutoutOptions

REMBG = "rembg"
"""What the command line calls the model that cuts out."""

INSTALL = "pip install -c constraints.txt -e '.[cutout]'"
PULL = "python bot.py models pull rembg"


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedState:
    """Whether rembg can be used; `text` says why, or what to do."""

    ready: bool
    text: str


def rembg_file(options: CutoutOptions, models: Path) -> Path | None:
    """The model that cuts out; None where it is not here, or not one that is supported."""
    from bot.engines.cutout.learned import rembg_model_file  # brings OpenCV

    try:
        path = rembg_model_file(options, models)
    except ModelError:
        return None
    return path if path.is_file() else None


def learned_cutout(options: CutoutOptions, models: Path) -> LearnedState:
    """Look for rembg and its model; nothing is loaded."""
    from bot.engines.cutout.learned import rembg_is_installed, rembg_model_file  # brings OpenCV

    try:
        here = rembg_model_file(options, models).is_file()
    except ModelError as exc:
        return LearnedState(ready=False, text=exc.reply)
    if not rembg_is_installed():
        return LearnedState(ready=False, text=f"rembg is not installed: {INSTALL}, then {PULL}")
    if not here:
        return LearnedState(ready=False, text=f"its model is not here: {PULL}")
    return LearnedState(ready=True, text=f"{options.rembg_model} is here")
