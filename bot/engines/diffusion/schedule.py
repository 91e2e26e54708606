"""Strength, compiled: one dial for every model, and the steps that a pass executes for it.

Strength s means the signal-to-noise ratio (SNR) that SDXL's noise schedule has at t = 1000 s. Each
schedule finds where it has that ratio itself and spreads the model's full number of steps from
there to the clean picture, so that the time does not depend on the dial and a model of four steps
has a smooth one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NEVER = 1 << 30
"""First step of a cell that stays as it is: beyond the end of every pass."""

JOINED = 0.95
"""Above this strength a flow schedule departs from the scale, which ends at 14.6 times as much
noise as signal, and runs straight to its own maximum, which is noise alone."""


def _scale_log_snr() -> Floats:
    """ln(SNR) of SDXL's training schedule at t = 0 … 999: scaled-linear betas, 0.00085 to 0.012."""
    betas = np.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2
    return log_snr(np.cumprod(1.0 - betas))


def log_snr(alphas_cumprod: NDArray[np.floating]) -> Floats:
    """ln(SNR) for each cumulated alpha of a discrete schedule. The clip keeps schedules that end
    in noise alone (zero terminal SNR) finite."""
    alphas = np.clip(np.asarray(alphas_cumprod, np.float64), 2.0**-24, 1.0 - 2.0**-24)
    return np.log(alphas / (1.0 - alphas))


_SCALE = _scale_log_snr()


def snr_of(strength: NDArray[np.floating] | float) -> Floats:
    """The signal-to-noise ratio at which sampling starts for a strength in [0, 1]."""
    timestep = np.clip(1000.0 * np.asarray(strength, np.float64), 0.0, 999.0)
    return np.exp(np.interp(timestep, np.arange(1000.0), _SCALE))


def flow_sigma_of(strength: NDArray[np.floating] | float) -> Floats:
    """The sigma of a flow matching schedule, x = (1 - sigma) clean + sigma noise, for a strength
    in [0, 1]: that of the same SNR up to `JOINED`, then straight on to 1."""
    strength = np.asarray(strength, np.float64)
    matched = 1.0 / (1.0 + np.sqrt(snr_of(np.minimum(strength, JOINED))))
    beyond = np.clip((strength - JOINED) / (1.0 - JOINED), 0.0, 1.0)
    return matched + (1.0 - matched) * beyond


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """The steps of one pass.

    `positions` holds where each step starts, falling, in the schedule's own measure; `position_of`
    gives that measure for strengths. Either `timesteps` (discrete schedules) or `sigmas` (flow)
    is what the pipeline is called with. `size` is what it counts: one entry per executed step.
    """

    positions: Floats
    position_of: Callable[[Floats], Floats]
    timesteps: tuple[int, ...] | None = None
    sigmas: tuple[float, ...] | None = None

    @property
    def steps(self) -> int:
        """Executed steps."""
        return len(self.positions)

    def first_steps(self, strengths: NDArray[np.floating]) -> NDArray[np.int64]:
        """The step at which each strength of a map starts to change: the one that starts nearest
        to it, and `NEVER` for strength 0. Same shape as `strengths`."""
        wanted = self.position_of(np.asarray(strengths, np.float64))
        # Steps start at falling positions: search among the rising midpoints between them.
        midpoints = (self.positions[1:] + self.positions[:-1]) / 2.0
        later = np.searchsorted(midpoints[::-1], wanted, side="right")
        steps = len(midpoints) - later
        return np.where(np.asarray(strengths) > 0.0, steps, NEVER).astype(np.int64)


