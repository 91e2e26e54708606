"""Texts by language, and words of people that must stay harmless."""

import pytest

from bot.domain.texts import Texts, fields_of, language_of, one_line, plain

ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"
TEXTS = Texts(
    languages={
        "en": {
            "greet": "Hello {name}",
            "only": "English only",
            "place.one": "You are next",
            "place.other": "Number {count} of {all}",
            "phrase.minutes": "{count} minutes",
            "phrase.darker": "darker",
            "error.full": "Full: {waiting} wait. Come back in {time}.",
            "error.mask_empty.file": "Nothing is white.",
            "error.mask_empty.found": "The mask marks nothing.",
            "error.missing": "There is no “{name}”.",
            "error.elsewhere": "Please go to {channels}.",
            "error.part": "a",
            "error.part_of": "b",
            "notice.fell_back": "Made by studio, since: {reason}",
            "notice.kept": "Kept {way}; choose a {way} colour.",
        },
        "de": {
            "greet": "Hallo {name}",
            "place.one": "Du bist dran",
            "place.other": "Platz {count} von {all}",
            "phrase.minutes": "{count} Minuten",
            "phrase.darker": "dunkler",
            "error.full": "Voll: In {time} wieder, {waiting} warten.",
            "error.mask_empty.file": "Nichts ist weiß.",
            "error.mask_empty.found": "Die Maske markiert nichts.",
            "error.missing": "„{name}“ gibt es nicht.",
            "error.elsewhere": "Geh zu {channels}.",
            "error.part": "A",
            "error.part_of": "B",
            "notice.fell_back": "Studio, denn: {reason}",
            "notice.kept": "Blieb {way}.",
        },
    }
)


@pytest.mark.parametrize("locale", ["de", "de-AT", "DE"])
def test_a_locale_finds_its_language(locale: str) -> None:
    assert TEXTS.say(locale, "greet", name="Ada") == "Hallo Ada"


@pytest.mark.parametrize("locale", ["en-US", "en-GB", "fr", "sv-SE", ""])
def test_other_locales_get_english(locale: str) -> None:
    assert TEXTS.say(locale, "greet", name="Ada") == "Hello Ada"


def test_a_missing_text_falls_back_to_english() -> None:
    assert TEXTS.say("de", "only") == "English only"


def test_a_key_that_nobody_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        TEXTS.say("de", "misspelt")
    assert not TEXTS.has("misspelt")
    assert TEXTS.has("only")


def test_without_english_there_are_no_texts() -> None:
    with pytest.raises(ValueError, match="'en'"):
        Texts(languages={"de": {}})


@pytest.mark.parametrize("value", ["{name}", "{0.__class__}", "%s", "{waiting!r}", "\\1"])
def test_values_are_never_interpreted(value: str) -> None:
    assert TEXTS.say("de", "greet", name=value) == f"Hallo {value}"


def test_a_field_that_is_not_given_stays_visible() -> None:
    assert TEXTS.say("de", "greet") == "Hallo {name}"


def test_counts_take_their_own_form() -> None:
    assert TEXTS.count("de", "place", 1, all=3) == "Du bist dran"
    assert TEXTS.count("de", "place", 2, all=3) == "Platz 2 von 3"
    assert TEXTS.count("en-GB", "place", 0, all=3) == "Number 0 of 3"


@pytest.mark.parametrize(
    ("code", "english", "german"),
    [
        ("full", "Full: 12 wait. Come back in 3 minutes.", "Voll: In 3 Minuten wieder, 12 warten."),
        ("mask_empty", "Nothing is white.", "Nichts ist weiß."),
        ("mask_empty", "The mask marks nothing.", "Die Maske markiert nichts."),
        ("elsewhere", "Please go to <#1>, <#22>.", "Geh zu <#1>, <#22>."),
        ("part", "a", "A"),
        ("part", "b", "b"),  # the sentence of another code
        ("full", "Another sentence.", "Another sentence."),
        ("unheard_of", "A sentence.", "A sentence."),
    ],
)
def test_errors_are_said_in_the_persons_language(code: str, english: str, german: str) -> None:
    assert TEXTS.error("de", code, english) == german
    assert TEXTS.error("en-US", code, english) == english
    assert TEXTS.error("ja", code, english) == english


