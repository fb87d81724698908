"""What the loss view shows is what the snapshot says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from playground.theme import DARK, LIGHT
from playground.training.messages import Losses, Recording, Snapshot
from playground.views.loss_view import LossView
from playground.views.plot_style import small_font

MakeSnapshot = Callable[..., Snapshot]
MakeLosses = Callable[..., Losses]


@pytest.fixture
def view(qtbot: QtBot) -> LossView:
    widget = LossView()
    qtbot.addWidget(widget)
    widget.resize(440, 190)
    widget.set_theme(LIGHT)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_before_data_it_says_what_will_be_drawn(view: LossView) -> None:
    assert view.is_empty
    assert view.text_twin() == "Loss and accuracy: no training yet."


def test_hidden_it_asks_nothing(view: LossView) -> None:
    request: dict[str, object] = {}
    view.add_to_request(request)
    assert request == {"losses": True}
    view.hide()
    hidden: dict[str, object] = {}
    view.add_to_request(hidden)
    assert hidden == {}


def test_curves_are_the_snapshot(view: LossView, snapshot: MakeSnapshot, losses: MakeLosses) -> None:
    data = losses(n_points=60)
    view.set_options({"log": False})
    view.set_snapshot(snapshot(losses=data))
    x, y = view.loss_panel.training_curve.getData()
    np.testing.assert_allclose(x, data.batch.steps)
    np.testing.assert_allclose(y, data.smoothed)
    test_x, test_y = view.loss_panel.test_curve.getData()
    np.testing.assert_allclose(test_x, data.test_steps)
    np.testing.assert_allclose(test_y, data.test_loss)
    _, accuracy = view.accuracy_panel.test_curve.getData()
    np.testing.assert_allclose(accuracy, 100.0 * data.test_accuracy)


def test_log_scale_shows_exponents_and_epochs_divide(
    view: LossView, snapshot: MakeSnapshot, losses: MakeLosses
) -> None:
    data = losses(n_points=60)
    view.set_options({"log": True, "epochs": True})
    view.set_snapshot(snapshot(losses=data))
    x, y = view.loss_panel.training_curve.getData()
    np.testing.assert_allclose(x, data.batch.epochs)
    np.testing.assert_allclose(10.0**y, data.smoothed, rtol=1e-6)


def test_raw_band_reaches_from_lowest_to_highest(
    view: LossView, snapshot: MakeSnapshot, losses: MakeLosses
) -> None:
    data = losses(n_points=3000)
    view.set_options({"log": False})
    view.set_snapshot(snapshot(losses=data))
    _, y = view.loss_panel.raw_curve.getData()
    assert len(y) <= 2 * view.loss_panel.n_columns()
    assert y.min() == pytest.approx(data.batch.low.min())
    assert y.max() == pytest.approx(data.batch.high.max())


def test_recent_counts_back_from_now(view: LossView, snapshot: MakeSnapshot, losses: MakeLosses) -> None:
    data = losses()
    view.set_options({"recent": True, "log": False})
    view.set_snapshot(snapshot(losses=data))
    assert view.loss_panel.x_range == (-200.0, 0.0)
    x, y = view.loss_panel.raw_curve.getData()
    assert x[-1] == 0.0
    assert y[-1] == pytest.approx(0.2)


def test_axes_stand_still_while_training_goes_on(
    view: LossView, snapshot: MakeSnapshot, losses: MakeLosses
) -> None:
    ranges = set()
    for step in range(820, 1000, 3):
        view.set_snapshot(snapshot(step=step, losses=losses(step)))
        ranges.add((view.loss_panel.x_range, view.loss_panel.y_range))
    assert len(ranges) <= 2


def test_numbers_that_are_none_are_left_out(
    view: LossView, snapshot: MakeSnapshot, losses: MakeLosses
) -> None:
    data = losses(n_points=60)
    smoothed = data.smoothed.copy()
    smoothed[-5:] = np.nan
    view.set_snapshot(snapshot(losses=losses(n_points=60, smoothed=smoothed)))
    _, y = view.loss_panel.training_curve.getData()
    assert len(y) == 55
    assert np.isfinite(y).all()
    assert np.isfinite(view.loss_panel.y_range).all()


def test_a_loss_of_zero_doesnt_break_the_log_axis(
    view: LossView, snapshot: MakeSnapshot, losses: MakeLosses
) -> None:
    zeros = np.zeros(20, dtype=np.float32)
    view.set_snapshot(snapshot(losses=losses(test_loss=zeros)))
    _, y = view.loss_panel.test_curve.getData()
    assert np.isfinite(y).all()


def test_read_out_and_text_twin_give_the_numbers(
    view: LossView, snapshot: MakeSnapshot, losses: MakeLosses
) -> None:
    view.set_snapshot(snapshot(losses=losses()))
    view.refresh_text()
    assert view.readout.full_text() == "training 0.142  test 0.128  96.4\u2009% of the test set right"
    assert view.accessibleDescription().startswith("Step 1,000, epoch 20.0: training loss 0.142.")
    assert "of the test set and 99.0\u2009% of the training examples" in view.text_twin()


def test_text_twin_says_when_the_test_loss_has_stopped_falling(
    view: LossView, snapshot: MakeSnapshot, losses: MakeLosses
) -> None:
    rising = np.concatenate((np.linspace(1.0, 0.5, 10), np.linspace(0.51, 0.8, 10))).astype(np.float32)
    view.set_snapshot(snapshot(losses=losses(test_loss=rising)))
    assert "lowest at epoch 10 (0.500) and has not improved since" in view.text_twin()


def test_narrow_it_uses_fewer_words(view: LossView, snapshot: MakeSnapshot, losses: MakeLosses) -> None:
    view.set_snapshot(snapshot(losses=losses()))
    view.resize(320, 140)
    assert "0.142" in view.readout.shown_text()
    assert len(view.readout.shown_text()) < len(view.readout.full_text())


def test_pointing_reads_exact_values(
    view: LossView, snapshot: MakeSnapshot, losses: MakeLosses, qtbot: QtBot
) -> None:
    data = losses(n_points=100)
    view.set_snapshot(snapshot(losses=data))
    panel = view.loss_panel
    middle = panel.view_box.sceneBoundingRect().center()
    qtbot.mouseMove(panel.viewport(), QPoint(round(middle.x()), round(middle.y())))
    qtbot.waitUntil(panel.crosshair.isVisible)
    place = panel.crosshair.value()
    index = int(np.argmin(np.abs(data.batch.steps - place)))
    assert data.batch.steps[index] == pytest.approx(place)
    assert f"step {place:,.0f}" in view.readout.full_text()
    assert f"{data.smoothed[index]:.3f}" in view.readout.full_text()


def test_arrow_keys_move_the_crosshair(
    view: LossView, snapshot: MakeSnapshot, losses: MakeLosses, qtbot: QtBot
) -> None:
    view.set_snapshot(snapshot(losses=losses()))
    qtbot.keyClick(view.loss_panel, Qt.Key.Key_Right)
    first = view.loss_panel.crosshair.value()
    qtbot.keyClick(view.loss_panel, Qt.Key.Key_Right)
    assert view.loss_panel.crosshair.value() > first > 0.0


def test_options_are_set_silently_and_edits_emit(view: LossView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.options_changed):
        view.set_options({"log": False, "recent": True, "of an older version": True})
    assert view.options() == {"log": False, "recent": True, "epochs": False, "seconds": False}
    button = view.findChild(QToolButton, "loss_view_epochs")
    with qtbot.waitSignal(view.options_changed) as edited:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert edited.args == [{"log": False, "recent": True, "epochs": True, "seconds": False}]


def test_controls_are_named_and_explained(view: LossView) -> None:
    buttons = view.findChildren(QToolButton)
    assert len(buttons) == 5
    for button in buttons:
        assert button.objectName().startswith("loss_view_")
        assert button.accessibleName()
        assert len(button.toolTip()) > 20


def test_clear_forgets_the_run(view: LossView, snapshot: MakeSnapshot, losses: MakeLosses) -> None:
    view.set_snapshot(snapshot(losses=losses()))
    assert not view.is_empty
    view.clear()
    assert view.is_empty
    assert view.text_twin() == "Loss and accuracy: no training yet."


def test_theme_reaches_the_curves(view: LossView, snapshot: MakeSnapshot, losses: MakeLosses) -> None:
    view.set_snapshot(snapshot(losses=losses()))
    view.set_theme(DARK)
    assert view.loss_panel.training_curve.opts["pen"].color().name() == DARK.training
    assert view.loss_panel.test_curve.opts["pen"].dashPattern()
    assert not view.loss_panel.training_curve.opts["pen"].dashPattern()


@pytest.mark.parametrize("width", [430, 620, 1200])
def test_the_names_of_the_accuracies_stand_above_the_plot(
    view: LossView, snapshot: MakeSnapshot, losses: MakeLosses, width: int
) -> None:
    view.resize(width, 140)
    view.set_snapshot(snapshot(losses=losses()))
    panel = view.accuracy_panel
    metrics = QFontMetricsF(small_font(panel.plot_theme))
    title, *labels = sorted((word for word in panel.axes.words if word.y == 0.0), key=lambda word: word.x)
    assert [label.text.split()[-1] for label in labels] == ["train", "test"]
    assert metrics.height() <= panel.plot_rect().top() + 3
    ends = [word.x + metrics.horizontalAdvance(word.text) for word in (title, *labels)]
    assert ends[0] <= labels[0].x
    assert ends[1] < labels[1].x
    assert ends[2] <= panel.width()
    assert [label.colour for label in labels] == [panel.plot_theme.training, panel.plot_theme.test]


def recording(step: int, newest: int = 1000) -> Recording:
    return Recording(
        step=step, newest_step=newest, checkpoint_steps=np.arange(0, newest, 100), n_bytes=1, budget_bytes=2
    )


@pytest.mark.parametrize("options", [{}, {"epochs": True}, {"seconds": True}])
def test_the_cursor_stands_at_the_moment_shown_and_can_be_dragged(
    view: LossView,
    snapshot: MakeSnapshot,
    losses: MakeLosses,
    qtbot: QtBot,
    options: dict[str, bool],
) -> None:
    view.set_options(options)
    data = losses(seconds=np.linspace(0.01, 4.0, 400))
    view.set_snapshot(snapshot(step=500, losses=data, recording=recording(500)))
    panel = view.loss_panel
    assert panel.cursor.isVisible()
    frame = view._frame()
    assert frame is not None
    assert frame.step_at(float(panel.cursor.value())) == pytest.approx(500, abs=1)
    assert panel.x_range[1] >= frame.x_of_step(1000), "the curve goes on beyond the moment shown"
    asked: list[int] = []
    view.seek_requested.connect(asked.append)
    y = panel.height() // 2
    places = [QPoint(round(panel._x_pixels(np.array([frame.x_of_step(s)]))[0]), y) for s in (500, 250)]
    qtbot.mousePress(panel.viewport(), Qt.MouseButton.LeftButton, pos=places[0])
    qtbot.mouseMove(panel.viewport(), places[1])
    qtbot.mouseRelease(panel.viewport(), Qt.MouseButton.LeftButton, pos=places[1])
    assert asked[-1] == pytest.approx(250, abs=8)


def test_without_a_recording_there_is_no_cursor(
    view: LossView, snapshot: MakeSnapshot, losses: MakeLosses
) -> None:
    view.set_snapshot(snapshot(losses=losses(), recording=recording(1000)))
    view.set_recording(None)
    assert not view.loss_panel.cursor.isVisible()
    assert not view.accuracy_panel.cursor.isVisible()


def test_a_regression_has_no_accuracy_to_show(
    view: LossView, snapshot: MakeSnapshot, losses: MakeLosses
) -> None:
    data = losses(n_points=60)
    none = np.full_like(data.test_accuracy, np.nan)
    view.set_snapshot(snapshot(losses=replace(data, test_accuracy=none, train_accuracy=none)))
    assert not view.accuracy_panel.isVisible()
    view.set_snapshot(snapshot(losses=data))
    assert view.accuracy_panel.isVisible()
