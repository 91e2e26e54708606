"""The table of uses, and complaints about what is wrong in one."""

from pathlib import Path

import pytest

from bot.config.catalog import load_catalog
from bot.config.texts import LANGUAGES
from bot.config.uses import load_uses
from bot.domain.edit import Command
from bot.domain.errors import ConfigError

CONFIG = Path(__file__).parents[2] / "config"
CATALOG = load_catalog(CONFIG)
ONE = "one:\n  command: refine\n  strength: [0.1, 0.3]\n  fidelity: blend\n"
WORDS = "  en: {want: A, why: B}\n"


def test_the_shipped_table_covers_every_command_in_every_language() -> None:
    uses = load_uses(CONFIG / "uses.yaml", CATALOG)
    assert {use.command for use in uses} == set(Command)
    for use in uses:
        assert set(use.words) == set(LANGUAGES), use.id
        preset = CATALOG.preset(use.command, use.preset)
        own = preset.strength or CATALOG.commands[use.command].strength
        dial = own.product if use.command is Command.VARIANTS else own.scene
        assert use.strength[0] - 0.05 <= dial <= use.strength[1] + 0.05, use.id


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "0 uses, allowed are 1 to 25"),
        ("one: yes\n", "one: True must be keys"),
        (ONE, "the words in 'en' are missing"),
        (ONE + WORDS + "  preset: nonesuch\n", "one.preset: There is no refine preset"),
        (ONE + WORDS + "  strenght: [0, 1]\n", "did you mean “strength”"),
        (ONE + "  en: {want: A}\n", "one.en.why: this key is missing"),
        (ONE.replace("[0.1, 0.3]", "[0.3, 0.1]") + WORDS, "must be [least, most]"),
        (ONE.replace("refine", "refined") + WORDS, "one.command: 'refined' is not one of"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "uses.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_uses(path, CATALOG)
    assert complaint in caught.value.reply
    assert caught.value.reply.startswith("uses.yaml")
