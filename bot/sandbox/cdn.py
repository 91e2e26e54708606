"""Serves stored files, so that nothing in them can act in the page's name."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox.files import StoredFile
from bot.sandbox.world import World

SHOWN_TYPES = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"}
"""Everything else is offered for download only."""


class Cdn:
    """Handlers of `/attachments/...`."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """What this part answers."""
        return [web.get("/attachments/{place}/{id}/{name}", self.get)]

    async def get(self, request: web.Request) -> web.Response:
        """One file, for whoever has its whole link."""
        file = self._world.files.get(request.path)
        if file is None or not file.opens_with(request.query.get("hm", "")):
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=file.data, headers=_headers(file))


def _headers(file: StoredFile) -> dict[str, str]:
    content_type = file.content_type or "application/octet-stream"
    shown = content_type in SHOWN_TYPES
    return {
        "Content-Type": content_type,
        "Content-Disposition": f'{"inline" if shown else "attachment"}; filename="{file.filename}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=86400",
    }
