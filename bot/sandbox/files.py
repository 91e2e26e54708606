"""The files of the CDN: kept in memory up to a limit, reachable only by their full link."""

from __future__ import annotations

import hmac
import mimetypes
import re
import secrets
import time
from dataclasses import dataclass, field
from pathlib import PurePath

from bot.sandbox.picture import size_of
from bot.sandbox.snowflake import Snowflakes
from bot.sandbox.wire import Json

SPOILER_FLAG = 1 << 3
_LINK_LIFE_S = 24 * 3600


def clean_name(name: str) -> str:
    """A file name as Discord keeps it: ASCII letters, digits, `_`, `-` and `.`; the rest is `_`."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", name.strip()).lstrip(".") or "unknown"


@dataclass(slots=True, kw_only=True)
class StoredFile:
    """One file and what Discord would say about it. `path` starts with a slash.

    `data` is empty once the store had to let the file go; `size_bytes` stays. `dimensions` are
    width and height of a picture.
    """

    id: str
    filename: str
    title: str | None
    data: bytes
    size_bytes: int
    content_type: str | None
    dimensions: tuple[int, int] | None
    path: str
    description: str | None = None
    ephemeral: bool = False
    spoiler: bool = False
    _key: str = field(default_factory=lambda: secrets.token_hex(32))
    _issued: int = field(default_factory=lambda: int(time.time()))

    def link(self, origin: str) -> str:
        """The whole link, always the same; its query cannot be guessed."""
        start, end = self._issued, self._issued + _LINK_LIFE_S
        return f"{origin}{self.path}?ex={end:x}&is={start:x}&hm={self._key}"

    def opens_with(self, key: str) -> bool:
        """Whether `key` is the secret of this file's link."""
        return hmac.compare_digest(key.encode(), self._key.encode())

    def payload(self, origin: str) -> Json:
        """The attachment object."""
        link = self.link(origin)
        body: Json = {
            "id": self.id,
            "filename": self.filename,
            "size": self.size_bytes,
            "url": link,
            "proxy_url": link,
        }
        if self.content_type:
            body["content_type"] = self.content_type
        if self.dimensions:
            body["width"], body["height"] = self.dimensions
        if self.title:
            body["title"] = self.title
        if self.description:
            body["description"] = self.description
        if self.ephemeral:
            body["ephemeral"] = True
        if self.spoiler:
            body["flags"] = SPOILER_FLAG
        return body


class FileStore:
    """Keeps files up to `limit_bytes` in all: released ones go first, then the oldest."""

    def __init__(self, snowflakes: Snowflakes, *, limit_bytes: int) -> None:
        self._snowflakes = snowflakes
        self._limit_bytes = limit_bytes
        self._files: dict[str, StoredFile] = {}  # by path, oldest first
        self._released: dict[str, None] = {}
        self.size_bytes = 0

    def add(
        self,
        *,
        name: str,
        data: bytes,
        place: str,
        description: str | None = None,
        spoiler: bool = False,
    ) -> StoredFile:
        """Store one file under `place`, the id of a channel or of the application."""
        filename, file_id = clean_name(name), self._snowflakes.new()
        content_type = mimetypes.guess_type(filename)[0]
        if content_type and content_type.startswith("text/"):
            content_type += "; charset=utf-8"
        file = StoredFile(
            id=file_id,
            filename=filename,
            title=None if filename == name else PurePath(name).stem,
            data=data,
            size_bytes=len(data),
            content_type=content_type,
            dimensions=size_of(data),
            path=f"/attachments/{place}/{file_id}/{filename}",
            description=description,
            spoiler=spoiler or filename.startswith("SPOILER_"),
        )
        self._make_room(len(data))
        self._files[file.path] = file
        self.size_bytes += len(data)
        return file

    def get(self, path: str) -> StoredFile | None:
        """The file at this path of the CDN, if it is still kept."""
        return self._files.get(path)

    def by_id(self, file_id: str) -> StoredFile | None:
        """The file with this id, if it is still kept."""
        return next((file for file in self._files.values() if file.id == file_id), None)

    def release(self, file: StoredFile) -> None:
        """No message shows this file any more: the next one that needs room may have its place."""
        if file.path in self._files:
            self._released[file.path] = None

    def _make_room(self, needed_bytes: int) -> None:
        for path in [*self._released, *self._files]:
            if self.size_bytes + needed_bytes <= self._limit_bytes:
                return
            gone = self._files.pop(path, None)
            self._released.pop(path, None)
            if gone:
                self.size_bytes -= gone.size_bytes
                gone.data = b""  # a message may still point at it
