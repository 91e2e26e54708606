"""Which characters a font has, read from its `cmap` table (OpenType 1.9, chapter cmap)."""

from __future__ import annotations

import struct

from bot.domain.errors import UsageError

Spans = tuple[tuple[int, int], ...]
"""First and last code points, sorted."""

_UNICODE = {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}
"""Platform and encoding of subtables that map Unicode."""
_SIGNATURES = {b"\0\1\0\0", b"OTTO", b"true"}
_COLLECTION = b"ttcf"
_MOST_GROUPS = 70_000


def spans_of(data: bytes) -> Spans:
    """The code points that a TrueType or OpenType font maps. Raises `UsageError` where `data` is
    no such font."""
    try:
        return _spans_of(data)
    except (struct.error, IndexError, KeyError, ValueError) as exc:
        raise UsageError(
            "font_damaged",
            "This file is no TrueType or OpenType font that can be read; please send a .ttf or "
            ".otf file.",
            repr(exc),
        ) from exc


def has(spans: Spans, character: str) -> bool:
    """Whether a code point lies in one of the spans."""
    code, low, high = ord(character), 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][1] < code:
            low = middle + 1
        else:
            high = middle
    return low < len(spans) and spans[low][0] <= code


def _spans_of(data: bytes) -> Spans:
    at = _table_at(data, b"cmap")
    _, count = struct.unpack_from(">HH", data, at)
    found: list[tuple[int, int]] = []
    for number in range(min(count, 64)):
        platform, encoding, offset = struct.unpack_from(">HHL", data, at + 4 + 8 * number)
        if (platform, encoding) in _UNICODE:
            found += _subtable(data, at + offset)
    if not found:
        raise ValueError("no Unicode cmap")
    return _merged(found)


def _table_at(data: bytes, tag: bytes) -> int:
    start = 0
    if data[:4] == _COLLECTION:  # of several fonts the first is taken
        (start,) = struct.unpack_from(">L", data, 12)
    if data[start : start + 4] not in _SIGNATURES:
        raise ValueError("no font")
    (tables,) = struct.unpack_from(">H", data, start + 4)
    for number in range(tables):
        name, _, offset, _ = struct.unpack_from(">4sLLL", data, start + 12 + 16 * number)
        if name == tag:
            return int(offset)
    raise KeyError(tag)


def _subtable(data: bytes, at: int) -> list[tuple[int, int]]:
    (kind,) = struct.unpack_from(">H", data, at)
    if kind == 4:
        return _segments(data, at)
    if kind == 12:
        (count,) = struct.unpack_from(">L", data, at + 12)
        if count > _MOST_GROUPS:
            raise ValueError(f"{count} groups")
        groups = struct.iter_unpack(">LLL", data[at + 16 : at + 16 + 12 * count])
        return [(first, last) for first, last, _ in groups if first <= last <= 0x10FFFF]
    return []


def _segments(data: bytes, at: int) -> list[tuple[int, int]]:
    """Format 4, without code points that map to glyph 0."""
    (doubled,) = struct.unpack_from(">H", data, at + 6)
    count = doubled // 2
    ends, starts = at + 14, at + 16 + doubled
    deltas, offsets = starts + doubled, starts + 2 * doubled
    found = []
    for number in range(count):
        (last,) = struct.unpack_from(">H", data, ends + 2 * number)
        (first,) = struct.unpack_from(">H", data, starts + 2 * number)
        (delta,) = struct.unpack_from(">h", data, deltas + 2 * number)
        (offset,) = struct.unpack_from(">H", data, offsets + 2 * number)
        if first > last or first == 0xFFFF:
            continue
        if offset == 0:
            found.append((first, last))
            continue
        for code in range(first, last + 1):
            place = offsets + 2 * number + offset + 2 * (code - first)
            (glyph,) = struct.unpack_from(">H", data, place)
            if glyph and (glyph + delta) % 0x10000:
                found.append((code, code))
    return found


def _merged(found: list[tuple[int, int]]) -> Spans:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)
