"""Mouse, pen and finger as one thing: a gesture that begins, moves and ends."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent
from PySide6.QtWidgets import QWidget

_ECHO_S = 1.0
"""A system may repeat touch and pen as mouse events; those come within this time."""


class GestureSurface(QWidget):
    """A widget to draw on. One pointer draws at a time; what another sends meanwhile is ignored."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self._owner = ""
        self._finger_id = -1
        self._last_real_s = -_ECHO_S

    def begin_gesture(self, position: QPointF, erasing: bool) -> None:
        """The pointer went down at `position` (widget pixels)."""
        raise NotImplementedError

    def extend_gesture(self, position: QPointF) -> None:
        """The pointer moved while down."""
        raise NotImplementedError

    def finish_gesture(self) -> None:
        """The pointer went up."""
        raise NotImplementedError

    def cancel_gesture(self) -> None:
        """The system took the pointer away: the gesture never was."""
        raise NotImplementedError

    def _begin(self, owner: str, position: QPointF, erasing: bool = False) -> None:
        self._owner = owner
        self.begin_gesture(position, erasing)

    def _end(self) -> None:
        self._owner = ""
        self.finish_gesture()

    def _is_echo(self, event: QMouseEvent) -> bool:
        synthetic = event.source() != Qt.MouseEventSource.MouseEventNotSynthesized
        return synthetic and time.monotonic() - self._last_real_s < _ECHO_S

    def _on_touch(self, event: QTouchEvent) -> None:
        event.accept()
        self._last_real_s = time.monotonic()
        if event.type() == QEvent.Type.TouchCancel:
            if self._owner == "touch":
                self._owner = ""
                self.cancel_gesture()
            return
        for point in event.points():
            self._on_finger(point)

    def _on_finger(self, point: QEventPoint) -> None:
        if point.state() == QEventPoint.State.Pressed and not self._owner:
            self._finger_id = point.id()
            self._begin("touch", point.position())
        elif self._owner == "touch" and point.id() == self._finger_id:
            if point.state() == QEventPoint.State.Updated:
                self.extend_gesture(point.position())
            elif point.state() == QEventPoint.State.Released:
                self.extend_gesture(point.position())
                self._end()

    # ---- methods of Qt

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._on_touch(event)
            return True
        return super().event(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        event.accept()
        self._last_real_s = time.monotonic()
        kind = event.type()
        if kind == QEvent.Type.TabletPress and not self._owner:
            erasing = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._begin("pen", event.position(), erasing)
        elif kind == QEvent.Type.TabletMove and self._owner == "pen":
            self.extend_gesture(event.position())
        elif kind == QEvent.Type.TabletRelease and self._owner == "pen":
            self.extend_gesture(event.position())
            self._end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self._owner and not self._is_echo(event):
            self._begin("mouse", event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._owner == "mouse":
            self.extend_gesture(event.position())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._owner == "mouse":
            self.extend_gesture(event.position())
            self._end()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # Two quick strokes are two strokes.
        self.mousePressEvent(event)
