"""People who ask for edits, of all kinds and at random."""

from __future__ import annotations

import io
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from bot.cli.discord_demo import has_ended
from bot.cli.samples import sample_photo
from bot.sandbox.driver import Reply
from bot.sandbox.server import Sandbox

PEOPLE = ("mara", "jonas")
PRESETS = ("marble", "white-studio", "linen")
SMALL_SIDE_PX = 96
MOST_PHOTOS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One interaction, and of how many photos."""

    reply: Reply
    photos: int


class People:
    """Ask for something, as `dice` fall."""

    def __init__(self, discord: Sandbox, dice: Random) -> None:
        self._discord = discord
        self._dice = dice
        self.orders: list[Order] = []

    async def ask(self) -> Order:
        """A command with a small photo, a large one, several, or a press below a result."""
        kind = self._dice.choices(("small", "large", "several", "again"), (4, 2, 2, 2))[0]
        order = await self._press_again() if kind == "again" else None
        if order is None:
            order = await self._command(kind)
        self.orders.append(order)
        return order

    async def _command(self, kind: str) -> Order:
        count = self._dice.randint(2, MOST_PHOTOS) if kind == "several" else 1
        large = kind == "large"
        photos = [sample_photo("mug.jpg") if large else self._small() for _ in range(count)]
        names = ("image", *(f"image{number}" for number in range(2, count + 1)))
        options: dict[str, object] = dict(zip(names, photos, strict=True))
        options["preset"] = self._dice.choice(PRESETS)
        reply = await self._discord.slash(self._dice.choice(PEOPLE), "background", options)
        return Order(reply=reply, photos=count)

    async def _press_again(self) -> Order | None:
        """ "New seed" below one of the latest results, if there is any."""
        seen = [message for order in self.orders[-20:] for message in order.reply.messages()]
        results = [m for m in seen if has_ended(m) and "New seed" in m.buttons and m.files]
        if not results:
            return None
        return Order(reply=await self._dice.choice(results).press("New seed"), photos=1)

    def _small(self) -> tuple[str, bytes]:
        """A product on a plain wall, in a colour of its own."""
        side, third = SMALL_SIDE_PX, SMALL_SIDE_PX // 3
        photo = Image.new("RGB", (side, side), "whitesmoke")
        colour = f"hsl({self._dice.randrange(360)},70%,40%)"
        ImageDraw.Draw(photo).rectangle((third, third, 2 * third, 2 * third), fill=colour)
        file = io.BytesIO()
        photo.save(file, "PNG")
        return "small.png", file.getvalue()
