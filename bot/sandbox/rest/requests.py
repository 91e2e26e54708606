"""Reading what the bot sends, and answering in the form that discord.py expects."""

from __future__ import annotations

import json
import re
from http import HTTPStatus

from aiohttp import BodyPartReader, web
from aiohttp.typedefs import Handler, Middleware

from bot.sandbox.errors import (
    INVALID_FORM,
    INVALID_JSON,
    NOT_FOUND,
    TOO_LARGE,
    UNAUTHORIZED,
    ApiError,
)
from bot.sandbox.posts import Body, Upload
from bot.sandbox.wire import Json, encode

PREFIX = "/api/v10"
_TOKEN_IN_PATH = re.compile(r"/api/v10/(gateway$|interactions/|webhooks/)")
_FILE_PART = re.compile(r"files\[(\d+)\]")
_HEADERS = {"Via": "1.1 sandbox"}  # discord.py takes a 429 without Via for a ban


def answer(payload: object, status: int = HTTPStatus.OK) -> web.Response:
    """A JSON answer with exactly `application/json`: discord.py reads no other spelling as JSON."""
    text = encode(payload).encode()
    response = web.Response(status=status, body=text, content_type="application/json")
    response.headers.update(_HEADERS)
    return response


def nothing() -> web.Response:
    """An answer without a body."""
    return web.Response(status=HTTPStatus.NO_CONTENT, headers=_HEADERS)


def guard(token: str) -> Middleware:
    """A middleware that asks for the bot's token and words errors, both as Discord does."""

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith("/api/"):
            return await handler(request)
        try:
            if not _TOKEN_IN_PATH.match(request.path):
                _check_token(request, token)
            return await handler(request)
        except ApiError as error:
            return answer(error.body(), error.fault.status)
        except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
            return answer(ApiError(NOT_FOUND).body(), NOT_FOUND.status)
        except web.HTTPRequestEntityTooLarge:
            return answer(ApiError(TOO_LARGE).body(), TOO_LARGE.status)

    return guarded


def _check_token(request: web.Request, token: str) -> None:
    if request.headers.get("Authorization") != f"Bot {token}":
        raise ApiError(UNAUTHORIZED)


async def read_body(request: web.Request, *, limit_bytes: int) -> Body:
    """The JSON object and the files of a request; ApiError if it is malformed or too large."""
    if request.content_type != "multipart/form-data":
        return Body(json=_object(await read_json(request)))
    text, uploads, total = "{}", list[Upload](), 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        data = await _read_part(part, limit_bytes - total)
        total += len(data)
        numbered = _FILE_PART.fullmatch(part.name or "")
        if numbered:
            name = part.filename or "file"
            uploads.append(Upload(index=numbered[1], name=name, data=data))
        elif part.name == "payload_json":
            text = data.decode()
    return Body(json=_object(_parse(text)), uploads=uploads)


async def read_json(request: web.Request) -> object:
    """Any JSON value; ApiError if it is none."""
    return _parse(await request.text() or "{}")


async def _read_part(part: BodyPartReader, left_bytes: int) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(1 << 16):
        data += chunk
        if len(data) > left_bytes:
            raise ApiError(TOO_LARGE)
    return bytes(data)


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ApiError(INVALID_JSON) from error


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise ApiError(INVALID_FORM)
    return value
