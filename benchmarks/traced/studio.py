"""Shapes and materials as Mitsuba 3 describes them."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import mitsuba
import numpy as np
from numpy.typing import NDArray

mitsuba.set_variant("scalar_rgb")
Move = mitsuba.ScalarTransform4f

Shape = dict[str, Any]  # Mitsuba describes its scenes as dictionaries of anything
Point = tuple[float, float, float]


class Studio:
    """Builds shapes for Mitsuba; meshes go through files in `folder`."""

    def __init__(self, folder: Path, rng: np.random.Generator) -> None:
        self.rng = rng
        self._folder = folder
        self._meshes = 0

    def paint(self) -> Shape:
        """A lacquer: white, black, grey or a colour, more or less glossy."""
        kind = self.rng.choice(["white", "black", "grey", "colour"], p=[0.2, 0.15, 0.15, 0.5])
        level = {"white": 0.76, "black": 0.03}.get(str(kind), float(self.rng.uniform(0.12, 0.45)))
        tint = np.full(3, level)
        if kind == "colour":
            hue, saturation = self.rng.uniform(0, 360), self.rng.uniform(0.35, 0.9)
            hsv = np.array([[[hue, saturation, self.rng.uniform(0.4, 0.9)]]], np.float32)
            tint = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0, 0].astype(float) ** 2.2
        return self.lacquer(tuple(tint.tolist()), float(self.rng.uniform(0.06, 0.4)))

    def lacquer(self, colour: tuple[float, ...], roughness: float = 0.2) -> Shape:
        """A lacquer of a linear colour from 0 to 1."""
        return {
            "type": "roughplastic",
            "diffuse_reflectance": {"type": "rgb", "value": list(colour)},
            "alpha": roughness,
        }

    def metal(self) -> Shape:
        """Steel, copper or gold, brushed a little."""
        material = str(self.rng.choice(["Cr", "Cu", "Au"]))
        return {
            "type": "roughconductor",
            "material": material,
            "alpha": float(self.rng.uniform(0.08, 0.25)),
        }

    def wood(self) -> Shape:
        """Unpainted wood."""
        return self.lacquer(tuple(np.array([0.42, 0.25, 0.12]) * self.rng.uniform(0.5, 1.5)), 0.4)

    def clear(self) -> Shape:
        """A pane of clear glass, without thickness."""
        return {"type": "thindielectric", "int_ior": 1.5}

    def print(self, text: str) -> Shape:
        """Paper with a word on it, in colours that stand apart."""
        dark, pale = self.rng.uniform(0, 90, 3), self.rng.uniform(200, 245, 3)
        ink, paper = (dark, pale) if self.rng.random() < 0.7 else (pale, dark)
        picture = np.full((128, 512, 3), paper, np.uint8)
        for start in (0, 256):  # so that one is seen from every side of a sleeve
            cv2.putText(picture, text, (start + 16, 80), 2, 1.4, tuple(map(float, ink)), 4, 16)
        self._meshes += 1
        path = self._folder / f"print{self._meshes}.png"
        cv2.imwrite(str(path), picture)
        return {"type": "diffuse", "reflectance": {"type": "bitmap", "filename": str(path)}}

    def sleeve(self, radius: float, low: float, high: float, text: str) -> Shape:
        """A printed label around something upright."""
        return {
            "type": "cylinder",
            "p0": [0, 0, low],
            "p1": [0, 0, high],
            "radius": radius,
            "bsdf": two_sided(self.print(text)),
        }

    def panel(self, size: tuple[float, float], at: Point, text: str) -> Shape:
        """A printed label of (width, height) facing the front, its middle `at`."""
        place = Move().translate(list(at)).rotate([1, 0, 0], 90)
        place = place.scale([size[0] / 2, size[1] / 2, 1])
        return {"type": "rectangle", "to_world": place, "bsdf": two_sided(self.print(text))}

    def block(self, size: Point, at: Point, look: Shape, *, turn: float = 0.0) -> Shape:
        """A box of `size` with its middle `at`, turned around the vertical by `turn` degrees."""
        half = [side / 2 for side in size]
        place = Move().translate(list(at)).rotate([0, 0, 1], turn).scale(half)
        return {"type": "cube", "to_world": place, "bsdf": look}

    def ball(self, radii: Point, at: Point, look: Shape) -> Shape:
        """An ellipsoid."""
        return {
            "type": "sphere",
            "to_world": Move().translate(list(at)).scale(list(radii)),
            "bsdf": look,
        }

    def rod(self, start: Point, end: Point, radius: float, look: Shape) -> list[Shape]:
        """A rod with round ends."""
        bar = {"type": "cylinder", "p0": list(start), "p1": list(end), "radius": radius}
        caps = [self.ball((radius, radius, radius), at, look) for at in (start, end)]
        return [{**bar, "bsdf": two_sided(look)}, *caps]

    def wire(self, points: Sequence[Point], radius: float, look: Shape) -> list[Shape]:
        """Rods along a line of points."""
        return [
            part
            for start, end in zip(points, points[1:], strict=False)
            for part in self.rod(start, end, radius, look)
        ]

    def turned(
        self, profile: list[tuple[float, float]], look: Shape, at: Point = (0, 0, 0)
    ) -> Shape:
        """A shape turned on a lathe from its (radius, height) `profile`."""
        around = 96
        angles = np.linspace(0.0, 2.0 * np.pi, around, endpoint=False)
        rings = [
            np.stack([r * np.cos(angles), r * np.sin(angles), np.full(around, z)], axis=1)
            for r, z in profile
        ]
        here = np.arange(around)
        ahead = (here + 1) % around
        faces = []
        for ring in range(len(profile) - 1):
            low, high = ring * around, (ring + 1) * around
            faces.append(np.stack([low + here, low + ahead, high + ahead], axis=1))
            faces.append(np.stack([low + here, high + ahead, high + here], axis=1))
        return {
            "type": "ply",
            "filename": self._mesh(np.concatenate(rings), np.concatenate(faces)),
            "face_normals": True,
            "to_world": Move().translate(list(at)),
            "bsdf": two_sided(look),
        }

    def sweep(self, colour: list[float], size: float) -> Shape:
        """A paper backdrop: floor and wall with a round bend between them."""
        bend = np.linspace(0.0, np.pi / 2, 24)
        profile = [(-12.0, 0.0), *((3 + 2 * np.sin(a), 2 - 2 * np.cos(a)) for a in bend), (5, 12)]
        points = np.array([(x, y, z) for x in (-14.0, 14.0) for y, z in profile]) * size
        count = len(profile)
        here = np.arange(count - 1)
        first = np.stack([here, here + 1, count + here + 1], axis=1)
        second = np.stack([here, count + here + 1, count + here], axis=1)
        paper = {"type": "diffuse", "reflectance": {"type": "rgb", "value": colour}}
        return {
            "type": "ply",
            "filename": self._mesh(points, np.concatenate([first, second])),
            "bsdf": two_sided(paper),
        }

    def _mesh(self, points: NDArray[np.floating], faces: NDArray[np.integer]) -> str:
        self._meshes += 1
        path = self._folder / f"mesh{self._meshes}.ply"
        header = (
            f"ply\nformat binary_little_endian 1.0\nelement vertex {len(points)}\n"
            "property float x\nproperty float y\nproperty float z\n"
            f"element face {len(faces)}\nproperty list uchar int vertex_indices\nend_header\n"
        )
        rows = b"".join(struct.pack("<B3i", 3, *map(int, face)) for face in faces)
        path.write_bytes(header.encode() + points.astype("<f4").tobytes() + rows)
        return str(path)


def two_sided(look: Shape) -> Shape:
    """A material that looks the same from behind; glass does anyway."""
    if look["type"] == "thindielectric":
        return look
    return {"type": "twosided", "bsdf": look}
