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
        """A `BotError` (or `Failed`) in the person's language; `reply` where there is none."""
        return self._retell(locale, f"error.{code}", reply)

    def notice(self, locale: str, code: str, text: str, /) -> str:
        """A `Notice` in the person's language; its own English `text` where there is none."""
        return self._retell(locale, f"notice.{code}", text)

    def has(self, key: str) -> bool:
        """Whether there is a text at `key`."""
        return key in self.languages[ENGLISH]

    def _template(self, locale: str, key: str) -> str:
        own = self.languages.get(language_of(locale), {})
        return own[key] if key in own else self.languages[ENGLISH][key]

    def _retell(self, locale: str, key: str, english: str) -> str:
        """Say in another language what the program said in English.

        Errors and notices carry their English sentence, values and all, across processes and into
        the ledger. The English template at `key` (or one at `key.…`, where a code has several
        sentences) takes the values out again, and the other language's template puts them in.
        """
        if language_of(locale) not in self.languages or language_of(locale) == ENGLISH:
            return english
        for candidate, pattern in self._sentences(key):
            found = pattern.fullmatch(english)
            if found:
                values = {
                    name: self._rephrase(locale, said) for name, said in found.groupdict().items()
                }
                return self.say(locale, candidate, **values)
        return english

    def _rephrase(self, locale: str, english: str) -> str:
        """A value that is itself a phrase of ours, such as a duration, in another language."""
        for candidate, pattern in self._sentences("phrase"):
            found = pattern.fullmatch(english)
            if found:
                return self.say(locale, candidate, **found.groupdict())
        return english

    def _sentences(self, key: str) -> Iterator[tuple[str, re.Pattern[str]]]:
        for candidate, pattern in self._patterns.items():
            if candidate == key or candidate.startswith(f"{key}."):
                yield candidate, pattern

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


_MARKDOWN = re.compile(r"([\\*_~`|>#\[\]()<@:-])")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def plain(text: str, limit: int = 200) -> str:
    """Text that a person wrote, on one line and harmless in a Discord message.

    Mentions, links, markdown and spoilers show as the characters they are; control, zero-width and
    bidirectional characters go; more than `limit` characters end in an ellipsis (the escapes,
    which nobody sees, are not counted).
    """
    visible = "".join(" " if c.isspace() else c for c in text if _is_visible(c))
    line = " ".join(visible.split())
    if len(line) > limit:
        line = line[: limit - 1].rstrip() + ELLIPSIS
    return _MARKDOWN.sub(r"\\\1", line)


def _is_visible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in _INVISIBLE
