"""Texts: all that Restage says to people, in each language, and what people say, made harmless."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

ENGLISH = "en"
"""The language that every other falls back to."""

FIELD = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
"""A field of a text, such as `{preset}`; there are no conversions, attributes or format specs."""

ELLIPSIS = "…"

_LONGEST_VALUE = 400
_LONGEST_SENTENCE = 1500
_PLACES = re.compile(r"<(#|@&)\d+>(, <(#|@&)\d+>)*")
_SHOWN_BY_DISCORD = {
    "channels": _PLACES,
    "roles": _PLACES,
    "moment": re.compile(r"<t:\d+:[RF]>"),
}
"""Values of ours that Discord shows by name, or as a time, by the field they stand in: what a
person typed stands in others, and is shown as it was typed."""


@dataclass(frozen=True, kw_only=True)
class Texts:
    """`languages` holds templates by key for each language; `en` is complete.

    A key is the path in the language's file: `button.cancel`, `reply.queue_place`. Fields stand in
    braces. Values are put in as they are: text that a person wrote goes through `plain` first.
    """

    languages: Mapping[str, Mapping[str, str]]

    def __post_init__(self) -> None:
        if ENGLISH not in self.languages:
            raise ValueError(f"there are no texts for {ENGLISH!r}, which the others fall back to")

    def say(self, locale: str, key: str, /, **fields: object) -> str:
        """The text at `key` in the language of `locale` ("de", "ja", "en-GB" as Discord sends it).

        Falls back to English. Raises `KeyError` for a key that English lacks too; a field that is
        not given stays in its braces.
        """
        return _fill(self._template(locale, key), fields)

    def count(self, locale: str, key: str, count: int, /, **fields: object) -> str:
        """The text at `key.one` for a count of 1, else at `key.other`; its field is `{count}`."""
        form = "one" if count == 1 else "other"
        return self.say(locale, f"{key}.{form}", count=count, **fields)

    def error(self, locale: str, code: str, reply: str, /) -> str:
        """A `BotError` (or `Failed`) in the person's language; where there is none `reply` itself,
        made `plain`, since it may hold what a person wrote."""
        said = self._retell(locale, f"error.{code}", reply)
        return plain(reply, _LONGEST_SENTENCE) if said is None else said

    def notice(self, locale: str, code: str, text: str, /) -> str:
        """A `Notice` in the person's language; where there is none its own English `text`, made
        `plain`."""
        said = self._retell(locale, f"notice.{code}", text)
        return plain(text, _LONGEST_SENTENCE) if said is None else said

    def phrase(self, locale: str, english: str, /) -> str:
        """A phrase of the configuration, such as a preset's label, in the person's language; as it
        is where it is not among the texts at `phrase.…`."""
        key = self._phrases.get(english)
        return english if key is None else self._template(locale, key)

    def has(self, key: str) -> bool:
        """Whether there is a text at `key`."""
        return key in self.languages[ENGLISH]

    def _template(self, locale: str, key: str) -> str:
        own = self.languages.get(language_of(locale), {})
        return own[key] if key in own else self.languages[ENGLISH][key]

    def _retell(self, locale: str, key: str, english: str) -> str | None:
        """Say in any language what the program said in English, its values made `plain`.

        Errors and notices carry their English sentence, values and all, across processes and into
        the ledger. The English template at `key` (or one at `key.…`, where a code has several
        sentences) takes the values out again, and the language's own template puts them in. None
        where no template fits.
        """
        for candidate, pattern in self._sentences(key):
            found = pattern.fullmatch(english)
            if found:
                values = found.groupdict()
                said = {name: self._rephrase(locale, name, value) for name, value in values.items()}
                return self.say(locale, candidate, **said)
        return None

    def _rephrase(self, locale: str, name: str, value: str) -> str:
        """A value as it is, or in the person's language where it is a sentence or phrase of ours,
        such as a duration."""
        shown = _SHOWN_BY_DISCORD.get(name)
        if shown is not None and shown.fullmatch(value):
            return value
        for key in ("phrase", "error"):
            said = self._retell(locale, key, value)
            if said is not None:
                return said
        return plain(value, _LONGEST_VALUE)

    def _sentences(self, key: str) -> Iterator[tuple[str, re.Pattern[str]]]:
        for candidate, pattern in self._patterns.items():
            if f"{candidate}.".startswith(f"{key}."):
                yield candidate, pattern

    @cached_property
    def _phrases(self) -> dict[str, str]:
        """Keys of the phrases, by what they are in English."""
        english = self.languages[ENGLISH].items()
        return {text: key for key, text in english if key.startswith("phrase.")}

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        """What the English sentences that can be retold look like, by key."""
        retold = ("error.", "notice.", "phrase.")
        english = self.languages[ENGLISH].items()
        return {key: _pattern(text) for key, text in english if key.startswith(retold)}


def language_of(locale: str) -> str:
    """The language of a locale: "en" of "en-GB"."""
    return locale.replace("_", "-").partition("-")[0].lower()


def fields_of(template: str) -> frozenset[str]:
    """The fields that a template fills."""
    return frozenset(FIELD.findall(template))


def _fill(template: str, fields: Mapping[str, object]) -> str:
    return FIELD.sub(lambda found: str(fields.get(found[1], found[0])), template)


def _pattern(template: str) -> re.Pattern[str]:
    """Matches what filling the template gives, with a group for each field."""
    parts: list[str] = []
    seen: set[str] = set()
    for index, part in enumerate(FIELD.split(template)):
        if index % 2 == 0:
            parts.append(re.escape(part))
        elif part in seen:
            parts.append(f"(?P={part})")
        else:
            seen.add(part)
            parts.append(f"(?P<{part}>.+?)")
    return re.compile("".join(parts), re.DOTALL)


_MARKDOWN = re.compile(r"[\\*_~`|\[\]<]|^[->#]")
_LINKING = re.compile(r"(?<=@)|(?<=:)(?=//)|(?<=\.\w\w)(?=/)|(?<=\.\w\w\w)(?=/)|^(?=\d+\.\s)")
"""Where a mention, an address or a numbered list would begin."""

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_MARKS = {"Mn", "Me"}
_MOST_MARKS = 4
"""Accents on one letter: more of them climb over the lines above and below."""
_RIGHT_TO_LEFT = {"R", "AL"}
_ISOLATE = "\N{FIRST STRONG ISOLATE}{}\N{POP DIRECTIONAL ISOLATE}"
"""Keeps words that are written from right to left from turning around what stands beside them."""
_SPACE = "\N{ZERO WIDTH SPACE}"


def plain(text: str, limit: int = 200) -> str:
    """Text that a person wrote, on one line, harmless where Discord reads markdown.

    Mentions, links, markdown and spoilers show as the characters they are: backslashes stand before
    markdown, and a zero-width space breaks what a backslash does not. `limit` is as in `one_line`;
    what is added here is not counted, since nobody sees it.
    """
    escaped = _MARKDOWN.sub(r"\\\g<0>", one_line(text, limit))
    return _LINKING.sub(_SPACE, escaped)


def one_line(text: str, limit: int = 200) -> str:
    """Text that a person wrote, on one line, for labels, choices and other places without markdown.

    Control, zero-width and bidirectional characters go, and accents that pile up; more than `limit`
    characters end in an ellipsis. What is written from right to left is set apart.
    """
    visible = "".join(" " if c.isspace() else c for c in text if _is_visible(c))
    line = " ".join(_without_towers(visible).split())
    if any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in line):
        return _ISOLATE.format(_shortened(line, limit - 2))
    return _shortened(line, limit)


def _shortened(line: str, limit: int) -> str:
    return line if len(line) <= limit else _cut(line, limit - 1).rstrip() + ELLIPSIS


def _without_towers(text: str) -> str:
    """No more accents on a letter than any language has."""
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in _MARKS else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _cut(line: str, length: int) -> str:
    """The first `length` characters, fewer where an accent would lose its letter."""
    while length > 0 and unicodedata.combining(line[length]):
        length -= 1
    return line[:length]


def _is_visible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in _INVISIBLE
