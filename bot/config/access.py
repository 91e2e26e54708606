"""Who may use what, from `access.yaml`."""

from __future__ import annotations

from pathlib import Path

from bot.config.reading import build, read_mapping
from bot.domain.access import Access
from bot.domain.catalog import Catalog
from bot.domain.errors import ConfigError
from bot.domain.suggest import closest


def load_access(path: Path, catalog: Catalog) -> Access:
    """The operator's rules. Raises `ConfigError` with file, key and value, also for a model that
    is not in the catalog: a rule that holds for nothing would let everybody in."""
    access = build(Access, read_mapping(path), path=path)
    for name in access.models:
        if name not in catalog.models:
            raise ConfigError(
                "config_wrong",
                f"{path.name}: models.{name}: there is no such model in models.yaml; did you mean "
                f"{closest(name, catalog.models)}?",
            )
    return access
