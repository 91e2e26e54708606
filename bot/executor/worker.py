"""The worker: a process that builds the engine and renders pass after pass."""

from __future__ import annotations

import faulthandler
import importlib
import importlib.util
import logging
import pickle
import secrets
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType

from bot import log as logging_setup
from bot.domain.errors import BotError, JobCancelled
from bot.domain.job import RenderTask
from bot.domain.ports import Engine
from bot.executor import failures, guards
from bot.executor.messages import (
    Finished,
    PassCancelled,
    PassEnd,
    PassFailed,
    Ready,
    Run,
    StartFailed,
    Stop,
)
from bot.executor.orders import Orders, Reports
from bot.executor.outcomes import outcomes_of
from bot.executor.spec import EngineSpec, WorkerSpec
from bot.executor.watch import PassWatch
from bot.guarded import confinement

log = logging.getLogger(__name__)


def main(pipe: Connection, spec: WorkerSpec) -> None:
    """Serve the bot at the other end of `pipe` until it says stop or is gone."""
    confinement.die_with(spec.parent_pid)
    confinement.leave_signals_to_the_parent()
    guards.send_stray_output_to_stderr()
    logging_setup.set_up(spec.log_level, spec.log_format)
    logging_setup.log_what_nobody_catches()
    faulthandler.enable()
    guards.be_killed_before_the_bot()
    guards.yield_to_the_bot()
    guards.limit_memory(spec.memory_limit_mib)
    orders, reports = Orders(pipe), Reports(pipe)
    orders.listen()
    engine = _build(spec.engine, reports)
    if engine is not None:
        reports.send(Ready())
        _serve(engine, orders, reports)
        _close(engine)


def _build(spec: EngineSpec, reports: Reports) -> Engine | None:
    """The engine; or None, with the reason reported."""
    try:
        place, _, function = spec.factory.rpartition(":")
        engine: Engine = getattr(_module_at(place), function)(spec.options)
        return engine
    except BotError as exc:
        log.warning("the engine cannot start: %s", exc)
        reports.send(StartFailed(failure=failures.from_error(exc), final=True))
    except Exception as exc:
        log.exception("the engine cannot start")
        failure = failures.engine_start_failed(repr(exc))
        reports.send(StartFailed(failure=failure, final=isinstance(exc, ImportError)))
    return None


def _module_at(place: str) -> ModuleType:
    """The module of that dotted name, or in that file."""
    if not place.endswith(".py"):
        return importlib.import_module(place)
    spec = importlib.util.spec_from_file_location(Path(place).stem, place)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load {place}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _serve(engine: Engine, orders: Orders, reports: Reports) -> None:
    while True:
        match orders.next():
            case Run(tasks=tasks):
                job_ids = [task.job_id for task in tasks]
                watch = PassWatch(job_ids, orders, reports)
                with logging_setup.job_scope(*job_ids):
                    _render(engine, tasks, watch, reports)
                orders.forget(job_ids)
            case Stop():
                return


def _render(
    engine: Engine, tasks: tuple[RenderTask, ...], watch: PassWatch, reports: Reports
) -> None:
    """Render one pass and report its end, whatever the engine does short of ending the process."""
    end: PassEnd
    try:
        reports.send(Finished(outcomes=outcomes_of(engine.render(tasks, watch), tasks)))
        return
    except JobCancelled:
        end = PassCancelled()
    except BotError as exc:
        end = PassFailed(failure=failures.from_error(exc))
    except MemoryError as exc:
        log.warning("%s: out of memory", _names(tasks), exc_info=True)
        end = PassFailed(failure=failures.out_of_memory(repr(exc)))
    except pickle.PicklingError as exc:
        end = PassFailed(failure=failures.bad_result(str(exc)))
    except Exception as exc:
        reference = secrets.token_hex(3)
        log.exception("%s failed, code %s", _names(tasks), reference)
        end = PassFailed(failure=failures.unexpected(reference, exc))
    reports.send(end)


def _names(tasks: tuple[RenderTask, ...]) -> str:
    return " ".join(f"job {task.job_id}" for task in tasks)


def _close(engine: Engine) -> None:
    try:
        engine.close()
    except Exception:
        log.exception("the engine did not close")
