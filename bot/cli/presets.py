"""`bot.py presets`: what can be asked for by name."""

from __future__ import annotations

import argparse
import json
from typing import Any

from bot.app import configure
from bot.domain.edit import Command
from bot.domain.preset import CommandDefaults, Preset


def run(options: argparse.Namespace) -> int:
    """List the presets of one command or of all."""
    catalog = configure(options.places, quiet=True).catalog
    wanted = [Command(options.command)] if options.command else list(Command)
    if options.json:
        document = {
            str(command): [
                _as_json(preset, catalog.commands[command])
                for preset in catalog.presets[command].values()
            ]
            for command in wanted
        }
        print(json.dumps(document))
        return 0
    for command in wanted:
        defaults = catalog.commands[command]
        print(f"{command}: {defaults.about}")
        for preset in catalog.presets[command].values():
            mark = "*" if preset.name == defaults.default else " "
            print(f" {mark} {preset.name:22} {preset.about}")
        print()
    print("* is taken when no preset is named.")
    return 0


def _as_json(preset: Preset, defaults: CommandDefaults) -> dict[str, Any]:  # Any: JSON
    strength = preset.strength or defaults.strength
    return {
        "name": preset.name,
        "label": preset.label,
        "about": preset.about,
        "default": preset.name == defaults.default,
        "strength": {"product": strength.product, "scene": strength.scene},
        "auto_strength": preset.auto_strength,
        "fidelity": str(preset.fidelity or defaults.fidelity),
        "change": preset.change,
        "variants": [paint.name for paint in preset.variants],
    }
