"""Cut-outs in order: what the person gave, what the photo brings, what can be found."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from bot.domain.job import RenderTask
from bot.domain.options import CutoutOptions
from bot.domain.photo import Photo
from bot.engines.arrays import Mask
from bot.engines.cutout.alpha import OwnAlpha
from bot.engines.cutout.attached import AttachedMask
from bot.engines.cutout.learned import LearnedCutout
from bot.engines.cutout.plain import PlainBackground

CACHE_SIZE = 4
"""Masks kept: several commands on one photo, and a small batch, compute each mask once."""

_Key = tuple[str, str | None, int, int]


class Cutouts:
    """Finds each photo's product once.

    The order is: the attached mask, the photo's own alpha, then what `options.method` names.
    """

    def __init__(self, options: CutoutOptions, models_folder: Path) -> None:
        self._options = options
        self._learned = LearnedCutout(options, models_folder)
        self._plain = PlainBackground(trust=options.trust)
        self._found: OrderedDict[_Key, Mask] = OrderedDict()

    def mask(self, task: RenderTask) -> Mask:
        """The product's mask at the size of the task's photo.

        Raises `UsageError` for an attached mask that cannot be used, and `ModelError` where the
        settings ask for rembg and it cannot run.
        """
        return self.find(task.photo, task.mask)

    def find(self, photo: Photo, attached: Photo | None) -> Mask:
        """The product's mask at the size of a photo; `attached` is the mask that the person gave.
        Raises as `mask` does."""
        given = attached.sha256 if attached is not None else None
        key = (photo.sha256, given, photo.width, photo.height)
        if key not in self._found:
            self._found[key] = self._cut(photo, attached)
        self._found.move_to_end(key)
        while len(self._found) > CACHE_SIZE:
            self._found.popitem(last=False)
        return self._found[key]

    def _cut(self, photo: Photo, attached: Photo | None) -> Mask:
        trust = self._options.trust
        if attached is not None:
            return AttachedMask(attached, trust=trust).cut(photo)
        return OwnAlpha(trust=trust).cut(photo) or self._finder().cut(photo)

    def _finder(self) -> LearnedCutout | PlainBackground:
        method = self._options.method
        if method == "rembg" or (method == "auto" and self._learned.ready):
            return self._learned
        return self._plain
