"""A short run of `benchmarks.fuzz`: damaged files through the reader's child, as in the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from benchmarks.fuzz import Fuzzer, cost_of
from bot.domain.photo import IntakeLimits
from bot.intake.guard import GuardedReader
from tests.intake.mutations import Damage, Damaged, RealFile, damaged, real_files
from tests.intake.odd_files import a_picture, encoded

FILES = real_files(a_picture(96, 80))
TRIED = 250


@pytest.fixture
def reader() -> Iterator[tuple[asyncio.Runner, GuardedReader]]:
    """A reader with the limits of the running bot, and the loop that it lives in."""
    with asyncio.Runner() as runner:
        reader = GuardedReader(IntakeLimits())
        yield runner, reader
        runner.run(reader.close())


def test_the_files_are_photos_before_they_are_damaged(
    reader: tuple[asyncio.Runner, GuardedReader],
) -> None:
    runner, guarded = reader
    outcomes = {file.format: runner.run(cost_of(guarded, file.data)).outcome for file in FILES}
    assert set(outcomes.values()) == {"a photo"}, outcomes


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(damaged(FILES))
def test_damage_is_one_of_its_kinds(file: Damaged) -> None:
    assert file.damage in Damage
    sound = [each.data for each in FILES if each.format == file.format]
    if file.damage is Damage.CUT:
        assert any(data.startswith(file.data) for data in sound)


@pytest.mark.slow
def test_a_photo_or_a_sentence_comes_out_of_every_file(
    reader: tuple[asyncio.Runner, GuardedReader],
) -> None:
    fuzzer = Fuzzer(*reader, FILES)
    fuzzer.run(lambda: fuzzer.all.outcomes.total() >= TRIED, first_seed=1)
    assert fuzzer.all.outcomes.total() == TRIED
    assert fuzzer.faults == 0
    assert set(fuzzer.by_damage) == set(Damage)


def test_a_fault_is_counted_and_the_file_is_kept(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(str(tmp_path))

    class Broken(GuardedReader):
        async def read(self, data: bytes, *, name: str) -> object:  # type: ignore[override]
            raise ZeroDivisionError

    with asyncio.Runner() as runner:
        broken = Broken(IntakeLimits())
        fuzzer = Fuzzer(runner, broken, [RealFile(format="JPEG", data=b"a file")])
        fuzzer.run(lambda: fuzzer.all.outcomes.total() >= 1, first_seed=1)
        runner.run(broken.close())
    assert fuzzer.faults == 1
    assert "kept as build/fuzz/" in capsys.readouterr().err


def test_what_libraries_print_of_a_bad_file_is_in_no_log(
    reader: tuple[asyncio.Runner, GuardedReader], capfd: pytest.CaptureFixture[str]
) -> None:
    tiff = encoded(a_picture(96, 80), "TIFF", compression="tiff_adobe_deflate")
    at = tiff.index(b"\x78")  # where the deflated picture begins, or nearly
    runner, guarded = reader
    for start in range(at, at + 400, 40):
        runner.run(cost_of(guarded, tiff[:start] + b"\xff" * 40 + tiff[start + 40 :]))
    assert capfd.readouterr().err == ""
