"""Lines in the order in which they are read to runs in the order in which they are drawn.

raqm does the same within one font; a line here may need several fonts, so the runs have to be put
in order before. This is the part of the Unicode Bidirectional Algorithm (UAX #9) that text without
embedding controls needs, which `clean_text` has removed: rules P2, W1, W2, W4 to W7, N1, N2, I1, I2
and L2. Brackets are mirrored by raqm.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby

_STRONG = {"L": "L", "R": "R", "AL": "R"}
_NUMBERS = {"EN", "AN"}


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one direction, in reading order."""

    text: str
    rtl: bool


def is_rtl(text: str) -> bool:
    """Whether a paragraph reads from the right: its first strong character does (P2, P3)."""
    for character in text:
        strong = _STRONG.get(unicodedata.bidirectional(character))
        if strong is not None:
            return strong == "R"
    return False


def visual_runs(line: str, *, rtl: bool) -> list[Run]:
    """The runs of a line from left to right as they are drawn; `rtl` is its paragraph's."""
    levels = _levels(line, rtl)
    runs: list[tuple[int, str]] = []
    for level, group in groupby(zip(levels, line, strict=True), key=lambda pair: pair[0]):
        runs.append((level, "".join(character for _, character in group)))
    for threshold in range(max(levels, default=0), 0, -1):  # L2
        runs = _reversed_from(runs, threshold)
    return [Run(text, level % 2 == 1) for level, text in runs]


def _reversed_from(runs: list[tuple[int, str]], threshold: int) -> list[tuple[int, str]]:
    out: list[tuple[int, str]] = []
    for high, group in groupby(runs, key=lambda run: run[0] >= threshold):
        members = list(group)
        out += members[::-1] if high else members
    return out


def _levels(line: str, rtl: bool) -> list[int]:
    """The embedding level of each character (I1, I2)."""
    base = 1 if rtl else 0
    kinds = _neutrals_resolved(_weak_resolved(line, base), base)
    levels = []
    for kind in kinds:
        if kind == "L":
            levels.append(base + base % 2)
        elif kind == "R":
            levels.append(base + (base + 1) % 2)
        else:  # numbers
            levels.append(2)
    return levels


def _weak_resolved(line: str, base: int) -> list[str]:
    """Bidirectional classes after the rules W1 to W7."""
    kinds = _numbers_told_apart([unicodedata.bidirectional(c) or "L" for c in line], base)
    for at in range(1, len(kinds) - 1):  # W4
        before, after = kinds[at - 1], kinds[at + 1]
        joins = kinds[at] == "CS" or (kinds[at] == "ES" and before == "EN")
        if joins and before == after and before in _NUMBERS:
            kinds[at] = before
    _join_terminators(kinds)
    strong = "R" if base else "L"
    for at, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":  # W7
            kinds[at] = "L"
        elif kind not in _NUMBERS:  # W6 and everything neutral
            kinds[at] = "ON"
    return kinds


def _numbers_told_apart(kinds: list[str], base: int) -> list[str]:
    """W1 to W3: marks as what they stand on, numbers after Arabic letters as Arabic ones."""
    arabic = False
    for at, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[at] = kinds[at - 1] if at else ("R" if base else "L")
        elif kind in _STRONG:
            arabic = kind == "AL"
        elif kind == "EN" and arabic:
            kinds[at] = "AN"
    return ["R" if kind == "AL" else kind for kind in kinds]


def _join_terminators(kinds: list[str]) -> None:
    """W5: signs such as % and € go with the number beside them."""
    at = 0
    while at < len(kinds):
        if kinds[at] != "ET":
            at += 1
            continue
        end = at
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        beside = (kinds[at - 1] if at else "", kinds[end] if end < len(kinds) else "")
        if "EN" in beside:
            kinds[at:end] = ["EN"] * (end - at)
        at = end


def _neutrals_resolved(kinds: list[str], base: int) -> list[str]:
    """N1 and N2: what is neutral goes with both its neighbours, or with the paragraph."""
    edge = "R" if base else "L"
    out = list(kinds)
    at = 0
    while at < len(out):
        if out[at] != "ON":
            at += 1
            continue
        end = at
        while end < len(out) and out[end] == "ON":
            end += 1
        before = _side(out[at - 1]) if at else edge
        after = _side(out[end]) if end < len(out) else edge
        out[at:end] = [before if before == after else edge] * (end - at)
        at = end
    return out


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"
