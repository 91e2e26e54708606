"""Card: what one message shows, as a Components V2 layout with its files."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import discord
from discord import ui

ACCENT = discord.Colour(0x2E9E8F)
MAX_TEXT = 3600
"""Characters in all texts of a card; Discord allows 4000, and a mention may be added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A file as it is uploaded. The name is plain ASCII, so that the layout finds it."""

    name: str
    data: bytes
    description: str = ""

    @property
    def url(self) -> str:
        """How the layout of the same message names it."""
        return f"attachment://{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Parts of one message, top to bottom, and the files that they name. Can be sent often."""

    parts: tuple[ui.Item[ui.LayoutView], ...]
    files: tuple[NamedFile, ...] = ()

    def layout(self, lead: str = "", mark: int | None = None) -> ui.LayoutView:
        """The layout, with `lead` as a text above it, and `mark` as the id of its first component,
        by which the message can be found again.

        It only shows: a press reaches us by its `custom_id`, whoever sent the message. So the view
        is stopped, and discord.py keeps nothing of it in memory.
        """
        view = ui.LayoutView(timeout=None)
        if lead:
            view.add_item(ui.TextDisplay(lead))
        for part in self.parts:
            view.add_item(part)
        view.children[0].id = mark
        view.stop()
        return view

    def uploads(self) -> list[discord.File]:
        """New upload objects; discord.py uses each once."""
        return [
            discord.File(io.BytesIO(f.data), f.name, description=f.description or None)
            for f in self.files
        ]


def note(text: str) -> Card:
    """A card of one sentence."""
    return Card(parts=(ui.TextDisplay(text[:MAX_TEXT]),))


def boxed(*items: ui.Item[ui.LayoutView], files: Iterable[NamedFile] = ()) -> Card:
    """A card with Restage's colour at its edge."""
    box: ui.Container[ui.LayoutView] = ui.Container(*items, accent_colour=ACCENT)
    return Card(parts=(box,), files=tuple(files))


def gallery(files: Iterable[NamedFile]) -> ui.MediaGallery[ui.LayoutView]:
    """One to ten pictures side by side."""
    return ui.MediaGallery(
        *(discord.MediaGalleryItem(f.url, description=f.description or None) for f in files)
    )


def when(now: datetime, seconds: float) -> str:
    """A time from now, which Discord shows and keeps current: "in 20 seconds"."""
    return f"<t:{round((now + timedelta(seconds=seconds)).timestamp())}:R>"
