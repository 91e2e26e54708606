"""Serves the page: its files, uploads and sample photos; only to pages of this very address."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.page_socket import PageSockets
from bot.sandbox.wire import encode
from bot.sandbox.world import World

PAGE = Path(__file__).parent / "page"
SAMPLE_TYPES = {".jpg", ".jpeg", ".png", ".webp"}
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


class Webpage:
    """Handlers of `/` and `/page/...`. `samples` is a folder of photos that people may pick."""

    def __init__(self, world: World, sockets: PageSockets, samples: Path | None) -> None:
        self._world = world
        self._sockets = sockets
        self._samples = sample_photos(samples)
        sockets.samples = list(self._samples)

    def routes(self) -> list[web.RouteDef]:
        """What this part answers."""
        return [
            web.get("/", self.index),
            web.get("/favicon.ico", self.icon),
            web.get("/page/socket", self.socket),
            web.get("/page/samples/{name}", self.sample),
            web.post("/page/files", self.upload),
            web.get("/page/{name}", self.file),
        ]

    async def index(self, request: web.Request) -> web.StreamResponse:
        """The page."""
        return _page_file(request, "index.html")

    async def icon(self, request: web.Request) -> web.Response:
        """No icon, without a complaint in the console."""
        return web.Response(status=204)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A script or style sheet of the page."""
        return _page_file(request, request.match_info["name"])

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """The page's own websocket."""
        _check_same_page(request)
        return await self._sockets.handle(request)

    async def sample(self, request: web.Request) -> web.StreamResponse:
        """A sample photo."""
        path = self._samples.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"X-Content-Type-Options": "nosniff"})

    async def upload(self, request: web.Request) -> web.Response:
        """Store a photo from the body (`?name=`) or a sample (`?sample=`); gives its payload."""
        _check_same_page(request)
        sample = request.query.get("sample")
        if sample:
            path = self._samples.get(sample)
            if path is None:
                raise web.HTTPNotFound
            name, data = path.name, path.read_bytes()
        else:
            name, data = request.query.get("name", "photo"), await self._read(request)
        file = self._world.files.add(name=name, data=data, place=self._world.bot.id)
        payload = file.payload(self._world.origin)
        return web.Response(text=encode(payload), content_type="application/json")

    async def _read(self, request: web.Request) -> bytes:
        """The body, unless it is larger than an attachment may be."""
        limit = self._world.options.attachment_limit_bytes
        data = bytearray()
        async for chunk in request.content.iter_chunked(1 << 16):
            data += chunk
            if len(data) > limit:
                raise web.HTTPRequestEntityTooLarge(max_size=limit, actual_size=len(data))
        return bytes(data)


def sample_photos(folder: Path | None) -> dict[str, Path]:
    """Photos of a folder by name, in order; none without a folder."""
    if folder is None or not folder.is_dir():
        return {}
    found = (path for path in folder.iterdir() if path.suffix.lower() in SAMPLE_TYPES)
    return {path.name: path for path in sorted(found)}


def _page_file(request: web.Request, name: str) -> web.StreamResponse:
    known = {path.name: path for path in PAGE.iterdir() if path.suffix in _TYPES}
    if name not in known:
        raise web.HTTPNotFound
    response = web.Response(
        body=known[name].read_bytes(), content_type=_TYPES[known[name].suffix], charset="utf-8"
    )
    response.headers.update(_security_headers(request))
    return response


def _security_headers(request: web.Request) -> dict[str, str]:
    """Nothing but our own files may run, load or frame; `ws:` is named for older browsers."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        f"connect-src 'self' ws://{request.host}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }


def _check_same_page(request: web.Request) -> None:
    """Refuse requests that another web page makes with this person's browser."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        raise web.HTTPForbidden(text="Only the sandbox's own page may do this.")


@web.middleware
async def only_loopback_names(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse names that are not this machine's: another site's name may be made to point here."""
    host = request.host.rsplit(":", 1)[0] if request.host[-1:] != "]" else request.host
    if request.remote in {"127.0.0.1", "::1"} and host not in _LOOPBACK:
        raise web.HTTPForbidden(text="Please open the sandbox by its loopback address.")
    return await handler(request)
