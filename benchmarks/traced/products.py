"""Products to render: none of them is among those that the cut-out was made with."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from benchmarks.traced.studio import Move, Shape, Studio


def _pan(s: Studio) -> list[Shape]:
    look = s.paint()
    body = [(0, 0), (0.5, 0), (0.62, 0.2), (0.6, 0.2), (0.49, 0.03), (0, 0.03)]
    return [s.turned(body, look), *s.rod((0.6, 0, 0.16), (1.35, 0, 0.26), 0.05, s.wood())]


def _camera(s: Studio) -> list[Shape]:
    body = s.paint()
    lens = [(0, 0), (0.27, 0), (0.27, 0.3), (0.22, 0.34), (0.2, 0.3), (0, 0.28)]
    barrel = s.turned(lens, s.lacquer((0.03, 0.03, 0.03)))
    barrel["to_world"] = Move().translate([0.05, -0.2, 0.36]).rotate([1, 0, 0], 90)
    return [
        s.block((1.1, 0.4, 0.7), (0, 0, 0.35), body),
        s.block((0.4, 0.3, 0.15), (0.05, 0, 0.77), body),
        s.ball((0.08, 0.08, 0.05), (-0.4, 0, 0.7), s.metal()),
        barrel,
    ]


def _bowls(s: Studio) -> list[Shape]:
    bowl = [(0, 0), (0.25, 0), (0.45, 0.12), (0.56, 0.32), (0.53, 0.32), (0.42, 0.14), (0, 0.05)]
    looks = [s.paint(), s.paint(), s.paint()]
    return [s.turned(bowl, look, (0.01 * i, 0, 0.13 * i)) for i, look in enumerate(looks)]


def _toaster(s: Studio) -> list[Shape]:
    body, dark = s.metal() if s.rng.random() < 0.5 else s.paint(), s.lacquer((0.02, 0.02, 0.02))
    return [
        s.block((1.0, 0.55, 0.6), (0, 0, 0.38), body),
        s.block((1.02, 0.57, 0.08), (0, 0, 0.06), dark),
        s.block((0.7, 0.08, 0.01), (0, -0.1, 0.683), dark),
        s.block((0.7, 0.08, 0.01), (0, 0.1, 0.683), dark),
        s.block((0.06, 0.14, 0.05), (0.53, 0, 0.5), dark),
    ]


def _pawn(s: Studio) -> list[Shape]:
    outline = [(0, 0), (0.4, 0), (0.4, 0.1), (0.3, 0.2), (0.17, 0.45), (0.14, 0.8), (0.25, 0.88)]
    look = s.paint()
    return [s.turned([*outline, (0, 0.92)], look), s.ball((0.25, 0.25, 0.25), (0, 0, 1.1), look)]


def _dumbbell(s: Studio) -> list[Shape]:
    look, parts = s.paint(), []
    for x in (-0.55, 0.55):
        for width, radius in ((0.12, 0.32), (0.22, 0.24)):
            shift = x + math.copysign(width - 0.12, x)
            disc = s.turned([(0, -0.06), (radius, -0.06), (radius, 0.06), (0, 0.06)], look)
            disc["to_world"] = Move().translate([shift, 0, 0.32]).rotate([0, 1, 0], 90)
            parts.append(disc)
    return [*parts, *s.rod((-0.6, 0, 0.32), (0.6, 0, 0.32), 0.055, s.metal())]


def _spray(s: Studio) -> list[Shape]:
    body = [(0, 0), (0.28, 0), (0.3, 0.05), (0.3, 0.8), (0.12, 1.0), (0.1, 1.1), (0, 1.1)]
    label = [(0.303, 0.2), (0.303, 0.65)]
    head = s.paint()
    return [
        s.turned(body, s.paint()),
        s.turned(label, s.paint()),
        s.block((0.42, 0.16, 0.16), (-0.06, 0, 1.19), head),
        s.block((0.1, 0.1, 0.08), (-0.31, 0, 1.2), head),
        *s.rod((-0.16, 0, 1.12), (-0.24, 0, 0.9), 0.03, head),
    ]


def _lantern(s: Studio) -> list[Shape]:
    frame = s.paint()
    posts = [(x, y) for x in (-0.27, 0.27) for y in (-0.27, 0.27)]
    hoop = [(0.16 * math.cos(a), 0, 1.12 + 0.2 * math.sin(a)) for a in np.linspace(0, np.pi, 14)]
    candle = [(0, 0.08), (0.12, 0.08), (0.12, 0.42), (0, 0.42)]
    return [
        s.block((0.7, 0.7, 0.08), (0, 0, 0.04), frame),
        s.block((0.66, 0.66, 0.06), (0, 0, 0.94), frame),
        s.turned([(0.36, 0.97), (0.08, 1.12), (0, 1.13)], frame),
        s.turned(candle, s.lacquer((0.7, 0.65, 0.5), 0.4)),
        *(p for x, y in posts for p in s.rod((x, y, 0.08), (x, y, 0.92), 0.03, frame)),
        *s.wire(hoop, 0.018, frame),
    ]


def _skateboard(s: Studio) -> list[Shape]:
    deck, wheel, parts = s.paint(), s.paint(), []
    for x, rise, tilt in ((0, 0.0, 0.0), (-0.86, 0.06, 20.0), (0.86, 0.06, -20.0)):
        length = 1.5 if x == 0 else 0.3
        place = Move().translate([x, 0, 0.24 + rise]).rotate([0, 1, 0], tilt)
        place = place.scale([length / 2, 0.22, 0.02])
        parts.append({"type": "cube", "to_world": place, "bsdf": deck})
    for x in (-0.55, 0.55):
        parts += s.rod((x, -0.16, 0.13), (x, 0.16, 0.13), 0.03, s.metal())
        for y in (-0.18, 0.18):
            parts.append(s.ball((0.09, 0.06, 0.09), (x, y, 0.09), wheel))
    return parts


def _hanger(s: Studio) -> list[Shape]:
    look = s.wood()
    hook = [(0.09 * math.sin(a), 0, 0.86 + 0.1 * math.cos(a)) for a in np.linspace(-1.9, 2.6, 18)]
    sides = [(-0.75, 0, 0.1), (-0.4, 0, 0.42), (0, 0, 0.62), (0.4, 0, 0.42), (0.75, 0, 0.1)]
    return [
        *s.wire(sides, 0.045, look),
        *s.rod((-0.75, 0, 0.1), (0.75, 0, 0.1), 0.03, look),
        *s.wire([(0, 0, 0.62), hook[-1]], 0.02, s.metal()),
        *s.wire(hook, 0.02, s.metal()),
    ]


def _table(s: Studio) -> list[Shape]:
    top, leg = s.paint(), s.paint()
    corners = [(x, y) for x in (-0.6, 0.6) for y in (-0.35, 0.35)]
    legs = [p for x, y in corners for p in s.rod((x, y, 0.72), (x * 1.1, y * 1.1, 0), 0.035, leg)]
    return [s.block((1.5, 0.95, 0.07), (0, 0, 0.75), top), *legs]


def _lipstick(s: Studio) -> list[Shape]:
    case, tip = s.paint(), s.lacquer((0.5, 0.03, 0.08), 0.1)
    return [
        s.turned([(0, 0), (0.2, 0), (0.2, 0.55), (0, 0.55)], case),
        s.turned([(0.16, 0.55), (0.16, 0.85), (0, 0.85)], s.metal()),
        s.turned([(0.13, 0.85), (0.13, 1.1), (0.06, 1.28), (0, 1.3)], tip),
    ]


def _doughnut(s: Studio) -> list[Shape]:
    turn = np.linspace(0, 2 * np.pi, 40)
    dough = [(0.45 + 0.22 * math.cos(a), 0.22 + 0.2 * math.sin(a)) for a in turn]
    glaze = [
        (0.45 + 0.235 * math.cos(a), 0.23 + 0.21 * math.sin(a)) for a in np.linspace(0.2, 3, 24)
    ]
    return [
        s.turned(dough, s.lacquer((0.5, 0.27, 0.1), 0.4)),
        s.turned(glaze, s.paint()),
    ]


def _toy_car(s: Studio) -> list[Shape]:
    body, wheel = s.paint(), s.paint()
    parts = [
        s.block((1.3, 0.55, 0.28), (0, 0, 0.32), body),
        s.block((0.7, 0.5, 0.26), (-0.1, 0, 0.58), s.paint()),
        s.block((0.28, 0.51, 0.15), (-0.25, 0, 0.58), s.lacquer((0.04, 0.05, 0.06), 0.06)),
    ]
    for x in (-0.4, 0.4):
        for y in (-0.29, 0.29):
            parts.append(s.ball((0.18, 0.06, 0.18), (x, y, 0.18), wheel))
    return parts


def _ladder(s: Studio) -> list[Shape]:
    look, parts = s.paint(), []
    for x in (-0.3, 0.3):
        parts += s.rod((x * 1.2, -0.25, 0), (x * 0.8, 0.05, 1.6), 0.035, look)
        parts += s.rod((x * 1.2, 0.45, 0), (x * 0.8, 0.1, 1.6), 0.03, look)
    for step in range(5):
        share = (step + 0.7) / 5.2
        half, depth = 0.36 - 0.12 * share, -0.25 + 0.3 * share
        parts.append(s.block((2 * half, 0.14, 0.03), (0, depth, 1.6 * share), look))
    return parts


def _brush(s: Studio) -> list[Shape]:
    handle = [(0, 0), (0.05, 0.02), (0.08, 0.3), (0.06, 0.7), (0.13, 0.95), (0.13, 1.05), (0, 1.05)]
    ferrule = [(0.14, 0.95), (0.15, 1.2)]
    hair = [(0.14, 1.2), (0.2, 1.45), (0.12, 1.65), (0, 1.7)]
    return [
        s.turned(handle, s.paint()),
        s.turned(ferrule, s.metal()),
        s.turned(hair, s.lacquer((0.3, 0.2, 0.12), 0.5)),
    ]


def _birdhouse(s: Studio) -> list[Shape]:
    wall, roof = s.paint(), s.paint()
    tilted = [
        Move().translate([x, 0, 0.93]).rotate([0, 1, 0], -t) for x, t in ((-0.24, 42), (0.24, -42))
    ]
    hole = s.turned([(0, 0), (0.11, 0)], s.lacquer((0.02, 0.02, 0.02)))
    hole["to_world"] = Move().translate([0, -0.311, 0.6]).rotate([1, 0, 0], 90)
    return [
        s.block((0.7, 0.6, 0.8), (0, 0, 0.4), wall),
        s.block((0.36, 0.58, 0.2), (0, 0, 0.88), wall),
        *({"type": "cube", "to_world": t.scale([0.4, 0.4, 0.025]), "bsdf": roof} for t in tilted),
        hole,
        *s.rod((0, -0.3, 0.4), (0, -0.48, 0.4), 0.025, s.wood()),
    ]


def _helmet(s: Studio) -> list[Shape]:
    shell = [(0.55 * math.cos(a), 0.12 + 0.62 * math.sin(a)) for a in np.linspace(0.0, 1.57, 30)]
    brim = [(0.56, 0.12), (0.62, 0.1), (0.62, 0.06), (0.5, 0.06)]
    look = s.paint()
    return [
        s.turned([*shell[::-1], (0.52, 0.06)], look),
        s.turned(brim, look),
        s.block((0.12, 0.5, 0.05), (0, -0.4, 0.09), look),
        s.block((0.1, 1.0, 0.04), (0, 0, 0.74), s.paint()),
    ]


def _espresso(s: Studio) -> list[Shape]:
    look = s.paint()
    saucer = [(0, 0), (0.3, 0), (0.65, 0.09), (0.63, 0.11), (0.3, 0.04), (0, 0.04)]
    cup = [(0, 0.05), (0.2, 0.05), (0.34, 0.25), (0.37, 0.55), (0.34, 0.55), (0.3, 0.26), (0, 0.12)]
    coffee = [(0, 0.48), (0.33, 0.48)]
    ear = [
        (0.35 + 0.17 * math.sin(a), 0, 0.34 + 0.13 * math.cos(a)) for a in np.linspace(0, 3.1, 12)
    ]
    return [
        s.turned(saucer, look),
        s.turned(cup, look),
        s.turned(coffee, s.lacquer((0.06, 0.02, 0.01), 0.06)),
        *s.wire(ear, 0.035, look),
    ]


def _clock(s: Studio) -> list[Shape]:
    ring, face = s.paint(), s.lacquer((0.75, 0.75, 0.73), 0.2)
    upright = Move().translate([0, 0, 0.55]).rotate([1, 0, 0], 90)
    body = s.turned([(0, -0.12), (0.45, -0.12), (0.47, 0.1), (0.42, 0.12), (0.41, 0.06)], ring)
    dial = s.turned([(0, 0.06), (0.42, 0.06)], face)
    body["to_world"] = dial["to_world"] = upright
    dark = s.lacquer((0.02, 0.02, 0.02))
    return [
        body,
        dial,
        *s.rod((0, -0.08, 0.55), (0.16, -0.08, 0.68), 0.018, dark),
        *s.rod((0, -0.08, 0.55), (-0.05, -0.08, 0.85), 0.014, dark),
        *(p for x in (-0.3, 0.3) for p in s.rod((x * 0.8, 0, 0.2), (x, 0, 0.02), 0.03, s.metal())),
        *(s.ball((0.14, 0.12, 0.1), (x, 0, 1.02), s.metal()) for x in (-0.26, 0.26)),
    ]


PRODUCTS: dict[str, Callable[[Studio], list[Shape]]] = {
    build.__name__.removeprefix("_"): build
    for build in (
        _pan, _camera, _bowls, _toaster, _pawn, _dumbbell, _spray, _lantern, _skateboard, _hanger,
        _table, _lipstick, _doughnut, _toy_car, _ladder, _brush, _birdhouse, _helmet, _espresso,
        _clock,
    )
}  # fmt: skip
