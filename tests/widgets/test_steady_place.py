"""What changes inside of a steady place moves nothing outside."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from playground.widgets import SteadyPlace


class Layouts(QObject):
    """Counts how often a widget is asked to lay out anew."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.n = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.n += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.mark.parametrize("is_steady", [True, False])
def test_new_words_lay_nothing_out_anew(qtbot: QtBot, is_steady: bool) -> None:
    window, central, label = QMainWindow(), QWidget(), QLabel("1 %")
    qtbot.addWidget(window)
    row = QHBoxLayout(central)
    row.addWidget(SteadyPlace(label) if is_steady else label)
    window.setCentralWidget(central)
    with qtbot.waitExposed(window):
        window.show()
    QApplication.processEvents()
    layouts = Layouts(window)
    for share in range(2, 6):
        label.setText(f"{share} %")
        QApplication.processEvents()
    assert (layouts.n == 0) is is_steady


def test_its_content_has_all_of_its_room_and_its_sizes(qtbot: QtBot) -> None:
    label = QLabel("some words")
    place = SteadyPlace(label)
    qtbot.addWidget(place)
    assert place.sizeHint() == label.sizeHint()
    assert place.minimumSizeHint() == label.minimumSizeHint()
    place.resize(200, 30)
    with qtbot.waitExposed(place):
        place.show()
    assert label.geometry() == place.rect()
    assert label.isVisible()


def test_it_widens_for_longer_words_and_never_narrows(qtbot: QtBot) -> None:
    label = QLabel("1")
    place = SteadyPlace(label)
    qtbot.addWidget(place)
    place.widen()
    label.setText("a good deal longer")
    place.widen()
    wide = place.minimumWidth()
    assert wide >= label.sizeHint().width()
    label.setText("1")
    place.widen()
    assert place.minimumWidth() == wide
