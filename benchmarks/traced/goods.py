"""More products to render, with printed labels and clear glass; nothing was tuned on them."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from benchmarks.traced.studio import Move, Point, Shape, Studio

PORCELAIN, SOOT = (0.78, 0.77, 0.75), (0.02, 0.02, 0.02)


def _arc(radius: float, middle: Point, start: float, end: float) -> list[Point]:
    """Points of an upright arc, angles in radians from the right."""
    x, y, z = middle
    angles = np.linspace(start, end, 16)
    return [(x + radius * math.cos(a), y, z + radius * math.sin(a)) for a in angles]


def _wine(s: Studio) -> list[Shape]:
    body = [(0, 0), (0.3, 0), (0.31, 0.9), (0.25, 1.05), (0.1, 1.2), (0.1, 1.55), (0, 1.55)]
    return [
        s.turned(body, s.lacquer((0.02, 0.05, 0.03), 0.06)),
        s.sleeve(0.314, 0.25, 0.75, "Verdane"),
        s.turned([(0.107, 1.3), (0.107, 1.57), (0, 1.57)], s.paint()),
    ]


def _carafe(s: Studio) -> list[Shape]:
    glass = [(0, 0), (0.36, 0), (0.38, 0.35), (0.2, 0.7), (0.14, 0.9), (0.2, 1.1)]
    drink = [(0, 0.02), (0.35, 0.02), (0.35, 0.35), (0.29, 0.5), (0, 0.5)]
    return [
        s.turned(glass, s.clear()),
        s.turned(drink, s.paint()),
        s.ball((0.1, 0.1, 0.1), (0, 0, 1.05), s.wood()),
    ]


def _tumbler(s: Studio) -> list[Shape]:
    glass = [(0, 0), (0.28, 0), (0.36, 0.9), (0.345, 0.9), (0.275, 0.08), (0, 0.08)]
    return [s.turned(glass, s.clear()), s.sleeve(0.33, 0.3, 0.5, "fizz")]


def _soap(s: Studio) -> list[Shape]:
    top = s.lacquer(PORCELAIN) if s.rng.random() < 0.5 else s.lacquer(SOOT)
    return [
        s.turned([(0, 0), (0.3, 0), (0.3, 0.8), (0.1, 0.92), (0.1, 0.98), (0, 0.98)], s.paint()),
        s.sleeve(0.304, 0.2, 0.6, "MILD"),
        s.turned([(0.12, 0.98), (0.12, 1.06), (0, 1.06)], top),
        *s.rod((0, 0, 1.0), (0, 0, 1.2), 0.035, top),
        *s.rod((0, 0, 1.22), (-0.28, 0, 1.19), 0.045, top),
    ]


def _parcel(s: Studio) -> list[Shape]:
    look = s.lacquer((0.45, 0.31, 0.18), 0.5) if s.rng.random() < 0.5 else s.lacquer(PORCELAIN, 0.4)
    return [
        s.block((1.0, 0.7, 0.6), (0, 0, 0.3), look),
        s.block((1.004, 0.12, 0.604), (0, 0, 0.3), s.paint()),
        s.panel((0.5, 0.25), (0.2, -0.352, 0.3), "PAX"),
    ]


def _phone(s: Studio) -> list[Shape]:
    return [
        s.block((0.62, 0.07, 1.2), (0, 0, 0.62), s.paint()),
        s.block((0.57, 0.02, 1.1), (0, -0.03, 0.63), s.lacquer((0.01, 0.012, 0.02), 0.06)),
        s.block((0.5, 0.4, 0.05), (0, 0.08, 0.025), s.metal()),
        *s.rod((0, 0.05, 0.05), (0, 0.12, 0.5), 0.06, s.metal()),
    ]


def _mouse(s: Studio) -> list[Shape]:
    look = s.paint()
    return [
        s.ball((0.62, 0.38, 0.3), (0, 0, 0.16), look),
        s.block((0.16, 0.03, 0.04), (0.35, 0, 0.41), s.lacquer(SOOT)),
        s.block((0.9, 0.6, 0.03), (0, 0, 0.02), s.lacquer(SOOT)),
    ]


def _bangle(s: Studio) -> list[Shape]:
    turn = np.linspace(0, 2 * np.pi, 30)
    band = [(0.5 + 0.05 * math.cos(a), 0.12 * math.sin(a)) for a in turn]
    ring = s.turned(band, s.metal())
    ring["to_world"] = Move().translate([0, 0, 0.55]).rotate([1, 0, 0.2], 80)
    return [ring, s.ball((0.09, 0.09, 0.09), (0, -0.02, 1.1), s.paint())]


def _pills(s: Studio) -> list[Shape]:
    return [
        s.turned([(0, 0), (0.35, 0), (0.36, 0.7), (0.26, 0.8), (0, 0.8)], s.paint()),
        s.turned([(0.3, 0.8), (0.3, 1.0), (0, 1.0)], s.lacquer(PORCELAIN, 0.3)),
        s.sleeve(0.365, 0.12, 0.6, "Zinc 50"),
    ]


def _jug(s: Studio) -> list[Shape]:
    look = s.lacquer(PORCELAIN, 0.1) if s.rng.random() < 0.5 else s.paint()
    body = [(0, 0), (0.3, 0), (0.42, 0.25), (0.36, 0.6), (0.24, 0.85), (0.28, 1.0), (0.25, 1.0)]
    return [
        s.turned([*body, (0.21, 0.85), (0.33, 0.6)], look),
        *s.wire(_arc(0.28, (0.33, 0, 0.57), -1.2, 1.7), 0.04, look),
    ]


def _bike_bell(s: Studio) -> list[Shape]:
    dome = [(0.5 * math.cos(a), 0.3 + 0.42 * math.sin(a)) for a in np.linspace(0, 1.57, 24)]
    return [
        s.turned(dome, s.metal()),
        s.turned([(0, 0), (0.35, 0), (0.35, 0.1), (0.2, 0.3), (0.5, 0.3)], s.lacquer(SOOT)),
        *s.rod((0.3, 0, 0.15), (0.75, 0, 0.2), 0.05, s.paint()),
    ]


def _train(s: Studio) -> list[Shape]:
    parts = [
        s.block((1.3, 0.5, 0.1), (0, 0, 0.24), s.wood()),
        s.block((0.45, 0.46, 0.6), (0.4, 0, 0.58), s.paint()),
        s.block((0.55, 0.54, 0.06), (0.4, 0, 0.9), s.paint()),
        *s.rod((-0.5, 0, 0.46), (0.2, 0, 0.46), 0.18, s.paint()),
        *s.rod((-0.4, 0, 0.5), (-0.4, 0, 0.8), 0.06, s.lacquer(SOOT)),
    ]
    for x in (-0.45, 0.0, 0.45):
        parts += [s.ball((0.15, 0.05, 0.15), (x, y, 0.15), s.paint()) for y in (-0.27, 0.27)]
    return parts


def _dryer(s: Studio) -> list[Shape]:
    look, dark = s.paint(), s.lacquer(SOOT)
    return [
        *s.rod((-0.4, 0, 0.85), (0.3, 0, 0.85), 0.21, look),
        *s.rod((0.3, 0, 0.85), (0.7, 0, 0.85), 0.15, dark),
        *s.rod((-0.25, 0, 0.75), (-0.15, 0, 0.1), 0.1, look),
        s.block((0.5, 0.45, 0.05), (-0.15, 0, 0.025), dark),
    ]


def _slipper(s: Studio) -> list[Shape]:
    look = s.lacquer(PORCELAIN, 0.4) if s.rng.random() < 0.5 else s.paint()
    return [
        s.ball((0.75, 0.27, 0.09), (0, 0, 0.08), s.lacquer(PORCELAIN, 0.4)),
        s.ball((0.4, 0.27, 0.26), (-0.33, 0, 0.14), look),
        s.ball((0.2, 0.12, 0.06), (-0.35, 0, 0.39), s.paint()),
    ]


def _wire_chair(s: Studio) -> list[Shape]:
    look, seat = s.metal() if s.rng.random() < 0.5 else s.paint(), s.paint()
    legs = [(x, y) for x in (-0.33, 0.33) for y in (-0.3, 0.3)]
    back = [(-0.33, 0.3, 0.75), (-0.33, 0.42, 1.5), (0.33, 0.42, 1.5), (0.33, 0.3, 0.75)]
    return [
        s.block((0.75, 0.7, 0.07), (0, 0, 0.75), seat),
        *(p for x, y in legs for p in s.rod((x, y, 0.72), (1.15 * x, 1.2 * y, 0), 0.022, look)),
        *s.wire(back, 0.025, look),
        s.block((0.6, 0.04, 0.28), (0, 0.41, 1.32), seat),
    ]


def _cake_stand(s: Studio) -> list[Shape]:
    look = s.lacquer(PORCELAIN, 0.1) if s.rng.random() < 0.5 else s.paint()
    foot = [(0, 0), (0.3, 0), (0.28, 0.04), (0.07, 0.1), (0.06, 0.4), (0.6, 0.45), (0.62, 0.5)]
    return [
        s.turned([*foot, (0, 0.48)], look),
        s.turned([(0.4, 0.49), (0.4, 0.75), (0, 0.75)], s.lacquer((0.35, 0.17, 0.08), 0.5)),
        *(s.ball((0.07,) * 3, (0.28 * math.cos(a), 0.28 * math.sin(a), 0.79), s.paint())
          for a in np.arange(0, 6)),
    ]  # fmt: skip


def _succulent(s: Studio) -> list[Shape]:
    pot = [(0, 0), (0.24, 0), (0.34, 0.42), (0.31, 0.42), (0.28, 0.38), (0, 0.38)]
    parts = [s.turned(pot, s.paint())]
    for leaf in range(14):
        turn, rise = 2.4 * leaf, 20.0 + 4.5 * leaf
        place = Move().translate([0, 0, 0.4]).rotate([0, 0, 1], math.degrees(turn))
        place = place.rotate([0, 1, 0], -rise).translate([0.22, 0, 0]).scale([0.24, 0.09, 0.04])
        green = tuple(np.array([0.1, 0.25, 0.12]) * s.rng.uniform(0.6, 1.6))
        parts.append({"type": "sphere", "to_world": place, "bsdf": s.lacquer(green, 0.3)})
    return parts


def _tin(s: Studio) -> list[Shape]:
    return [
        s.turned([(0, 0), (0.42, 0), (0.42, 0.5), (0, 0.5)], s.metal()),
        s.sleeve(0.424, 0.06, 0.42, "Bergamot"),
        s.turned([(0.43, 0.42), (0.43, 0.53), (0, 0.53)], s.paint()),
    ]


def _racket(s: Studio) -> list[Shape]:
    look, strings = s.paint(), s.lacquer(PORCELAIN, 0.3)
    parts = s.wire(_arc(0.4, (0, 0, 1.25), 0.0, 2 * math.pi), 0.035, look)
    parts += s.rod((0, 0, 0.85), (0, 0, 0.45), 0.035, look)
    parts += s.rod((0, 0, 0.45), (0, 0, 0.04), 0.055, s.paint())
    for at in np.linspace(-0.3, 0.3, 7):
        half = math.sqrt(0.16 - at * at)
        parts += s.rod((at, 0, 1.25 - half), (at, 0, 1.25 + half), 0.008, strings)
        parts += s.rod((-half, 0, 1.25 + at), (half, 0, 1.25 + at), 0.008, strings)
    return parts


def _cream(s: Studio) -> list[Shape]:
    jar = [(0, 0), (0.45, 0), (0.47, 0.05), (0.47, 0.32), (0.4, 0.35), (0, 0.35)]
    look = s.lacquer(PORCELAIN, 0.1) if s.rng.random() < 0.6 else s.paint()
    return [
        s.turned(jar, look),
        s.sleeve(0.473, 0.08, 0.28, "pure"),
        s.turned([(0.46, 0.37), (0.46, 0.6), (0.43, 0.63), (0, 0.63)], s.paint()),
    ]


def _desk_fan(s: Studio) -> list[Shape]:
    look = s.paint()
    cage = s.wire(_arc(0.42, (0, -0.1, 0.85), 0.0, 2 * math.pi), 0.025, look)
    for a in np.linspace(0, np.pi, 7)[:-1]:
        dx, dz = 0.42 * math.cos(a), 0.42 * math.sin(a)
        cage += s.rod((-dx, -0.12, 0.85 - dz), (dx, -0.12, 0.85 + dz), 0.01, look)
    return [
        *cage,
        s.ball((0.14, 0.12, 0.14), (0, 0, 0.85), look),
        *s.rod((0, 0.05, 0.85), (0, 0.08, 0.05), 0.04, look),
        s.turned([(0, 0), (0.32, 0), (0.3, 0.06), (0, 0.09)], look),
    ]


GOODS: dict[str, Callable[[Studio], list[Shape]]] = {
    build.__name__.removeprefix("_"): build
    for build in (
        _wine, _carafe, _tumbler, _soap, _parcel, _phone, _mouse, _bangle, _pills, _jug,
        _bike_bell, _train, _dryer, _slipper, _wire_chair, _cake_stand, _succulent, _tin, _racket,
        _cream, _desk_fan,
    )
}  # fmt: skip
