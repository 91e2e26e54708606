"""What own words say must not be there: "no red", "not blue", "kein Rot", "赤以外"."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable
from dataclasses import dataclass

_AFTER = (
    r"\b(?:no|not|nor|nothing|without|never|avoid(?:ing)?|except|exclud(?:e|ing)|instead of"
    r"|rather than|anything but|do(?: not|n't) (?:use|want|make it|paint it)"
    r"|kein(?:e|en|er|es|em)?|ohne|nicht|niemals|außer|ausser|statt|anstatt|vermeide)\b"
    r"(?! (?:(?:a|any|jeden) )?(?:doubt|question|zweifel|frage)\b)\s*(?P<thing>[^,;.!:、。\n]*)"
)
"""A word that refuses, and the rest of its phrase."""
_BEFORE = (
    r"(?P<before>(?:[^,;.!、。をはのでに\s]+(?<!背景)の)?[^,;.!、。をはのでに\s]+?)"
    r"(?:色)?(?:は|を|が)?(?:絶対に?|できれば|なるべく)?"
    r"(?:なし|無し|抜き|以外|ではなく(?:て)?|じゃなく(?:て)?|ではない|じゃない|にしない(?:で)?"
    r"|入れない(?:で)?|使わない(?:で)?|使わず|のない|のいない|避けて?|いらない|不要|嫌"
    r"|やめて|止めて|だめ|ダメ|禁止|(?<![A-Za-z])NG(?![A-Za-z])|(?:欲し|ほし)くない)"
    r"(?:くだ|下)?(?:さい)?(?:です)?"
)
"""The same in Japanese, where what refuses comes last. What stands before a の belongs to it, so
木の机なし refuses wood; but 緑の背景の人なし wishes for the background."""
_REFUSED = re.compile(f"{_AFTER}|{_BEFORE}", re.IGNORECASE)
_TURN = re.compile(
    r"\s+(?:but|sondern|aber|rather|instead|please|bitte|lieber|make it|use|on|in front of|with"
    r"|mit|auf|vor|nehme?)\b",
    re.IGNORECASE,
)
"""Where a phrase turns from what is refused to what is wished for."""
_PHRASE = re.compile(r"(?:^|(?<=[,;.!:、。\n]))[^,;.!:、。\n]*$")
_ASIDE = re.compile(
    r"^(?:und|aber|and|but)\s+"
    r"|\s*\b(?:bitte|please|lieber|besser|aber|auch|gar|eher|auf keinen fall)\b\s*$",
    re.IGNORECASE,
)
"""What is said around a thing before a refusal that comes last: "aber Holz bitte nicht"."""
_STOPS = " ,;.!、。"
_POLITE = re.compile(
    r"(?:please|thanks?|thank you|bitte|danke|お願いします|ください)", re.IGNORECASE
)
"""What wishes for nothing by itself."""
_SMALL_WORDS = re.compile(
    r"^(?:(?:in|any|a|an|the|too|so|much|of|it|be|ein\w*|im|zu|viel|das|die|den|der)\s+)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Own words taken apart: what is wished for, and the things that are refused."""

    wished: str
    refused: tuple[str, ...]


def wishes_of(prompt: str) -> Wishes:
    """Take what is refused out of own words.

    A refusal reaches to the end of its phrase, or to where the phrase turns: "not blue but green"
    refuses blue and wishes for green. One that ends its phrase refuses what stands before it:
    "Holz bitte nicht".
    """
    refused: list[str] = []
    wished: list[str] = []
    place = 0
    while found := _REFUSED.search(prompt, place):
        wished.append(prompt[place : found.start()])
        thing, place = found["before"] or "", found.end()
        if found["before"] is None:
            thing = found["thing"]
            turn = _TURN.search(thing)
            place = found.start("thing") + (turn.start() if turn else len(thing))
            thing = thing[: turn.start()] if turn else thing
            if not thing.strip() and not turn:
                thing = _taken_back(wished)
        if named := _SMALL_WORDS.sub("", thing.strip()).strip():
            refused.append(named)
    wished.append(prompt[place:])
    left = re.sub(r"\s+", " ", " ".join(wished)).strip(_STOPS)
    left = "" if _POLITE.fullmatch(left) else left
    return Wishes(wished=left, refused=tuple(dict.fromkeys(refused)))


def _taken_back(wished: list[str]) -> str:
    """Take the last phrase, which turns out to be refused, off what is wished for."""
    phrase = _PHRASE.search(wished[-1])
    if phrase is None:
        return ""
    wished[-1] = wished[-1][: phrase.start()]
    thing = phrase.group().strip()
    while (rest := _ASIDE.sub("", thing)) != thing:
        thing = rest
    return thing


def family(color: str) -> str:
    """The plain colour that a `#rrggbb` belongs to, as people call it: sky blue and navy are
    blue."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    chroma = saturation * value
    if chroma < 0.10:
        return next(name for least, name in _GREYS if value >= least)
    degrees = 360.0 * hue
    name = next(name for below, name in _HUES if degrees < below)
    if name in {"red", "pink"} and saturation < 0.62 and value > 0.72:
        return "pink"
    if name in {"orange", "yellow"} and saturation < 0.62 and degrees < 48.0:
        return "brown"
    return "brown" if name == "orange" and value < 0.72 else name


_GREYS = ((0.85, "white"), (0.22, "grey"), (0.0, "black"))
_HUES = (
    (14.0, "red"), (43.0, "orange"), (70.0, "yellow"), (168.0, "green"), (256.0, "blue"),
    (300.0, "purple"), (342.0, "pink"), (361.0, "red"),
)  # fmt: skip


def families(colors: Iterable[str]) -> frozenset[str]:
    """The plain colours of several."""
    return frozenset(family(color) for color in colors)
