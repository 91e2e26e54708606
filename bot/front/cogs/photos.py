"""Commands of a message's Apps menu: "Restage photos" and "How was this made?"."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence

import discord
from discord import app_commands

from bot.domain.catalog import Catalog
from bot.domain.errand import Upload
from bot.domain.errors import Refusal, UsageError
from bot.domain.finishing import OverlayRecord
from bot.domain.ports import LedgerToRead
from bot.domain.record import JobRecord
from bot.domain.texts import Texts
from bot.front.acknowledge import show_form, tell
from bot.front.desk import EditDesk, upload_of
from bot.front.finish_presses import OF_RESULTS, FinishPress, read_finish_press
from bot.front.forms import photos_form, read_form, request_of
from bot.front.made import HowMade
from bot.front.presses import read_press
from bot.front.visitors import visitor_of
from bot.front.voice import Voice
from bot.front.wording import worded

_CUSTOM_ID = re.compile(r"restage:photos:(?P<channel>\d{1,20}):(?P<message>\d{1,20})")
_REMEMBERED = 500
_PICTURE_ENDINGS = (
    ".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".mpo", ".bmp", ".tif", ".tiff",
    ".heic", ".heif",
)  # fmt: skip


class PhotoMenu:
    """What can be done with a message that is there already."""

    def __init__(
        self,
        *,
        desk: EditDesk,
        catalog: Catalog,
        texts: Texts,
        ledger: LedgerToRead,
        how_made: HowMade,
    ) -> None:
        self._desk = desk
        self._catalog = catalog
        self._texts = texts
        self._ledger = ledger
        self._how_made = how_made
        self._opened: OrderedDict[str, tuple[Upload, ...]] = OrderedDict()

    def commands(self) -> list[app_commands.ContextMenu]:
        """Both commands."""
        restage = app_commands.ContextMenu(
            name=worded(self._texts, "command.restage_photos.name"), callback=self.restage
        )
        return [restage, self.how_made_command()]

    def how_made_command(self) -> app_commands.ContextMenu:
        """The one that only looks."""
        return app_commands.ContextMenu(
            name=worded(self._texts, "command.how_made.name"), callback=self.explain
        )

    async def restage(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Ask what to make of the photos of a message."""
        photos = photos_of(message)
        if not photos:
            raise UsageError("no_photos", "There is no photo in this message.")
        custom_id = f"restage:photos:{message.channel.id}:{message.id}"
        self._opened[custom_id] = photos
        while len(self._opened) > _REMEMBERED:
            self._opened.popitem(last=False)
        await show_form(
            interaction, photos_form(custom_id, self._catalog, self._voice(interaction))
        )

    async def respond(self, interaction: discord.Interaction, custom_id: str) -> bool:
        """Edit the photos as the form says; False if it is none of ours. Raises `BotError`."""
        found = _CUSTOM_ID.fullmatch(custom_id)
        if found is None:
            return False
        _check_same_channel(interaction, int(found["channel"]))
        photos = self._opened.get(custom_id)
        if photos is None:
            photos = await _look_up(interaction, int(found["channel"]), int(found["message"]))
        voice = Voice(texts=self._texts, locale=interaction.locale.value)
        request = request_of(read_form(interaction), self._catalog, voice=voice)
        await self._desk.edit(interaction, request, photos)
        return True

    async def explain(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Show the whole edit behind a result, to the person who asks alone."""
        job, overlay = await self._behind(message)
        await tell(interaction, self._how_made.card(job, overlay, self._voice(interaction)))

    async def _behind(
        self, message: discord.Message
    ) -> tuple[JobRecord | None, OverlayRecord | None]:
        """The job that a message shows, and the text on its picture: by its buttons, or by what the
        ledger has of it."""
        for custom_id in _custom_ids(message.components):
            if press := read_press(custom_id):
                return await self._ledger.job(press.job_id), None
            if finish := read_finish_press(custom_id):
                return await self._finished(finish)
        return await self._ledger.job_of_message(message.id), None

    async def _finished(self, press: FinishPress) -> tuple[JobRecord | None, OverlayRecord | None]:
        if press.verb in OF_RESULTS:
            return await self._ledger.job(press.id), None
        overlay = await self._ledger.overlay(press.id)
        if overlay is None or overlay.job_id is None:
            return None, overlay
        return await self._ledger.job(overlay.job_id), overlay

    def _voice(self, interaction: discord.Interaction) -> Voice:
        return Voice(texts=self._texts, locale=interaction.locale.value)


def photos_of(message: discord.Message) -> tuple[Upload, ...]:
    """Attachments that are, or are called, pictures."""
    return tuple(upload_of(each) for each in message.attachments if _is_picture(each))


def _is_picture(attachment: discord.Attachment) -> bool:
    kind = attachment.content_type or ""
    return kind.startswith("image/") or attachment.filename.lower().endswith(_PICTURE_ENDINGS)


def _check_same_channel(interaction: discord.Interaction, channel: int) -> None:
    """Raise `Refusal` where a form names a message of a channel that it was not sent from: what is
    in a form comes from the person's own program."""
    if channel not in visitor_of(interaction).channels:
        raise Refusal(
            "message_elsewhere",
            "This form belongs to another channel; please open it again from the message.",
        )


async def _look_up(
    interaction: discord.Interaction, channel: int, message: int
) -> tuple[Upload, ...]:
    """The photos of a message, for a form that was opened before a restart."""
    place = interaction.client.get_partial_messageable(channel, guild_id=interaction.guild_id)
    try:
        return photos_of(await place.fetch_message(message))
    except discord.HTTPException as exc:
        raise UsageError(
            "form_expired", "This form is too old; please open it again from the message."
        ) from exc


def _custom_ids(components: Sequence[object]) -> list[str]:
    """The `custom_id`s in a message, in order."""
    found: list[str] = []
    for component in components:
        own = getattr(component, "custom_id", None)
        if own:
            found.append(own)
        found += _custom_ids(getattr(component, "children", ()))
    return found
