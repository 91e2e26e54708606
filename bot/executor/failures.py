"""What people are told when a job ends without pictures."""

from __future__ import annotations

import signal

from bot.domain.errors import BotError
from bot.domain.job import Failed

OUT_OF_MEMORY = "out_of_memory"


def from_error(error: BotError) -> Failed:
    """The engine's own sentence."""
    return Failed(code=error.code, reply=error.reply, detail=error.detail)


def unexpected(reference: str, error: Exception) -> Failed:
    """An error that no one foresaw; the log has its traceback under `reference`."""
    return Failed(
        code="render_failed",
        reply="Something went wrong while making this picture. Please try once more; if it happens "
        f"again, tell the operator the code {reference}, which is in the log.",
        detail=f"{reference}: {error!r}",
    )


def out_of_memory(detail: str) -> Failed:
    """The engine ran out of memory and survived it."""
    return Failed(
        code=OUT_OF_MEMORY,
        reply="There was not enough memory for this edit. Please try a smaller photo or ask for "
        "fewer images at once.",
        detail=detail,
    )


def bad_result(detail: str) -> Failed:
    """The engine broke its contract."""
    return Failed(
        code="bad_result",
        reply="The image engine gave back something that is not a picture. Please tell the "
        "operator; another preset may work.",
        detail=detail,
    )


def worker_crashed(exitcode: int | None) -> Failed:
    """The worker's process ended in the middle of a pass."""
    return Failed(
        code="worker_crashed",
        reply="The image engine crashed on this edit, twice. Please try a smaller photo or other "
        "settings.",
        detail=f"worker {exit_in_words(exitcode)}",
    )


def worker_hung(silence_s: float) -> Failed:
    """The worker gave no sign of life for too long."""
    return Failed(
        code="worker_hung",
        reply="The image engine stopped responding on this edit, twice. Please try a smaller photo "
        "or other settings.",
        detail=f"no sign of life for {silence_s:.1f} s",
    )


def job_too_long(limit_s: float) -> Failed:
    """The pass ran into its time limit."""
    return Failed(
        code="job_too_long",
        reply=f"This edit took longer than the {duration_in_words(limit_s)} that one may take. "
        "Please try a smaller photo or fewer images.",
        detail=f"limit {limit_s:.1f} s",
    )


def engine_start_failed(detail: str) -> Failed:
    """The worker's engine could not be built."""
    return Failed(
        code="engine_start_failed",
        reply="The image engine could not be started, so nothing can be edited right now. Please "
        "tell the operator; the log says why.",
        detail=detail,
    )


def shutting_down() -> Failed:
    """The bot ends before the job did."""
    return Failed(
        code="shutting_down",
        reply="Restage is shutting down. Please ask again when it is back.",
    )


def supervision_failed(reference: str) -> Failed:
    """A fault of the executor itself."""
    return Failed(
        code="executor_failed",
        reply="Something went wrong while this edit was handed over. Please try once more; if it "
        f"happens again, tell the operator the code {reference}, which is in the log.",
        detail=reference,
    )


def exit_in_words(exitcode: int | None) -> str:
    """How a process ended: "exited with 3", "was killed by SIGKILL"."""
    if exitcode is None:
        return "is gone"
    if exitcode >= 0:
        return f"exited with {exitcode}"
    try:
        return f"was killed by {signal.Signals(-exitcode).name}"
    except ValueError:
        return f"was killed by signal {-exitcode}"


def duration_in_words(seconds: float) -> str:
    """A rough duration: "20 seconds", "1 minute", "3 minutes"."""
    if seconds < 55:
        count, unit = max(1, round(seconds)), "second"
    else:
        count, unit = max(1, round(seconds / 60)), "minute"
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
