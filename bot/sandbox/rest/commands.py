"""The commands that the bot registers, for every server or for one."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox.command_rules import CommandType, check_commands
from bot.sandbox.errors import INVALID_FORM, ApiError, Form
from bot.sandbox.feed import CommandsChanged
from bot.sandbox.rest.requests import PREFIX, answer, read_json
from bot.sandbox.wire import Json, without_nulls
from bot.sandbox.world import World

_APPLICATION = f"{PREFIX}/applications/{{application}}"


class Commands:
    """Handlers of application commands: read all, replace all."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """What this part answers."""
        scopes = (f"{_APPLICATION}/commands", f"{_APPLICATION}/guilds/{{guild}}/commands")
        gets = [web.get(scope, self.all) for scope in scopes]
        return gets + [web.put(scope, self.replace) for scope in scopes]

    def _scope(self, request: web.Request) -> str | None:
        place = request.match_info
        return self._world.scope(place["application"], place.get("guild"))

    async def all(self, request: web.Request) -> web.Response:
        """Every command of the scope."""
        return answer(self._world.commands[self._scope(request)])

    async def replace(self, request: web.Request) -> web.Response:
        """Set every command of the scope; a command that was there before keeps its id."""
        scope, wanted = self._scope(request), await read_json(request)
        if not isinstance(wanted, list):
            raise ApiError(INVALID_FORM)
        form = Form()
        check_commands(form, wanted)
        form.settle()
        known = {(old["type"], old["name"]): old["id"] for old in self._world.commands[scope]}
        self._world.commands[scope] = [self._registered(body, scope, known) for body in wanted]
        self._world.feed.publish(CommandsChanged())
        return answer(self._world.commands[scope])

    def _registered(self, body: Json, scope: str | None, known: dict[tuple[int, str], str]) -> Json:
        kind = int(body.get("type") or CommandType.SLASH)
        new = self._world.snowflakes.new
        permissions = body.get("default_member_permissions")
        command: Json = {
            "id": known.get((kind, body["name"])) or new(),
            "application_id": self._world.bot.id,
            "version": new(),
            "type": kind,
            "name": body["name"],
            "name_localizations": body.get("name_localizations"),
            "description": body.get("description") or "",
            "description_localizations": body.get("description_localizations"),
            "options": without_nulls(body.get("options") or []),
            "default_member_permissions": None if permissions is None else str(permissions),
            "nsfw": bool(body.get("nsfw")),
        }
        if scope:
            return command | {"guild_id": scope}
        return command | {
            "contexts": body.get("contexts"),
            "integration_types": body.get("integration_types") or [0],
            "dm_permission": body.get("dm_permission") is not False,
        }
