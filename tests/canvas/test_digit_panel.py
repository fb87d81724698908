"""Canvas, preview and answer together; with the trained network, drawn digits are read."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from playground.canvas.panel import LARGEST_CANVAS_PX, DigitPanel
from playground.theme import DARK, LIGHT
from playground.training.messages import ProbeAnswer

# Digits as people write them: strokes of points in a unit square, y down.


def arc(cx, cy, rx, ry, start, end, n=18):
    t = np.radians(np.linspace(start, end, n))
    return [(cx + rx * np.cos(a), cy + ry * np.sin(a)) for a in t]


DIGITS = {
    0: [arc(0.5, 0.5, 0.3, 0.45, -90, 270, 30)],
    1: [[(0.35, 0.25), (0.52, 0.05), (0.5, 0.5), (0.5, 0.95)]],
    2: [[*arc(0.5, 0.28, 0.28, 0.24, 190, 380), (0.6, 0.62), (0.2, 0.93), (0.5, 0.91), (0.85, 0.93)]],
    3: [[*arc(0.45, 0.27, 0.28, 0.22, 200, 430), *arc(0.45, 0.7, 0.3, 0.23, -80, 150)]],
    4: [[(0.55, 0.05), (0.35, 0.3), (0.15, 0.6), (0.5, 0.6), (0.85, 0.58)], [(0.65, 0.3), (0.64, 0.95)]],
    5: [[(0.8, 0.06), (0.3, 0.08), (0.26, 0.42), *arc(0.45, 0.66, 0.32, 0.27, -110, 140)]],
    6: [[(0.65, 0.05), (0.4, 0.3), (0.27, 0.6), *arc(0.5, 0.72, 0.24, 0.22, 180, -180, 24)]],
    7: [[(0.15, 0.1), (0.5, 0.08), (0.85, 0.1), (0.65, 0.5), (0.45, 0.95)]],
    8: [[*arc(0.5, 0.28, 0.22, 0.2, 90, -270, 24), *arc(0.5, 0.72, 0.27, 0.24, -90, 270, 24)]],
    9: [[*arc(0.5, 0.3, 0.25, 0.23, 0, -360, 24), (0.74, 0.5), (0.68, 0.95)]],
}


@pytest.fixture
def panel(qtbot):
    # A window of its own would tell the screen its least size, which the offscreen one can't take.
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 950)
    widget = DigitPanel(window)
    widget.resize(232, 600)
    window.show()
    yield widget
    widget.hide()


def draw(panel, digit, size=0.7, corner=(0.15, 0.15)):
    canvas = panel.canvas
    side = min(canvas.width(), canvas.height())
    for stroke in DIGITS[digit]:
        places = [
            QPoint(round(side * (corner[0] + size * x)), round(side * (corner[1] + size * y)))
            for x, y in stroke
        ]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(canvas, place)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])


def sure_of(digit):
    probabilities = np.full(10, 0.01, np.float32)
    probabilities[digit] = 0.91
    return ProbeAnswer(probabilities=probabilities)


def button(panel, name):
    found = panel.findChild(QToolButton, name)
    assert found is not None
    return found


def test_the_preview_shows_exactly_what_is_sent_to_the_network(panel, qtbot):
    with qtbot.waitSignal(panel.drawing_changed) as caught:
        draw(panel, 7)
    np.testing.assert_array_equal(panel.preview.picture().reshape(-1), caught.args[0])
    image = panel.preview.grab().toImage()
    top_left = QPoint((image.width() - 84) // 2, (image.height() - 84) // 2)
    brightness = np.array(
        [
            [image.pixelColor(top_left + QPoint(3 * x + 1, 3 * y + 1)).lightness() for x in range(28)]
            for y in range(28)
        ]
    )
    assert np.corrcoef(brightness.ravel(), caught.args[0])[0, 1] < -0.99


def test_an_answer_is_shown_for_a_drawing_and_goes_with_it(panel, qtbot):
    panel.set_answer(sure_of(7))
    assert panel.prediction.text() == "–"
    with qtbot.waitSignal(panel.drawing_changed):
        draw(panel, 7)
    panel.set_answer(sure_of(7))
    assert panel.prediction.text().startswith("7")
    with qtbot.waitSignal(panel.drawing_changed) as caught:
        QTest.mouseClick(button(panel, "clear_canvas_button"), Qt.MouseButton.LeftButton)
    assert caught.args == [None]
    assert panel.prediction.text() == "–"
    # An answer that was on its way when the canvas was cleared.
    panel.set_answer(sure_of(7))
    assert panel.prediction.text() == "–"


def test_buttons_do_what_they_say_and_show_when_they_can(panel, qtbot):
    undo, clear = button(panel, "undo_stroke_button"), button(panel, "clear_canvas_button")
    assert not undo.isEnabled()
    assert not clear.isEnabled()
    with qtbot.waitSignal(panel.drawing_changed):
        draw(panel, 1)
    assert undo.isEnabled()
    assert clear.isEnabled()
    QTest.mouseClick(button(panel, "eraser_button"), Qt.MouseButton.LeftButton)
    assert panel.canvas.is_eraser
    assert not button(panel, "brush_button").isChecked()
    QTest.mouseClick(button(panel, "brush_button"), Qt.MouseButton.LeftButton)
    assert not panel.canvas.is_eraser
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert panel.canvas.is_empty


def test_every_control_has_a_name_and_says_what_it_does(panel):
    for control in [*panel.findChildren(QToolButton), panel.canvas, panel.preview]:
        assert control.objectName()
        assert control.accessibleName()
        assert control.toolTip()


def test_tab_leads_from_the_canvas_over_the_buttons(panel, qtbot):
    with qtbot.waitSignal(panel.drawing_changed):
        draw(panel, 1)
    panel.window().activateWindow()
    panel.canvas.setFocus()
    qtbot.waitUntil(panel.canvas.hasFocus)
    visited = []
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        visited.append(QApplication.focusWidget().objectName())
    assert visited == ["brush_button", "eraser_button", "undo_stroke_button", "clear_canvas_button"]


def test_a_digit_drawn_with_the_keyboard_is_sent(panel, qtbot):
    canvas = panel.canvas
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    with qtbot.waitSignal(panel.drawing_changed) as caught:
        for _ in range(12):
            QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    qtbot.wait(5)
    picture = panel.network_input().reshape(28, 28)
    assert caught.args[0].sum() > 0
    assert np.ptp(np.flatnonzero(picture.sum(axis=1) > 0.5)) >= 17
    assert np.ptp(np.flatnonzero(picture.sum(axis=0) > 0.5)) <= 5


@pytest.mark.parametrize(("width", "height"), [(208, 500), (232, 600), (400, 900)])
def test_everything_fits_at_every_size(panel, width, height, qtbot):
    panel.resize(width, height)
    panel.set_theme(DARK)
    qtbot.wait(10)
    places = [part.geometry() for part in (panel.canvas, button(panel, "brush_button"), panel.preview)]
    for upper, lower in pairwise(places):
        assert upper.bottom() < lower.top()
    assert panel.rect().contains(panel.prediction.geometry())


def blue_columns(panel, top, bottom):
    """Columns of the panel's picture in which the longest bar is painted, between two heights."""
    image = panel.grab().toImage()
    return [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).name() == LIGHT.accent for y in range(top, bottom))
    ]


