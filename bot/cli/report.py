"""What came of each photo: as JSON for programs, as lines for people."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.cli.sheet import Cell
from bot.domain.errors import BotError
from bot.domain.faq import FaqEntry
from bot.domain.job import MaskReport, Notice, Picture, RenderResult
from bot.domain.receipt_words import receipt_line
from bot.domain.remedy_words import is_change, say_changes
from bot.domain.texts import ENGLISH, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One photo's end: a result with its files, or an error. The result's pictures have no data
    any more. `total_s` is from its turn until its files were written, so without waiting for other
    photos. `cells` are the photo and its pictures as a contact sheet shows them, if any."""

    photo: Path
    result: RenderResult | None = None
    files: tuple[Path, ...] = ()
    mask_file: Path | None = None
    ladder_file: Path | None = None
    notices: tuple[Notice, ...] = ()
    tip: FaqEntry | None = None
    total_s: float = 0.0
    cells: tuple[Cell, ...] = ()
    error: BotError | None = None


def as_json(outcome: Outcome, texts: Texts) -> dict[str, Any]:  # Any: JSON
    """The outcome as `--json` prints it; `receipt` is that of the first picture."""
    result = outcome.result
    if result is None:
        error = outcome.error or BotError("failed", "Nothing came back.")
        return {
            "photo": str(outcome.photo),
            "error": {"code": error.code, "text": error.reply},
        }
    edit = result.pictures[0].edit
    receipts = [_receipt_as_json(picture, texts) for picture in result.pictures]
    return {
        "photo": str(outcome.photo),
        "command": str(edit.command),
        "preset": edit.preset,
        "engine": str(result.engine),
        "model": result.model,
        "seed": edit.seed,
        "steps": result.steps,
        "strength": {"product": result.strength.product, "scene": result.strength.scene},
        "fidelity": str(result.fidelity),
        "prompt": {
            "keep": list(edit.words.keep),
            "change": edit.words.change,
            "avoid": list(edit.words.avoid),
            "positive": result.positive,
            "negative": result.negative,
        },
        "files": [str(path) for path in outcome.files],
        "receipt": receipts[0],
        "pictures": [
            {
                "file": str(path),
                "seed": picture.edit.seed,
                "strength": asdict(picture.strength or result.strength),
                "receipt": receipt,
            }
            for path, picture, receipt in zip(
                outcome.files, result.pictures, receipts, strict=False
            )
        ],
        "ladder": str(outcome.ladder_file) if outcome.ladder_file else None,
        "mask": _mask_as_json(result.mask, outcome.mask_file),
        "warnings": [{"code": each.code, "text": each.text} for each in outcome.notices],
        "tip": _tip_as_json(outcome.tip),
        "seconds": {"total": round(outcome.total_s, 3), "render": round(result.render_s, 3)},
    }


def _tip_as_json(tip: FaqEntry | None) -> dict[str, str] | None:
    return {"id": tip.id, "text": tip.in_language(ENGLISH).answer} if tip else None


def _mask_as_json(mask: MaskReport | None, file: Path | None) -> dict[str, Any]:  # Any: JSON
    """All null where no mask could be made."""
    return {
        "coverage": mask.coverage if mask else None,
        "confidence": mask.confidence if mask else None,
        "method": mask.method if mask else None,
        "file": str(file) if file else None,
    }


def _receipt_as_json(picture: Picture, texts: Texts) -> dict[str, Any] | None:  # Any: JSON
    """Every figure of `bot.domain.receipt.Receipt`, null where it could not be measured, and the
    sentence that people read."""
    if picture.receipt is None:
        return None
    text = receipt_line(picture.receipt, picture.edit, texts, ENGLISH)
    return {"text": text, **asdict(picture.receipt)}


def as_lines(outcome: Outcome, texts: Texts) -> list[str]:
    """The outcome as lines for a terminal, each file with its receipt."""
    if outcome.result is None:
        reply = outcome.error.reply if outcome.error else "Nothing came back."
        return [f"✗ {outcome.photo}: {reply}"]
    result = outcome.result
    edit = result.pictures[0].edit
    engine = f"{result.engine}, {result.model}" if result.model else str(result.engine)
    strength = f"product {result.strength.product:g}, scene {result.strength.scene:g}"
    lines = [
        f"✓ {outcome.photo}: {edit.command} {edit.preset}, {engine}, strength {strength}, "
        f"{result.fidelity}, seed {edit.seed}, {outcome.total_s:.1f} s"
    ]
    for path, picture in zip(outcome.files, result.pictures, strict=False):
        lines.append(f"  → {path}")
        if picture.receipt is not None:
            lines.append(f"    {receipt_line(picture.receipt, picture.edit, texts, ENGLISH)}")
    lines += [f"  → {outcome.mask_file} (mask)"] if outcome.mask_file else []
    lines += [f"  → {outcome.ladder_file} (all strengths)"] if outcome.ladder_file else []
    if changes := say_changes(outcome.notices, texts, ENGLISH):
        lines.append(f"  Changed: {changes}")
    lines += [f"  ! {notice.text}" for notice in outcome.notices if not is_change(notice)]
    if outcome.tip is not None:
        words = outcome.tip.in_language(ENGLISH)
        lines.append(f"  💡 {words.question} {words.answer}")
    return lines
