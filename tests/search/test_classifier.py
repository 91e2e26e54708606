"""A text belongs to the class whose examples it is most like, and to none where all is strange."""

import pytest

from bot.search.classifier import Example, RidgeClassifier


def features(text: str) -> dict[str, float]:
    return dict.fromkeys(text.split(), 1.0)


CLASSIFIER = RidgeClassifier(
    [
        Example(features=features(text), label=label)
        for text, label in (
            ("which size for a story", "size"),
            ("how many pixels", "size"),
            ("who owns the picture", "rights"),
            ("what about copyright", "rights"),
        )
    ]
)


@pytest.mark.parametrize(
    ("text", "label"), [("pixels for a story", "size"), ("who owns", "rights")]
)
def test_the_most_alike_class_scores_best(text: str, label: str) -> None:
    scores = CLASSIFIER.scores(features(text))
    assert max(scores, key=scores.__getitem__) == label


def test_an_example_scores_near_one_for_its_class_and_near_none_for_others() -> None:
    scores = CLASSIFIER.scores(features("how many pixels"))
    assert 0.6 < scores["size"] < 1.1
    assert abs(scores["rights"]) < 0.1


def test_strange_features_lower_every_score() -> None:
    plain = CLASSIFIER.scores(features("who owns"))["rights"]
    strange = CLASSIFIER.scores(features("who owns purple elephants"))["rights"]
    assert 0 < strange < plain


@pytest.mark.parametrize("text", ["", "purple elephants"])
def test_what_is_like_nothing_scores_nothing(text: str) -> None:
    assert set(CLASSIFIER.scores(features(text)).values()) == {0.0}


def test_each_class_is_named_once() -> None:
    assert CLASSIFIER.labels == ("rights", "size")
