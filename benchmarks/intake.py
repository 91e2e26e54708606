"""What files from outside cost the photo reader: outcome, time and memory by kind of file.

Run as `python -m benchmarks.intake`. Memory is what the child process grows by, looked at from
outside every two milliseconds; its limits are those of the shipped settings. Asserts nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import multiprocessing
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import psutil

from bot.domain.errors import PhotoError
from bot.domain.photo import IntakeLimits
from bot.intake.guard import GuardedReader

LOOK_EVERY_S = 0.002
TOYS = "tests.intake.toy_decoders"
Files = Iterable[tuple[str, Callable[[], bytes]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What became of a file, the time until the answer, and the growth of the child."""

    outcome: str
    seconds: float
    cpu_s: float
    grown_mib: float


class Watcher:
    """Follows the child's memory from a thread."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.idle_bytes, self.peak_bytes = _memory_bytes(), 0

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def grown_mib(self) -> float:
        """The peak above the idle child, in MiB."""
        return max(0, self.peak_bytes - self.idle_bytes) / 2**20

    def _look(self) -> None:
        while not self._stop.wait(LOOK_EVERY_S):
            self.peak_bytes = max(self.peak_bytes, _memory_bytes())


def _child() -> psutil.Process | None:
    children = [c for c in multiprocessing.active_children() if c.name == "photo-reader"]
    return psutil.Process(children[-1].pid) if children else None


def _memory_bytes() -> int:
    try:
        child = _child()
        return child.memory_info().rss if child else 0
    except psutil.Error:
        return 0


def _cpu_s() -> float:
    try:
        times = child.cpu_times() if (child := _child()) else None
        return times.user + times.system if times else 0.0
    except psutil.Error:
        return 0.0


async def cost_of(reader: GuardedReader, data: bytes) -> Cost:
    """Read the file with a warm child."""
    await reader.warm_up()
    cpu_s, started = _cpu_s(), time.perf_counter()
    with Watcher() as watcher:
        try:
            photo = await reader.read(data, name="bench")
            outcome = f"{photo.mode} {photo.width} x {photo.height}"
        except PhotoError as exc:
            outcome = exc.code
        seconds = time.perf_counter() - started
    return Cost(
        outcome=outcome,
        seconds=seconds,
        cpu_s=max(0.0, _cpu_s() - cpu_s),
        grown_mib=watcher.grown_mib,
    )


def heavy_files(scale: float) -> Files:
    """The biggest files within the limits, where `scale`, of their sides, is 1."""
    from PIL import Image

    def scaled(size: tuple[int, int]) -> tuple[int, int]:
        return round(size[0] * scale), round(size[1] * scale)

    def encoded(size: tuple[int, int], mode: str, format_: str, **options: object) -> bytes:
        size = scaled(size)
        grain = Image.effect_noise((size[0] // 4, size[1] // 4), 40).convert(mode)
        file = io.BytesIO()
        grain.resize(size, Image.Resampling.BILINEAR).save(file, format_, **options)
        return file.getvalue()

    big = (8_000, 7_500)
    yield "JPEG 60 MP", lambda: encoded(big, "RGB", "JPEG", quality=75)
    yield (
        "JPEG 60 MP progressive",
        lambda: encoded(big, "RGB", "JPEG", quality=60, progressive=True, subsampling=0),
    )
    yield "JPEG 60 MP CMYK", lambda: encoded(big, "CMYK", "JPEG", quality=40)
    yield "PNG 24 MP grey", lambda: encoded((6_000, 4_000), "L", "PNG", compress_level=3)
    yield "PNG 60 MP flat, with alpha", lambda: flat_png(scaled(big), "RGBA")
    yield "PNG 60 MP palette, with alpha", lambda: flat_png(scaled(big), "P")
    yield "TIFF 60 MP, 16 bits", lambda: flat_tiff(scaled(big))
    yield "WebP 32 MP", lambda: encoded((6_400, 5_000), "RGB", "WEBP", quality=40, method=0)
    yield "WebP 60 MP", lambda: encoded(big, "RGB", "WEBP", quality=10, method=0)
    yield "AVIF 24 MP", lambda: encoded((6_000, 4_000), "RGB", "AVIF", quality=40, speed=10)
    yield "AVIF 60 MP", lambda: encoded(big, "RGB", "AVIF", quality=40, speed=10)


def flat_png(size: tuple[int, int], mode: str) -> bytes:
    """Half of it is transparent."""
    from PIL import Image

    picture = Image.new(mode, size, 1 if mode == "P" else (200, 40, 40, 255))
    picture.paste(0 if mode == "P" else (0, 0, 0, 0), (0, 0, size[0] // 2, size[1]))
    file = io.BytesIO()
    transparency = {"transparency": 0} if mode == "P" else {}
    picture.save(file, "PNG", compress_level=1, **transparency)
    return file.getvalue()


def flat_tiff(size: tuple[int, int]) -> bytes:
    """16-bit grey, deflated."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("I;16", size, 30_000).save(file, "TIFF", compression="tiff_adobe_deflate")
    return file.getvalue()


