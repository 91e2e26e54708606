"""How a request of the bot becomes a message, or changes one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.sandbox.errors import EMPTY_MESSAGE, TOO_LARGE, UNKNOWN_MESSAGE, ApiError, Form
from bot.sandbox.feed import Change, MessageChanged
from bot.sandbox.files import StoredFile, clean_name
from bot.sandbox.interactions import Interaction
from bot.sandbox.layout import completed
from bot.sandbox.message_rules import check_message
from bot.sandbox.messages import Flag, Message
from bot.sandbox.places import Channel, now
from bot.sandbox.wire import Json, without_nulls
from bot.sandbox.world import World

_OF_THE_BOT = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2
_EMBED_KEYS = {"title", "description", "url", "timestamp", "color", "footer", "author", "fields"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file part of a request."""

    index: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A parsed request: its JSON, its files, and where in the JSON the message is."""

    json: Json
    uploads: list[Upload] = field(default_factory=list)
    base: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Files:
    """The files that a message would have: those kept, and uploads with their metadata."""

    kept: list[StoredFile]
    fresh: list[tuple[Upload, Json]]

    @property
    def names(self) -> list[str]:
        return [f.filename for f in self.kept] + [clean_name(u.name) for u, _ in self.fresh]


class Posts:
    """Creates and edits the bot's messages by Discord's rules; every method may raise ApiError."""

    def __init__(self, world: World) -> None:
        self._world = world

    def create(
        self,
        channel: Channel,
        body: Body,
        *,
        interaction: Interaction | None = None,
        reference: Message | None = None,
    ) -> Message:
        """Post a new message of the bot and return it."""
        message = self._blank(channel, interaction, reference)
        allowed = _OF_THE_BOT | (Flag.EPHEMERAL if interaction else Flag(0))
        message.flags = Flag(int(body.json.get("flags") or 0)) & allowed
        self._write(message, body)
        self._world.keep(message)
        return message

    def think(self, interaction: Interaction, *, ephemeral: bool) -> Message:
        """Post the "thinking" message of a deferred answer."""
        message = self._blank(interaction.channel, interaction, interaction.source)
        message.flags = Flag.LOADING | (Flag.EPHEMERAL if ephemeral else Flag(0))
        interaction.original = message
        self._world.keep(message)
        return message

    def edit(self, message: Message, body: Body) -> None:
        """Change a message; keys that the body does not name stay as they are."""
        if message.deleted:
            raise ApiError(UNKNOWN_MESSAGE)
        flags = Flag(int(body.json.get("flags") or 0)) & _OF_THE_BOT
        before = message.flags
        message.flags |= flags & Flag.COMPONENTS_V2  # once set, it stays
        try:
            self._write(message, body)
        except ApiError:
            message.flags = before
            raise
        message.flags &= ~Flag.LOADING
        message.edited = now()
        message.edits += 1
        self._world.feed.publish(MessageChanged(Change.EDITED, message))

    def _blank(
        self, channel: Channel, interaction: Interaction | None, reference: Message | None
    ) -> Message:
        return Message(
            id=self._world.snowflakes.new(),
            channel=channel,
            author=self._world.bot,
            interaction=interaction,
            reference=reference,
            application_id=self._world.bot.id if interaction else None,
        )

    def _write(self, message: Message, body: Body) -> None:
        """Check the body against the message, then store its files and change the message."""
        form, data = Form(*body.base), body.json
        limit = self._world.options.attachment_limit_bytes
        if any(len(upload.data) > limit for upload in body.uploads):
            raise ApiError(TOO_LARGE)
        files = _files_after(form, message, body)
        after: Json = {
            "content": data["content"] or "" if "content" in data else message.content,
            "embeds": data["embeds"] or [] if "embeds" in data else message.embeds,
            "components": data["components"] or [] if "components" in data else message.components,
        }
        v2 = Flag.COMPONENTS_V2 in message.flags
        check_message(form, after, v2=v2, filenames=files.names, new=data)
        form.settle()
        if not any(after.values()) and not files.names:
            raise ApiError(EMPTY_MESSAGE)
        stored = [self._store(message, upload, meta) for upload, meta in files.fresh]
        self._replace_files(message, [*files.kept, *stored])
        message.content = str(after["content"]).strip()
        if "embeds" in data:
            message.embeds = [self._embed(embed, message.files) for embed in after["embeds"]]
        if "components" in data:
            resolver = Media(message.files, self._world.origin)
            message.components = completed(after["components"], resolver.resolve)
        if "allowed_mentions" in data:
            message.allowed_mentions = data["allowed_mentions"]

    def _store(self, message: Message, upload: Upload, meta: Json) -> StoredFile:
        file = self._world.files.add(
            name=upload.name,
            data=upload.data,
            place=message.channel.id,
            description=meta.get("description"),
            spoiler=bool(meta.get("is_spoiler")),
        )
        file.ephemeral = message.ephemeral
        return file

    def _replace_files(self, message: Message, files: list[StoredFile]) -> None:
        for file in message.files:
            if file not in files:
                self._world.files.release(file)
        message.files = files

    def _embed(self, embed: Json, files: list[StoredFile]) -> Json:
        """The embed as Discord sends it back, with pictures resolved."""
        media = Media(files, self._world.origin)
        clean = without_nulls({key: embed[key] for key in _EMBED_KEYS & embed.keys()})
        done: Json = {"type": "rich"} | clean
        for part in ("image", "thumbnail"):
            url = (embed.get(part) or {}).get("url")
            if url:
                done[part], _ = media.resolve(str(url))
        for entry in done.get("fields", []):
            entry.setdefault("inline", False)
        return done


class Media:
    """Finds the files that links in a message mean."""

    def __init__(self, files: Iterable[StoredFile], origin: str) -> None:
        self._files = list(files)
        self._origin = origin

    def resolve(self, url: str) -> tuple[Json, StoredFile | None]:
        """The media object for a link, and its file where the message has it."""
        name = url.removeprefix("attachment://")
        for file in self._files:
            if (url != name and file.filename == name) or file.path in url:
                link = file.link(self._origin)
                width, height = file.dimensions or (None, None)
                media = {
                    "id": file.id,
                    "url": link,
                    "proxy_url": link,
                    "width": width,
                    "height": height,
                    "content_type": file.content_type,
                    "attachment_id": file.id,
                }
                return media, file
        return {"url": url, "proxy_url": url, "width": None, "height": None}, None


def _files_after(form: Form, message: Message, body: Body) -> _Files:
    """Which files the message would have, by the rules of `attachments`.

    Absent: all are kept. Present: only those named; an id is that of a kept file or the index of
    an upload. Uploads that it does not name are added all the same.
    """
    uploads = {upload.index: upload for upload in body.uploads}
    listed = body.json.get("attachments")
    if "attachments" not in body.json:
        return _Files(kept=list(message.files), fresh=[(u, {}) for u in uploads.values()])
    own = {file.id: file for file in message.files}
    kept: list[StoredFile] = []
    fresh: list[tuple[Upload, Json]] = []
    for at, meta in enumerate(listed or []):
        key = str(meta.get("id"))
        if key in uploads:
            fresh.append((uploads.pop(key), meta))
        elif key in own:
            kept.append(own[key])
        else:
            text = f"Attachment {key} is neither an upload nor on the message."
            form.wrong(("attachments", at, "id"), "ATTACHMENT_NOT_FOUND", text)
    return _Files(kept=kept, fresh=fresh + [(upload, {}) for upload in uploads.values()])
