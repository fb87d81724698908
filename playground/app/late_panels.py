"""Panels that the first screen doesn't show: made, and their modules imported, when somebody looks at them.

The window opens a third sooner without them. Whoever has to be connected to such a panel, or has to tell it
what it missed, listens to `made`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from playground.explain.microscope.panel import MicroscopePanel
    from playground.views.answers_view import AnswersView
    from playground.views.batch_view import BatchView
    from playground.views.robustness_view import RobustnessView
    from playground.views.run_list import RunList
    from playground.views.space_view import SpaceView


def _make_answers() -> AnswersView:
    from playground.views.answers_view import AnswersView

    return AnswersView()


def _make_space() -> SpaceView:
    from playground.views.space_view import SpaceView

    return SpaceView()


def _make_batch() -> BatchView:
    from playground.views.batch_view import BatchView

    return BatchView()


def _make_robustness() -> RobustnessView:
    from playground.views.robustness_view import RobustnessView

    return RobustnessView()


def _make_runs() -> RunList:
    from playground.views.run_list import RunList

    return RunList()


def _make_microscope() -> MicroscopePanel:
    from playground.explain.microscope.panel import MicroscopePanel

    return MicroscopePanel()


_MAKERS: dict[str, Callable[[], QWidget]] = {
    "answers": _make_answers,
    "space": _make_space,
    "batch": _make_batch,
    "robustness": _make_robustness,
    "runs": _make_runs,
    "microscope": _make_microscope,
}


class LatePanels(QObject):
    """Makes each of the panels once, the first time it is asked for. GUI thread only."""

    NAMES = tuple(_MAKERS)

    made = Signal(str)
    """The name of a panel that is there from now on; it belongs to nobody yet."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._made: dict[str, QWidget] = {}

    @Slot(str)
    def get(self, name: str) -> QWidget:
        """The panel `name`, made now if it isn't there yet."""
        if name not in self._made:
            self._made[name] = _MAKERS[name]()
            self.made.emit(name)
        return self._made[name]

    def find(self, name: str) -> QWidget | None:
        """The panel `name` if it is there."""
        return self._made.get(name)
