"""Voice: the texts in one person's language, and figures as they are said."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.edit import Edit, Strength
from bot.domain.record import Address
from bot.domain.texts import Texts, one_line, plain

_MEANINGS = (
    (0, "none"),
    (20, "subtle"),
    (40, "light"),
    (65, "medium"),
    (90, "strong"),
    (100, "full"),
)
"""What a strength means, up to and including this percentage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Says the texts in the language of `locale`, as Discord sends it ("de", "en-GB")."""

    texts: Texts
    locale: str

    def say(self, key: str, /, **fields: object) -> str:
        """The text at `key`; what a person wrote goes through `plain` before."""
        return self.texts.say(self.locale, key, **fields)

    def phrase(self, english: str, /) -> str:
        """What the configuration says, such as a preset's label."""
        return self.texts.phrase(self.locale, english)

    def count(self, key: str, count: int, /, **fields: object) -> str:
        """The text for one, or for several."""
        return self.texts.count(self.locale, key, count, **fields)

    def meaning(self, percent: int) -> str:
        """What a strength means, in a few words."""
        name = next(name for limit, name in _MEANINGS if percent <= limit)
        return self.say(f"strength.{name}")

    def strength(self, strength: Strength) -> str:
        """A strength in percent: "60", or "product 0, scene 95"."""
        product, scene = round(strength.product * 100), round(strength.scene * 100)
        if product == scene:
            return str(product)
        return self.say("result.strengths", product=product, scene=scene)

    def seeds(self, edits: tuple[Edit, ...]) -> str:
        """The seed of the pictures, or the first and the last of theirs."""
        first, last = edits[0].seed, edits[-1].seed
        return str(first) if first == last else f"{first} – {last}"

    def photo_of(self, address: Address) -> list[str]:
        """A line that says which photo it is, where several came together; none otherwise."""
        if address.parts == 1:
            return []
        return [f"-# {self.say('reply.photo_of', number=address.part + 1, total=address.parts)}"]

    def label(self, text: str, limit: int) -> str:
        """What a person wrote, for a button or a description, where there is no markdown."""
        return one_line(text, limit)

    def quoted(self, text: str, limit: int = 300) -> str:
        """What a person wrote, harmless and short enough to show."""
        return plain(text, limit)
