"""Chat: the short ways in which people write, spelt out, so that one question is one text."""

from __future__ import annotations

import re

from bot.search.terms import levelled

_SPELT_OUT = """
can not: cant can't cannot
will not: wont won't
i am: im i'm
i have: ive i've
i would: id i'd
i will: ill i'll
what is: whats what's
who is: whos who's
where is: wheres where's
how is: hows how's
that is: thats that's
there is: theres there's
it is: its it's
want to: wanna
going to: gonna
do not know: dunno idk
photo: pic foto photograph
photos: pics fotos photographs
background: bg
you: u ya
your: ur
are: r
them: em
instagram: insta ig
christmas: xmas
nothing: nothin nuthin
nichts: nix
habe: hab
einen: nen
eine: ne
gibt es: gibts gibt's
geht es: gehts geht's
"""
_SHORT = {
    short: long
    for long, _, shorts in (line.partition(": ") for line in _SPELT_OUT.split("\n"))
    for short in shorts.split()
}
_SAID_IN_PASSING = """
tbh lol lmao omg btw pls plz please thx hey hi hello guys bitte mal halt
"""
_NOISE = frozenset(_SAID_IN_PASSING.split())
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_NOT = re.compile(r"\b(do|does|did|is|are|was|were|would|could|should|has|have|had)n'?t\b")


def spelled_out(text: str) -> str:
    """The text levelled, with short forms spelt out ("cant" is "can not", "pics" is "photos") and
    without what is only said in passing ("lol"), unless nothing else is said."""
    plain = _NOT.sub(r"\1 not", levelled(text))
    plain = _WORD.sub(lambda found: _SHORT.get(found[0], found[0]), plain)
    said = [word for word in plain.split() if word.strip("?!.,") not in _NOISE]
    return " ".join(said) or plain
