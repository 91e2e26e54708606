"""What a program and a person are told about each photo."""

from dataclasses import replace
from pathlib import Path

from bot.cli.report import Outcome, as_json, as_lines
from bot.config.texts import load_texts
from bot.domain.errors import PhotoError
from bot.domain.faq import FaqEntry, FaqWords
from bot.domain.job import Notice
from bot.domain.receipt import Receipt, SceneVerdict, Verdict
from tests.fakes import a_result, a_task

TEXTS = load_texts(Path(__file__).parents[2] / "config" / "texts")
RECEIPT = Receipt(verdict=Verdict.IDENTICAL, scene=SceneVerdict.NEW, identical_share=1.0)

DONE = Outcome(
    photo=Path("mug.jpg"),
    result=a_result(a_task()),
    files=(Path("out/mug-1.png"),),
    mask_file=Path("out/mug-mask.png"),
    notices=(Notice(code="mask_untrusted", text="Send a plain photo."),),
    tip=FaqEntry(
        id="best-input", words={"en": FaqWords(question="Which?", answer="A sharp photo.")}
    ),
    total_s=1.23456,
)
FAILED = Outcome(photo=Path("mug.jpg"), error=PhotoError("photo_empty", "The file is empty."))


def test_a_result_has_every_key_that_programs_read() -> None:
    assert as_json(DONE, TEXTS) == {
        "photo": "mug.jpg",
        "command": "background",
        "preset": "marble",
        "engine": "studio",
        "model": None,
        "seed": 7,
        "steps": None,
        "strength": {"product": 0.0, "scene": 0.95},
        "fidelity": "exact",
        "prompt": {
            "keep": ["keep the logo"],
            "change": "a marble counter",
            "avoid": ["blur"],
            "positive": "",
            "negative": "",
        },
        "files": ["out/mug-1.png"],
        "receipt": None,
        "pictures": [
            {
                "file": "out/mug-1.png",
                "seed": 7,
                "strength": {"product": 0.0, "scene": 0.95},
                "receipt": None,
            }
        ],
        "ladder": None,
        "mask": {
            "coverage": 0.25,
            "confidence": 0.9,
            "method": "plain",
            "file": "out/mug-mask.png",
        },
        "warnings": [{"code": "mask_untrusted", "text": "Send a plain photo."}],
        "tip": {"id": "best-input", "text": "A sharp photo."},
        "seconds": {"total": 1.235, "render": 0.5},
    }


def test_a_failure_has_its_error_alone() -> None:
    assert as_json(FAILED, TEXTS) == {
        "photo": "mug.jpg",
        "error": {"code": "photo_empty", "text": "The file is empty."},
    }


def test_people_read_what_came_out_where_and_what_to_know() -> None:
    text = "\n".join(as_lines(DONE, TEXTS))
    for part in ("mug.jpg", "marble", "studio", "seed 7", "out/mug-1.png", "Send a plain photo."):
        assert part in text


def test_people_read_why_a_photo_failed() -> None:
    assert as_lines(FAILED, TEXTS) == ["✗ mug.jpg: The file is empty."]


def test_where_no_mask_was_needed_its_keys_are_null() -> None:
    result = replace(a_result(a_task()), mask=None)
    mask = as_json(Outcome(photo=Path("mug.jpg"), result=result), TEXTS)["mask"]
    assert mask == {"coverage": None, "confidence": None, "method": None, "file": None}


def test_the_receipt_stands_with_its_sentence_and_below_its_file() -> None:
    result = a_result(a_task())
    measured = tuple(replace(picture, receipt=RECEIPT) for picture in result.pictures)
    done = replace(DONE, result=replace(result, pictures=measured))
    receipt = as_json(done, TEXTS)["receipt"]
    assert receipt["verdict"] == "identical"
    assert receipt["identical_share"] == 1.0
    assert receipt["label"] is None
    assert receipt["text"] == "Product kept: identical pixels. Scene: new."
    assert f"    {receipt['text']}" in as_lines(done, TEXTS)