def test_words_of_people_inside_an_error_are_made_plain() -> None:
    english = "There is no “**<@1> `x`**”."
    for locale, said in [
        ("de", rf"„\*\*\<@{ZERO_WIDTH}1> \`x\`\*\*“ gibt es nicht."),
        ("en-US", rf"There is no “\*\*\<@{ZERO_WIDTH}1> \`x\`\*\*”."),
    ]:
        assert TEXTS.error(locale, "missing", english) == said


def test_a_sentence_inside_a_notice_is_said_in_the_same_language() -> None:
    english = "Made by studio, since: There is no “klein”."
    assert TEXTS.notice("de", "fell_back", english) == "Studio, denn: „klein“ gibt es nicht."
    assert TEXTS.notice("en-GB", "fell_back", english) == english


def test_a_field_that_stands_twice_must_say_the_same_twice() -> None:
    assert TEXTS.notice("de", "kept", "Kept darker; choose a darker colour.") == "Blieb dunkler."
    odd = "Kept darker; choose a lighter colour."
    assert TEXTS.notice("de", "kept", odd) == odd


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("an oak table", "an oak table"),
        ("**bold** _it_ ~~x~~ `c` ||s||", r"\*\*bold\*\* \_it\_ \~\~x\~\~ \`c\` \|\|s\|\|"),
        ("[here](https://evil.example)", rf"\[here\](https:{ZERO_WIDTH}//evil.example)"),
        ("https://evil.example/a", rf"https:{ZERO_WIDTH}//evil.example/a"),
        ("discord.gg/abc", rf"discord.gg{ZERO_WIDTH}/abc"),
        ("@everyone @here", f"@{ZERO_WIDTH}everyone @{ZERO_WIDTH}here"),
        ("<@1> <@&2> <#3>", rf"\<@{ZERO_WIDTH}1> \<@{ZERO_WIDTH}&2> \<#3>"),
        ("</restyle:1> <:a:1> <t:0:R>", r"\</restyle:1> \<:a:1> \<t:0:R>"),
        ("# loud", r"\# loud"),
        ("-# small", r"\-# small"),
        ("> quoted", r"\> quoted"),
        ("1. first", f"{ZERO_WIDTH}1. first"),
        ("back\\slash", r"back\\slash"),
        ("one\ntwo\r\n\n# three", "one two # three"),
        ("a\u202eb\u2066c\u200bd\ufeffe\x00f\x1bg", "abcdefg"),
        ("soft-grey-studio, 50/50", "soft-grey-studio, 50/50"),
        ("窓辺の「木」のテーブル", "窓辺の「木」のテーブル"),
        ("  ", ""),
        ("", ""),
    ],
)
def test_words_of_people_are_shown_as_the_characters_they_are(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_long_words_end_in_an_ellipsis() -> None:
    assert plain("x" * 300, 100) == "x" * 99 + "…"
    assert plain("x" * 100, 100) == "x" * 100
    assert plain("*" * 100, 10) == r"\*" * 9 + "…"  # what nobody sees is not counted
    assert one_line("one two three", 8) == "one two…"


def test_an_accent_is_not_cut_from_its_letter() -> None:
    assert one_line("abce\u0301fgh", 5) == "abc…"


def test_labels_keep_their_characters() -> None:
    assert one_line("**soft_grey**\n@x") == "**soft_grey** @x"


def test_fields_and_languages_are_read_off() -> None:
    assert fields_of("{a} and {b_2} and {a}, not { c }") == {"a", "b_2"}
    assert [language_of(each) for each in ("en-US", "es-419", "ja", "")] == ["en", "es", "ja", ""]
