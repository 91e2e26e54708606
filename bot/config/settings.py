"""Settings: one frozen object from `settings.yaml` and the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bot.config.reading import build, read_mapping
from bot.domain.finishing import FinishOptions
from bot.domain.job import Output
from bot.domain.options import (
    CutoutOptions,
    DiffusionOptions,
    DownloadOptions,
    ExecutorOptions,
    MonitoringOptions,
)
from bot.domain.photo import IntakeLimits
from bot.domain.photo_check import PhotoLimits
from bot.domain.receipt_limits import ReceiptLimits
from bot.domain.retention import LedgerOptions

_HOME = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator sets, except presets and models."""

    __pydantic_config__ = {"extra": "forbid"}

    engine: Literal["auto", "studio", "diffusion"] = "auto"
    model: str | None = None
    device: Literal["auto", "cpu", "cuda"] = "auto"
    threads: int | None = None
    allow_non_commercial: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    downloads: DownloadOptions = field(default_factory=DownloadOptions)
    intake: IntakeLimits = field(default_factory=IntakeLimits)
    photo_check: PhotoLimits = field(default_factory=PhotoLimits)
    cutout: CutoutOptions = field(default_factory=CutoutOptions)
    diffusion: DiffusionOptions = field(default_factory=DiffusionOptions)
    executor: ExecutorOptions = field(default_factory=ExecutorOptions)
    output: Output = field(default_factory=Output)
    ledger: LedgerOptions = field(default_factory=LedgerOptions)
    monitoring: MonitoringOptions = field(default_factory=MonitoringOptions)
    receipt: ReceiptLimits = field(default_factory=ReceiptLimits)
    finish: FinishOptions = field(default_factory=FinishOptions)

    def __post_init__(self) -> None:
        if self.threads is not None and self.threads < 1:
            raise ValueError(f"threads {self.threads} must be at least 1, or null for all cores")
        if self.engine == "diffusion" and self.model is None:
            raise ValueError("engine: diffusion needs a model; name one of models.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where configuration comes from and data go to."""

    config: Path
    data: Path

    @property
    def models(self) -> Path:
        """Where model weights lie."""
        return self.data / "models"


def read_places(environment: Mapping[str, str] = os.environ) -> Places:
    """`RESTAGE_CONFIG` and `RESTAGE_DATA`; by default `config/` and `data/` beside `bot.py`,
    wherever the program is called from."""
    return Places(
        config=Path(environment.get("RESTAGE_CONFIG") or _HOME / "config"),
        data=Path(environment.get("RESTAGE_DATA") or _HOME / "data"),
    )


def load_settings(path: Path) -> Settings:
    """`settings.yaml` as `Settings`. Raises `ConfigError` with file, key and value."""
    return build(Settings, read_mapping(path), path=path)