@pytest.mark.parametrize(("width", "height"), [(224, 588), (280, 640), (396, 948), (436, 948)])
def test_the_canvas_takes_the_width_and_the_bars_never_lie_under_the_picture(panel, width, height, qtbot):
    panel.resize(width, height)
    panel.set_theme(LIGHT)
    qtbot.wait(10)
    assert panel.canvas.height() == panel.canvas.width() == min(width - 16, LARGEST_CANVAS_PX)
    with qtbot.waitSignal(panel.drawing_changed):
        draw(panel, 7)
    panel.set_answer(sure_of(7))
    picture = panel.preview.geometry()
    beside = blue_columns(panel, picture.top(), picture.bottom())
    below = blue_columns(panel, picture.bottom() + 4, panel.height() - 4)
    bars = below or beside
    assert len(bars) > 0.3 * width
    assert min(bars) > (picture.right() if width > 320 else 20)
    assert not [x for x in beside if picture.left() <= x <= picture.right()]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_an_empty_canvas_shows_a_faint_digit_that_is_no_ink(panel, theme, qtbot):
    panel.set_theme(theme)
    image = panel.canvas.grab().toImage()
    side = image.width()
    assert image.pixelColor(round(0.5 * side), round(0.19 * side)).name() == theme.hover
    assert panel.canvas.network_input() is None
    with qtbot.waitSignal(panel.drawing_changed):
        QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(20, side - 20))
    image = panel.canvas.grab().toImage()
    assert image.pixelColor(round(0.5 * side), round(0.19 * side)).name() == theme.raised


@pytest.fixture(scope="module")
def trained_network():
    from playground.data.resources import resource_path
    from playground.experiment.build import build_network_for
    from playground.experiment.model_file import load_model

    with resource_path("models", "trained_digits.bpp") as path:
        model = load_model(path)
    network = build_network_for(model.config, model.input_shape, model.n_outputs)
    network.parameters[:] = model.parameters
    return network


@pytest.mark.parametrize(("size", "corner"), [(0.75, (0.1, 0.1)), (0.3, (0.05, 0.05)), (0.45, (0.5, 0.5))])
def test_the_trained_network_reads_drawn_digits(panel, trained_network, size, corner):
    read = []
    for digit in DIGITS:
        panel.canvas.clear()
        draw(panel, digit, size, corner)
        picture = panel.canvas.network_input()
        read.append(int(trained_network.predict(picture.reshape(1, -1))[0].argmax()))
    assert sum(a == b for a, b in zip(read, DIGITS, strict=True)) >= 9, read
