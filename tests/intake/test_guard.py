import asyncio
import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from bot.domain.errors import PhotoError
from bot.domain.photo import IntakeLimits
from bot.intake.decode import decode_mask, decode_photo
from bot.intake.guard import GuardedReader
from tests.intake.odd_files import REFUSED, a_picture, encoded
from tests.intake.test_decode_refusals import assert_one_clear_sentence

ROOT = Path(__file__).parents[2]
TOYS = "tests.intake.toy_decoders"
LIMITS = IntakeLimits(decode_limit_s=0.8, memory_limit_mib=300)
PATIENT = IntakeLimits(decode_limit_s=30.0)


def run(
    work: Callable[[GuardedReader], Awaitable[None]],
    *,
    decoder: str = TOYS,
    limits: IntakeLimits = LIMITS,
) -> None:
    async def body() -> None:
        async with GuardedReader(limits, decoder=decoder) as reader:
            await work(reader)

    asyncio.run(body())
    assert children() == []


def children() -> list[int]:
    """Process ids of all living readers' children."""
    return [c.pid for c in multiprocessing.active_children() if c.name == "photo-reader" and c.pid]


def wait_until_dead(process: psutil.Process, limit_s: float) -> None:
    deadline = time.monotonic() + limit_s
    with contextlib.suppress(psutil.NoSuchProcess):
        while process.status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline, f"process {process.pid} still lives"
            time.sleep(0.01)


async def refusal_of(reader: GuardedReader, data: bytes) -> PhotoError:
    with pytest.raises(PhotoError) as caught:
        await reader.read(data, name="a")
    assert_one_clear_sentence(caught.value.reply)
    return caught.value


async def assert_usable(reader: GuardedReader) -> None:
    assert (await reader.read(b"good", name="next")).name == "next"


def test_photos_and_masks_come_back_as_they_were_decoded() -> None:
    picture = a_picture().convert("RGBA")
    picture.putalpha(picture.getchannel("R"))
    data = encoded(picture, "PNG")

    async def work(reader: GuardedReader) -> None:
        assert await reader.read(data, name="ä\udcff.png") == decode_photo(
            data, name="ä\udcff.png", limits=PATIENT
        )
        assert await reader.read_mask(data, name="m", width=96, height=64) == decode_mask(
            data, name="m", width=96, height=64, limits=PATIENT
        )

    run(work, decoder="bot.intake.decode", limits=PATIENT)


def test_a_reduced_photo_comes_back_with_the_size_that_it_had() -> None:
    async def work(reader: GuardedReader) -> None:
        photo = await reader.read(encoded(a_picture(), "PNG"), name="a")
        assert photo.reduced_from == (96, 64)
        assert (photo.width, photo.height) == (48, 32)

    limits = replace(PATIENT, work_side_px=48)
    run(work, decoder="bot.intake.decode", limits=limits)


def test_refusals_come_back_whole() -> None:
    odd = next(odd for odd in REFUSED if odd.name == "PNG cut at 5 tenths")

    async def work(reader: GuardedReader) -> None:
        error = await refusal_of(reader, odd.make())
        assert error.code == "photo_truncated"
        assert error.detail.startswith("PNG: ")

    run(work, decoder="bot.intake.decode", limits=PATIENT)


def test_a_long_detail_does_not_break_the_answer() -> None:
    async def work(reader: GuardedReader) -> None:
        error = await refusal_of(reader, b"refuse")
        assert error.code == "photo_is_toy"
        await assert_usable(reader)

    run(work)


def test_too_many_bytes_never_reach_a_child() -> None:
    async def work() -> None:
        reader = GuardedReader(IntakeLimits(max_bytes=10), decoder=TOYS)
        for data, code in ((bytes(11), "photo_too_large"), (b"", "photo_empty")):
            assert (await refusal_of(reader, data)).code == code
            with pytest.raises(PhotoError):
                await reader.read_mask(data, name="m", width=9, height=9)
        assert children() == []
        await reader.close()

    asyncio.run(work())


@pytest.mark.parametrize("deed", [b"sleep", b"spin"])
def test_a_decoder_that_hangs_is_ended_at_the_limit(deed: bytes) -> None:
    async def work(reader: GuardedReader) -> None:
        (hanging,) = children()
        started = time.monotonic()
        error = await refusal_of(reader, deed)
        assert error.code == "photo_timeout"
        assert "0.8 seconds" in error.reply
        assert 0.7 < time.monotonic() - started < 5
        await assert_usable(reader)
        assert not psutil.pid_exists(hanging)

    run(work)


def test_a_decoder_that_eats_memory_is_stopped_by_the_limit() -> None:
    async def work(reader: GuardedReader) -> None:
        (pid,) = children()
        assert (await refusal_of(reader, b"eat")).code == "photo_too_costly"
        await assert_usable(reader)
        assert children() == [pid]  # it survived

    run(work, limits=IntakeLimits(decode_limit_s=30, memory_limit_mib=300))


@pytest.mark.parametrize("deed", [b"exit", b"kill", b"crash"])
def test_a_decoder_that_dies_is_replaced(deed: bytes) -> None:
    async def work(reader: GuardedReader) -> None:
        assert (await refusal_of(reader, deed)).code == "photo_too_costly"
        await assert_usable(reader)

    run(work, limits=PATIENT)


