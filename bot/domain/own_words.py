"""Own words for the studio engine, which cannot read sentences: what it can take from them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.edit import Command
from bot.domain.job import Notice
from bot.domain.match_words import covers, score, shares_a_word, spoken_words
from bot.domain.named_paints import HEX, mentions, named_paints, without_colours
from bot.domain.preset import Preset
from bot.domain.recipe import Backdrop, BackdropKind, Paint, Recipe
from bot.domain.refused_words import families, family, wishes_of

_BACKGROUND = re.compile(r"\b(?:back(?:ground|drop)|sweep|hintergr[uü]nd\w*)\b|背景")
_SHADOW = re.compile(r"\bshadows?\b|\w*schatten\b|影")
_PAINTABLE = {BackdropKind.STUDIO, BackdropKind.WALL}
_PURE_WHITE = "#ffffff"
_TURN_ON = "Set a model in settings.yaml to turn the diffusion engine on."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the studio engine makes of own words: a preset, its recipe and paints, and what the
    person should know about it."""

    preset: Preset
    recipe: Recipe | None
    paints: tuple[Paint, ...]
    notices: tuple[Notice, ...] = ()


def read_own_words(
    prompt: str, named: Preset | None, presets: Iterable[Preset], avoid: str = ""
) -> Reading:
    """The preset, colours and materials of `presets` that stand in `prompt`.

    A preset that the person `named` stays; colours written as `#rrggbb` or by name are taken for
    sweeps and walls and for variants. Presets share one command, the first is taken when nothing
    fits. What the words refuse ("no red"), or name under `avoid`, is never taken, and whatever of
    that cannot be told from a name is said.
    """
    every = list(presets)
    if every[0].command is Command.REFINE:  # "no noise" is what it is asked for
        return _read_wishes(prompt, named, every, _Refusal.of((), every))
    wishes = wishes_of(prompt)
    refusal = _Refusal.of((*wishes.refused, *re.split(r"[,;\n]", avoid)), every)
    known = [preset for preset in every if not refusal.hits_scene(preset)] or every
    said = refusal.notices(wishes.refused, named)
    if wishes.wished:
        reading = _read_wishes(wishes.wished, named, known, refusal)
    else:
        preset = named or known[0]
        paints = refusal.left(preset.variants) or _first_left(known, refusal)
        reading = Reading(preset=preset, recipe=preset.studio, paints=paints or preset.variants)
    recipe = refusal.left_of(reading.recipe)
    return replace(reading, recipe=recipe, notices=(*reading.notices, *said))


