"""Keeps the slices of one trace, and asks for the one that a page lacks, once the reader rests there."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from playground.explain.walk.page import Page, SliceBlock
from playground.training.messages import ParameterSlice

_WAIT_MS = 120

Parameter = tuple[str, tuple[int, ...]]


class SliceDesk(QObject):
    """One question at a time, and none while pages fly by. GUI thread only."""

    wanted = Signal(object)
    """The `SliceBlock` whose curve is missing."""
    found = Signal(object)
    """A `ParameterSlice` that was kept."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._slices: dict[Parameter, ParameterSlice] = {}
        self._missing: SliceBlock | None = None
        self._timer = QTimer(self)
        self._timer.setObjectName("microscope_slice_timer")
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._ask)

    def slice_of(self, parameter: Parameter) -> ParameterSlice | None:
        """What is known of a parameter."""
        return self._slices.get(parameter)

    def keep(self, curve: ParameterSlice) -> None:
        """A curve has come."""
        self._slices[curve.name, tuple(curve.index)] = curve

    def look_at(self, page: Page) -> None:
        """Another page is shown: hand out what it lacks, or ask for it in a moment."""
        self.rest()
        for block in page.blocks:
            if isinstance(block, SliceBlock) and block.slice is None:
                known = self.slice_of((block.name, tuple(block.index)))
                if known is not None:
                    self.found.emit(known)
                else:
                    self._missing = block
                    self._timer.start()

    def forget(self) -> None:
        """Another trace: other curves."""
        self._slices.clear()
        self.rest()

    def rest(self) -> None:
        """Ask for nothing."""
        self._missing = None
        self._timer.stop()

    @Slot()
    def _ask(self) -> None:
        if self._missing is not None:
            self.wanted.emit(self._missing)