def test_a_child_that_died_between_photos_is_replaced() -> None:
    async def work(reader: GuardedReader) -> None:
        (pid,) = children()
        os.kill(pid, signal.SIGKILL)
        await asyncio.to_thread(wait_until_dead, psutil.Process(pid), 5.0)
        await assert_usable(reader)

    run(work)


def test_a_bug_in_the_decoder_is_a_sentence_and_costs_no_child() -> None:
    async def work(reader: GuardedReader) -> None:
        before = children()
        error = await refusal_of(reader, b"raise")
        assert error.code == "photo_damaged"
        assert "ZeroDivisionError" in error.detail
        await assert_usable(reader)
        assert children() == before

    run(work)


def test_a_child_that_keeps_memory_is_replaced() -> None:
    async def work(reader: GuardedReader) -> None:
        before = children()
        await reader.read(b"keep", name="a")
        await assert_usable(reader)
        assert children() != before

    run(work, limits=PATIENT)


def test_a_child_that_says_more_than_it_may_is_ended() -> None:
    async def work(reader: GuardedReader) -> None:
        assert (await refusal_of(reader, b"anything")).code == "photo_too_costly"

    limits = IntakeLimits(work_side_px=200, decode_limit_s=30)
    run(work, decoder="tests.intake.toy_decoders_too_talkative", limits=limits)


def test_a_cancelled_read_ends_its_work_and_no_other() -> None:
    async def work(reader: GuardedReader) -> None:
        (busy,) = children()
        first = asyncio.create_task(reader.read(b"sleep", name="first"))
        second = asyncio.create_task(reader.read(b"good", name="second"))
        third = asyncio.create_task(reader.read(b"good", name="third"))
        await asyncio.sleep(0.2)
        second.cancel()  # it waits for its turn
        first.cancel()  # it is being read
        assert (await third).name == "third"
        with pytest.raises(asyncio.CancelledError):
            await first
        with pytest.raises(asyncio.CancelledError):
            await second
        assert not psutil.pid_exists(busy)

    run(work, limits=PATIENT)


def test_photos_are_read_in_the_order_in_which_they_came() -> None:
    async def work(reader: GuardedReader) -> None:
        order: list[int] = []

        async def read(number: int) -> None:
            await reader.read(b"slow" if number % 2 else b"good", name=str(number))
            order.append(number)

        await asyncio.gather(*(read(number) for number in range(8)))
        assert order == list(range(8))

    run(work, limits=PATIENT)


def test_waiting_for_a_turn_does_not_count_towards_the_limit() -> None:
    async def work(reader: GuardedReader) -> None:
        photos = await asyncio.gather(*(reader.read(b"slow", name=str(i)) for i in range(30)))
        assert len(photos) == 30  # 1.5 s in all, the limit is 0.8 s

    run(work)


def test_the_event_loop_stays_free_while_a_photo_is_read() -> None:
    async def work(reader: GuardedReader) -> None:
        reading = asyncio.create_task(refusal_of(reader, b"sleep"))
        ticks = 0
        while not reading.done():
            await asyncio.sleep(0.01)
            ticks += 1
        assert ticks > 10
        await reading

    run(work)


def test_closing_ends_what_is_being_read() -> None:
    async def work() -> None:
        reader = GuardedReader(PATIENT, decoder=TOYS)
        await reader.warm_up()
        reading = asyncio.create_task(reader.read(b"sleep", name="a"))
        await asyncio.sleep(0.1)
        await reader.close()
        await reader.close()
        assert children() == []
        with pytest.raises(PhotoError):
            await reading
        assert (await refusal_of(reader, b"good")).code == "photo_reader_down"

    asyncio.run(work())


@pytest.mark.parametrize(
    "decoder", ["tests.intake.no_such_module", "tests.intake.toy_decoders_hanging_at_import"]
)
def test_a_child_that_does_not_come_up_is_reported(decoder: str) -> None:
    async def work() -> None:
        reader = GuardedReader(PATIENT, decoder=decoder, start_limit_s=2.0)
        assert (await refusal_of(reader, b"good")).code == "photo_reader_down"
        await reader.close()
        assert children() == []

    asyncio.run(work())


PARENT = f"""
import asyncio, multiprocessing
from bot.domain.photo import IntakeLimits
from bot.intake.guard import GuardedReader

async def main():
    async with GuardedReader(IntakeLimits(decode_limit_s=60), decoder="{TOYS}") as reader:
        reading = asyncio.create_task(reader.read(b"spin", name="a"))
        await asyncio.sleep(0.2)
        print(multiprocessing.active_children()[0].pid, flush=True)
        await reading

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child at once")
def test_the_child_dies_with_its_parent_even_while_it_hangs(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, env=environment
    ) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        parent.wait()
        wait_until_dead(child, 1.0)


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("bot.intake.guard", {"PIL", "numpy", "cv2", "torch"}),
        ("bot.intake.decode", {"numpy", "cv2", "torch", "bot.engines", "bot.services"}),
    ],
)
def test_what_reads_photos_stays_light(module: str, forbidden: set[str]) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(done.stdout.split())
    assert module in loaded
    assert not loaded & forbidden