class Schedule(Protocol):
    """A model's noise schedule at one picture size."""

    def plan(self, high: float, low: float, steps: int) -> Plan:
        """The plan of `steps` steps that starts at strength `high` and has a step that starts at
        strength `low` (0: none). Two strengths need two steps: a plan of one step gets another.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DiscreteSchedule:
    """The schedule of SD and SDXL: integer timesteps, SNR by `alphas_cumprod` of shape (T,).

    Steps are spaced as in "trailing" of Lin et al. 2023 (arXiv 2305.08891, table 2), which starts
    at the very level that the pictures are noised to. A position is timestep + 1.
    """

    alphas_cumprod: Floats

    def position_of(self, strength: Floats) -> Floats:
        """Where the schedule has the SNR of these strengths: 1 to T, fractional."""
        falling = log_snr(self.alphas_cumprod)
        timesteps = np.arange(len(falling), dtype=np.float64)
        matched = np.interp(-np.log(snr_of(strength)), -falling, timesteps)
        return np.where(np.asarray(strength) >= 1.0, timesteps[-1], matched) + 1.0

    def plan(self, high: float, low: float, steps: int) -> Plan:
        """See `Schedule.plan`. Timesteps are whole numbers, so that below a strength of steps /
        1000 the dial has no effect any more."""
        top, bottom = self._positions(high), self._positions(low) if low > 0.0 else 0.0
        steps = max(steps, 2) if 0.0 < bottom < top else steps
        top = max(top, float(steps))
        positions = _spaced(top, bottom, steps, _to_one_step)
        whole = np.floor(positions + 0.5)
        return Plan(
            positions=whole,
            position_of=self.position_of,
            timesteps=tuple(int(each) - 1 for each in whole),
        )

    def _positions(self, strength: float) -> float:
        return float(np.floor(self.position_of(np.array(strength)) + 0.5))


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSchedule:
    """A flow matching schedule with its time shift.

    Models space their steps evenly before the shift sigma = a u / (1 + (a - 1) u); a position is
    that u, from 1 (noise) to 0. `factor` is a: the configured shift, or exp(mu) for one that
    depends on the picture's size. `terminal` is the sigma to which some models stretch their last
    step. `smallest` is the last u of schedules that end close to 0 rather than one step away.
    """

    factor: float
    terminal: float | None = None
    smallest: float | None = None

    def position_of(self, strength: Floats) -> Floats:
        """Where the schedule has the SNR of these strengths: u, 0 to 1."""
        return shifted(flow_sigma_of(strength), 1.0 / self.factor)

    def plan(self, high: float, low: float, steps: int) -> Plan:
        """See `Schedule.plan`."""
        top = float(self.position_of(np.array(high)))
        bottom = float(self.position_of(np.array(low))) if low > 0.0 else 0.0
        steps = max(steps, 2) if 0.0 < bottom < top else steps
        positions = _spaced(top, bottom, steps, self._tail)
        sigmas = np.minimum(shifted(positions, self.factor), 1.0)
        if self.terminal is not None:
            start = int(np.argmin(np.abs(positions - bottom))) if bottom else 0
            sigmas[start:] = _stretched(sigmas[start:], self.terminal)
        return Plan(
            positions=shifted(sigmas, 1.0 / self.factor),
            position_of=self.position_of,
            sigmas=tuple(float(each) for each in sigmas),
        )

    def _tail(self, steps: int) -> Floats:
        if self.smallest is None:
            return _to_one_step(steps)
        return np.linspace(1.0, self.smallest, steps)


def shifted(u: Floats, factor: float) -> Floats:
    """The time shift of flow models (SD3, arXiv 2403.03206, section 5.3.2): values in [0, 1], the
    ends stay. The inverse is the shift by 1 / factor."""
    return factor * u / (1.0 + (factor - 1.0) * u)


def _to_one_step(steps: int) -> Floats:
    """1 down to 1 / steps, evenly: the last step is as long as the others."""
    return np.linspace(1.0, 1.0 / steps, steps)


def _spaced(top: float, bottom: float, steps: int, tail: Callable[[int], Floats]) -> Floats:
    """`steps` falling positions that start at `top`, even, and bent just enough that one of them
    is `bottom` where that lies between `top` and 0. `tail` gives the fractions of the last part."""
    if not 0.0 < bottom < top:
        return top * tail(steps)
    before = int(np.clip(round(steps * (1.0 - bottom / top)), 1, steps - 1))
    upper = np.linspace(top, bottom, before + 1)[:-1]
    return np.concatenate([upper, bottom * tail(steps - before)])


def _stretched(sigmas: Floats, terminal: float) -> Floats:
    """Falling sigmas, stretched so that the last is `terminal` and the first stays."""
    first, last = sigmas[0], sigmas[-1]
    if len(sigmas) < 2 or first <= terminal:
        return sigmas
    return first - (first - sigmas) * (first - terminal) / (first - last)
