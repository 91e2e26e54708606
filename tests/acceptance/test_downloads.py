"""Photos whose download goes wrong: each is answered with one sentence, or comes through."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.acceptance.emulated import BOTH_MODES, RESULT_LIMIT_S, Emulated, acceptance, emulator
from tests.acceptance.photos import product

pytestmark = BOTH_MODES

GONE = "The link to this file has expired; please send the file again."
UNREACHABLE = "This file could not be fetched from Discord; please try again in a minute."
TOO_LARGE = "This file is larger than 25 MB; please send a smaller version"
SLOW = "Discord took too long to hand over this file; please try again in a minute."
CUT = "This file ends before the picture is complete"
NO_PICTURE = "This file is not a picture"
EMPTY = "This file is empty; please send it again."
PICTURE = "a picture"


def downloads() -> dict[str, tuple[Any, str]]:
    """What the file server does with a photo, by name, and how that ends."""
    upload, serve = emulator().Upload, emulator().Serve
    photo = product()

    def served(behaviour: Any, **claims: Any) -> Any:
        return upload(photo, serve=behaviour, **claims)

    return {
        "slow, but it comes": (served(serve.slow(first_byte=1, bytes_per_second=4000)), PICTURE),
        "cut off in the middle": (served(serve.truncated(at=0.5)), UNREACHABLE),
        "cut off at first": (served(serve.truncated(at=0.5).first(2)), PICTURE),
        "half a picture": (served(serve.shortened(at=0.5)), CUT),
        "said to be a web page": (served(serve.content_type("text/html")), PICTURE),
        "far larger than it claims": (served(serve.oversize(64 << 20), size=1000), TOO_LARGE),
        "claims to be too large": (served(None, size=26 << 20), TOO_LARGE),
        "forbidden": (served(serve.status(403)), GONE),
        "not found": (served(serve.status(404)), GONE),
        "gone": (served(serve.status(410)), GONE),
        "too many requests": (served(serve.status(429)), UNREACHABLE),
        "broken": (served(serve.status(500)), UNREACHABLE),
        "unavailable": (served(serve.status(503)), UNREACHABLE),
        "unavailable at first": (served(serve.status(503).first(2)), PICTURE),
        "moved": (served(serve.redirect()), UNREACHABLE),
        "moved to a secret": (
            served(serve.redirect("http://169.254.169.254/latest/")),
            UNREACHABLE,
        ),
        "reset in the middle": (served(serve.reset(at=0.3)), UNREACHABLE),
        "reset at first": (served(serve.reset(at=0.3).first(1)), PICTURE),
        "never answered": (served(serve.hang()), SLOW),
        "no picture at all": (upload(bytes(range(256)), "photo.jpg"), NO_PICTURE),
        "empty": (upload(b"", "photo.jpg"), EMPTY),
    }


@acceptance()
async def test_every_bad_download_ends_in_a_picture_or_a_sentence(discord: Emulated) -> None:
    emu = discord.emu
    cases = downloads()

    async def end_of(name: str) -> str:
        reply = await emu.slash("refine", image=cases[name][0], user=emu.add_user("somebody"))
        assert (await reply.ack()).deferred
        outcome = await reply.final(RESULT_LIMIT_S, until=ended)
        assert len(outcome.messages) == 1
        return PICTURE if outcome.files else outcome.text.removeprefix("⚠️ ")

    ends = await asyncio.gather(*(end_of(name) for name in cases))
    for (name, (_, expected)), end in zip(cases.items(), ends, strict=True):
        assert end.startswith(expected), name
    assert not any("claims" in path for path, _ in emu.cdn.gets)


def ended(reply: Any) -> bool:
    """Whether a reply shows a result or an apology."""
    return any(len(m.shown_files) == 2 or "⚠️" in m.text for m in reply.messages)


@acceptance()
async def test_a_file_from_another_host_is_never_asked_for(discord: Emulated) -> None:
    emu = discord.emu
    usual = emu.world.links.cdn_base
    try:
        for elsewhere in ("http://169.254.169.254", "https://cdn.discordapp.com.evil.example"):
            emu.world.links.cdn_base = elsewhere
            reply = await emu.slash("refine", image=product())
            await discord.told(reply, "I only fetch files that were uploaded to Discord")
    finally:
        emu.world.links.cdn_base = usual


@acceptance()
async def test_a_mask_that_cannot_be_fetched_stops_the_edit(discord: Emulated) -> None:
    mask = emulator().Upload(product(), serve=emulator().Serve.status(404))
    reply = await discord.emu.slash("background", image=product(), mask=mask)
    await discord.told(reply, GONE)
