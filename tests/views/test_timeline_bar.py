"""The bar shows where a run stands, and asks for other moments of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from playground.theme import DARK, LIGHT
from playground.training.messages import Recording, Snapshot
from playground.views.timeline_bar import TimelineBar

MakeSnapshot = Callable[..., Snapshot]


def recording(step: int = 1234, newest: int = 5678) -> Recording:
    return Recording(
        step=step,
        newest_step=newest,
        checkpoint_steps=np.array([0, 1000, 5000, 5600]),
        n_bytes=31 * 2**20,
        budget_bytes=256 * 2**20,
    )


@pytest.fixture
def bar(qtbot: QtBot) -> TimelineBar:
    widget = TimelineBar()
    qtbot.addWidget(widget)
    widget.resize(800, 28)
    widget.set_theme(LIGHT)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def words(bar: TimelineBar) -> str:
    return bar.findChild(QLabel, "timeline_place").text()


def test_says_where_the_run_stands_and_what_it_costs(bar: TimelineBar, snapshot: MakeSnapshot) -> None:
    bar.set_snapshot(snapshot(recording=recording()))
    bar.refresh_text()
    assert words(bar) == "step 1,234 of 5,678 · looking back"
    assert bar.findChild(QLabel, "timeline_memory").text() == "31 of 256 MB"
    assert "4 moments are kept whole" in bar.accessibleDescription()
    bar.set_snapshot(snapshot(recording=recording(5678)))
    assert words(bar) == "step 5,678 · now"


def test_asks_for_the_recording_while_it_is_seen(bar: TimelineBar) -> None:
    request: dict[str, Any] = {}
    bar.add_to_request(request)
    assert request == {"recording": True}
    bar.hide()
    hidden: dict[str, Any] = {}
    bar.add_to_request(hidden)
    assert hidden == {}


def test_dragging_asks_for_the_step_under_the_hand(bar: TimelineBar, qtbot: QtBot) -> None:
    bar.set_recording(recording())
    asked: list[int] = []
    bar.seek_requested.connect(asked.append)
    middle = bar.track.height() // 2
    start = QPoint(round(bar.track.x_of(1234)), middle)
    qtbot.mousePress(bar.track, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(bar.track, QPoint(round(bar.track.x_of(3000)), middle))
    # An older moment arrives while the handle is held: the handle stays under the hand.
    bar.set_recording(recording(1300))
    assert bar.track.step == asked[-1]
    assert asked[-1] == pytest.approx(3000, abs=20)
    assert words(bar).startswith(f"step {asked[-1]:,} of 5,678")
    qtbot.mouseRelease(bar.track, Qt.MouseButton.LeftButton, pos=QPoint(0, middle))
    assert not bar.track.is_dragging


@pytest.mark.parametrize(
    ("key", "step"),
    [
        (Qt.Key.Key_Left, 1233),
        (Qt.Key.Key_Right, 1235),
        (Qt.Key.Key_PageDown, 1234 + 284),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 5678),
    ],
)
def test_keys_move_exactly(bar: TimelineBar, qtbot: QtBot, key: Qt.Key, step: int) -> None:
    bar.set_recording(recording())
    with qtbot.waitSignal(bar.seek_requested) as asked:
        qtbot.keyClick(bar.track, key)
    assert asked.args == [step]


def test_setting_from_code_emits_nothing(bar: TimelineBar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bar.seek_requested):
        bar.set_recording(recording(2000))
    assert bar.track.step == 2000


def test_buttons_do_what_they_say_and_show_when_they_can(bar: TimelineBar, qtbot: QtBot) -> None:
    names = {
        "timeline_back_button": bar.step_back_requested,
        "timeline_play_button": bar.play_requested,
        "timeline_newest_button": bar.newest_requested,
    }
    buttons = {name: bar.findChild(QToolButton, name) for name in names}
    assert not any(button.isEnabled() for button in buttons.values())
    bar.set_recording(recording())
    for name, signal in names.items():
        assert len(buttons[name].toolTip()) > 20
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(buttons[name], Qt.MouseButton.LeftButton)
    bar.set_recording(recording(5678))
    assert not buttons["timeline_newest_button"].isEnabled()
    bar.set_recording(recording(0))
    assert not buttons["timeline_back_button"].isEnabled()


def test_ticks_show_how_dense_the_memory_is(bar: TimelineBar) -> None:
    bar.set_recording(recording())
    with_ticks = bar.track.grab().toImage()
    bar.set_recording(Recording(step=1234, newest_step=5678, checkpoint_steps=np.zeros(0, np.int64),
                                n_bytes=0, budget_bytes=1))  # fmt: skip
    without = bar.track.grab().toImage()
    x, y = round(bar.track.x_of(5000)), bar.track.height() // 2 + 6
    assert with_ticks.pixelColor(x, y) != without.pixelColor(x, y)
    assert with_ticks.pixelColor(x + 20, y) == without.pixelColor(x + 20, y)


def test_a_new_run_has_no_past(bar: TimelineBar) -> None:
    bar.set_recording(recording())
    bar.clear()
    bar.set_theme(DARK)
    assert words(bar) == "no update yet"
    assert bar.text_twin() == "Timeline: nothing recorded yet."


def test_what_was_lost_with_the_engine_cannot_be_chosen(bar: TimelineBar, qtbot: QtBot) -> None:
    lost = replace(recording(), checkpoint_steps=np.array([1000, 5000]))
    bar.set_recording(lost)
    assert "Recorded from step 1,000 on." in bar.text_twin()
    with qtbot.waitSignal(bar.seek_requested) as sought:
        qtbot.keyClick(bar.track, Qt.Key.Key_Home)
    assert sought.args == [1000]


def test_a_jump_on_its_way(bar: TimelineBar) -> None:
    bar.set_recording(replace(recording(), target_step=3000))
    bar.refresh_text()
    assert bar.text_twin().startswith("step 1,234 → 3,000 · computing")
    assert bar.track.step == 3000
