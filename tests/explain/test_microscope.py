"""The microscope: keys, fields, questions, what it lights up, and how quickly a page is there."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from microscope_trace import BATCH, small_trace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from playground.explain.microscope.page_view import PageView
from playground.explain.microscope.panel import MicroscopePanel
from playground.explain.microscope.slice_plot import SlicePlot
from playground.explain.walk.sight import Facts
from playground.theme import DARK
from playground.training.messages import ParameterSlice, SliceQuestion, TraceQuestion

SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def panel(qtbot: QtBot) -> MicroscopePanel:
    panel = MicroscopePanel()
    qtbot.addWidget(panel)
    panel.resize(480, 800)
    panel.show()
    qtbot.waitExposed(panel)
    panel.setFocus()
    return panel


@pytest.fixture
def traced(panel: MicroscopePanel) -> MicroscopePanel:
    panel.set_trace(small_trace())
    return panel


def place(panel: MicroscopePanel) -> tuple[str, str | None, int | None]:
    assert panel.page is not None
    return panel.page.phase, panel.page.layer, panel.page.unit


def find(panel: QWidget, kind: type, name: str) -> QWidget:
    found = panel.findChild(kind, name)
    assert found is not None, name
    return found


def press(panel: MicroscopePanel, name: str) -> None:
    button = find(panel, QPushButton, name)
    assert button.isEnabled()
    button.click()


# ---- before there is a trace


def test_at_first_there_is_one_sentence_and_a_button(qtbot: QtBot, panel: MicroscopePanel) -> None:
    assert find(panel, QLabel, "microscope_invitation").isVisible()
    assert not find(panel, QWidget, "microscope_body").isVisible()
    with qtbot.waitSignal(panel.look_requested):
        press(panel, "look_button")
    with qtbot.waitSignal(panel.question_asked) as asked:
        panel.begin()
    question = asked.args[0]
    assert isinstance(question, TraceQuestion)
    assert (question.scope, question.index, question.x) == ("batch", -1, None)


def test_while_the_engine_is_at_it_nothing_can_be_asked_twice(panel: MicroscopePanel) -> None:
    panel.set_busy(True)
    assert not find(panel, QPushButton, "look_button").isEnabled()
    panel.set_busy(False)
    assert find(panel, QPushButton, "look_button").isEnabled()


def test_a_problem_is_said_and_goes_with_the_next_trace(panel: MicroscopePanel) -> None:
    panel.set_problem("The engine was lost.")
    label = find(panel, QLabel, "microscope_problem")
    assert label.isVisible()
    assert panel.text_twin() == "The engine was lost."
    panel.set_trace(small_trace())
    assert not label.isVisible()


# ---- going through the pages


def test_the_first_page_is_the_first_layer_forward(traced: MicroscopePanel) -> None:
    assert place(traced) == ("forward", "layer1", None)
    title = find(traced, QLabel, "microscope_title")
    assert title.text() == traced.page.title
    assert traced.accessibleDescription() == traced.page.sentence


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([(Qt.Key.Key_Right, NONE)], ("forward", "layer1", 0)),
        ([(Qt.Key.Key_Right, NONE), (Qt.Key.Key_Left, NONE)], ("forward", "layer1", None)),
        ([(Qt.Key.Key_Down, NONE)] * 3, ("forward", "layer1", 2)),
        ([(Qt.Key.Key_Down, NONE)] * 3 + [(Qt.Key.Key_Up, NONE)], ("forward", "layer1", 1)),
        ([(Qt.Key.Key_Right, SHIFT)], ("forward", "layer2", None)),
        ([(Qt.Key.Key_Right, SHIFT), (Qt.Key.Key_Left, SHIFT)], ("forward", "layer1", None)),
        ([(Qt.Key.Key_PageDown, NONE)], ("loss", None, None)),
        ([(Qt.Key.Key_PageDown, NONE)] * 2, ("backward", "layer2", None)),
        ([(Qt.Key.Key_End, NONE), (Qt.Key.Key_PageUp, NONE)], ("update", None, None)),
        ([(Qt.Key.Key_End, NONE), (Qt.Key.Key_Home, NONE)], ("forward", "layer1", None)),
        ([(Qt.Key.Key_Left, NONE)], ("forward", "layer1", None)),
    ],
)
def test_keys_lead_through_the_pages(
    qtbot: QtBot, traced: MicroscopePanel, keys: list, expected: tuple
) -> None:
    for key, modifier in keys:
        qtbot.keyClick(traced, key, modifier)
    assert place(traced) == expected


def test_arrow_keys_turn_pages_wherever_the_focus_is(qtbot: QtBot, traced: MicroscopePanel) -> None:
    page = traced.findChild(PageView)
    assert page is not None
    for expected, widget in enumerate(
        (
            find(traced, QPushButton, "phase_forward_button"),
            find(traced, QPushButton, "next_page_button"),
            page.block_widgets[0],
        )
    ):
        widget.setFocus()
        qtbot.keyClick(widget, Qt.Key.Key_Right)
        assert place(traced) == ("forward", "layer1", expected)


def test_buttons_lead_through_the_pages(traced: MicroscopePanel) -> None:
    assert not find(traced, QPushButton, "previous_page_button").isEnabled()
    press(traced, "next_page_button")
    assert place(traced) == ("forward", "layer1", 0)
    press(traced, "next_layer_button")
    assert place(traced) == ("forward", "layer2", None)
    press(traced, "next_phase_button")
    assert place(traced) == ("loss", None, None)
    press(traced, "previous_phase_button")
    assert place(traced) == ("forward", "layer1", None)
    press(traced, "phase_update_button")
    assert place(traced)[0] == "update"
    assert find(traced, QPushButton, "phase_update_button").isChecked()


def test_fields_show_the_place_and_lead_to_another(qtbot: QtBot, traced: MicroscopePanel) -> None:
    layer, unit = (
        find(traced, QComboBox, "microscope_layer_selector"),
        find(traced, QSpinBox, "microscope_unit_field"),
    )
    layer.setCurrentIndex(1)
    assert place(traced) == ("forward", "layer2", None)
    assert unit.text() == "all neurons"
    unit.setValue(2)
    assert place(traced) == ("forward", "layer2", 1)
    qtbot.keyClick(traced, Qt.Key.Key_Home)
    assert (layer.currentIndex(), unit.value()) == (0, 0)
    assert find(traced, QLabel, "microscope_page_count").text().startswith("page 1 of ")


def test_it_plays_a_page_after_the_other_and_stops_at_the_end(qtbot: QtBot, traced: MicroscopePanel) -> None:
    pace = find(traced, QComboBox, "microscope_pace_selector")
    assert [pace.itemData(i) for i in range(pace.count())] == [0.5, 1.0, 2.0, 4.0]
    pace.setCurrentIndex(3)
    qtbot.keyClick(traced, Qt.Key.Key_P)
    play = find(traced, QPushButton, "microscope_play_button")
    assert play.isChecked()
    qtbot.waitUntil(lambda: place(traced) == ("forward", "layer1", 0), timeout=2000)
    qtbot.keyClick(traced, Qt.Key.Key_End)
    assert not play.isChecked()


def test_hidden_it_does_not_play_on(qtbot: QtBot, traced: MicroscopePanel) -> None:
    press(traced, "microscope_play_button")
    traced.hide()
    assert not find(traced, QPushButton, "microscope_play_button").isChecked()


def test_escape_closes(qtbot: QtBot, traced: MicroscopePanel) -> None:
    with qtbot.waitSignal(traced.closed):
        qtbot.keyClick(traced, Qt.Key.Key_Escape)


def test_the_whole_page_is_copied_as_text_and_as_latex(qtbot: QtBot, traced: MicroscopePanel) -> None:
    copy = Qt.KeyboardModifier.ControlModifier | SHIFT
    qtbot.keyClick(traced, Qt.Key.Key_C, copy)
    assert QGuiApplication.clipboard().text() == traced.text_twin()
    menu = traced.findChild(PageView).block_widgets[0].make_menu()
    action = menu.findChild(QAction, "copy_page_latex_action")
    assert isinstance(action, QAction)
    action.trigger()
    latex = QGuiApplication.clipboard().text()
    assert latex.count("\\begin{aligned}") + latex.count("\\begin{tabular}") >= 2


# ---- the next update


def test_making_the_update_asks_for_it_and_the_page_stays(qtbot: QtBot, traced: MicroscopePanel) -> None:
    for _ in range(2):
        qtbot.keyClick(traced, Qt.Key.Key_PageDown)
    before, text = place(traced), traced.text_twin()
    with qtbot.waitSignal(traced.update_requested):
        press(traced, "make_update_button")
    assert not find(traced, QPushButton, "make_update_button").isEnabled()
    traced.set_trace(small_trace(seed=3))
    assert place(traced) == before
    assert traced.text_twin() != text
    assert find(traced, QPushButton, "make_update_button").isEnabled()


def test_arrow_keys_turn_pages_after_an_update_by_the_mouse(qtbot: QtBot, traced: MicroscopePanel) -> None:
    traced.activateWindow()
    update = find(traced, QPushButton, "make_update_button")
    update.setFocus()
    qtbot.mouseClick(update, Qt.MouseButton.LeftButton)
    traced.begin()
    traced.set_busy(True)
    traced.set_trace(small_trace(seed=3))
    qtbot.keyClick(traced.focusWidget(), Qt.Key.Key_Right)
    assert place(traced) == ("forward", "layer1", 0)


def test_choosing_an_example_keeps_the_keyboard_in_its_field(traced: MicroscopePanel) -> None:
    traced.activateWindow()
    example = find(traced, QSpinBox, "microscope_example_field")
    example.setFocus()
    example.setValue(2)
    traced.set_busy(True)
    traced.set_trace(small_trace(seed=3))
    assert example.hasFocus()


def test_a_slice_to_come_does_not_hold_up_the_update(qtbot: QtBot, traced: MicroscopePanel) -> None:
    update = find(traced, QPushButton, "make_update_button")
    with qtbot.waitSignal(traced.question_asked):
        traced.show_parameter("layer1.weights", (0, 0))
    traced.set_busy(True)
    assert update.isEnabled()
    traced.begin()
    traced.set_busy(True)
    assert not update.isEnabled()


def test_another_network_begins_anew(traced: MicroscopePanel) -> None:
    traced.clear()
    assert traced.page is None
    assert find(traced, QLabel, "microscope_invitation").isVisible()


# ---- which examples


def test_while_training_goes_on_it_says_of_which_update_the_numbers_are(
    qtbot: QtBot, traced: MicroscopePanel
) -> None:
    traced.set_past(True)
    note, look = find(traced, QLabel, "microscope_note"), find(traced, QPushButton, "look_button")
    assert note.isVisible()
    assert f"update {small_trace().step + 1}" in note.text()
    assert not find(traced, QPushButton, "make_update_button").isEnabled()
    with qtbot.waitSignal(traced.look_requested):
        look.click()
    traced.set_trace(small_trace())
    assert not note.isVisible()
    assert find(traced, QPushButton, "make_update_button").isEnabled()


def test_the_scope_and_the_example_make_the_question(qtbot: QtBot, traced: MicroscopePanel) -> None:
    example = find(traced, QSpinBox, "microscope_example_field")
    assert example.maximum() == BATCH
    with qtbot.waitSignal(traced.question_asked) as asked:
        example.setValue(3)
    assert (asked.args[0].scope, asked.args[0].index) == ("batch", 12)
    with qtbot.waitSignal(traced.question_asked) as asked:
        find(traced, QComboBox, "microscope_scope_selector").setCurrentIndex(2)
    assert asked.args[0].scope == "all"
    # Whatever the pages show, an update is made from the batch.
    assert find(traced, QPushButton, "make_update_button").text() == "Update with the batch"
    example.setValue(1)
    with qtbot.waitSignal(traced.question_asked) as asked:
        find(traced, QComboBox, "microscope_scope_selector").setCurrentIndex(0)
    assert (asked.args[0].scope, asked.args[0].index) == ("example", 10)
    assert find(traced, QPushButton, "make_update_button").isEnabled()


def test_the_drawing_is_an_example_of_its_own(qtbot: QtBot, traced: MicroscopePanel) -> None:
    source = find(traced, QComboBox, "microscope_source_selector")
    assert not source.isVisible()
    drawing = np.ones(5, np.float32)
    traced.set_facts(Facts(class_names=("zero", "one", "two")))
    traced.set_drawing(drawing)
    with qtbot.waitSignal(traced.question_asked):
        source.setCurrentIndex(1)
    chosen = find(traced, QComboBox, "microscope_class_selector")
    assert chosen.itemText(2) == "is “two”"
    with qtbot.waitSignal(traced.question_asked) as asked:
        chosen.setCurrentIndex(2)
    assert (asked.args[0].scope, asked.args[0].target) == ("example", 2.0)
    assert asked.args[0].x is drawing
    traced.set_drawing(None)
    assert find(traced, QSpinBox, "microscope_example_field").isVisible()


def test_a_drawing_is_taken_for_what_the_network_reads_until_somebody_says(
    qtbot: QtBot, traced: MicroscopePanel
) -> None:
    traced.set_facts(Facts(class_names=("zero", "one", "two")))
    traced.set_drawing(np.ones(5, np.float32))
    trace = replace(small_trace(), split="own")
    read = int(np.argmax(trace.loss.outputs[trace.row]))
    source = find(traced, QComboBox, "microscope_source_selector")
    chosen = find(traced, QComboBox, "microscope_class_selector")
    chosen.blockSignals(True)
    chosen.setCurrentIndex((read + 1) % 3)
    chosen.blockSignals(False)
    source.setCurrentIndex(1)
    with qtbot.waitSignal(traced.question_asked) as asked:
        traced.set_trace(trace)
    assert asked.args[0].target == float(read)
    assert chosen.currentIndex() == read
    other = (read + 2) % 3
    chosen.setCurrentIndex(other)
    with qtbot.assertNotEmitted(traced.question_asked):
        traced.set_trace(trace)
    assert chosen.currentIndex() == other


def test_an_example_that_is_picked_can_be_taken_apart(qtbot: QtBot, traced: MicroscopePanel) -> None:
    source = find(traced, QComboBox, "microscope_source_selector")
    scope = find(traced, QComboBox, "microscope_scope_selector")
    with qtbot.waitSignal(traced.question_asked) as asked:
        traced.set_picked("test", 7)
    assert (asked.args[0].scope, asked.args[0].split, asked.args[0].index) == ("example", "test", 7)
    assert source.currentText() == "The example picked"
    assert (scope.currentText(), scope.isEnabled()) == ("One example", False)
    with qtbot.waitSignal(traced.question_asked) as asked:
        traced.set_picked("train", 3)
    assert (asked.args[0].split, asked.args[0].index) == ("train", 3)
    with qtbot.waitSignal(traced.question_asked) as asked:
        source.setCurrentIndex(0)
    assert asked.args[0].scope == "batch"
    assert scope.isEnabled()
    traced.set_picked("train", -1)
    assert not source.isVisible()


def test_an_example_that_is_picked_beforehand_is_offered(qtbot: QtBot, panel: MicroscopePanel) -> None:
    with qtbot.assertNotEmitted(panel.question_asked):
        panel.set_picked("test", 7)
    panel.set_trace(small_trace())
    assert find(panel, QComboBox, "microscope_source_selector").currentText() == "The batch"


# ---- any weight


def curve_of(name: str, index: tuple[int, ...]) -> ParameterSlice:
    values = np.linspace(-1, 1, 21)
    return ParameterSlice(
        name=name,
        index=index,
        value=0.0,
        loss=1.0,
        values=values,
        losses=values**2 + 1,
        gradient=0.25,
        central_difference=0.25,
        h=1e-4,
    )


def test_any_weight_has_its_page_and_its_slice(qtbot: QtBot, traced: MicroscopePanel) -> None:
    qtbot.keyClick(traced, Qt.Key.Key_Right)
    with qtbot.waitSignal(traced.question_asked) as asked:
        traced.show_parameter("layer1.weights", (1, 2))
    question = asked.args[0]
    assert isinstance(question, SliceQuestion)
    assert (question.name, question.index) == ("layer1.weights", (1, 2))
    names = [widget.objectName() for widget in traced.findChild(PageView).block_widgets]
    assert "waterfall_block_0" in names
    traced.set_slice(curve_of("layer1.weights", (1, 2)))
    plot = find(traced, SlicePlot, "slice_plot_0")
    assert plot.curve is not None
    qtbot.keyClick(traced, Qt.Key.Key_Right)
    assert place(traced) == ("forward", "layer1", 0)


def test_a_weight_that_is_known_is_not_asked_for_again(qtbot: QtBot, traced: MicroscopePanel) -> None:
    with qtbot.waitSignal(traced.question_asked):
        traced.show_parameter("layer1.weights", (1, 2))
    traced.set_slice(curve_of("layer1.weights", (1, 2)))
    qtbot.keyClick(traced, Qt.Key.Key_Right)
    with qtbot.assertNotEmitted(traced.question_asked, wait=200):
        traced.show_parameter("layer1.weights", (1, 2))


def test_a_weight_clicked_before_there_is_a_trace_waits_for_it(qtbot: QtBot, panel: MicroscopePanel) -> None:
    with qtbot.waitSignal(panel.question_asked) as asked:
        panel.show_parameter("layer2.biases", (1,))
    assert isinstance(asked.args[0], TraceQuestion)
    panel.set_trace(small_trace())
    assert "layer 2" in panel.page.title.lower()
    assert panel.page.blocks


def test_a_weight_that_the_next_network_lacks_leads_back_to_the_walk(traced: MicroscopePanel) -> None:
    traced.show_parameter("layer1.weights", (4, 3))
    traced.set_trace(small_trace((3, 2, 2)))
    assert place(traced) == ("forward", "layer1", None)


def test_a_click_on_a_unit_leads_to_it_in_this_phase(qtbot: QtBot, traced: MicroscopePanel) -> None:
    traced.show_unit("layer2", 1)
    assert place(traced) == ("forward", "layer2", 1)
    for _ in range(2):
        qtbot.keyClick(traced, Qt.Key.Key_PageDown)
    traced.show_unit("layer1", 2)
    assert place(traced) == ("backward", "layer1", 2)


def test_every_reference_on_every_page_leads_somewhere(traced: MicroscopePanel) -> None:
    page = traced.findChild(PageView)
    references = set()
    for at in range(len(traced._route)):
        traced._go(at)
        for block in traced.page.blocks:
            references |= {r for r in getattr(block, "references", ()) if r}
    assert any(r.startswith("unit:") for r in references)
    for reference in references:
        page.reference_clicked.emit(reference)
        assert traced.page is not None


# ---- what the diagram lights up


def test_each_page_lights_up_its_part_and_hiding_puts_it_out(qtbot: QtBot, traced: MicroscopePanel) -> None:
    with qtbot.waitSignal(traced.marks_changed) as lit:
        qtbot.keyClick(traced, Qt.Key.Key_Right)
    assert lit.args[0] == traced.page.lit
    assert lit.args[0].direction == "forward"
    with qtbot.waitSignal(traced.marks_changed) as lit:
        traced.hide()
    assert lit.args == [None]
    with qtbot.waitSignal(traced.marks_changed) as lit:
        traced.show()
    assert lit.args[0] == traced.page.lit


def test_motion_can_be_switched_off(qtbot: QtBot, traced: MicroscopePanel) -> None:
    assert traced.motion
    with qtbot.waitSignal(traced.marks_changed):
        traced.set_motion(False)
    assert not traced.motion


# ---- looks


@pytest.mark.parametrize("width", [400, 480, 560])
def test_nothing_is_cut_off_in_a_narrow_dock(qtbot: QtBot, traced: MicroscopePanel, width: int) -> None:
    traced.resize(width, 700)
    assert traced.minimumSizeHint().width() <= 400
    qtbot.wait(1)
    for widget in traced.findChildren(QWidget):
        if widget.isVisibleTo(traced) and widget.parent() is not None and widget.objectName():
            right = widget.mapTo(traced, widget.rect().topRight()).x()
            inside_page = widget.objectName().startswith(("formula", "table", "waterfall", "slice", "qt_"))
            assert inside_page or right < width, widget.objectName()


def test_both_themes_paint(traced: MicroscopePanel) -> None:
    light = traced.grab().toImage()
    traced.set_theme(DARK)
    dark = traced.grab().toImage()
    assert dark != light
    # One surface from edge to edge, also where the window around it has another colour.
    assert dark.pixelColor(2, 300).name() == dark.pixelColor(240, dark.height() - 3).name() == DARK.surface


def test_everything_interactive_has_a_name_and_says_what_it_does(traced: MicroscopePanel) -> None:
    for kind in (QPushButton, QComboBox, QSpinBox):
        for widget in traced.findChildren(kind):
            assert widget.objectName()
            assert widget.accessibleName(), widget.objectName()
            assert widget.toolTip(), widget.objectName()


def test_a_page_of_a_large_network_is_there_at_once(qtbot: QtBot, panel: MicroscopePanel) -> None:
    # How soon is measured by `bench app`; here, that a key needs nothing but itself.
    panel.set_trace(small_trace((784, 128, 64, 10), batch=32, activation="relu"))
    shown = [panel.page]
    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Right,
        Qt.Key.Key_Left,
    ):
        qtbot.keyClick(panel, key)
        shown.append(panel.page)
    assert all(before is not after for before, after in pairwise(shown))
