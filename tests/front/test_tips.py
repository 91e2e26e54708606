"""Tips under results, as people in a channel see them."""

from __future__ import annotations

from pathlib import Path

from bot.sandbox.driver import SeenMessage
from bot.sandbox.server import Sandbox
from tests.front.stage import Darkroom, a_photo, bot_at, faq, shows
from tests.loops import in_loop


def tip_in(message: SeenMessage) -> str:
    """The question that a message answers as a tip."""
    (line,) = [line for line in message.text.splitlines() if "💡" in line]
    return line.split("**")[1]


async def a_result(sandbox: Sandbox, person: str = "mara", **options: object) -> SeenMessage:
    reply = await sandbox.slash(person, "background", {"image": a_photo(), **options})
    return await reply.until(shows(int(str(options.get("images", 1))) + 1))


@in_loop
async def test_one_tip_per_reply_and_never_the_same_twice_running(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path, Darkroom()):
            first = tip_in(await a_result(sandbox))
            second = tip_in(await a_result(sandbox))
            of_another = tip_in(await a_result(sandbox, "jonas"))
        async with bot_at(sandbox, tmp_path, Darkroom()):
            after_a_restart = tip_in(await a_result(sandbox))
    assert first == of_another
    assert second not in (first, after_a_restart)
    assert {first, second} <= {e.in_language("en").question for e in faq().entries}


@in_loop
async def test_a_result_keeps_its_tip_when_it_is_shown_again(tmp_path: Path) -> None:
    async with Sandbox() as sandbox, bot_at(sandbox, tmp_path, Darkroom()):
        done = await a_result(sandbox, images=2)
        await a_result(sandbox)
        picked = await (await done.press("Pick 2")).until(shows(2))
    assert tip_in(picked) == tip_in(done)
