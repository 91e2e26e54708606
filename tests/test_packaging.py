"""What is installed is what the program says it is, at versions that are pinned."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot import __version__

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def name_of(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found is not None
    return found.group().lower().replace("_", "-")


def test_one_version_is_named_in_two_places() -> None:
    assert PROJECT["version"] == __version__


def test_every_dependency_is_pinned_exactly() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.!]+", pin) for pin in pins)
    pinned = {name_of(pin) for pin in pins}
    extras = PROJECT["optional-dependencies"].values()
    wanted = [*PROJECT["dependencies"], *(each for extra in extras for each in extra)]
    assert {name_of(each) for each in wanted} <= pinned


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("target", ["test", "quick", "bench", "soak"])
def test_what_imports_from_the_tests_gets_their_packages(target: str) -> None:
    """Benchmarks share sets and files with the tests, and so need what these are written with."""
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", target],  # noqa: S607 -- whichever make there is
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "-e '.[dev," in done.stdout
