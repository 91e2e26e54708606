"""What to do when memory does not suffice, and how to give it back."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import torch

from bot.domain.errors import RenderError

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Result = TypeVar("Result")

TILE = 512
"""Side of the tiles that the VAE works in once memory ran out, in pixels."""

_MESSAGES = ("out of memory", "CUBLAS_STATUS_ALLOC_FAILED", "can't allocate memory")
"""How CUDA, cuBLAS and the CPU's allocator report it in a plain `RuntimeError`."""


def is_out_of_memory(exc: BaseException) -> bool:
    """Whether an exception means that memory ran out, on the GPU or in the machine."""
    if isinstance(exc, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(exc, RuntimeError) and any(message in str(exc) for message in _MESSAGES)


def render_with_ladder(
    items: Sequence[Item],
    render: Callable[[Sequence[Item]], list[Result]],
    tile: Callable[[], None],
    on_shortage: Callable[[], None] = lambda: None,
) -> list[Result]:
    """Render `items` together; where memory does not suffice, one by one; where one alone does
    not fit, again after `tile()`, which has the VAE work in tiles from then on.

    `render` gives one result per item, in order, and must bear being called again. Whatever else
    it raises is let through. `on_shortage` is called before each further try. Raises `RenderError`
    out_of_memory when the ladder ends.
    """
    if len(items) > 1:
        together = _attempt(items, render)
        if together is not None:
            return together
        on_shortage()
    results: list[Result] = []
    for item in items:
        alone = _attempt([item], render)
        if alone is None:
            on_shortage()
            tile()
            alone = _attempt([item], render)
        if alone is None:
            raise RenderError(
                "out_of_memory",
                "This picture needs more memory than the machine has; try a smaller photo, "
                "or ask the operator to set offload or choose a smaller model.",
            )
        results += alone
    return results


def enable_tiling(pipe: Any) -> None:
    """Have the pipeline's VAE take pictures one at a time and in tiles of at most `TILE` pixels:
    less memory, more time, and faint differences where tiles meet."""
    vae = pipe.vae
    vae.enable_slicing()
    vae.enable_tiling()
    if getattr(vae, "tile_sample_min_size", 0) > TILE:
        vae.tile_latent_min_size = vae.tile_latent_min_size * TILE // vae.tile_sample_min_size
        vae.tile_sample_min_size = TILE


def free(pipe: Any) -> None:
    """Give a pipeline's memory back. It cannot be used afterwards, nor can its parts.

    Undoes `gc.freeze`, since frozen objects that refer to each other are never collected.
    """
    pipe.remove_all_hooks()  # offloading keeps references to every network
    for name in list(pipe.components):
        setattr(pipe, name, None)
    gc.unfreeze()
    release_cached()


def release_cached() -> None:
    """Collect what is unreachable and hand cached GPU memory back to the driver."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _attempt(
    items: Sequence[Item], render: Callable[[Sequence[Item]], list[Result]]
) -> list[Result] | None:
    """The results, or None where memory ran out. The failed pass's tensors live as long as its
    exception, so nothing may keep that: the log gets its text."""
    try:
        return render(items)
    except (RuntimeError, MemoryError) as exc:
        if not is_out_of_memory(exc):
            raise
        log.warning("out of memory with %d picture(s) in one pass: %s", len(items), str(exc))
    release_cached()
    return None
