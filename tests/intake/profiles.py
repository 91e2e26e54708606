"""ICC profiles written by hand (ICC.1:2010), so that tests know what they mean."""

from __future__ import annotations

import itertools
import struct

# Colorants of Adobe RGB (1998), adapted to D50 as its specification gives them.
ADOBE_RGB = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
D50 = (0.9642, 1.0, 0.8249)


def rgb_profile(colorants: tuple[tuple[float, float, float], ...], gamma: float) -> bytes:
    """A display profile of three colorants (XYZ at D50) and one gamma."""
    red, green, blue = colorants
    curve = _curve(gamma)
    return _profile(
        b"mntr",
        b"RGB ",
        b"XYZ ",
        {
            b"wtpt": _xyz(D50),
            b"rXYZ": _xyz(red),
            b"gXYZ": _xyz(green),
            b"bXYZ": _xyz(blue),
            b"rTRC": curve,
            b"gTRC": curve,
            b"bTRC": curve,
        },
    )


def grey_profile(gamma: float) -> bytes:
    """A profile for grey pictures of that gamma."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"wtpt": _xyz(D50), b"kTRC": _curve(gamma)})


def black_only_cmyk_profile() -> bytes:
    """A press on which only the black ink prints: lightness falls with K from 100 to 0."""
    straight = bytes(range(256))
    grid = itertools.product((0, 255), repeat=4)  # the last channel, K, varies fastest
    colours = b"".join(bytes((255 - k, 128, 128)) for *_, k in grid)
    identity = struct.pack(">9i", *(65536 * (i % 4 == 0) for i in range(9)))
    lut = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + identity + straight * 4 + colours
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"wtpt": _xyz(D50), b"A2B0": lut + straight * 3})


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))


def _curve(gamma: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)


def _profile(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    directory, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        directory += name + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    white = struct.pack(">3i", *(round(value * 65536) for value in D50))
    head = bytes(8) + struct.pack(">I", 0x02400000) + kind + space + connection + bytes(12)
    head += b"acsp" + bytes(28) + white
    whole = head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + directory + body
    return struct.pack(">I", len(whole)) + whole[4:]
