"""A frame is painted in one go, and nothing is held back for good."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsRectItem,
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.app.paint_watch import PaintWatch


class Paints(QObject):
    """Counts the paintings of some widgets."""

    def __init__(self, parent: QObject, widgets: list[QWidget]) -> None:
        super().__init__(parent)
        self.n = 0
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.n += event.type() == QEvent.Type.Paint
        return False


def show(window: QWidget, qtbot: QtBot) -> None:
    """Show it, and wait until a screen that is slow to answer has nothing more to tell it."""
    paints = Paints(window, [window])
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    n_before = -1
    while paints.n != n_before:
        n_before = paints.n
        qtbot.wait(60)


@pytest.mark.parametrize("is_held", [True, False])
def test_scenes_that_change_together_are_painted_together(qtbot: QtBot, is_held: bool) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    items = []
    views = []
    for _ in range(3):
        scene = QGraphicsScene(0, 0, 50, 50, window)
        views.append(QGraphicsView(scene))
        row.addWidget(views[-1])
        items.append(QGraphicsRectItem(0, 0, 10, 10))
        scene.addItem(items[-1])
    show(window, qtbot)
    watch = PaintWatch(window)
    watch.watch(window)
    told: list[None] = []
    watch.painted.connect(lambda: told.append(None))
    paints = Paints(window, [view.viewport() for view in views])
    if is_held:
        watch.hold()
        watch.hold()
    for item in items:
        item.setRect(5, 5, 30, 30)
    qtbot.waitUntil(lambda: paints.n >= 3)
    QApplication.processEvents()
    assert paints.n == 3
    assert (len(told) == 1) is is_held


def test_a_hold_ends_by_itself(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    show(window, qtbot)
    watch = PaintWatch(window)
    watch.watch(window)
    paints = Paints(window, [window])
    for n in (1, 2):
        watch.hold()
        window.update()
        qtbot.waitUntil(lambda n=n: paints.n >= n)
