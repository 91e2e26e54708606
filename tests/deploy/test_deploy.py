"""Container, compose file and service name files and commands that are there, and stay strict."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.main import build_parser
from bot.domain.options import ExecutorOptions

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", "")
UNIT = (DEPLOY / "restage.service").read_text("utf-8")


def instructions(name: str) -> list[str]:
    """The arguments of every such instruction of the Dockerfile."""
    return re.findall(rf"^\s*{name} (.*)$", DOCKERFILE, re.MULTILINE)


def service() -> dict[str, list[str]]:
    """The keys of the service's section, each with all its values."""
    found: dict[str, list[str]] = {}
    for line in UNIT.partition("[Service]")[2].partition("[Install]")[0].splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def composed(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((DEPLOY / name).read_text("utf-8"))
    return document


# The container.


def test_what_the_dockerfile_copies_is_there_and_let_through() -> None:
    allowed = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for arguments in instructions("COPY"):
        if arguments.startswith("--from="):
            continue
        *sources, _ = arguments.split()
        for source in sources:
            assert (ROOT / source).exists(), source
            assert f"!{source}" in allowed, source


def test_no_secret_and_no_data_can_come_into_the_image() -> None:
    allowed = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert allowed[1] == "*", "all is left out but what is named"
    assert not {"!data", "!deploy", "!deploy/discord_token", "!.git"} & set(allowed)
    assert "/deploy/discord_token" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_the_container_runs_as_nobody_in_particular() -> None:
    assert instructions("USER") == ["10001:10001"]
    assert DOCKERFILE.index("USER 10001") < DOCKERFILE.index("ENTRYPOINT")
    assert instructions("VOLUME") == ["/data"]
    assert "RESTAGE_DATA=/data" in DOCKERFILE


def test_the_containers_commands_are_those_of_the_program() -> None:
    (entry,) = instructions("ENTRYPOINT")
    assert entry == '["/opt/venv/bin/python", "bot.py"]'
    (health,) = instructions("HEALTHCHECK")
    python, program, *arguments = yaml.safe_load(health.partition("CMD ")[2])
    assert (python, program) == ("/opt/venv/bin/python", "bot.py")
    assert build_parser().parse_args(arguments).run.__module__ == "bot.cli.check"


def test_packages_are_installed_with_hashes_but_for_torch() -> None:
    installs = [each for each in instructions("RUN") if "pip install" in each]
    assert len(installs) == 2
    assert installs[0].endswith("--require-hashes --no-deps -r requirements.lock")
    assert installs[1].endswith("-c constraints.txt torch"), "last, so that it brings little along"
    assert "://" not in DOCKERFILE.replace("pytorch.org", "")


def test_the_composed_service_can_write_nowhere_but_to_its_volume() -> None:
    document = composed("compose.yaml")
    restage = document["services"]["restage"]
    assert restage["read_only"] is True
    assert restage["cap_drop"] == ["ALL"]
    assert restage["security_opt"] == ["no-new-privileges:true"]
    assert restage["volumes"] == ["data:/data", "../config:/app/config:ro"]
    assert "ports" not in restage, "nothing listens to the outside"
    assert "WORKDIR /app" in DOCKERFILE
    assert (DEPLOY / restage["build"]["dockerfile"].removeprefix("deploy/")).is_file()
    assert (DEPLOY / restage["build"]["context"]).resolve() == ROOT


def test_the_composed_token_is_a_secret_and_no_variable() -> None:
    document = composed("compose.yaml")
    environment = document["services"]["restage"]["environment"]
    assert environment == {"DISCORD_TOKEN_FILE": "/run/secrets/discord_token"}
    assert document["secrets"] == {"discord_token": {"file": "./discord_token"}}


def test_the_file_for_a_gpu_changes_the_same_service() -> None:
    services = set(composed("compose.yaml")["services"])
    assert set(composed("compose.gpu.yaml")["services"]) == services


def test_the_picture_under_way_has_time_to_be_finished() -> None:
    seconds = 60
    assert composed("compose.yaml")["services"]["restage"]["stop_grace_period"] == f"{seconds}s"
    assert service()["TimeoutStopSec"] == [str(seconds)]
    assert seconds > 2 * ExecutorOptions().drain_limit_s


# The service.


def test_the_unit_is_read_by_anyone() -> None:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # keys keep their case
    parser.read_string(UNIT)
    assert parser.sections() == ["Unit", "Service", "Install"]


def test_the_service_starts_the_program_and_gives_it_the_token_as_a_file() -> None:
    unit = service()
    (command,) = unit["ExecStart"]
    assert command.removeprefix(unit["WorkingDirectory"][0]) == "/.venv/bin/python bot.py"
    assert (ROOT / "bot.py").is_file()
    (credential,) = unit["LoadCredential"]
    name, _, source = credential.partition(":")
    assert f"DISCORD_TOKEN_FILE=%d/{name}" in unit["Environment"]
    assert source.startswith("/etc/")
    assert not any("DISCORD_TOKEN=" in each for each in unit["Environment"])


def test_the_bot_outlives_its_worker_and_ends_it_itself() -> None:
    unit = service()
    assert unit["KillMode"] == ["mixed"]
    assert unit["OOMPolicy"] == ["continue"]
    assert unit["Restart"] == ["on-failure"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_takes_the_unit_and_finds_it_tight(tmp_path: Path) -> None:
    here = tmp_path / "restage.service"
    text = UNIT.replace("/opt/restage/.venv/bin/python", sys.executable)
    here.write_text(text.replace("/opt/restage", str(ROOT)), "utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(here)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=25", str(here)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout.splitlines()[-1]
