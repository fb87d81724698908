"""Counts, classes and examples are those of the answers; a click leads from a count to its examples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from playground.data import Dataset, load_dataset
from playground.theme import DARK, LIGHT
from playground.training.messages import Answers, Snapshot
from playground.views.answers_view import AnswersView
from playground.views.answers_words import worst_confusions
from playground.views.choice_button import ChoiceButton
from playground.views.plot_style import small_font

MakeSnapshot = Callable[..., Snapshot]

LABELS = np.array([0, 0, 0, 1, 1, 1, 2, 2])
READ = np.array([0, 0, 1, 1, 1, 1, 2, 0])
LOSSES = np.array([0.1, 0.2, 3.0, 0.1, 0.4, 0.1, 0.1, 2.0], dtype=np.float32)


def pictures() -> Dataset:
    x = np.random.default_rng(1).random((8, 784), dtype=np.float32)
    return Dataset(
        name="three",
        title="Three",
        input_shape=(784,),
        image_shape=(28, 28),
        n_classes=3,
        class_names=("a", "b", "c"),
        x_train=x,
        y_train=LABELS,
        x_test=x,
        y_test=LABELS,
    )


def values() -> Dataset:
    y = np.linspace(-1, 1, 8, dtype=np.float32)[:, None]
    points = np.random.default_rng(2).uniform(-6, 6, (8, 2)).astype(np.float32)
    return Dataset(
        name="plane",
        title="Plane",
        input_shape=(2,),
        image_shape=None,
        n_classes=1,
        class_names=(),
        x_train=points,
        y_train=y,
        x_test=points,
        y_test=y,
        is_regression=True,
        points_train=points,
        points_test=points,
    )


def answers(split: str = "test", **changes: Any) -> Answers:
    confusion = np.zeros((3, 3), dtype=np.int64)
    np.add.at(confusion, (LABELS, READ), 1)
    parts: dict[str, Any] = {
        "split": split,
        "step": 1000,
        "predicted": READ.astype(np.float32),
        "confidence": np.full(8, 0.9, dtype=np.float32),
        "losses": LOSSES,
        "confusion": confusion,
        "loss_by_class": np.array([1.1, 0.2, 1.05], dtype=np.float32),
        "accuracy_by_class": np.array([2 / 3, 1.0, 0.5], dtype=np.float32),
        "hardest": np.array([2, 7, 4, 1, 0, 3, 5, 6]),
    }
    return Answers(**(parts | changes))


@pytest.fixture
def view(qtbot: QtBot) -> AnswersView:
    widget = AnswersView()
    qtbot.addWidget(widget)
    widget.resize(440, 220)
    widget.set_theme(LIGHT)
    widget.set_dataset(pictures())
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def rows(view: AnswersView) -> list[int]:
    return [card.row for card in view.gallery.cards]


def test_hidden_it_asks_nothing_and_shown_for_the_split_chosen(view: AnswersView) -> None:
    request: dict[str, Any] = {}
    view.add_to_request(request)
    assert request == {"answers": "test"}
    view.hide()
    hidden: dict[str, Any] = {}
    view.add_to_request(hidden)
    assert hidden == {}


def test_the_hardest_examples_come_first_with_label_reading_and_confidence(
    view: AnswersView, snapshot: MakeSnapshot
) -> None:
    view.set_snapshot(snapshot(answers=answers()))
    assert rows(view)[:3] == [2, 7, 4]
    assert view.gallery.cards[0].caption == "a→b 90\u2009%"
    assert "truly a, read as b with 90\u2009% confidence, loss 3.000" in view.gallery.cards[0].sentence


def test_a_click_on_a_cell_shows_its_examples(
    view: AnswersView, snapshot: MakeSnapshot, qtbot: QtBot
) -> None:
    view.set_snapshot(snapshot(answers=answers()))
    cell = view.matrix.cell_rect(0, 1).center().toPoint()
    qtbot.mouseClick(view.matrix, Qt.MouseButton.LeftButton, pos=cell)
    assert view.strip_title.accessibleName() == "a read as b: 1 example"
    assert rows(view) == [2]
    qtbot.mouseClick(
        view.matrix, Qt.MouseButton.LeftButton, pos=view.matrix.cell_rect(1, 1).center().toPoint()
    )
    assert rows(view) == [4, 3, 5], "those of the largest loss first"
    qtbot.mouseClick(view.findChild(QToolButton, "answers_view_hardest"), Qt.MouseButton.LeftButton)
    assert rows(view)[0] == 2


def test_arrow_keys_and_enter_choose_a_cell(view: AnswersView, snapshot: MakeSnapshot, qtbot: QtBot) -> None:
    view.set_snapshot(snapshot(answers=answers()))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(view.matrix, key)
    assert view.strip_title.accessibleName() == "c read as a: 1 example"
    assert rows(view) == [7]


def test_pointing_at_a_cell_reads_its_count(view: AnswersView, snapshot: MakeSnapshot, qtbot: QtBot) -> None:
    view.set_snapshot(snapshot(answers=answers()))
    qtbot.mouseMove(view.matrix, view.matrix.cell_rect(0, 0).center().toPoint())
    qtbot.waitUntil(lambda: "a read rightly: 2 examples" in view.readout.full_text())
    assert "66.7" in view.readout.full_text()


def test_an_example_is_picked_by_click_and_by_keyboard(
    view: AnswersView, snapshot: MakeSnapshot, qtbot: QtBot
) -> None:
    view.set_snapshot(snapshot(answers=answers()))
    with qtbot.waitSignal(view.example_picked) as picked:
        place = view.gallery.card_rect(0).center().toPoint()
        qtbot.mouseClick(view.gallery, Qt.MouseButton.LeftButton, pos=QPoint(place.x(), place.y() - 8))
    assert picked.args == ["test", 2]
    qtbot.keyClick(view.gallery, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.example_picked) as picked:
        qtbot.keyClick(view.gallery, Qt.Key.Key_Return)
    assert picked.args == ["test", 7]


def test_another_split_is_asked_for_and_late_answers_are_dropped(
    view: AnswersView, snapshot: MakeSnapshot
) -> None:
    view.set_snapshot(snapshot(answers=answers()))
    split = view.findChild(ChoiceButton, "answers_view_split")
    split.menu().actions()[1].trigger()
    request: dict[str, Any] = {}
    view.add_to_request(request)
    assert request == {"answers": "train"}
    view.set_snapshot(snapshot(answers=answers()))
    assert view.is_empty
    view.set_snapshot(snapshot(answers=answers("train")))
    assert not view.is_empty


def test_answers_to_other_data_are_not_shown(view: AnswersView, snapshot: MakeSnapshot) -> None:
    view.set_snapshot(snapshot(answers=answers(predicted=np.zeros(5, dtype=np.float32))))
    assert view.is_empty


def test_the_text_twin_names_the_confusions_and_the_hardest_class(
    view: AnswersView, snapshot: MakeSnapshot
) -> None:
    view.set_snapshot(snapshot(answers=answers()))
    view.refresh_text()
    twin = view.accessibleDescription()
    assert "6 of 8 right" in twin
    assert "a read as b: 1 example; c read as a: 1 example." in twin
    assert "Hardest class: c, 50.0\u2009% right." in twin


def test_the_data_are_the_matrix(view: AnswersView, snapshot: MakeSnapshot) -> None:
    view.set_snapshot(snapshot(answers=answers()))
    lines = view.data_table().as_text().splitlines()
    assert lines[0].split("\t")[:4] == ["true", "read as a", "read as b", "read as c"]
    assert lines[1].split("\t")[:4] == ["a", "2", "1", "0"]


def test_a_regression_is_shown_as_predicted_against_true(
    view: AnswersView, snapshot: MakeSnapshot, qtbot: QtBot
) -> None:
    dataset = values()
    view.set_dataset(dataset)
    truth = dataset.y_test.ravel()
    predicted = truth + np.float32(0.1)
    parts = {
        "predicted": predicted,
        "confidence": np.full(8, np.nan, dtype=np.float32),
        "confusion": None,
        "loss_by_class": None,
        "accuracy_by_class": None,
    }
    view.set_snapshot(snapshot(answers=answers(**parts)))
    view.refresh_text()
    assert view.scatter.isVisible()
    assert "R² 0.9" in view.readout.full_text()
    assert view.gallery.cards[0].row == 2
    with qtbot.waitSignal(view.example_picked) as picked:
        qtbot.keyClick(view.scatter, Qt.Key.Key_Right)
        qtbot.keyClick(view.scatter, Qt.Key.Key_Return)
    assert picked.args == ["test", 0]


def test_of_several_values_the_first_is_compared_and_said_to_be_it(
    view: AnswersView, snapshot: MakeSnapshot
) -> None:
    view.set_dataset(load_dataset("two_layer_example"))
    parts = {
        "predicted": np.array([0.75], np.float32),
        "confidence": np.full(1, np.nan, np.float32),
        "losses": np.array([0.3], np.float32),
        "hardest": np.array([0]),
        "confusion": None,
        "loss_by_class": None,
        "accuracy_by_class": None,
    }
    view.set_snapshot(snapshot(answers=answers(**parts)))
    assert view.gallery.cards[0].sentence.startswith("Example 0: true 0.0100, predicted 0.750")
    assert [column.tolist() for column in view.data_table().columns[:2]] == [[0.01], [0.75]]
    # A single example has no variance that could be explained.
    assert "R² of the first output –" in view.text_twin()


def test_themes_and_sizes_paint_different_pictures(view: AnswersView, snapshot: MakeSnapshot) -> None:
    view.set_snapshot(snapshot(answers=answers()))
    light = view.matrix.grab().toImage()
    cell = view.matrix.cell_rect(0, 0).topLeft().toPoint() + QPoint(3, 3)
    error = view.matrix.cell_rect(0, 1).topLeft().toPoint() + QPoint(3, 3)
    assert light.pixelColor(cell).blue() > light.pixelColor(cell).red()
    assert light.pixelColor(error).red() > light.pixelColor(error).blue()
    view.set_theme(DARK)
    assert view.matrix.grab().toImage().pixelColor(cell) != light.pixelColor(cell)


def test_the_most_frequent_confusions_come_first() -> None:
    confusion = np.array([[50, 0, 7], [2, 40, 0], [0, 9, 30]])
    assert worst_confusions(confusion) == [(2, 1, 9), (0, 2, 7), (1, 0, 2)]


def test_a_regression_is_told_in_the_units_of_its_data(view: AnswersView, snapshot: MakeSnapshot) -> None:
    dataset = replace(values(), target_scale=(500.0, 100.0))
    view.set_dataset(dataset)
    parts = {
        "predicted": dataset.y_test.ravel() + np.float32(0.5),
        "confidence": np.full(8, np.nan, dtype=np.float32),
        "confusion": None,
        "loss_by_class": None,
        "accuracy_by_class": None,
        "hardest": np.array([7, 0]),
    }
    view.set_snapshot(snapshot(answers=answers(**parts)))
    card = view.gallery.cards[0]
    assert card.caption == "600→650"
    assert "true 600, predicted 650" in card.sentence
    true, predicted, _ = view.data_table().columns
    assert (true[0], predicted[0]) == pytest.approx((400.0, 450.0))
    assert view.scatter.x_range[1] > 600


def test_a_caption_says_less_where_it_has_no_room(view: AnswersView, snapshot: MakeSnapshot) -> None:
    names = ("setosa", "versicolor", "virginica")
    view.set_dataset(replace(pictures(), class_names=names))
    view.set_snapshot(snapshot(answers=answers()))
    card = view.gallery.cards[0]
    assert card.caption.startswith("setosa→versicolor")
    metrics = QFontMetricsF(small_font(LIGHT))
    assert view.gallery._caption(card, 300.0) == card.caption
    for room in (90.0, 30.0):
        assert metrics.horizontalAdvance(view.gallery._caption(card, room)) <= room
    assert view.gallery._caption(card, 90.0) == "→versicolor"
