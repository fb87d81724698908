"""Stages, damage, pixels and labels: the tools below the canvas, as a person uses them."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from playground.canvas.panel import DigitPanel
from playground.canvas.preprocess import ALL_STAGES, Stages
from playground.canvas.saliency_menu import OFF, READ
from playground.theme import DARK, LIGHT
from playground.training.messages import ProbeAnswer, Saliency, Taught

SEVEN = [(0.1, 0.1), (0.25, 0.1), (0.4, 0.1), (0.34, 0.2), (0.3, 0.3), (0.25, 0.45)]


@pytest.fixture
def panel(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 600)
    widget = DigitPanel(window)
    widget.setGeometry(476, 0, 224, 558)
    window.show()
    yield widget
    widget.hide()


def draw(panel, qtbot):
    side = panel.canvas.width()
    places = [QPoint(round(side * x), round(side * y)) for x, y in SEVEN]
    with qtbot.waitSignal(panel.drawing_changed) as caught:
        QTest.mousePress(panel.canvas, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(panel.canvas, place)
        QTest.mouseRelease(panel.canvas, Qt.MouseButton.LeftButton, pos=places[-1])
    qtbot.wait(5)
    return caught.args[0]


def click(panel, name, kind=QToolButton):
    button = panel.window().findChild(kind, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    return button


def taught(**changes):
    parts = {
        "loss_before": 2.31,
        "loss_after": 0.84,
        "probabilities_before": np.full(10, 0.1, np.float32),
        "probabilities_after": np.full(10, 0.1, np.float32),
        "test_accuracy_before": 0.964,
        "test_accuracy_after": 0.962,
        "won": np.arange(3),
        "lost": np.arange(5),
        "n_steps": 1,
    }
    return Taught(**(parts | changes))


def test_the_stages_show_the_way_of_the_drawing(panel, qtbot):
    draw(panel, qtbot)
    click(panel, "stages_button")
    assert panel.stages.isVisible()
    drawn, _cut, _scaled, centred = (tile.picture() for tile in panel.stages.tiles)
    np.testing.assert_array_equal(centred, panel.canvas.network_input())
    assert drawn[:14, :14].sum() > 0.95 * drawn.sum(), "drawn in the upper left"
    assert panel.rect().left() >= 0
    assert not panel.stages.geometry().intersects(panel.geometry()), "it leaves the canvas free"


def test_switching_a_stage_off_changes_the_input_at_once_and_reset_brings_it_back(panel, qtbot):
    usual = draw(panel, qtbot)
    click(panel, "stages_button")
    with qtbot.waitSignal(panel.drawing_changed) as caught:
        panel.stages.boxes["centre"].click()
    off_centre = caught.args[0]
    assert off_centre.reshape(28, 28)[:, :14].sum() > 0.8 * off_centre.sum()
    np.testing.assert_array_equal(panel.network_input(), off_centre)
    assert LIGHT.warning in panel._stages_button.styleSheet(), "nobody forgets what is switched off"
    with qtbot.waitSignal(panel.drawing_changed) as caught:
        click(panel, "stages_reset_button", QPushButton)
    np.testing.assert_array_equal(caught.args[0], usual)
    assert panel.canvas.stages == ALL_STAGES
    assert not panel.stages.reset_button.isEnabled()


def test_the_tiles_follow_the_pen(panel, qtbot):
    click(panel, "stages_button")
    assert panel.stages.tiles[3].picture() is None
    draw(panel, qtbot)
    assert panel.stages.tiles[3].picture() is not None


def test_setting_stages_from_code_emits_nothing(panel, qtbot):
    with qtbot.assertNotEmitted(panel.stages.stages_changed):
        panel.stages.set_stages(Stages(crop=False))
    assert not panel.stages.boxes["crop"].isChecked()


def test_damage_reaches_the_network_and_the_preview(panel, qtbot):
    usual = draw(panel, qtbot)
    click(panel, "damage_button")
    with qtbot.waitSignal(panel.drawing_changed) as caught:
        panel.damage.sliders["noise"].setValue(25)
    damaged = caught.args[0]
    assert damaged.shape == (784,)
    assert np.abs(damaged - usual).mean() > 0.05
    np.testing.assert_array_equal(panel.preview.picture().reshape(-1), damaged)
    with qtbot.waitSignal(panel.drawing_changed) as caught:
        click(panel, "damage_reset_button", QPushButton)
    np.testing.assert_array_equal(caught.args[0], usual)


@pytest.mark.parametrize(("kind", "value"), [("rotation", 40), ("thickness", 4), ("shift", 8)])
def test_every_slider_does_its_own_damage(panel, qtbot, kind, value):
    usual = draw(panel, qtbot)
    panel.damage.sliders[kind].setValue(value)
    assert np.abs(panel.network_input() - usual).max() > 0.3
    assert panel.damage.sliders[kind].accessibleDescription()


def test_pixels_are_asked_for_only_with_a_drawing_and_a_choice(panel, qtbot):
    request = {}
    panel.add_to_request(request)
    draw(panel, qtbot)
    panel.add_to_request(request)
    assert request == {}
    panel.saliency_button.menu().actions()[1].trigger()
    assert panel.saliency_button.value == READ
    panel.add_to_request(request)
    assert request == {"saliency": READ}
    panel.saliency_button.menu().actions()[2 + 4].trigger()
    panel.add_to_request(request)
    assert request == {"saliency": 4}


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_pixels_for_are_blue_and_against_orange(panel, qtbot, theme):
    panel.set_theme(theme)
    draw(panel, qtbot)
    panel.saliency_button.set_value(READ)
    gradient = np.zeros((28, 28), np.float32)
    gradient[25:27, 2:8], gradient[25:27, 20:26] = 1.0, -1.0
    panel.set_saliency(Saliency(class_index=7, gradient=gradient.reshape(-1)))
    image = panel.preview.grab().toImage()
    blue, orange = (image.pixelColor(1 + 3 * x + 1, 1 + 3 * 25 + 1) for x in (4, 22))
    assert blue.blue() > blue.red() + 40
    assert orange.red() > orange.blue() + 40
    assert "Pixels in blue speak for" in panel.preview.accessibleDescription()
    panel.saliency_button.menu().actions()[0].trigger()
    assert panel.saliency_button.value == OFF
    off = panel.preview.grab().toImage().pixelColor(1 + 3 * 4 + 1, 1 + 3 * 25 + 1)
    assert abs(off.blue() - off.red()) < 20


def test_it_was_a_seven(panel, qtbot):
    click(panel, "teach_button")
    assert not panel.teach.labels.button(7).isEnabled(), "nothing drawn yet"
    picture = draw(panel, qtbot)
    panel.set_answer(ProbeAnswer(probabilities=np.full(10, 0.1, np.float32)))
    assert not panel.window().findChild(QPushButton, "teach_once_button").isEnabled()
    click(panel, "label_7_button")
    with qtbot.waitSignal(panel.taught) as lesson:
        click(panel, "teach_once_button", QPushButton)
    assert lesson.args[1:] == [7, 1]
    np.testing.assert_array_equal(lesson.args[0], panel.network_input())
    assert lesson.args[0].shape == picture.shape
    with qtbot.waitSignal(panel.taught) as lesson:
        click(panel, "teach_more_button", QPushButton)
    assert lesson.args[1:] == [7, 5]
    with qtbot.waitSignal(panel.collected) as kept:
        click(panel, "keep_drawing_button", QPushButton)
    assert kept.args[1] == 7


def test_what_a_lesson_did_is_said_in_one_sentence(panel, qtbot):
    draw(panel, qtbot)
    panel.set_taught(taught())
    text = panel.teach.outcome.text()
    assert text == (
        "Loss on this drawing 2.31 → 0.84 in 1 step; of the test set 3 are newly right, 5 newly wrong:"
        " 96.4\u2009% → 96.2\u2009%."
    )
    nothing = np.zeros(0, np.int64)
    panel.set_taught(taught(won=nothing, lost=nothing, n_steps=5))
    assert "in 5 steps; nothing else has changed" in panel.teach.outcome.text()
    panel.set_kept(3)
    assert "3" in panel.teach.outcome.text()
    panel.canvas.clear()
    qtbot.waitUntil(lambda: panel.teach.outcome.text() == "")


def test_esc_closes_a_popover_and_hiding_the_panel_closes_all(panel, qtbot):
    click(panel, "damage_button")
    panel.damage.setFocus()
    QTest.keyClick(panel.damage, Qt.Key.Key_Escape)
    assert not panel.damage.isVisible()
    assert not panel._damage_button.isChecked()
    click(panel, "stages_button")
    panel.hide()
    assert not panel.stages.isVisible()
    assert not panel._stages_button.isChecked()


def test_every_control_of_the_popovers_is_named_and_explained(panel):
    for popover in (panel.stages, panel.damage, panel.teach):
        assert popover.accessibleName()
        controls = [*popover.findChildren(QToolButton), *popover.findChildren(QPushButton)]
        for control in controls:
            assert control.objectName()
            assert control.accessibleName()
            assert len(control.toolTip()) > 15


def test_an_example_stands_where_the_drawing_was_until_somebody_draws(panel, qtbot):
    draw(panel, qtbot)
    example = np.linspace(0, 1, 784, dtype=np.float32)
    with qtbot.waitSignal(panel.drawing_changed):
        panel.show_example(example)
        panel.canvas.clear()
    np.testing.assert_array_equal(panel.preview.picture().reshape(-1), example)
    panel.set_answer(ProbeAnswer(probabilities=np.eye(10, dtype=np.float32)[3]))
    assert panel.prediction.text().startswith("3")
    assert not panel.teach._teach_once.isEnabled()
    drawing = draw(panel, qtbot)
    np.testing.assert_array_equal(panel.preview.picture().reshape(-1), drawing)
    panel.show_example(None)
    assert panel.preview.picture() is not None
