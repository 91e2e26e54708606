"""Learned cut-outs through rembg: any background, for those who installed the extra `cutout`.

Model files live in `<models folder>/rembg`, where rembg looks because `U2NET_HOME` names it. They
are fetched by `python bot.py models pull rembg` and never while rendering.
"""

from __future__ import annotations

import importlib.util
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from bot.domain.errors import ModelError
from bot.domain.options import CutoutOptions
from bot.domain.photo import Photo
from bot.engines.arrays import Mask, Plane, Rgb, rgb_of
from bot.engines.cutout.morphology import grown, shrunk
from bot.engines.cutout.roles import mask_from_alpha
from bot.engines.cutout.working import working_photo
from bot.engines.model_record import write_checksums

log = logging.getLogger(__name__)

SUPPORTED = (
    "birefnet-general",
    "birefnet-general-fp16",
    "birefnet-general-lite",
    "birefnet-dis",
    "birefnet-hrsod",
    "birefnet-massive",
    "isnet-general-use",
    "silueta",
    "u2net",
    "u2netp",
)
"""Models of rembg that cut out any object, run here and may be used commercially. Left out are
those for people, clothes or anime, those that want a prompt, bria-rmbg (its licence forbids
commercial use) and those that send the photo to a web service."""
CRISP_EDGE, VAGUE_EDGE = 6.0, 30.0
"""Mean width of the soft edge at a side of 1024 px: up to the first it lowers no confidence, from
the second on nothing is left of it."""
COVERAGE = (0.005, 0.98)
"""Shares of the picture between which a learned mask has found a product."""

_Session = Any  # a rembg BaseSession; rembg has no type hints that mypy could follow


def rembg_model_file(options: CutoutOptions, models_folder: Path) -> Path:
    """Where the model is, or would be after `pull_rembg`. A file laid flat into the folder counts.

    Raises `ModelError` for a model that is not supported.
    """
    name = options.rembg_model
    if name not in SUPPORTED:
        raise ModelError(
            "cutout_model_unknown",
            f"The cut-out model “{name}” in settings.yaml is not supported; choose one of "
            f"{', '.join(SUPPORTED)}.",
        )
    home = models_folder / "rembg"
    flat = home / f"{name}.onnx"
    return flat if flat.is_file() else home / "models" / name / f"{name}.onnx"


def rembg_is_installed() -> bool:
    """True where the extra `cutout` is installed. Does not import it: that takes a second."""
    return all(importlib.util.find_spec(name) is not None for name in ("rembg", "onnxruntime"))


def pull_rembg(options: CutoutOptions, models_folder: Path) -> Path:
    """Download the model through rembg, which checks its hash, and say where it is.

    Raises `ModelError` when rembg is missing, the model is not supported or the download fails.
    """
    path = rembg_model_file(options, models_folder)
    if path.is_file():
        return path
    with _rembg_home(models_folder):
        session_class = _session_class(options.rembg_model)
        try:
            session_class.download_models()
        except (
            OSError,
            ValueError,
        ) as exc:  # requests' errors are OSErrors; a bad hash: ValueError
            raise ModelError(
                "cutout_model_download",
                f"The cut-out model “{options.rembg_model}” could not be downloaded; check the "
                "connection and try again.",
                str(exc),
            ) from exc
    path = rembg_model_file(options, models_folder)
    if path.is_file():
        write_checksums(path.parent, path.name)  # for `models verify`: rembg looks only this once
    return path