def _read_wishes(
    wished: str, named: Preset | None, known: list[Preset], refusal: _Refusal
) -> Reading:
    """What is wished for, out of the presets that are left."""
    spoken = spoken_words(wished)
    preset = named or _plain(refusal.known, wished) or _best(known, spoken, wished) or known[0]
    if preset.command is Command.VARIANTS:
        return _read_paints(wished, spoken, preset, known, refusal)
    recipe = preset.studio
    paint = _colour_for(preset, wished)
    if paint and isinstance(recipe, Backdrop) and recipe.backdrop in _PAINTABLE:
        recipe = replace(recipe, color=paint.color)
        return _reading(preset, recipe, "prompt_matched", f"{preset.label} in {paint.label}")
    if score(preset.match, spoken) or (named is None and _plain(refusal.known, wished)):
        return _reading(preset, recipe, "prompt_matched", preset.label)
    return _reading(preset, recipe, "prompt_not_followed", preset.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refusal:
    """What must not be there: `things` as they were said, the `paints` among them and the plain
    colours they belong to; `known` are the presets to choose from."""

    things: tuple[str, ...]
    paints: tuple[Paint, ...]
    colours: frozenset[str]
    known: list[Preset]

    @classmethod
    def of(cls, things: Iterable[str], known: list[Preset]) -> _Refusal:
        said = tuple(thing.strip() for thing in things if thing.strip())
        paints = tuple(paint for thing in said for paint in named_paints(thing, known))
        colours = families(paint.color for paint in paints if paint.color)
        return cls(things=said, paints=paints, colours=colours, known=known)

    def hits_paint(self, paint: Paint) -> bool:
        """Whether a paint is what is refused: the same material, or of the same plain colour."""
        if paint.color is None:
            return any(paint.material is other.material for other in self.paints)
        return family(paint.color) in self.colours

    def hits_scene(self, preset: Preset) -> bool:
        """Whether a preset is found by a word that is refused, or stands in a refused colour; a set
        of variants only by a word for none of its own ("no pastels")."""
        if preset.command is Command.VARIANTS:
            return any(
                _found_by_a_word(preset, thing) and not named_paints(thing, self.known)
                for thing in self.things
            )
        color = preset.studio.color if isinstance(preset.studio, Backdrop) else None
        in_colour = color is not None and family(color) in self.colours
        return in_colour or any(_found_by_a_word(preset, thing) for thing in self.things)

    def left(self, paints: Iterable[Paint]) -> tuple[Paint, ...]:
        """Those paints that nobody refused."""
        return tuple(paint for paint in paints if not self.hits_paint(paint))

    def left_of(self, recipe: Recipe | None) -> Recipe | None:
        """A recipe without its shadow, where that is refused."""
        bare = any(_SHADOW.search(thing.lower()) for thing in self.things)
        return replace(recipe, shadow=0.0) if bare and isinstance(recipe, Backdrop) else recipe

    def notices(self, asked: tuple[str, ...], named: Preset | None) -> tuple[Notice, ...]:
        """What was kept out, and what of the things `asked` in the prompt is no name of a colour or
        scene. A preset that the person `named` is made as it is."""
        known = [thing for thing in self.things if self._knows(thing)]
        unknown = [thing for thing in asked if not self._knows(thing)]
        notices = []
        if known:
            notices.append(self._about(" · ".join(known), named))
        if unknown:
            things = " · ".join(unknown)
            text = (
                f"The studio engine could not follow that you do not want “{things}”; it knows "
                "colours and scenes by their names only."
            )
            notices.append(Notice(code="refused_not_followed", text=text))
        return tuple(notices)

    def _about(self, things: str, named: Preset | None) -> Notice:
        if named is not None and self.hits_scene(named):
            text = (
                f"You do not want “{things}”, but you picked {named.label}, which is that; "
                "pick another preset to leave it out."
            )
            return Notice(code="refused_overruled", text=text)
        text = f"You do not want “{things}”, so the studio engine chose nothing of it."
        return Notice(code="refused_kept_out", text=text)

    def _knows(self, thing: str) -> bool:
        return bool(named_paints(thing, self.known)) or any(
            _found_by_a_word(preset, thing) for preset in self.known
        )


def preset_in(text: str, presets: Iterable[Preset]) -> Preset | None:
    """The preset that a text speaks of, by the words that it is found by; None for none."""
    return _best(list(presets), spoken_words(text), text)


def _reading(preset: Preset, recipe: Recipe | None, code: str, made: str) -> Reading:
    return Reading(
        preset=preset, recipe=recipe, paints=preset.variants, notices=(_say(code, made),)
    )


def _say(code: str, made: str) -> Notice:
    if code == "prompt_matched":
        text = f"The studio engine cannot read sentences; from your words it took: {made}."
    else:
        text = f"The studio engine could not follow your words and took {made} instead. {_TURN_ON}"
    return Notice(code=code, text=text)


def _read_paints(
    prompt: str, spoken: set[str], preset: Preset, known: list[Preset], refusal: _Refusal
) -> Reading:
    """Variants named in the words: colours, and colours and materials of any preset."""
    paints = tuple(p for p in named_paints(prompt, known) if p not in refusal.paints)
    if paints:
        made = ", ".join(paint.label for paint in paints)
        return Reading(
            preset=preset, recipe=None, paints=paints, notices=(_say("prompt_matched", made),)
        )
    code = "prompt_matched" if score(preset.match, spoken) else "prompt_not_followed"
    reading = _reading(preset, None, code, preset.label)
    left = refusal.left(preset.variants) or _first_left(known, refusal)
    return replace(reading, paints=left or preset.variants)


def _first_left(known: list[Preset], refusal: _Refusal) -> tuple[Paint, ...]:
    """Paints of the first set that is not refused altogether."""
    return next((left for preset in known if (left := refusal.left(preset.variants))), ())


def _colour_for(preset: Preset, prompt: str) -> Paint | None:
    """The first colour of the words, leaving out those that the preset was found by: its white or
    grey is the right one."""
    own = preset.studio.color if isinstance(preset.studio, Backdrop) else None
    for said, paint in mentions(prompt, ()):
        is_own_white = own == _PURE_WHITE and family(paint.color or own) == "white"
        if not covers(preset.match, spoken_words(said)) and not is_own_white:
            return paint
    return None


def _plain(presets: list[Preset], prompt: str) -> Preset | None:
    """A plain wall or sweep, where the words are about one in a colour or only name a colour, and
    about no scene besides. Of the sweeps the white one is for white, that with the most colour of
    its own for others."""
    named = mentions(prompt, ())
    if not named:
        return None
    scene = _best(presets, spoken_words(without_colours(prompt)), "")
    if scene is not None and _kind(scene) is BackdropKind.WALL:
        return scene
    only = len(named) == 1 and named[0][0] == prompt.strip()
    if not (only or _BACKGROUND.search(prompt.lower())):
        return None
    if scene is not None and not _is_sweep(scene):
        return None
    plain = _best([p for p in presets if _is_sweep(p)], spoken_words(prompt), "")
    if plain is not None:
        return plain
    if named[0][1].color and family(named[0][1].color) == "white":
        white = (p for p in presets if _is_sweep(p) and _sweep_color(p) == _PURE_WHITE)
        return next(white, None) or _coloured_sweep(presets)
    return _coloured_sweep(presets)


def _is_sweep(preset: Preset) -> bool:
    """Whether a preset is a sweep in one colour."""
    return _kind(preset) is BackdropKind.STUDIO


def _kind(preset: Preset) -> BackdropKind | None:
    return preset.studio.backdrop if isinstance(preset.studio, Backdrop) else None


def _sweep_color(preset: Preset) -> str | None:
    return preset.studio.color if isinstance(preset.studio, Backdrop) else None


def _found_by_a_word(preset: Preset, thing: str) -> bool:
    """Whether a thing shares a word with those that the preset is found by."""
    return shares_a_word(preset.match, spoken_words(thing))


def _best(presets: list[Preset], spoken: set[str], prompt: str) -> Preset | None:
    """The preset that fits best; a written colour asks for a sweep.

    On a tie the first gives way, since it is what is made anyway: a marble table is more than a
    table. Among the others the earlier one wins.
    """
    if not presets:
        return None
    best = max((*presets[1:], presets[0]), key=lambda preset: score(preset.match, spoken))
    if score(best.match, spoken):
        return best
    if HEX.search(prompt):
        return _coloured_sweep(presets)
    return None


def _coloured_sweep(presets: Iterable[Preset]) -> Preset | None:
    """The sweep that has the most colour of its own; a white one is named for its white."""
    sweeps = [(_chroma(_sweep_color(preset)), preset) for preset in presets if _is_sweep(preset)]
    return max(sweeps, key=lambda sweep: sweep[0])[1] if sweeps else None


def _chroma(color: str | None) -> int:
    """How far the channels of a `#rrggbb` colour lie apart, 0 for grey to 255; 0 for None."""
    channels = bytes.fromhex((color or "#000000")[1:])
    return max(channels) - min(channels)
