"""The texts that ship: complete, within Discord's limits, and in step with the program."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from bot.config.catalog import load_catalog
from bot.config.texts import LANGUAGES, load_texts
from bot.domain.advice import Advice, notices_of
from bot.domain.cause import Ailment
from bot.domain.edit import Command, Fidelity
from bot.domain.texts import ENGLISH, fields_of
from bot.engines.arrays import Mask
from bot.engines.cutout.advice import ADVICE, what_would_help
from bot.engines.treatment import treat
from bot.intake.refusals import CODES as INTAKE_CODES
from tests.fakes import an_edit

ROOT = Path(__file__).parents[1]
TEXTS = load_texts(ROOT / "config" / "texts")
IN_ENGLISH = TEXTS.languages[ENGLISH]
OTHERS = pytest.mark.parametrize("language", [name for name in LANGUAGES if name != ENGLISH])

SLASH_NAME = re.compile(r"[-_'\w]{1,32}")
RAISED = {
    "BotError", "UsageError", "Refusal", "PhotoError", "ConfigError", "ModelError", "RenderError",
    "Notice", "Failed", "JobCancelled", "refusal", "_error", "_refusal",
}  # fmt: skip
NOT_IN_DISCORD = (
    "cli/",  # the command line
    "config/",  # stops the bot before it starts
    "engines/hub.py", "engines/store.py", "engines/model_trust.py",  # python bot.py models pull
    "front/connection.py",  # the log of a bot that cannot connect
    "ledger/backup.py",  # the command line
    "ops/",  # the command line, by way of the running bot
)  # fmt: skip
SAYS_TEXTS = ("front/", "sheets/", "domain/receipt_words.py", "domain/remedy_words.py")
STOPS_THE_START = {
    "config_wrong", "ledger_in_use", "ledger_too_new", "ledger_too_old", "ledger_missing",
}  # fmt: skip
NOT_SAID_YET = {"reply.resumed"}  # for when a restart is told in the message that goes on
SAME_WORDS = re.compile(
    r"command\.\w+\.name|engine\.\w+|result\.(line.*|variant|model|notice|tip)|"
    r"modal\.\w+\.placeholder|made\.(seed|engine|words|preset|model|source)|phrase\.\w+|"
    r"presets\.entry|remedy\.(button|and)|ladder\.rung|queue\..*|strength\.choice|"
    r"settings\.engine\.label|modal\.(preset|seed)\.label|phrase\.paint\.\w+|"
    r"phrase\.preset\.\w+\.label"
)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        relative = path.relative_to(ROOT / "bot").as_posix()
        if not relative.startswith("sandbox/"):
            yield relative, ast.parse(path.read_text("utf-8"))


def sentence(node: ast.AST, constants: Mapping[str, str] = {}) -> str | None:
    """A string of the program, "7" standing for each value in it that is no constant."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(sentence(part, constants) or "7" for part in parts)
        case ast.FormattedValue(value=ast.Name(id=name)):
            return constants.get(name)
    return None


