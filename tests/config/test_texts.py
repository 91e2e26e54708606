"""Files of texts, and complaints about what is wrong in one."""

from pathlib import Path

import pytest

from bot.config.texts import load_texts
from bot.domain.errors import ConfigError
from bot.domain.texts import Texts

ENGLISH = """
greet: "Hello {name}"
command:
  restyle:
    description: Redraw
reply:
  place: {one: Next, other: "Number {count}"}
"""


def load(folder: Path, **files: str) -> Texts:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return load_texts(folder)


def test_keys_are_paths_in_the_file(tmp_path: Path) -> None:
    texts = load(tmp_path, en=ENGLISH)
    assert texts.languages["en"] == {
        "greet": "Hello {name}",
        "command.restyle.description": "Redraw",
        "reply.place.one": "Next",
        "reply.place.other": "Number {count}",
    }


def test_a_language_may_lack_texts_and_fields(tmp_path: Path) -> None:
    texts = load(tmp_path, en=ENGLISH, de="greet: Hallo\n")
    assert texts.say("de", "greet", name="Ada") == "Hallo"
    assert texts.say("de", "command.restyle.description") == "Redraw"
    assert texts.say("ja", "greet", name="Ada") == "Hello Ada"  # ja.yaml is not there


def test_english_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, de="greet: Hallo\n")
    assert caught.value.code == "config_missing"
    assert "en.yaml" in caught.value.reply


@pytest.mark.parametrize(
    ("english", "german", "complaint"),
    [
        (ENGLISH, "great: Hallo\n", "de.yaml: great: there is no such text; did you mean “greet”"),
        (ENGLISH, "greet: 'Hallo {nmae}'\n", "de.yaml: greet: there is no field {nmae}"),
        (ENGLISH, "greet: [Hallo]\n", "de.yaml: greet: ['Hallo'] is not a text"),
        ("a: yes\n", "", "en.yaml: a: True is not a text; write it in quotes"),
        ("a: ''\n", "", "en.yaml: a: '' is not a text"),
        ("a: 'x {'\n", "", "en.yaml: a: fields look like {preset}; this has a stray brace"),
        ("a: 'x {b.c}'\n", "", "stray brace"),
        ("a: 'x {b!r}'\n", "", "stray brace"),
        ("a: 'x {b:>9}'\n", "", "stray brace"),
        ("a: 'x {}'\n", "", "stray brace"),
        (
            f"command: {{restyle: {{description: {'x' * 101}}}}}\n",
            "",
            "en.yaml: command.restyle.description: 101 characters, Discord shows 100",
        ),
        (f"modal: {{words: {{title: {'x' * 46}}}}}\n", "", "46 characters, Discord shows 45"),
        (f"button: {{go: {'x' * 81}}}\n", "", "81 characters, Discord shows 80"),
        ("a: 1\na: 2\n", "", "the key 'a' stands there twice"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_key(
    tmp_path: Path, english: str, german: str, complaint: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, en=english, de=german)
    assert complaint in caught.value.reply
