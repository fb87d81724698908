"""Damage and doubt: curves are the measured ones, the slider says what a threshold brings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.data.damage import DAMAGES
from playground.experiment import load_data
from playground.experiment.config import DataConfig
from playground.theme import LIGHT, TEXT_PERCENTS, dressed
from playground.training.messages import Robustness, Snapshot
from playground.views.choice_button import ChoiceButton
from playground.views.robustness_view import RobustnessView

MakeSnapshot = Callable[..., Snapshot]


@pytest.fixture
def view(qtbot: QtBot) -> RobustnessView:
    widget = RobustnessView()
    qtbot.addWidget(widget)
    widget.resize(440, 220)
    widget.set_theme(LIGHT)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def robustness(**changes: Any) -> Robustness:
    thresholds = np.linspace(0, 1, 11, dtype=np.float32)
    parts: dict[str, Any] = {
        "damage": "noise",
        "strengths": np.array([0.0, 0.2, 0.4, 0.6], dtype=np.float32),
        "accuracies": np.array([0.98, 0.95, 0.7, np.nan], dtype=np.float32),
        "step": 10,
        "n_examples": 240,
        "thresholds": thresholds,
        "answered_share": 1 - 0.3 * thresholds,
        "accuracy_of_answered": 0.9 + 0.1 * thresholds,
    }
    return Robustness(**(parts | changes))


def test_what_is_measured_so_far_is_drawn(view: RobustnessView, snapshot: MakeSnapshot) -> None:
    view.set_snapshot(snapshot(robustness=robustness()))
    x, y = view.damage_panel.solid.getData()
    np.testing.assert_allclose(x, [0.0, 0.2, 0.4], rtol=1e-6)
    np.testing.assert_allclose(y, [98.0, 95.0, 70.0], rtol=1e-6)
    _, answered = view.doubt_panel.dashed.getData()
    np.testing.assert_allclose(answered, 100 * (1 - 0.3 * np.linspace(0, 1, 11)), rtol=1e-5)


def test_the_sentence_names_where_it_begins_to_fail(view: RobustnessView, snapshot: MakeSnapshot) -> None:
    view.set_snapshot(snapshot(robustness=robustness()))
    view.refresh_text()
    text = view.readout.full_text()
    assert text.startswith("Undamaged 98.0\u2009% are right; with noise of 0.40 only 70.0\u2009%.")
    assert text.endswith("240 test examples at step 10")
    sturdy = robustness(accuracies=np.array([0.98, 0.97, 0.96, 0.95], dtype=np.float32))
    view.set_snapshot(snapshot(robustness=sturdy))
    assert "at worst (noise of 0.60) still 95.0" in view.text_twin()


def test_the_slider_says_how_many_are_answered_and_right(
    view: RobustnessView, snapshot: MakeSnapshot
) -> None:
    view.set_snapshot(snapshot(robustness=robustness()))
    view.slider.setValue(50)
    assert view.doubt_panel.line.value() == 50
    assert (
        "50\u2009% sure, it answers 85.0\u2009%, and 95.0\u2009% of these are right"
        in view.doubt_words.text()
    )
    assert "it answers 85.0" in view.accessibleDescription()


def test_nothing_answered_is_said(view: RobustnessView, snapshot: MakeSnapshot) -> None:
    none = robustness(
        answered_share=np.zeros(11, dtype=np.float32),
        accuracy_of_answered=np.full(11, np.nan, dtype=np.float32),
    )
    view.set_snapshot(snapshot(robustness=none))
    assert "it answers nothing" in view.doubt_words.text()


def test_every_kind_of_damage_can_be_chosen_and_is_asked_for(
    view: RobustnessView, snapshot: MakeSnapshot
) -> None:
    button = view.findChild(ChoiceButton, "robustness_view_damage")
    assert [value for value, _ in button.choices] == list(DAMAGES)
    view.set_snapshot(snapshot(robustness=robustness()))
    button.menu().actions()[1].trigger()
    request: dict[str, Any] = {}
    view.add_to_request(request)
    assert request == {"robustness": "rotation"}
    assert view.is_empty
    view.set_snapshot(snapshot(robustness=robustness()))
    assert view.is_empty, "an answer about noise comes too late"


def test_hidden_it_asks_nothing(view: RobustnessView) -> None:
    view.hide()
    request: dict[str, Any] = {}
    view.add_to_request(request)
    assert request == {}


def test_data_that_cant_be_damaged_are_said_to_be_so(view: RobustnessView, snapshot: MakeSnapshot) -> None:
    empty = np.zeros(0, dtype=np.float32)
    view.set_snapshot(snapshot(robustness=robustness(strengths=empty, accuracies=empty)))
    assert "Only pictures can be damaged like this." in view.text_twin()


def test_a_rough_curve_says_on_how_many_examples_it_rests(
    view: RobustnessView, snapshot: MakeSnapshot
) -> None:
    part = np.array([0.9, np.nan, np.nan, np.nan], dtype=np.float32)
    view.set_snapshot(snapshot(robustness=robustness(accuracies=part, n_examples=60)))
    view.refresh_text()
    text = view.readout.full_text()
    assert text.startswith("Undamaged 90.0\u2009% are right; stronger damage is being tried.")
    assert text.endswith("60 test examples at step 10")


def test_of_a_regression_it_says_why_there_is_nothing_to_count(view: RobustnessView) -> None:
    view.set_dataset(load_data(DataConfig(dataset="sine")))
    assert "A regression answers with a value" in view.text_twin()
    view.set_dataset(load_data(DataConfig(dataset="circle")))
    assert view.text_twin() == "Damage and doubt: nothing measured yet."


SMALLEST = dict.fromkeys(TEXT_PERCENTS, (446, 146)) | {150: (546, 180)}
"""By size of text: the view in the smallest window that offers it, 1280×720 or 1600×900."""


@pytest.mark.parametrize("text_percent", TEXT_PERCENTS)
@pytest.mark.parametrize("size", [None, (446, 220), (660, 300)])
def test_the_words_of_the_threshold_leave_the_plot_its_room(
    view: RobustnessView, snapshot: MakeSnapshot, size: tuple[int, int] | None, text_percent: int
) -> None:
    view.set_theme(dressed(LIGHT, text_percent=text_percent))
    view.resize(*(size or SMALLEST[text_percent]))
    view.set_snapshot(snapshot(robustness=robustness()))
    QApplication.processEvents()
    words, panel = view.doubt_words, view.doubt_panel
    assert "95.0" in words.text() or "99.0" in words.text()
    assert words.heightForWidth(words.width()) <= words.height(), (words.text(), view.body.height())
    assert panel.plot_rect().height() >= 1.5 * view.theme.small_px
