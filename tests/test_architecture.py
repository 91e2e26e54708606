"""Layers and sizes: each test names every module that breaks its rule."""

import ast
import functools
from pathlib import Path

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
    "cli/reload.py": {"bot.domain", "bot.app", "bot.ops"},
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


@functools.cache
def modules() -> dict[str, ast.Module]:
    """All of the bot's modules, by their path in its folder."""
    return {
        path.relative_to(BOT).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(BOT.rglob("*.py"))
    }


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


def stray_imports(relative: str, allowed: set[str]) -> set[str]:
    names = imported_names(modules()[relative])
    return {name for name in names if not any(f"{name}.".startswith(f"{ok}.") for ok in allowed)}


def test_imports_follow_the_layers() -> None:
    layered = {name: allowed_for(name) for name in modules().keys() - {"__init__.py", "app.py"}}
    assert not [name for name, allowed in layered.items() if allowed is None], "has no layer"
    stray = {name: stray_imports(name, allowed or set()) for name, allowed in layered.items()}
    assert not {name: imports for name, imports in stray.items() if imports}


def test_sizes_stay_readable() -> None:
    long_files = [
        name for name in modules() if (BOT / name).read_text("utf-8").count("\n") > FILE_LIMIT
    ]
    assert not long_files
    long_functions = [
        f"{name}: {node.name}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_LIMIT
    ]
    assert not long_functions


def test_modules_open_with_a_docstring() -> None:
    assert not [
        name for name, tree in modules().items() if tree.body and not ast.get_docstring(tree)
    ]
