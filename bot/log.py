"""Logging set-up, called by the front and again by the worker."""

from __future__ import annotations

import logging
import sys

FORMAT = "%(asctime)s %(levelname)s %(processName)s %(name)s: %(message)s"


def set_up(level: str = "INFO") -> None:
    """Log to stderr at `level` (a name that `logging` knows); stdout stays for answers."""
    logging.basicConfig(level=level, format=FORMAT, stream=sys.stderr, force=True)
    for noisy in ("PIL", "urllib3", "httpx", "filelock", "huggingface_hub"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
