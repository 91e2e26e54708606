"""Layers and sizes, checked on every run."""

import ast
from pathlib import Path

import pytest

BOT = Path(__file__).parents[1] / "bot"
WATCHED = {
    "bot", "discord", "torch", "diffusers", "transformers", "ray", "yaml", "PIL", "numpy", "cv2",
    "sqlite3", "pydantic", "rich", "rembg", "onnxruntime", "safetensors", "huggingface_hub",
    "psutil", "aiohttp", "aiosqlite", "rapidocr", "prometheus_client", "rapidfuzz",
}  # fmt: skip
ENGINES = {"bot.__version__", "bot.domain", "bot.engines", "PIL", "numpy", "cv2"}
ALLOWED = {
    "domain": {"bot.domain"},
    "config": {"bot.domain", "bot.config", "yaml", "pydantic"},
    "guarded": {"bot.guarded"},
    "intake": {"bot.domain", "bot.guarded", "bot.intake", "bot.log", "PIL", "pillow_heif"},
    # what the child that decodes runs; the bot's own process never imports it
    "intake/checked.py": {"bot.domain", "bot.intake", "bot.engines.photo_check", "cv2"},
    "engines": ENGINES,
    "engines/cutout": ENGINES | {"rembg", "onnxruntime"},
    "finish": ENGINES | {"bot.finish", "bot.intake.decode"},
    "finish/guard.py": {"bot.domain", "bot.finish.child", "bot.finish.wire", "bot.guarded"},
    "finish/child.py": ENGINES | {"bot.finish", "bot.guarded"},
    "finish/wire.py": {"bot.domain"},
    "engines/receipt": ENGINES | {"rapidocr"},
    "engines/hub.py": {"bot.domain", "huggingface_hub"},
    "engines/diffusion": ENGINES
    | {"torch", "diffusers", "transformers", "safetensors", "huggingface_hub"},
    "executor": {"bot.domain", "bot.executor", "bot.log"},
    "executor/worker.py": {"bot.domain", "bot.executor", "bot.log", "bot.engines.registry"}
    | {"bot.guarded.confinement"},
    "ledger": {"bot.domain", "bot.ledger", "sqlite3", "aiosqlite", "pydantic"},
    "search": {"bot.domain", "bot.search", "rapidfuzz", "numpy"},
    "services": {"bot.domain", "bot.services", "bot.log"},
    "cli": {"bot.domain", "bot.services", "bot.config", "bot.cli", "bot.app", "bot.log"}
    | {"bot.__version__", "rich", "PIL", "psutil", "bot.engines.metadata", "bot.engines.store"}
    | {"bot.engines.model_record", "bot.engines.model_trust"}
    | {"bot.engines.cutout.learned", "bot.heap", "bot.sandbox", "bot.search", "bot.sheets"},
    "cli/check_running.py": {"bot.domain", "bot.app", "bot.cli", "bot.config", "bot.ops"}
    | {"bot.ledger.inspection", "bot.ledger.reader"}
    | {"bot.engines.model_record", "bot.engines.model_trust"},
    "cli/jobs.py": {"bot.domain", "bot.app", "bot.ledger", "bot.ops"},
    "cli/forget.py": {"bot.domain", "bot.app", "bot.ledger", "bot.ops"},
    "cli/invite.py": {"bot.domain", "bot.config", "bot.cli", "bot.front.permissions"},
    "front": {"bot.domain", "bot.services", "bot.front", "bot.log", "bot.sheets"}
    | {"discord", "aiohttp", "PIL"},
    "sheets": {"bot.domain", "bot.sheets", "bot.finish.fonts", "bot.finish.shaping", "PIL"},
    "ops": {"bot.domain", "bot.ops", "bot.log", "aiohttp", "prometheus_client"},
    "sandbox": {"bot.sandbox", "bot.log", "aiohttp"},
    "heap.py": set(),
    "log.py": {"bot.redaction"},
    "redaction.py": set(),
}
FILE_LIMIT, FUNCTION_LIMIT = 400, 60
MODULES = pytest.mark.parametrize(
    "path", sorted(BOT.rglob("*.py")), ids=lambda p: p.relative_to(BOT).as_posix()
)


def imported_names(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.split(".")[0] in WATCHED}


def allowed_for(relative: str) -> set[str] | None:
    """The entry of the longest path that has one: the file, then its folders."""
    parts = relative.split("/")
    for length in range(len(parts), 0, -1):
        found = ALLOWED.get("/".join(parts[:length]))
        if found is not None:
            return found
    return None


@MODULES
def test_imports_follow_the_layers(path: Path) -> None:
    relative = path.relative_to(BOT).as_posix()
    if relative in {"__init__.py", "app.py"}:  # the composition root may see everything
        return
    allowed = allowed_for(relative)
    assert allowed is not None, f"{relative} has no layer"
    names = imported_names(ast.parse(path.read_text("utf-8")))
    stray = {n for n in names if not any(f"{n}.".startswith(f"{ok}.") for ok in allowed)}
    assert not stray, f"{relative} may not import {sorted(stray)}"


@MODULES
def test_sizes_stay_readable(path: Path) -> None:
    source = path.read_text("utf-8")
    assert source.count("\n") <= FILE_LIMIT
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= FUNCTION_LIMIT, f"{node.name} has {length} lines"


@MODULES
def test_modules_open_with_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert not tree.body or ast.get_docstring(tree), f"{path.name} has no docstring"
