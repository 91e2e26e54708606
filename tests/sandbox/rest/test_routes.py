"""The routes that are not about interactions."""

from __future__ import annotations

import pytest

from tests.loops import in_loop
from tests.sandbox.running import caller


@in_loop
async def test_the_token_is_asked_for() -> None:
    async with caller() as api:
        status, body = await api.call("GET", "/users/@me", headers={"Authorization": "Bot no"})
        assert (status, body["code"]) == (401, 0)
        status, body = await api.call("GET", "/users/@me")
        assert (status, body["id"], body["bot"]) == (200, api.sandbox.world.bot.id, True)


@in_loop
async def test_what_does_not_exist() -> None:
    async with caller() as api:
        for path, code in (
            ("/nothing", 0),
            ("/users/1", 10013),
            ("/channels/1", 10003),
            ("/guilds/1", 10004),
            (f"/guilds/{api.sandbox.world.guild.id}/members/1", 10007),
        ):
            status, body = await api.call("GET", path)
            assert (status, body["code"]) == (404, code), path


@in_loop
async def test_where_everything_is() -> None:
    async with caller() as api:
        world = api.sandbox.world
        assert (await api.call("GET", "/gateway"))[1] == {"url": api.sandbox.gateway_url}
        assert (await api.call("GET", "/gateway/bot"))[1]["shards"] == 1
        for path in ("/applications/@me", "/oauth2/applications/@me"):
            assert (await api.call("GET", path))[1]["id"] == world.bot.id
        guild = f"/guilds/{world.guild.id}"
        assert (await api.call("GET", guild))[1]["name"] == world.guild.name
        names = [channel["name"] for channel in (await api.call("GET", f"{guild}/channels"))[1]]
        assert names == ["product-photos", "campaign"]
        assert len((await api.call("GET", f"{guild}/roles"))[1]) == 3
        member = (await api.call("GET", f"{guild}/members/{world.people[0].id}"))[1]
        assert member["user"]["global_name"] == "Mara"


@in_loop
async def test_direct_messages_are_opened_with_people_only() -> None:
    async with caller() as api:
        world = api.sandbox.world
        path = "/users/@me/channels"
        _, body = await api.call("POST", path, json={"recipient_id": world.people[0].id})
        assert body["recipients"][0]["username"] == "mara"
        status, body = await api.call("POST", path, json={"recipient_id": world.bot.id})
        assert (status, body["code"]) == (400, 50033)


@in_loop
async def test_messages_of_a_channel() -> None:
    async with caller() as api:
        written = await api.sandbox.person("mara").write("hello")
        path = f"/channels/{written.message.channel.id}/messages"
        reference = {"message_id": written.message.id}
        _, reply = await api.call(
            "POST", path, json={"content": "hi", "message_reference": reference}
        )
        assert (reply["type"], reply["message_reference"]["message_id"]) == (19, written.message.id)
        status, body = await api.call(
            "PATCH", f"{path}/{written.message.id}", json={"content": "x"}
        )
        assert (status, body["code"]) == (403, 50005)
        _, edited = await api.call("PATCH", f"{path}/{reply['id']}", json={"content": "ho"})
        assert edited["edited_timestamp"]
        _, listed = await api.call("GET", path)
        assert [message["content"] for message in listed] == ["ho", "hello"]
        _, listed = await api.call("GET", f"{path}?before={reply['id']}")
        assert [message["content"] for message in listed] == ["hello"]
        assert await api.call("DELETE", f"{path}/{reply['id']}") == (204, None)
        status, body = await api.call("GET", f"{path}/{reply['id']}")
        assert (status, body["code"]) == (404, 10008)


@in_loop
async def test_a_reply_to_nothing_is_refused_unless_it_may_fail() -> None:
    async with caller() as api:
        channel = next(iter(api.sandbox.world.channels))
        body = {"content": "x", "message_reference": {"message_id": "1"}}
        path = f"/channels/{channel}/messages"
        assert (await api.call("POST", path, json=body))[0] == 400
        body["message_reference"] = {"message_id": "1", "fail_if_not_exists": False}
        assert (await api.call("POST", path, json=body))[1]["type"] == 0


@in_loop
async def test_commands_keep_their_ids_and_are_checked() -> None:
    async with caller() as api:
        path = f"/applications/{api.sandbox.world.bot.id}/commands"
        command = {"type": 1, "name": "edit", "description": "Edit"}
        _, (first,) = await api.call("PUT", path, json=[command])
        _, (second,) = await api.call("PUT", path, json=[command | {"description": "Edit more"}])
        assert first["id"] == second["id"]
        assert first["version"] != second["version"]
        status, body = await api.call("PUT", path, json=[command | {"name": "Edit"}])
        assert (status, body["code"]) == (400, 50035)
        assert (await api.call("GET", path))[1][0]["description"] == "Edit more"
        status, body = await api.call("PUT", "/applications/1/commands", json=[])
        assert (status, body["code"]) == (403, 50001)


@pytest.mark.parametrize(
    ("data", "code"), [(b"{", 50109), (b"[]", 50035)], ids=["no JSON", "no object"]
)
@in_loop
async def test_bodies_that_make_no_sense(data: bytes, code: int) -> None:
    async with caller() as api:
        path = f"/channels/{next(iter(api.sandbox.world.channels))}/messages"
        headers = api.headers | {"Content-Type": "application/json"}
        status, body = await api.call("POST", path, data=data, headers=headers)
        assert (status, body["code"]) == (400, code)


@in_loop
async def test_links_to_files_open_only_whole() -> None:
    async with caller() as api:
        written = await api.sandbox.person("mara").write(
            "", [("a.html", b"<script>"), ("a.png", b"x")]
        )
        page, photo = (file.link(api.sandbox.address) for file in written.files)
        status, _, headers = await api.fetch(page)
        assert (status, headers["Content-Disposition"]) == (200, 'attachment; filename="a.html"')
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        _, data, headers = await api.fetch(photo)
        assert (data, headers["Content-Type"]) == (b"x", "image/png")
        assert (await api.fetch(photo.split("?")[0]))[0] == 404
        assert (await api.fetch(photo[:-1]))[0] == 404
