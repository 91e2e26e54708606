"""Syllables of scripts that write words without spaces between them: where a line may be broken
when nothing else allows it.

Thai and Lao write five vowels before the consonant that they are spoken after, and nothing else
stands before these in a syllable, so that each begins one. That is no dictionary: a word may be
broken between its syllables, as in narrow columns of newspapers, but never within one. Signs that
repeat or cut short end what stands before them.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.finish.shaping import clusters

_BEGIN = frozenset("เแโใไ" + "ເແໂໃໄ")
"""Vowels of Thai and Lao that stand before their consonant."""

_END = frozenset("ๆฯ" + "ໆຯ")
"""Signs of repetition and abbreviation."""

_SPOKEN = range(0x0E01, 0x0EE0)
"""Letters of both scripts."""


def syllables(text: str) -> Iterator[str]:
    """The pieces between which a line may be broken; the whole text where there are none."""
    piece = previous = ""
    for cluster in clusters(text):
        inside = bool(previous) and ord(previous[0]) in _SPOKEN and ord(cluster[0]) in _SPOKEN
        begins = cluster[0] in _BEGIN and previous[:1] not in _BEGIN
        ends = previous[:1] in _END and cluster[0] not in _END
        if inside and (begins or ends):
            yield piece
            piece = ""
        piece += cluster
        previous = cluster
    if piece:
        yield piece
