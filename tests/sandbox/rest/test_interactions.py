"""Answers to interactions: when they are refused, and with what code."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.sandbox.interactions import Interaction
from bot.sandbox.options import Options
from tests.loops import in_loop
from tests.sandbox.running import Caller, caller

COMMAND = {"type": 1, "name": "edit", "description": "Edit"}
APPS = {"type": 3, "name": "Apps"}


async def interaction(api: Caller, **modal: Any) -> Interaction:
    """A slash command that waits for its answer."""
    application = api.sandbox.world.bot.id
    await api.call("PUT", f"/applications/{application}/commands", json=[COMMAND, APPS])
    return (await api.sandbox.slash("mara", "edit", {})).interaction


async def answer(api: Caller, to: Interaction, **body: Any) -> tuple[int, Any]:
    path = f"/interactions/{to.id}/{to.token}/callback"
    return await api.call("POST", path, json=body, headers={})


def hook(api: Caller, to: Interaction, rest: str = "") -> str:
    return f"/webhooks/{api.sandbox.world.bot.id}/{to.token}{rest}"


@in_loop
async def test_a_first_answer_with_and_without_a_receipt() -> None:
    async with caller() as api:
        first = await interaction(api)
        assert await answer(api, first, type=4, data={"content": "done"}) == (204, None)
        second = (await api.sandbox.slash("mara", "edit", {})).interaction
        path = f"/interactions/{second.id}/{second.token}/callback?with_response=true"
        status, body = await api.call("POST", path, json={"type": 5, "data": {"flags": 64}})
        assert status == 200
        assert body["interaction"]["response_message_ephemeral"] is True
        assert body["interaction"]["response_message_loading"] is True
        third = (await api.sandbox.slash("mara", "edit", {})).interaction
        path = f"/interactions/{third.id}/{third.token}/callback?with_response=1"
        _, body = await api.call("POST", path, json={"type": 4, "data": {"content": "x"}})
        assert body["resource"]["message"]["id"] == body["interaction"]["response_message_id"]


@in_loop
async def test_a_second_answer_is_refused() -> None:
    async with caller() as api:
        waiting = await interaction(api)
        await answer(api, waiting, type=5)
        status, body = await answer(api, waiting, type=4, data={"content": "again"})
        assert (status, body["code"]) == (400, 40060)


@in_loop
async def test_an_answer_after_the_limit_is_refused() -> None:
    async with caller(Options(ack_limit_s=0.05)) as api:
        waiting = await interaction(api)
        await asyncio.sleep(0.1)
        status, body = await answer(api, waiting, type=5)
        assert (status, body["code"]) == (404, 10062)


@in_loop
async def test_unknown_interactions_and_wrong_tokens() -> None:
    async with caller() as api:
        waiting = await interaction(api)
        for where in (f"1/{waiting.token}", f"{waiting.id}/wrong"):
            status, body = await api.call(
                "POST", f"/interactions/{where}/callback", json={"type": 5}
            )
            assert (status, body["code"]) == (404, 10062)


@in_loop
async def test_an_answer_of_the_wrong_type_is_refused_and_may_be_tried_again() -> None:
    async with caller() as api:
        waiting = await interaction(api)
        status, body = await answer(api, waiting, type=8, data={"choices": []})
        assert (status, body["code"]) == (400, 50035)
        assert await answer(api, waiting, type=5) == (204, None)


@in_loop
async def test_a_wrong_form_names_the_field() -> None:
    async with caller() as api:
        waiting = await interaction(api)
        button = {"type": 2, "style": 1, "label": "x" * 81, "custom_id": "a"}
        data = {"flags": 1 << 15, "components": [{"type": 1, "components": [button]}]}
        status, body = await answer(api, waiting, type=4, data=data)
        assert (status, body["code"]) == (400, 50035)
        label = body["errors"]["data"]["components"]["0"]["components"]["0"]["label"]
        assert label["_errors"][0]["code"] == "BASE_TYPE_BAD_LENGTH"
        assert api.sandbox.person("mara").history() == []


@in_loop
async def test_a_modal_is_checked() -> None:
    async with caller() as api:
        waiting = await interaction(api)
        data = {"title": "t", "custom_id": "c", "components": []}
        status, body = await answer(api, waiting, type=9, data=data)
        assert (status, list(body["errors"]["data"])) == (400, ["components"])


@in_loop
async def test_an_empty_message_is_refused() -> None:
    async with caller() as api:
        waiting = await interaction(api)
        status, body = await answer(api, waiting, type=4, data={})
        assert (status, body["code"]) == (400, 50006)


@in_loop
async def test_the_webhook_before_the_first_answer_and_after_the_token() -> None:
    async with caller(Options(token_limit_s=0.2)) as api:
        waiting = await interaction(api)
        status, body = await api.call("POST", hook(api, waiting), json={"content": "x"})
        assert (status, body["code"]) == (404, 10015)
        await answer(api, waiting, type=5)
        await asyncio.sleep(0.25)
        status, body = await api.call(
            "PATCH", hook(api, waiting, "/messages/@original"), json={"content": "x"}
        )
        assert (status, body["code"]) == (401, 50027)
        assert waiting.original
        assert waiting.original.expired


@in_loop
async def test_original_follow_ups_and_their_end() -> None:
    async with caller() as api:
        waiting = await interaction(api)
        await answer(api, waiting, type=5)
        original = hook(api, waiting, "/messages/@original")
        status, body = await api.call("PATCH", original, json={"content": "half"})
        assert (status, body["content"], body["flags"]) == (200, "half", 0)
        status, follow = await api.call(
            "POST", hook(api, waiting), json={"content": "more", "flags": 64}
        )
        assert (status, follow["flags"], follow["type"]) == (200, 64, 19)
        one = hook(api, waiting, f"/messages/{follow['id']}")
        assert (await api.call("GET", one))[1]["content"] == "more"
        assert await api.call("DELETE", one) == (204, None)
        status, body = await api.call("GET", one)
        assert (status, body["code"]) == (404, 10008)
        assert (await api.call("GET", original))[1]["content"] == "half"


def multipart(payload: str, *files: tuple[str, bytes]) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("payload_json", payload, content_type="application/json")
    for at, (name, data) in enumerate(files):
        form.add_field(f"files[{at}]", data, filename=name, content_type="image/png")
    return form


@in_loop
async def test_files_are_kept_replaced_and_dropped_by_the_rules_of_attachments() -> None:
    async with caller() as api:
        waiting = await interaction(api)
        await answer(api, waiting, type=5)
        original = hook(api, waiting, "/messages/@original")
        two = multipart('{"content":"x"}', ("a.png", b"a"), ("b.png", b"b"))
        _, body = await api.call("PATCH", original, data=two, headers={})
        first, second = body["attachments"]
        _, body = await api.call("PATCH", original, json={"content": "files stay"})
        assert len(body["attachments"]) == 2
        listed = f'{{"attachments":[{{"id":"{second["id"]}"}},{{"id":0,"description":"new"}}]}}'
        _, body = await api.call(
            "PATCH", original, data=multipart(listed, ("c.png", b"c")), headers={}
        )
        names = [(file["filename"], file.get("description")) for file in body["attachments"]]
        assert names == [("b.png", None), ("c.png", "new")]
        status, body = await api.call(
            "PATCH", original, json={"attachments": [{"id": first["id"]}]}
        )
        assert (status, list(body["errors"])) == (400, ["attachments"])
        _, body = await api.call("PATCH", original, json={"attachments": []})
        assert body["attachments"] == []


@pytest.mark.parametrize(
    "options",
    [Options(attachment_limit_bytes=1000), Options(request_limit_bytes=1000)],
    ids=["one file", "all together"],
)
@in_loop
async def test_too_large_is_413(options: Options) -> None:
    async with caller(options) as api:
        waiting = await interaction(api)
        path = f"/interactions/{waiting.id}/{waiting.token}/callback"
        form = multipart('{"type":4,"data":{"content":"x"}}', ("a.png", bytes(1001)))
        status, body = await api.call("POST", path, data=form, headers={})
        assert (status, body["code"]) == (413, 40005)


@in_loop
async def test_components_v2_once_set_stay_and_take_no_content() -> None:
    async with caller() as api:
        waiting = await interaction(api)
        parts = [{"type": 10, "content": "hello"}]
        await answer(api, waiting, type=4, data={"flags": 1 << 15, "components": parts})
        original = hook(api, waiting, "/messages/@original")
        status, body = await api.call("PATCH", original, json={"content": "old"})
        assert (status, list(body["errors"])) == (400, ["content"])
        _, body = await api.call("GET", original)
        assert body["flags"] == 1 << 15
        assert body["components"][0] == {"type": 10, "content": "hello", "id": 1}