class LearnedCutout:
    """Fills `Cutout` with one of rembg's models, loaded at the first photo."""

    def __init__(self, options: CutoutOptions, models_folder: Path) -> None:
        self._options = options
        self._models_folder = models_folder
        self._session: _Session | None = None

    @property
    def ready(self) -> bool:
        """True where rembg is installed and its model is supported and here."""
        supported = self._options.rembg_model in SUPPORTED
        return supported and rembg_is_installed() and self._model_file().is_file()

    def cut(self, photo: Photo) -> Mask:
        """The product's mask as the model sees it.

        Raises `ModelError` when rembg or its model file is missing, or the file is damaged.
        """
        if self._session is None:
            self._session = self._load()
        rgb = rgb_of(photo)
        with np.errstate(all="ignore"):  # rembg divides by the spread of a flat answer
            (answer, *_) = self._session.predict(Image.fromarray(rgb))
        alpha = np.asarray(answer.convert("L"), np.float32) / 255.0
        # Models leave a veil over both sides; a cut-out has none.
        alpha = np.clip((alpha - 0.05) / 0.9, 0.0, 1.0)
        confidence = learned_confidence(rgb, alpha)
        return mask_from_alpha(
            alpha,
            confidence=confidence,
            trust=self._options.trust,
            method="rembg",
            doubt="" if confidence >= self._options.trust else learned_doubt(alpha),
        )

    def _model_file(self) -> Path:
        return rembg_model_file(self._options, self._models_folder)

    def _load(self) -> _Session:
        path = self._model_file()
        if not path.is_file():
            raise ModelError(
                "cutout_model_missing",
                f"The cut-out model “{self._options.rembg_model}” is not here; fetch it with "
                "“python bot.py models pull rembg”.",
                f"looked for {path}",
            )
        with _rembg_home(self._models_folder):
            session_class = _session_class(self._options.rembg_model)
            from onnxruntime import SessionOptions
            from onnxruntime.capi import onnxruntime_pybind11_state as errors

            log.info("loading the cut-out model %s", path)
            try:
                return session_class(self._options.rembg_model, SessionOptions())
            except (errors.Fail, errors.InvalidProtobuf, errors.InvalidGraph) as exc:
                raise ModelError(
                    "cutout_model_broken",
                    f"The cut-out model “{self._options.rembg_model}” cannot be loaded; delete "
                    f"{path.name} and fetch it again with “python bot.py models pull rembg”.",
                    str(exc),
                ) from exc


def learned_confidence(rgb: Rgb, alpha: Plane) -> float:
    """Confidence in a learned mask, 0 to 1, from what can be seen without knowing the truth.

    It is the product of two shares: how crisp the edge is (a model that is unsure answers with a
    wide grey zone) and how much of the outline lies on edges of the photo (half of the weight:
    products melt into backgrounds in places). Not calibrated against photos, as no weights were
    at hand; nothing or everything being product gives 0.
    """
    solid = alpha > 0.5
    coverage = float(solid.mean())
    if not COVERAGE[0] <= coverage <= COVERAGE[1]:
        return 0.0
    outline = solid & ~shrunk(solid, 1)
    vague = float(np.sum((alpha > 0.05) & (alpha < 0.95)))
    width = vague / max(1, int(outline.sum())) * 1024.0 / max(alpha.shape)
    crisp = np.clip((VAGUE_EDGE - width) / (VAGUE_EDGE - CRISP_EDGE), 0.0, 1.0)

    small = working_photo(rgb)
    rows = np.linspace(0, solid.shape[0] - 1, small.shape[0]).round().astype(int)
    columns = np.linspace(0, solid.shape[1] - 1, small.shape[1]).round().astype(int)
    mask = solid[np.ix_(rows, columns)]
    border = mask & ~shrunk(mask, 1)
    edged = grown(small.step > small.clear_of_noise(3.8, 3.0), 2)
    supported = float(edged[border].mean()) if border.any() else 0.0
    return float(crisp * (0.5 + 0.5 * supported))


def learned_doubt(alpha: Plane) -> str:
    """A code for what makes a learned mask uncertain; `cutout.advice` puts it into words."""
    if np.mean(alpha > 0.5) < COVERAGE[0]:
        return "nothing_found"
    return "cut_off" if np.mean(alpha > 0.5) > COVERAGE[1] else "vague"


def _session_class(name: str) -> _Session:
    """rembg's class for a model. Raises `ModelError` where the extra is missing."""
    if not rembg_is_installed():
        raise ModelError(
            "rembg_missing",
            "Learned cut-outs need packages that are not installed; get them with "
            "“pip install -c constraints.txt -e .[cutout]”.",
        )
    # Importing rembg compiles its matting for most of a minute, which nothing here uses.
    with _environment("NUMBA_DISABLE_JIT", "1"):
        from rembg.sessions import sessions

    return sessions[name]


@contextmanager
def _rembg_home(models_folder: Path) -> Iterator[None]:
    with _environment("U2NET_HOME", str((models_folder / "rembg").resolve())):
        yield


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