def strings_of(tree: ast.Module) -> Iterator[str]:
    """Sentences of one module, with the constants of the module filled in."""
    constants = {
        target.id: text
        for node in tree.body
        if isinstance(node, ast.Assign) and (text := sentence(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        text = sentence(node, constants)
        if text and " " in text and "\n" not in text:
            yield text


@cache
def program_strings() -> frozenset[str]:
    return frozenset(text for _, tree in modules() for text in strings_of(tree))


def code_in(call: ast.Call) -> str | None:
    """The literal code that a raised error or a notice is given first, or as `code=`."""
    given = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "code")]
    values = [str(each.value) for each in given if isinstance(each, ast.Constant)]
    return values[0] if values and re.fullmatch(r"[a-z][a-z0-9_]+", values[0]) else None


def codes() -> dict[str, set[str]]:
    """Codes that can reach Discord, by the group of texts that they belong to."""
    found: dict[str, set[str]] = {"error": set(INTAKE_CODES), "notice": set()}
    for relative, tree in modules():
        if relative.startswith(NOT_IN_DISCORD):
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            code = code_in(node) if node.func.id in RAISED else None
            if code:
                found["notice" if node.func.id == "Notice" else "error"].add(code)
    found["error"] -= STOPS_THE_START
    return found


@OTHERS
def test_every_text_is_there_in_every_language(language: str) -> None:
    assert set(TEXTS.languages[language]) == set(IN_ENGLISH)


@OTHERS
def test_translations_fill_the_same_fields(language: str) -> None:
    own = TEXTS.languages[language]
    differing = {key for key in IN_ENGLISH if fields_of(own[key]) != fields_of(IN_ENGLISH[key])}
    assert not differing


@OTHERS
def test_no_text_was_left_in_english(language: str) -> None:
    own = TEXTS.languages[language]
    same = {key for key, text in IN_ENGLISH.items() if own[key] == text}
    assert not {key for key in same if not SAME_WORDS.fullmatch(key)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_commands_are_what_discord_takes(language: str) -> None:
    own = TEXTS.languages[language]
    names = {key: text for key, text in own.items() if re.fullmatch(r"command\.\w+\.name", key)}
    assert {f"command.{command}.name" for command in Command} <= set(names)
    for key, name in names.items():
        if key.replace(".name", ".description") in own:
            assert SLASH_NAME.fullmatch(name), name
            assert name == name.lower() == IN_ENGLISH[key]
        else:
            assert 1 <= len(name) <= 32, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_typed_with_care(language: str) -> None:
    for key, text in TEXTS.languages[language].items():
        assert text == text.strip(), key
        assert "  " not in text, key
        assert "'" not in text.replace("'git lfs pull'", "") or language == ENGLISH, key


def test_every_error_and_notice_has_a_text() -> None:
    missing = {
        f"{group}.{code}"
        for group, known in codes().items()
        for code in known
        if not any(f"{key}.".startswith(f"{group}.{code}.") for key in IN_ENGLISH)
    }
    assert not missing


def test_every_error_and_notice_stands_word_for_word_in_the_program() -> None:
    """Only then is it found again and said in other languages; see `Texts.error`."""
    unheard = set()
    for key in IN_ENGLISH:
        group, _, code = key.partition(".")
        if group not in {"error", "notice"} or key == "error.unknown":
            continue
        say = TEXTS.error if group == "error" else TEXTS.notice
        start = IN_ENGLISH[key].partition("{")[0]
        alike = [each for each in program_strings() if each.startswith(start)]
        if not any(say("de", code.partition(".")[0], each) != each for each in alike):
            unheard.add(key)
    assert not unheard


@pytest.mark.parametrize("command", list(Command))
def test_what_was_done_instead_is_said_in_german(command: Command) -> None:
    alpha = np.zeros((4, 4), np.float32)
    mask = Mask(alpha=alpha, core=alpha > 0, confidence=0.1, trusted=False, method="plain")
    edit = an_edit(command=command, fidelity=Fidelity.EXACT)
    (notice,) = treat(edit, mask, what_would_help(mask)).notices
    german = TEXTS.notice("de", notice.code, notice.text)
    assert german.startswith("Das Produkt wurde nicht sicher gefunden, ")
    assert not re.search(r"\b(so|the|its)\b", german)


@pytest.mark.parametrize(("locale", "preset"), [("de", "Weißer Marmor"), ("ja", "白い大理石")])
def test_better_words_come_with_their_presets_name_in_the_persons_language(
    locale: str, preset: str
) -> None:
    advice = Advice(
        ailment=Ailment.VAGUE,
        said="schöner Hintergrund",
        better="replace the background with a polished white marble counter",
        preset="White marble",
    )
    (notice,) = notices_of([advice])
    said = TEXTS.notice(locale, notice.code, notice.text)
    assert preset in said
    assert "a polished white marble counter" in said  # English, as models read it best


def test_every_advice_about_photos_is_said_in_every_language() -> None:
    given = {f"phrase.advice.{doubt}": text for doubt, text in ADVICE.items()}
    known = {key: text for key, text in IN_ENGLISH.items() if key.startswith("phrase.advice.")}
    assert given == known


def test_every_shipped_preset_and_paint_is_named_in_every_language() -> None:
    given: set[str] = set()
    for presets in load_catalog(ROOT / "config").presets.values():
        for preset in presets.values():
            given |= {preset.label, preset.about, *(paint.label for paint in preset.variants)}
    groups = ("phrase.preset.", "phrase.paint.")
    assert given == {text for key, text in IN_ENGLISH.items() if key.startswith(groups)}
    assert all(TEXTS.phrase("ja", text) != text for text in given)


def keys_asked_for() -> Iterator[tuple[str, str]]:
    """Keys that the front says, with their place; `*` stands for what is only known later."""
    for relative, tree in modules():
        if not relative.startswith(SAYS_TEXTS):
            continue
        for node in ast.walk(tree):
            text = sentence(node, {}) if isinstance(node, ast.Constant | ast.JoinedStr) else None
            if text and re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", text):
                yield text.replace("7", "*"), relative


def test_no_text_is_left_over() -> None:
    asked = {key for key, _ in keys_asked_for()}
    forms = [re.compile(re.escape(key).replace(r"\*", ".+") + r"(\.(one|other))?") for key in asked]
    shown = {key for key in IN_ENGLISH if not key.startswith(("error.", "notice.", "phrase."))}
    shown -= NOT_SAID_YET
    assert not {key for key in shown if not any(form.fullmatch(key) for form in forms)}


def test_no_text_is_missing() -> None:
    groups = {key.partition(".")[0] for key in IN_ENGLISH}
    missing = {
        (key, place)
        for key, place in keys_asked_for()
        if key.partition(".")[0] in groups
        and "*" not in key
        and not any(f"{known}.".startswith(f"{key}.") for known in IN_ENGLISH)
    }
    assert not missing
