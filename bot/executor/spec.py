"""What a worker is told when it is started."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.options import EngineOptions
from bot.log import LogFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSpec:
    """How a worker builds its engine: it calls `factory` with `options`.

    `factory` is "package.module:function", or "path/to/file.py:function".
    """

    factory: str = "bot.engines.registry:build"
    options: object = field(default_factory=EngineOptions)

    def __post_init__(self) -> None:
        place, _, function = self.factory.rpartition(":")
        if not place or not function.isidentifier():
            raise ValueError(f"factory {self.factory!r} is not module:function or file.py:function")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSpec:
    """All that a worker needs to know. `parent_pid` is the bot it must not outlive."""

    engine: EngineSpec
    parent_pid: int
    memory_limit_mib: int | None = None
    log_level: str = "INFO"
    log_format: LogFormat = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grace:
    """How long a worker may take, in seconds: `cancel_s` to stop a pass that nobody waits for,
    `stop_s` to exit when the bot ends. `backoff_s` is the pause after a first failed start; it
    grows fourfold with each further one, up to `longest_backoff_s`."""

    cancel_s: float = 5.0
    stop_s: float = 3.0
    backoff_s: float = 0.5
    longest_backoff_s: float = 30.0
