"""`exports.yaml`: the shipped one, and complaints about wrong ones."""

import re
from pathlib import Path

import pytest

from bot.config.exports import load_exports
from bot.config.faq import load_faq
from bot.config.texts import LANGUAGES
from bot.domain.errors import ConfigError
from bot.domain.export import Ground

SHIPPED = Path(__file__).parents[2] / "config" / "exports.yaml"
GOOD = """
square:
  width: 1080
  height: 1080
  max_bytes: 400000
  en: {label: Square, about: For feeds}
"""


def test_the_shipped_targets_have_the_sizes_that_people_ask_for() -> None:
    targets = load_exports(SHIPPED).by_name
    sizes = {name: (each.width, each.height) for name, each in targets.items()}
    assert sizes["square"] == (1080, 1080)
    assert sizes["portrait"] == (1080, 1350)
    assert sizes["story"] == (1080, 1920)
    main = targets["shop-white"]
    assert (main.width, main.height, main.ground, main.fill, main.text) == (
        2000, 2000, Ground.WHITE, 0.85, False,
    )  # fmt: skip
    for name in ("amazon-main", "google-shopping", "ebay"):
        assert not targets[name].text


def test_the_shipped_targets_speak_every_language() -> None:
    for target in load_exports(SHIPPED).by_name.values():
        assert set(target.words) == set(LANGUAGES)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "exports.yaml"
    path.write_text(GOOD, "utf-8")
    (target,) = load_exports(path).by_name.values()
    assert (target.name, target.format, target.text) == ("square", "jpeg", True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_faq_names_only_sizes_that_there_are(language: str) -> None:
    entry = load_faq(SHIPPED.with_name("faq.yaml")).entry("sizes")
    assert entry is not None
    named = re.findall(r"(\d{3,4}) ?× ?(\d{3,4})", entry.words[language].answer)
    sizes = {(each.width, each.height) for each in load_exports(SHIPPED).by_name.values()}
    assert len(named) == 4
    assert {(int(width), int(height)) for width, height in named} <= sizes


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("width: 1080", "widht: 1080", "square.widht: there is no such key"),
        ("width: 1080", "width: 9999", "outside 64 to 4096"),
        ("max_bytes: 400000", "max_bytes: few", "square.max_bytes"),
        ("about: For feeds", "abuot: For feeds", "square.en.abuot: there is no such key"),
        ("en: {", "de: {", "'en' are missing"),
        ("max_bytes: 400000", "max_bytes: 400000\n  fill: 0.8", "ground white needs fill"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    path = tmp_path / "exports.yaml"
    path.write_text(GOOD.replace(was, becomes), "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_exports(path)
    assert caught.value.reply.startswith("exports.yaml: ")
    assert said in caught.value.reply


def test_a_file_without_targets_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "exports.yaml"
    path.write_text("", "utf-8")
    with pytest.raises(ConfigError, match="0 targets"):
        load_exports(path)
