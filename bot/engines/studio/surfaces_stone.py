"""Wood and stone as albedo: colours in linear sRGB at each point of a bent texture plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.recipe import Material
from bot.engines.arrays import Plane, Region
from bot.engines.studio.colour import Colours, from_oklab, parse_hex, to_oklab
from bot.engines.studio.smoothing import ramp
from bot.engines.studio.surfaces_noise import Noise

_RAMP_STEPS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Texture coordinates of each pixel, all (height, width) in units of the product's longer
    side: `along` the grain, `across` it, and `depth` towards the viewer."""

    along: Plane
    across: Plane
    depth: Plane


def blend(colors: tuple[str, ...], stops: tuple[float, ...], values: Plane) -> Colours:
    """A ramp of colours through OKLab, in linear sRGB: which goes no further than `stops`.

    Read from a table, since a picture has far more pixels than a ramp has colours.
    """
    lab = np.stack([to_oklab(parse_hex(color)) for color in colors])
    places = np.linspace(stops[0], stops[-1], _RAMP_STEPS)
    axes = [np.interp(places, stops, axis) for axis in lab.T]
    table = np.clip(from_oklab(np.stack(axes, axis=-1).astype(np.float32)), 0.0, 1.0)
    return table[(ramp(values, stops[0], stops[-1]) * (_RAMP_STEPS - 1)).astype(np.int32)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wood:
    early: str
    middle: str
    late: str
    pores: float
    rings: float


_WOODS = {
    Material.OAK: _Wood(early="#dfc298", middle="#c9a271", late="#9a7247", pores=0.45, rings=26.0),
    Material.WALNUT: _Wood(
        early="#8a6142", middle="#664430", late="#38241a", pores=0.4, rings=22.0
    ),
}


def wood(kind: Material, place: Place, rng: np.random.Generator) -> Colours:
    """Solid wood: growth rings around an axis behind the surface, fibres and pores along it.

    The rings are cut by the surface's depth, which draws the arches of flat-sawn boards.
    """
    look = _WOODS[kind]
    broad, fine, fibre = (
        Noise.fractal(rng, octaves=4, cells=3),
        Noise.fractal(rng, octaves=4, cells=8),
        Noise.white(rng),
    )
    shift = rng.uniform(0.0, 8.0, 6).astype(np.float32)
    along, across = place.along + shift[0], place.across + shift[1]
    bow = 0.03 * broad.at(along * 0.13 + shift[2], across * 0.4 + shift[3])
    lean = float(rng.uniform(-0.10, 0.10))
    side = place.across - float(rng.uniform(-0.2, 0.2)) + lean * place.along + bow
    far = 0.10 + 0.35 * place.depth + 0.10 * place.along * float(rng.choice([-1.0, 1.0]))
    radius = np.sqrt(side * side + far * far)
    year = radius * look.rings * (1.0 + 0.05 * broad.at(across * 0.6, along * 0.1))
    ring = np.mod(year + 0.10 * fine.at(along * 0.22, across * 0.9), 1.0)
    # A ring darkens slowly through the summer and ends at once with the winter.
    late = np.power(ring, np.float32(1.8)) * ramp(ring, 1.0, 0.86)
    figure = 0.75 + 0.25 * np.clip(broad.at(along * 0.2 + shift[4], across * 0.3), -1.0, 1.0)
    streak = fibre.at(along * 0.10, across * 2.4)
    streak = streak + 0.8 * fibre.at(along * 0.2 + shift[5], across * 4.8)
    tone = 0.28 + 0.58 * late * figure + 0.08 * streak + 0.10 * fine.at(along * 0.25, across * 0.7)
    pores = fibre.at(along * 0.45 + shift[2], across * 6.9)
    tone = tone + look.pores * ramp(pores, 1.3, 2.4) * (0.3 + 0.7 * late)
    return blend((look.early, look.middle, look.late), (0.0, 0.45, 1.0), tone)


def marble(kind: Material, place: Place, rng: np.random.Generator) -> Colours:
    """Clouds crossed by veins: ridges of a wave that turbulence bends (Perlin, 1985), some strong
    and some that fade away."""
    broad, fine = Noise.fractal(rng, octaves=6, cells=3), Noise.fractal(rng, octaves=5, cells=5)
    shift = rng.uniform(0.0, 8.0, 6).astype(np.float32)
    turn = float(rng.uniform(0.5, 1.1) * rng.choice([-1.0, 1.0]))
    x, y = place.along + shift[0], place.across + 0.6 * place.depth + shift[1]
    u = np.float32(np.cos(turn)) * x + np.float32(np.sin(turn)) * y
    v = np.float32(np.cos(turn)) * y - np.float32(np.sin(turn)) * x

    def veins(waves: float, bent: float, width: float, start: float) -> Plane:
        bend = broad.at(u * 0.22 + start, v * 0.14) + 0.22 * fine.at(u * 0.6, v * 0.5 + start)
        ridge = np.abs(np.sin(np.float32(np.pi) * (u * waves + bent * bend + start)))
        fading = ramp(broad.at(v * 0.30 + start, u * 0.18), -0.5, 1.3)
        thin = width * (0.25 + fading)
        return np.clip(1.0 - ridge / np.maximum(thin, 1e-3), 0.0, 1.0) * (0.25 + 0.75 * fading)

    main = veins(2.3, 0.5, 0.09, float(shift[2]))
    side = veins(4.6, 0.95, 0.07, float(shift[3]))
    soft = veins(2.3, 0.5, 0.8, float(shift[2]))  # the stain around the main veins
    lines = np.maximum(main**0.8, 0.55 * side)
    cloud = ramp(broad.at(u * 0.22 + shift[4], v * 0.22) + 0.3 * fine.at(x, y), -1.5, 1.8)
    haze = soft * soft * cloud
    if kind is Material.WHITE_MARBLE:
        tone = 0.26 * cloud + 0.42 * haze + 0.85 * lines
        return blend(("#f4f2ee", "#d3d3d2", "#75797e"), (0.0, 0.45, 1.0), tone)
    tone = 0.18 * cloud + 0.20 * haze + 1.1 * lines
    return blend(("#121316", "#26282c", "#6d6a66", "#e9e4da"), (0.0, 0.25, 0.6, 1.0), tone)


def slate(place: Place, rng: np.random.Generator) -> Colours:
    """Cleft stone: layers that break along a few directions, with a fine mineral grain."""
    broad, fine, grain = (
        Noise.fractal(rng, octaves=5, cells=3),
        Noise.fractal(rng, octaves=4, cells=12),
        Noise.white(rng),
    )
    shift = rng.uniform(0.0, 8.0, 2).astype(np.float32)
    x, y = place.along + shift[0], place.across + 0.6 * place.depth + shift[1]
    layers = broad.at(x * 0.22, y * 0.5)
    cleft = np.mod(layers * 1.6 + 0.1 * fine.at(x * 0.6, y), 1.0)
    tone = 0.45 + 0.16 * (cleft - 0.5) + 0.10 * broad.at(x * 0.5, y * 0.6 + 0.4)
    tone = tone + 0.05 * fine.at(x * 1.2, y * 2.0) + 0.035 * grain.at(x * 1.7, y * 2.3)
    return blend(("#23272c", "#454b52", "#79818a"), (0.0, 0.45, 1.0), tone)


_CHIPS = ("#b9795c", "#4c5853", "#c7a05c", "#939da3", "#b08d79", "#69768a", "#d8cfbe", "#3d3d40")


def terrazzo(place: Place, rng: np.random.Generator, quiet: Region) -> Colours:
    """Chips of several stones in a light cement: cells of a jittered grid (Worley, 1996), most of
    them shrunk from their borders and some left out, as are all that touch the `quiet` region."""
    fine = Noise.fractal(rng, octaves=4, cells=6)
    shift = rng.uniform(0.0, 8.0, 2).astype(np.float32)
    cloud = fine.at(place.along * 2.0, place.across * 2.0)
    ground = blend(("#e6e1d6", "#f3efe7"), (-1.0, 1.0), cloud)
    stones = np.stack([parse_hex(color) for color in _CHIPS])
    shade = 1.0 + 0.08 * fine.at(place.along * 3.0, place.across * 3.0 + 0.5)
    for density, share in ((13.0, 0.62), (34.0, 0.5)):
        x = (place.along + shift[0]) * density
        y = (place.across + 0.5 * place.depth + shift[1]) * density
        cell, gap = _cells(x, y, rng)
        crowded = np.zeros(_NUMBERS, np.bool_)
        crowded[cell[quiet]] = True
        chip = ((cell % 97) / 97.0 < share) & ~crowded[cell]
        size = 0.10 + 0.22 * ((cell % 53) / 53.0)
        edge = ramp((gap - size).astype(np.float32), 0.0, 0.06) * chip
        colours = stones[cell % len(_CHIPS)] * shade[..., None]
        ground += edge[..., None] * (colours - ground)
    return ground


_NUMBERS = 2**16
"""Cells of the grid have numbers below this."""


def _cells(x: Plane, y: Plane, rng: np.random.Generator) -> tuple[NDArray[np.int64], Plane]:
    """Number of the nearest point of a jittered grid, and how much farther the second one is."""
    table = rng.integers(0, _NUMBERS, (64, 64))
    jitter = rng.uniform(0.1, 0.9, (2, 64, 64)).astype(np.float32)
    left, top = np.floor(x), np.floor(y)
    in_x, in_y = x - left, y - top
    column, row = left.astype(np.int32), top.astype(np.int32)
    nearest = np.full(x.shape, np.inf, np.float32)
    second = nearest.copy()
    cell = np.zeros(x.shape, np.int64)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            i, j = (row + dy) % 64, (column + dx) % 64
            away = np.hypot(jitter[0, i, j] + dx - in_x, jitter[1, i, j] + dy - in_y)
            closer = away < nearest
            second = np.where(closer, nearest, np.minimum(second, away))
            nearest = np.where(closer, away, nearest)
            cell = np.where(closer, table[i, j], cell)
    return cell, second - nearest
