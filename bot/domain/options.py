"""Options of the parts below the services, each a slice of `config/settings.yaml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from bot.domain.model import Model
from bot.domain.receipt_limits import ReceiptLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class CutoutOptions:
    """How the product is found. `method`: auto takes rembg where it is installed and its model is
    there, else the plain-background method. Masks below `trust` are not trusted."""

    __pydantic_config__ = {"extra": "forbid"}

    method: Literal["auto", "plain", "rembg"] = "auto"
    rembg_model: str = "isnet-general-use"
    trust: float = 0.5

    def __post_init__(self) -> None:
        if not 0.0 <= self.trust <= 1.0:
            raise ValueError(f"trust {self.trust} is outside 0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffusionOptions:
    """How models are run. `dtype` None takes each model's own (float32 on a CPU). `offload` and
    `compile` need a GPU. `max_batch` is the most pictures in one pass: a ladder has five. With
    `safety_checker`, a model that comes with one has it look at each picture."""

    __pydantic_config__ = {"extra": "forbid"}

    dtype: Literal["float32", "float16", "bfloat16"] | None = None
    offload: Literal["none", "model", "sequential"] = "none"
    compile: bool = False
    max_batch: int = 5
    preview_every: int = 1
    safety_checker: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.max_batch <= 16:
            raise ValueError(f"max_batch {self.max_batch} is outside 1 to 16")
        if self.preview_every < 0:
            raise ValueError("preview_every is a number of steps, or 0 for no previews")


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """All that the worker process needs to build its engines; crosses the process border."""

    device: Literal["auto", "cpu", "cuda"] = "auto"
    models_folder: Path = Path("models")
    models: tuple[Model, ...] = ()
    cutout: CutoutOptions = field(default_factory=CutoutOptions)
    diffusion: DiffusionOptions = field(default_factory=DiffusionOptions)
    receipt: ReceiptLimits = field(default_factory=ReceiptLimits)
    threads: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringOptions:
    """The port for machines that watch the bot. `host` is an IP address of this machine."""

    __pydantic_config__ = {"extra": "forbid"}

    enabled: bool = False
    host: str = "127.0.0.1"
    port: int = 9464

    def __post_init__(self) -> None:
        try:
            ip_address(self.host)
        except ValueError:
            raise ValueError(f"host {self.host!r} must be an IP address of this machine") from None
        if not 0 <= self.port < 2**16:
            raise ValueError(f"port {self.port} is outside 0 to 65535")


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadOptions:
    """How photos are fetched from Discord: `at_once` at a time, each within `total_s` seconds,
    further tries included; `connect_s` and `silence_s` bound each try. `pause_s` is the wait before
    the second of `tries`; before each further one it is three times as long."""

    __pydantic_config__ = {"extra": "forbid"}

    at_once: int = 4
    connect_s: float = 5.0
    silence_s: float = 10.0
    total_s: float = 45.0
    tries: int = 3
    pause_s: float = 0.4

    def __post_init__(self) -> None:
        for name in ("at_once", "connect_s", "silence_s", "total_s", "tries"):
            if not getattr(self, name) > 0:  # which is how NaN is refused too
                raise ValueError(f"{name} must be above 0")
        if not self.pause_s >= 0:
            raise ValueError("pause_s must be 0 or above")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutorOptions:
    """The queue and its worker. `memory_limit_mib` bounds the worker's address space, None: no
    bound (a GPU process maps far more than it uses). `held_mib` is what the photos of waiting jobs
    may take of the bot's memory; others are read again in their turn. `hang_limit_s` is the longest
    silence of a worker that renders; `job_limit_s` the longest time for one pass; `drain_limit_s`
    what a pass may still take once the bot is told to stop."""

    __pydantic_config__ = {"extra": "forbid"}

    max_waiting: int = 1000
    held_mib: int = 256
    max_batch: int = 4
    job_limit_s: float = 900.0
    hang_limit_s: float = 300.0
    start_limit_s: float = 120.0
    memory_limit_mib: int | None = None
    drain_limit_s: float = 20.0

    def __post_init__(self) -> None:
        if not self.drain_limit_s >= 0:
            raise ValueError("drain_limit_s must be 0 or above")
        for name in ("max_waiting", "max_batch", "job_limit_s", "hang_limit_s", "start_limit_s"):
            if not getattr(self, name) > 0:  # which is how NaN is refused too
                raise ValueError(f"{name} must be above 0")
        if self.held_mib < 0:
            raise ValueError("held_mib is a number of MiB, or 0 to hold no photo in memory")
        if self.memory_limit_mib is not None and self.memory_limit_mib <= 0:
            raise ValueError("memory_limit_mib must be above 0, or null for no bound")