def camera_jpeg() -> bytes:
    """12 megapixels with grain, about 4 MB."""
    from PIL import Image

    grain = Image.effect_noise((2_000, 1_500), 30).convert("RGB").resize((4_000, 3_000))
    file = io.BytesIO()
    grain.save(file, "JPEG", quality=90)
    return file.getvalue()


async def bad_files_by_kind(reader: GuardedReader) -> None:
    """One row for each kind of the test suite's bad files."""
    from tests.intake.odd_files import REFUSED

    print(f"{'bad files':14} {'files':>5} {'as said':>8} {'worst s':>8} {'MiB':>5}  outcomes")
    for kind in dict.fromkeys(odd.kind for odd in REFUSED):
        files = [odd for odd in REFUSED if odd.kind == kind]
        costs = [await cost_of(reader, odd.make()) for odd in files]
        as_said = sum(odd.code == cost.outcome for odd, cost in zip(files, costs, strict=True))
        outcomes = Counter(cost.outcome for cost in costs).most_common(4)
        print(
            f"{kind:14} {len(files):5} {as_said:8} {max(c.seconds for c in costs):8.2f}"
            f" {max(c.grown_mib for c in costs):5.0f}  "
            + ", ".join(f"{count} {outcome}" for outcome, count in outcomes)
        )


async def files_one_by_one(title: str, reader: GuardedReader, files: Files) -> None:
    """One row for each file."""
    print(f"\n{title:32} {'MB':>5} {'s':>6} {'CPU s':>6} {'MiB':>5}  outcome")
    for name, make in files:
        data = make()
        cost = await cost_of(reader, data)
        print(
            f"{name:32} {len(data) / 1e6:5.1f} {cost.seconds:6.2f} {cost.cpu_s:6.2f}"
            f" {cost.grown_mib:5.0f}  {cost.outcome}"
        )


async def usual_photo(reader: GuardedReader) -> None:
    """The photo that most people send."""
    data = camera_jpeg()
    costs = [await cost_of(reader, data) for _ in range(7)]
    print(
        f"\na 12-megapixel JPEG of {len(data) / 1e6:.1f} MB: "
        f"{statistics.median(c.seconds for c in costs):.2f} s "
        f"({statistics.median(c.cpu_s for c in costs):.2f} s of CPU), median of {len(costs)}"
    )


async def measure(limits: IntakeLimits, scale: float) -> None:
    """Print the tables."""
    print(f"limits: {limits.decode_limit_s:g} s and {limits.memory_limit_mib} MiB a file\n")
    started = time.perf_counter()
    async with GuardedReader(limits) as reader:
        print(f"the child is ready after {time.perf_counter() - started:.2f} s\n")
        await bad_files_by_kind(reader)
        await files_one_by_one("heavy files within the limits", reader, heavy_files(scale))
        await usual_photo(reader)
    async with GuardedReader(limits, decoder=TOYS) as reader:
        deeds = ("spin", "eat", "keep", "kill", "crash")
        toys = [(f"a decoder told to {deed}", deed.encode) for deed in deeds]
        await files_one_by_one("decoders that misbehave", reader, toys)


def main() -> None:
    """Measure within the shipped limits, or shorter ones."""
    shipped = IntakeLimits()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="of the heavy files' sides")
    parser.add_argument("--limit-s", type=float, default=shipped.decode_limit_s)
    options = parser.parse_args()
    asyncio.run(measure(replace(shipped, decode_limit_s=options.limit_s), options.scale))


if __name__ == "__main__":
    main()
