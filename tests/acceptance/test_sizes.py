"""Files fit, whatever Discord takes: from 1 to 10 MiB a file, and 25 MiB in all."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from tests.acceptance.emulated import Emulated, acceptance, emulator
from tests.acceptance.photos import as_png, product

MIB = 2**20
IN_ALL = 25 * MIB
SIDE_PX = 1500


def noisy(side: int = SIDE_PX) -> bytes:
    """A product of pure noise on a plain wall, which no encoder makes small."""
    photo = np.full((side, side, 3), 245, np.uint8)
    edge = side // 20
    inner = side - 2 * edge
    photo[edge:-edge, edge:-edge] = np.random.default_rng(1).integers(
        0, 256, (inner, inner, 3), np.uint8
    )
    return as_png(Image.fromarray(photo))


def sizes(message: Any) -> list[int]:
    """Bytes of each file that a message shows."""
    return [file.size for file in message.shown_files]


@acceptance()
async def test_results_fit_from_1_to_10_mib_and_originals_are_kept(discord: Emulated) -> None:
    emu = discord.emu
    emu.config.attachment_size_limit = 1 * MIB
    large = emulator().Upload(noisy(), "noise.png", size=1 * MIB)  # as sent with a larger limit
    reply = await emu.slash("background", image=large, preset="white-studio", seed=1)
    done = await discord.result(reply)
    assert max(sizes(done.message)) <= 1 * MIB
    assert "Shown smaller to fit Discord" in done.text
    for limit in (2 * MIB, 5 * MIB, 10 * MIB):
        emu.config.attachment_size_limit = limit
        handed = await emu.click(done.message, label="Original files")
        outcome = await handed.final(60, until=emulator().has_files())
        (file,) = outcome.files
        assert file.size <= limit
        assert (file.image().format == "PNG") == (limit == 10 * MIB)
        assert ("nearest that fits" in outcome.text) == (limit < 10 * MIB)
        assert file.size > limit // 3
    assert file.image().size == (SIDE_PX, SIDE_PX)


@acceptance()
async def test_a_gallery_fits_in_all_where_every_file_would_fit_alone(discord: Emulated) -> None:
    photo = emulator().Upload(noisy(1640), "noise.png")
    reply = await discord.emu.slash("background", image=photo, preset="white-studio", images=4)
    done = await discord.result(reply, pictures=5)
    assert max(sizes(done.message)) <= 10 * MIB
    assert IN_ALL // 2 < sum(sizes(done.message)) <= IN_ALL
    assert "Shown smaller to fit Discord" in done.text
    handed = await discord.emu.click(done.message, label="Original files")
    offer = await discord.told(handed, "The 4 original files, one by one:")
    outcome = await (await discord.emu.click(offer, label="Picture 4")).final(
        60, until=emulator().has_files()
    )
    assert outcome.files[0].image().format == "PNG"


@acceptance()
async def test_small_results_are_shown_as_they_are(discord: Emulated) -> None:
    emu = discord.emu
    emu.config.attachment_size_limit = 1 * MIB
    done = await discord.result(await emu.slash("background", image=product(), seed=1))
    assert done.message.shown_files[1].image().format == "PNG"
    assert "Shown smaller" not in done.text
