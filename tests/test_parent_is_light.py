"""The bot's own process never loads what only the worker needs, whatever it is asked to do."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("torch", "diffusers", "transformers", "cv2", "rembg", "onnxruntime")
ENTRIES = ("bot.executor.process", "bot.app", "bot.cli", "bot.cli.main")

SCRIPT = """
import asyncio, importlib, json, sys

importlib.import_module(sys.argv[1])
from tests.executor.toys import a_job, an_executor

async def main():
    async with an_executor() as executor:
        result = await executor.submit(a_job("1")).result()
    return result.job_id

if __name__ == "__main__":
    job_id = asyncio.run(main())
    loaded = [name for name in sys.argv[2:] if name in sys.modules]
    print(json.dumps({"job_id": job_id, "loaded": loaded}))
"""


def exists(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("entry", [name for name in ENTRIES if exists(name)])
def test_the_bot_runs_a_job_and_stays_light(entry: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, entry, *HEAVY],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {"job_id": "1", "loaded": []}
