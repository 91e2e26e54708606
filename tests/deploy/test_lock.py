"""What the container installs is what was tested, byte for byte."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tests.test_packaging import name_of

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "deploy" / "requirements.lock").read_text("utf-8")
ENTRY = re.compile(
    r"^(?P<pin>[\w.-]+==[\w.!+]+)(?: ;[^\\\n]*)? \\\n(?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+",
    re.MULTILINE,
)


def canonical(requirement: str) -> str:
    """A package's name as the index knows it."""
    return re.sub(r"[-_.]+", "-", name_of(requirement))


def locked() -> dict[str, str]:
    """The pin of each package."""
    return {canonical(found["pin"]): found["pin"].split("==")[1] for found in ENTRY.finditer(LOCK)}


def test_every_line_is_a_pin_with_its_hashes() -> None:
    rest = ENTRY.sub("", LOCK)
    assert [line for line in rest.splitlines() if line and not line.startswith("#")] == []
    assert "://" not in LOCK, "an index is nobody's but the operator's"


def test_the_pins_are_those_that_are_tested() -> None:
    pins = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    tested = {canonical(pin): pin.split("==")[1] for pin in pins if pin and pin[0] != "#"}
    assert {name: version for name, version in locked().items() if name in tested} == {
        name: tested[name] for name in locked() if name in tested
    }
    assert set(locked()) - set(tested) <= {"setuptools"}, "torch brings it along"


def test_all_that_is_needed_is_locked_but_for_torch() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["cutout"], *extras["heic"], *extras["ocr"]]
    assert {canonical(each) for each in wanted} - set(locked()) == {"torch"}
