"""Every neuron of a layer that is too large for the picture can be brought into it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.data import load_dataset
from playground.experiment import EXAMPLES
from playground.training.frames import FrameMaker
from playground.training.messages import FrameRequest
from playground.training.session import Session
from playground.views.network.view import NetworkView

N_UNITS = 128


class Shown:
    """The view with the engine behind it: a frame after each key."""

    def __init__(self, view: NetworkView) -> None:
        session = Session(EXAMPLES["digits"].config)
        session.run(3)
        session.pause()
        self.session = session
        self.view = view
        self._frames = FrameMaker(session)

    def frame(self) -> None:
        """What the frame clock does."""
        wanted: dict[str, object] = {}
        self.view.add_to_request(wanted)
        self.view.set_snapshot(self._frames.make(FrameRequest(**wanted), 1, (0.0, 0.0)))  # type: ignore[arg-type]

    def units(self) -> np.ndarray:
        """The numbers of the units of the first layer that are in the picture."""
        diagram, layout = self.view._scene.diagram, self.view._scene.layout
        assert diagram is not None
        assert layout is not None
        return diagram.layers[0].units[: layout.columns[0].n_shown]

    def focused(self) -> int:
        """The unit that the keyboard is at."""
        target = self.view._gestures.pointed.focused
        assert target is not None
        assert target.layer_index == 0
        return int(self.units()[target.place])

    def press(self, key: Qt.Key) -> int:
        """The unit in focus after a key."""
        QTest.keyClick(self.view, key)
        self.frame()
        return self.focused()


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.set_dataset(load_dataset("digits"))
    with qtbot.waitExposed(view):
        view.show()
    made = Shown(view)
    made.frame()
    view.setFocus()
    view._keys.enter()
    return made


def walked(start: int, press: Callable[[], int]) -> list[int]:
    """Units on the way until a key leads no further."""
    way = [start]
    while (unit := press()) != way[-1]:
        way.append(unit)
    return way


def test_arrows_lead_to_every_neuron(shown: Shown) -> None:
    assert len(shown.units()) < 30
    down = walked(shown.focused(), lambda: shown.press(Qt.Key.Key_Down))
    assert down[-1] == N_UNITS - 1
    up = walked(down[-1], lambda: shown.press(Qt.Key.Key_Up))
    assert up == list(range(N_UNITS - 1, -1, -1))


def test_pages_go_as_far_as_is_shown(shown: Shown) -> None:
    page = len(shown.units())
    shown.press(Qt.Key.Key_PageDown)
    assert shown.press(Qt.Key.Key_PageDown) - shown.units()[0] == page - 1
    assert walked(shown.focused(), lambda: shown.press(Qt.Key.Key_PageDown))[-1] == N_UNITS - 1
    assert walked(shown.focused(), lambda: shown.press(Qt.Key.Key_PageUp))[-1] == 0


def test_what_is_shown_is_of_the_units_it_says(shown: Shown) -> None:
    for _ in range(3):
        shown.press(Qt.Key.Key_PageDown)
    diagram = shown.view._scene.diagram
    assert diagram is not None
    layer, after = diagram.layers[:2]
    network = shown.session.network
    first, second = network.named_parameters()["layer1.weights"], network.named_parameters()["layer2.weights"]
    assert layer.pictures is not None
    assert layer.pictures[2].ravel() == pytest.approx(first[:, layer.units[2]])
    assert after.links == pytest.approx(second[np.ix_(layer.units, after.units)])
    assert layer.overview is not None
    assert layer.activations == pytest.approx(layer.overview[layer.units])


def test_the_wheel_scrolls_the_layer_below_it(shown: Shown) -> None:
    layout = shown.view._scene.layout
    assert layout is not None
    place = QPointF(layout.columns[0].x, 250.0)
    for turn, first in ((-120, 1), (-120, 2), (120, 1), (120, 0), (120, 0)):
        event = QWheelEvent(
            place,
            QPointF(shown.view.mapToGlobal(place)),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(shown.view, event)
        shown.frame()
        assert shown.units().tolist() == list(range(first, first + len(shown.units())))
