"""Makes `docs/finishing.jpg`, the README's picture of text and sizes.

Edits the sample photos and exports them with text, each by the command that a person would type,
and puts what came out side by side.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

ROOT = Path(__file__).parents[1]
PICTURE = Path(__file__).parent / "finishing.jpg"
HEIGHT_PX, GAP_PX, QUALITY = 460, 10, 84
PAPER = (200, 206, 212)

SCENES = (
    ("bag", "outdoor-stone", "Nuova collezione\\nautunno", ["--font", "display-bold"], "story"),
    ("jar", "marble", "夜のリペアクリーム\\n今だけ 20% OFF", [], "square"),
    ("mug", "sunlit-wooden-desk", "قهوة محمصة ببطء\\nخصم 20% هذا الأسبوع", [], "portrait"),
    ("teabox", "bokeh-interior", "जैविक हरी चाय\\nअब उपलब्ध", [], "portrait"),
)
"""Photo, preset, text, options of the text, and where the picture goes."""
WHITE = ("mug", "shop-white")


def bot(*arguments: object) -> None:
    """Run one command of the bot. Raises where it fails."""
    subprocess.run(  # noqa: S603 -- our own program and words
        [sys.executable, ROOT / "bot.py", *map(str, arguments)], check=True, cwd=ROOT
    )


def main() -> None:
    """Make the picture."""
    with TemporaryDirectory() as folder:
        made = [_finished(Path(folder), *scene) for scene in SCENES]
        name, target = WHITE
        bot("export", f"samples/{name}.jpg", "--to", target, "--out", folder)
        made.append(Image.open(Path(folder) / f"{name}-{target}.jpg"))
        sized = [each.resize((each.width * HEIGHT_PX // each.height, HEIGHT_PX)) for each in made]
    width = sum(each.width for each in sized) + GAP_PX * (len(sized) + 1)
    sheet, x = Image.new("RGB", (width, HEIGHT_PX + 2 * GAP_PX), PAPER), GAP_PX
    for each in sized:
        sheet.paste(each, (x, GAP_PX))
        x += each.width + GAP_PX
    sheet.save(PICTURE, quality=QUALITY)


def _finished(
    folder: Path, name: str, preset: str, text: str, options: list[str], target: str
) -> Image.Image:
    photo = f"samples/{name}.jpg"
    bot("edit", "background", photo, "--preset", preset, "--seed", 3, "--out", folder)
    scene = folder / f"{name}-background-{preset}-3.png"
    words = ["--text", text, *options]
    bot("export", scene, "--photo", photo, "--to", target, "--out", folder, *words)
    return Image.open(folder / f"{scene.stem}-{target}.jpg").convert("RGB")


if __name__ == "__main__":
    main()
