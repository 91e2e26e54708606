"""People who ask for everything that the bot does, at random."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from benchmarks.soak.discords import Asked, Discord, File, Shown
from bot.cli.samples import sample_photo
from bot.front.finish_presses import FinishPress, FinishVerb, read_finish_press
from bot.front.presses import Press, Verb, read_press

PEOPLE = ("mara", "jonas")
PRESETS: Mapping[str, tuple[str, ...]] = {
    "background": ("marble", "white-studio", "linen"),
    "restyle": ("watercolour", "ink-sketch"),
    "variants": ("pastels", "earth"),
    "refine": ("clean-up-render", "refine-draft"),
}
MOST_PHOTOS = 3
MOST_VARIANTS = 3
SMALL_SIDE_PX = 96
TARGETS = ("square", "portrait", "story")
CANCEL_LIMIT_S = 3.0
"""How long somebody who means to cancel looks for the button."""

_LATEST = 20
"""Orders among whose answers something to press is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One interaction that has to be answered: `answers` times, a photo each.

    `shows_again`: what it brings stands in another answer already, under the same number.
    """

    kind: str
    asked: Asked
    answers: int = 1
    shows_again: bool = False


class People:
    """Ask for something, as `dice` fall; what was asked for is in `orders`, and `shown` has the
    messages that were seen with a finished picture."""

    def __init__(self, discord: Discord, dice: Random) -> None:
        self._discord = discord
        self._dice = dice
        self.orders: list[Order] = []
        self.shown: set[str] = set()
        self._ways: dict[Callable[[], Awaitable[Order | None]], int] = {
            self._background: 4,
            self._large: 2,
            self._several: 2,
            self._restyle: 2,
            self._variants: 2,
            self._refine: 2,
            self._overlay: 2,
            self._export: 1,
            self._again: 2,
            self._keep_more: 1,
            self._change_words: 1,
            self._ladder: 1,
            self._pick: 1,
            self._original: 1,
            self._add_text: 1,
            self._export_result: 1,
            self._cancel: 2,
        }

    async def ask(self) -> Order:
        """Whatever comes to mind; a new background where there is nothing to press yet."""
        way = self._dice.choices(list(self._ways), list(self._ways.values()))[0]
        order = await way() or await self._background()
        self.orders.append(order)
        return order

    # Commands.

    async def _background(self) -> Order:
        return await self._edit("background", [self._small()])

    async def _large(self) -> Order:
        command = self._dice.choice(("background", "restyle"))
        return await self._edit(command, [_sample()])

    async def _several(self) -> Order:
        count = self._dice.randint(2, MOST_PHOTOS)
        return await self._edit("background", [self._small() for _ in range(count)])

    async def _restyle(self) -> Order:
        return await self._edit("restyle", [self._small()])

    async def _variants(self) -> Order:
        images = self._dice.randint(2, MOST_VARIANTS)
        return await self._edit("variants", [self._small()], images=images)

    async def _refine(self) -> Order:
        return await self._edit("refine", [self._small()])

    async def _edit(self, command: str, photos: list[File], **more: object) -> Order:
        names = ("image", *(f"image{number}" for number in range(2, len(photos) + 1)))
        options = dict(zip(names, photos, strict=True)) | more
        options["preset"] = self._dice.choice(PRESETS[command])
        asked = await self._discord.slash(self._anybody(), command, options)
        return Order(kind=command, asked=asked, answers=len(photos))

    async def _overlay(self) -> Order:
        options = {"image": self._small(), "text": "SALE"}
        return Order(
            kind="overlay", asked=await self._discord.slash(self._anybody(), "overlay", options)
        )

    async def _export(self) -> Order:
        options = {"image": self._small(), "target": self._dice.choice(TARGETS)}
        return Order(
            kind="export", asked=await self._discord.slash(self._anybody(), "export", options)
        )

    # Presses below what is there.

    async def _again(self) -> Order | None:
        return await self._press(Verb.AGAIN)

    async def _keep_more(self) -> Order | None:
        return await self._press(Verb.KEEP_MORE)

    async def _ladder(self) -> Order | None:
        return await self._press(Verb.LADDER)

    async def _pick(self) -> Order | None:
        return await self._press(Verb.PICK, shows_again=True)

    async def _original(self) -> Order | None:
        return await self._press(Verb.ORIGINAL, shows_again=True)

    async def _press(self, verb: Verb, *, shows_again: bool = False) -> Order | None:
        if (found := self._find(_presses(verb))) is None:
            return None
        asked = await self._discord.press(self._anybody(), *found)
        return Order(kind=verb.name.lower(), asked=asked, shows_again=shows_again)

    async def _change_words(self) -> Order | None:
        """The form with the words of an edit, sent as it is."""
        return await self._fill_in(_presses(Verb.EDIT_WORDS), {}, kind="edit words")

    async def _add_text(self) -> Order | None:
        """The form with the text of a picture, filled in."""
        return await self._fill_in(_finish_presses(FinishVerb.TEXT), {"text": "NEW"}, kind="text")

    async def _fill_in(self, wanted: _Wanted, values: dict[str, object], kind: str) -> Order | None:
        if (found := self._find(wanted)) is None:
            return None
        opened = await self._discord.press(self._anybody(), *found)
        if not await opened.settle() or not opened.has_form:
            return None
        return Order(kind=kind, asked=await opened.fill_in(values))

    async def _export_result(self) -> Order | None:
        """The list of targets below a result, and one of them."""
        if (found := self._find(_finish_presses(FinishVerb.EXPORT))) is None:
            return None
        person = self._anybody()
        offered = await self._discord.press(person, *found)
        if not await offered.settle():
            return None
        lists = list(_found(offered.messages(), _finish_presses(FinishVerb.TARGET)))
        if not lists:
            return None
        asked = await self._discord.choose(person, *lists[0], [self._dice.choice(TARGETS)])
        return Order(kind="export of a result", asked=asked)

    async def _cancel(self) -> Order:
        """An edit that takes a while, and then its Cancel button. However that race ends, the edit
        has one answer."""
        person = self._anybody()
        options = {"image": _sample(), "preset": self._dice.choice(PRESETS["restyle"])}
        asked = await self._discord.slash(person, "restyle", options)
        for _ in range(round(CANCEL_LIMIT_S / 0.05)):
            shown = list(_found(asked.messages(), _presses(Verb.CANCEL)))
            if shown:
                await self._discord.press(person, *shown[0])
                break
            await asyncio.sleep(0.05)
        return Order(kind="cancelled", asked=asked)

    def _find(self, wanted: _Wanted) -> tuple[Shown, str] | None:
        """One of the latest messages that have such a button, and its `custom_id`."""
        seen = [m for order in self.orders[-_LATEST:] for m in order.asked.messages()]
        found = list(_found(seen, wanted))
        return self._dice.choice(found) if found else None

    def _anybody(self) -> str:
        return self._dice.choice(PEOPLE)

    def _small(self) -> File:
        """A product on a plain wall, in a colour of its own."""
        side, third = SMALL_SIDE_PX, SMALL_SIDE_PX // 3
        photo = Image.new("RGB", (side, side), "whitesmoke")
        colour = f"hsl({self._dice.randrange(360)},70%,40%)"
        ImageDraw.Draw(photo).rectangle((third, third, 2 * third, 2 * third), fill=colour)
        file = io.BytesIO()
        photo.save(file, "PNG")
        return "small.png", file.getvalue()


_Wanted = Callable[[str], bool]
"""Whether a `custom_id` is of the kind that is looked for."""


def _presses(verb: Verb) -> _Wanted:
    def wanted(custom_id: str) -> bool:
        press: Press | None = read_press(custom_id)
        return press is not None and press.verb is verb

    return wanted


def _finish_presses(verb: FinishVerb) -> _Wanted:
    def wanted(custom_id: str) -> bool:
        press: FinishPress | None = read_finish_press(custom_id)
        return press is not None and press.verb is verb

    return wanted


def _found(messages: list[Shown], wanted: _Wanted) -> Iterator[tuple[Shown, str]]:
    for message in messages:
        for custom_id in message.custom_ids:
            if wanted(custom_id):
                yield message, custom_id


def _sample() -> File:
    """A photo of usual size."""
    path = sample_photo("mug.jpg")
    return path.name, path.read_bytes()
