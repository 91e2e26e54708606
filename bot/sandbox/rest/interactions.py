"""Answers to interactions: the first by callback, the later ones by the interaction's webhook."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from bot.sandbox.command_rules import check_choices
from bot.sandbox.component_rules import check_modal
from bot.sandbox.errors import (
    ALREADY_ACKNOWLEDGED,
    INVALID_WEBHOOK_TOKEN,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    ApiError,
    Form,
)
from bot.sandbox.feed import InteractionChanged
from bot.sandbox.interactions import Callback, Interaction, State
from bot.sandbox.messages import Flag, Message
from bot.sandbox.posts import Body, Posts
from bot.sandbox.rest.requests import PREFIX, answer, nothing, read_body
from bot.sandbox.wire import Json
from bot.sandbox.world import World

_CALLBACK = f"{PREFIX}/interactions/{{interaction}}/{{token}}/callback"
_HOOK = f"{PREFIX}/webhooks/{{application}}/{{token}}"
_HOOK_MESSAGE = f"{_HOOK}/messages/{{message}}"


class InteractionAnswers:
    """Handlers of callbacks and of `/webhooks/{application}/{token}`."""

    def __init__(self, world: World, posts: Posts) -> None:
        self._world = world
        self._posts = posts

    def routes(self) -> list[web.RouteDef]:
        """What this part answers."""
        return [
            web.post(_CALLBACK, self.first_answer),
            web.post(_HOOK, self.follow_up),
            web.get(_HOOK_MESSAGE, self.get),
            web.patch(_HOOK_MESSAGE, self.edit),
            web.delete(_HOOK_MESSAGE, self.delete),
        ]

    async def first_answer(self, request: web.Request) -> web.Response:
        """The callback: once, in time, and of a type that fits."""
        interaction = self._waiting(request)
        limit = self._world.options.request_limit_bytes
        body = await read_body(request, limit_bytes=limit)
        interaction = self._waiting(request)  # reading a large body takes time
        kind = _callback_type(interaction, body.json)
        data = replace(body, json=body.json.get("data") or {}, base=("data",))
        message = self._apply(interaction, kind, data)
        interaction.answer, interaction.state = kind, State.ANSWERED
        self._world.feed.publish(InteractionChanged(interaction))
        if request.query.get("with_response", "").lower() not in ("1", "true"):
            return nothing()
        return answer(self._receipt(interaction, kind, message))

    def _waiting(self, request: web.Request) -> Interaction:
        """The interaction, if it still waits for its first answer."""
        interaction = self._world.interaction(request.match_info["interaction"])
        if interaction is None or interaction.token != request.match_info["token"]:
            raise ApiError(UNKNOWN_INTERACTION)
        if interaction.state is State.ANSWERED:
            raise ApiError(ALREADY_ACKNOWLEDGED)
        late = interaction.age_s() > self._world.options.ack_limit_s
        if late or interaction.state is State.FAILED:
            raise ApiError(UNKNOWN_INTERACTION)
        return interaction

    def _apply(self, interaction: Interaction, kind: Callback, data: Body) -> Message | None:
        """Do what the callback asks for; gives the message that it made or changed."""
        match kind:
            case Callback.MESSAGE:
                interaction.original = self._posts.create(
                    interaction.channel,
                    data,
                    interaction=interaction,
                    reference=interaction.source,
                )
            case Callback.DEFER_MESSAGE:
                ephemeral = bool(int(data.json.get("flags") or 0) & Flag.EPHEMERAL)
                self._posts.think(interaction, ephemeral=ephemeral)
            case Callback.DEFER_UPDATE:
                interaction.original = interaction.source
            case Callback.UPDATE_MESSAGE:
                if interaction.source is None:
                    raise ApiError(UNKNOWN_MESSAGE)
                self._posts.edit(interaction.source, data)
                interaction.original = interaction.source
            case Callback.CHOICES:
                interaction.choices = _choices(interaction, data.json)
            case Callback.MODAL:
                interaction.modal = _modal(data.json)
        return None if kind is Callback.DEFER_UPDATE else interaction.original

    def _receipt(self, interaction: Interaction, kind: Callback, message: Message | None) -> Json:
        """The answer to a callback that asked for one."""
        about: Json = {"id": interaction.id, "type": int(interaction.kind)}
        if message is None:
            return {"interaction": about}
        about |= {
            "response_message_id": message.id,
            "response_message_loading": message.loading,
            "response_message_ephemeral": message.ephemeral,
        }
        if kind is Callback.DEFER_MESSAGE:
            return {"interaction": about}
        shown = {"type": int(kind), "message": message.payload(self._world.origin)}
        return {"interaction": about, "resource": shown}

    def _answered(self, request: web.Request) -> Interaction:
        """The interaction of a webhook call: answered once already, and its token still valid."""
        interaction = self._world.interaction_by_token(request.match_info["token"])
        ours = request.match_info["application"] == self._world.bot.id
        if interaction is None or not ours or interaction.state is not State.ANSWERED:
            raise ApiError(UNKNOWN_WEBHOOK)
        if interaction.age_s() > self._world.options.token_limit_s:
            raise ApiError(INVALID_WEBHOOK_TOKEN)
        return interaction

    def _message(self, request: web.Request) -> Message:
        interaction, wanted = self._answered(request), request.match_info["message"]
        answers = [interaction.original, *interaction.followups]
        for message in answers[:1] if wanted == "@original" else answers:
            if message and not message.deleted and wanted in ("@original", message.id):
                return message
        raise ApiError(UNKNOWN_MESSAGE)

    async def follow_up(self, request: web.Request) -> web.Response:
        """Post another message; the first one after a deferral takes the "thinking" one's place."""
        interaction = self._answered(request)
        limit = self._world.options.request_limit_bytes
        body = await read_body(request, limit_bytes=limit)
        waiting = interaction.original
        if waiting and waiting.loading and not waiting.deleted:
            self._posts.edit(waiting, body)
            return answer(waiting.payload(self._world.origin))
        message = self._posts.create(
            interaction.channel,
            body,
            interaction=interaction,
            reference=interaction.original,
        )
        interaction.followups.append(message)
        return answer(message.payload(self._world.origin))

    async def get(self, request: web.Request) -> web.Response:
        """One answer."""
        return answer(self._message(request).payload(self._world.origin))

    async def edit(self, request: web.Request) -> web.Response:
        """Change an answer."""
        self._answered(request)
        limit = self._world.options.request_limit_bytes
        body = await read_body(request, limit_bytes=limit)
        message = self._message(request)
        self._posts.edit(message, body)
        return answer(message.payload(self._world.origin))

    async def delete(self, request: web.Request) -> web.Response:
        """Take an answer away."""
        self._world.delete(self._message(request))
        return nothing()


def _callback_type(interaction: Interaction, body: Json) -> Callback:
    allowed = interaction.allowed_answers()
    for kind in allowed:
        if body.get("type") == kind:
            return kind
    values = ", ".join(str(int(kind)) for kind in sorted(allowed))
    raise Form().refusal(("type",), "BASE_TYPE_CHOICES", f"Value must be one of ({values}).")


def _choices(interaction: Interaction, data: Json) -> list[Json]:
    form = Form("data")
    choices: list[Json] = data.get("choices") or []
    check_choices(form, choices, interaction.focused_type)
    form.settle()
    return choices


def _modal(data: Json) -> Json:
    form = Form("data")
    check_modal(form, data)
    form.settle()
    return data
