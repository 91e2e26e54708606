"""`bot.py check` on safety checkers: which models have the one that the settings ask for."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app import Configuration
from bot.cli.finding import Finding


def check_safety(configuration: Configuration) -> Iterator[Finding]:
    """Which models here have the safety checker that the settings ask for."""
    if not configuration.settings.diffusion.safety_checker:
        return
    for model in configuration.catalog.models.values():
        if not configuration.store.state_of(model).usable:
            continue
        folder = configuration.store.safety_checker_of(model)
        if folder.is_dir():
            text = f"{model.name} has a safety checker"
            yield Finding(subject="safety", state="ok", text=text)
        else:
            yield Finding(
                subject="safety",
                state="missing",
                text=f"{model.name} has no safety checker, so its pictures are not checked",
                remedy=f"put one into {folder}, where the model is published with one (as sd15 "
                "is), or set safety_checker: false",
            )
