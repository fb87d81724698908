"""The answer: the digit first, then how sure; nothing without a drawing."""

import numpy as np
import pytest

from playground.canvas.prediction import DigitPrediction
from playground.theme import DARK, LIGHT


@pytest.fixture
def prediction(qtbot):
    widget = DigitPrediction()
    qtbot.addWidget(widget)
    widget.resize(208, 260)
    return widget


def answer(best, share):
    probabilities = np.full(10, (1 - share) / 9, np.float32)
    probabilities[best] = share
    return probabilities


@pytest.mark.parametrize(
    ("share", "words"), [(0.99, "sure"), (0.85, "fairly sure"), (0.6, "not sure"), (0.3, "guessing")]
)
def test_the_text_begins_with_the_digit_and_says_how_sure(prediction, share, words):
    prediction.set_probabilities(answer(7, share))
    assert prediction.text()[0] == "7"
    assert prediction.text().endswith(words)
    assert f"{share * 100:.0f} %" in prediction.text()
    assert prediction.accessibleName()[0] == "7"
    assert "7" in prediction.accessibleDescription()


def test_rounding_doesnt_make_it_certain(prediction):
    prediction.set_probabilities(answer(8, 0.9991))
    assert prediction.text() == "8 · > 99 % · sure"


def test_without_an_answer_there_is_a_dash(prediction):
    assert prediction.text() == "–"
    prediction.set_probabilities(answer(3, 0.9))
    prediction.set_probabilities(None)
    assert prediction.text() == "–"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_bar_of_the_answer_is_the_longest(prediction, theme):
    prediction.set_theme(theme)
    prediction.set_probabilities(answer(4, 0.7))
    image = prediction.grab().toImage()
    accent = [
        y for y in range(64, image.height()) for x in (100,) if image.pixelColor(x, y).name() == theme.accent
    ]
    pitch = (image.height() - 64) / 10
    assert accent
    assert all(64 + 4 * pitch <= y <= 64 + 5 * pitch for y in accent)


def test_printed_numbers_rest_while_the_bars_follow(prediction, qtbot):
    prediction.set_probabilities(answer(2, 0.60))
    spoken = prediction.accessibleName()
    prediction.set_probabilities(answer(2, 0.70))
    assert "70 %" in prediction.text()
    assert prediction.accessibleName() == spoken
    qtbot.waitUntil(lambda: "70 %" in prediction.accessibleName(), timeout=1000)
