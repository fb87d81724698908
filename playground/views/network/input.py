"""A widget that hands mouse and keyboard on to the gestures of the network's picture."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from playground.views.network.gestures import NetworkGestures
from playground.views.network.hands import PartHands
from playground.views.network.keys import NetworkKeys
from playground.views.network.names import NetworkNames
from playground.views.network.pointing import middle_of
from playground.views.network.scene import NetworkScene


class NetworkInput(QWidget):
    """Only what Qt calls. GUI thread only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._scene = NetworkScene(NetworkNames())
        self._hands = PartHands(self._scene, self)
        self._gestures = NetworkGestures(self._scene, self._hands, self)
        self._keys = NetworkKeys(self._scene, self._hands, self._gestures)

    # Qt

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            # The line at the bottom says it, at once and exactly.
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._gestures.move_to(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._gestures.press(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._gestures.release(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        layout, diagram = self._scene.layout, self._scene.diagram
        index = None if layout is None else layout.column_at(event.position().x())
        turned = -event.angleDelta().y()
        if layout is None or diagram is None or index is None or not turned:
            event.ignore()
            return
        if self._keys.scroll.turn(diagram, layout, index, 1 if turned > 0 else -1):
            self._hands.close_popover()
            self._hands.unpin()
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        focused = self._gestures.pointed.focused
        layout = self._scene.layout
        if event.reason() == QContextMenuEvent.Reason.Keyboard and focused is not None and layout is not None:
            place = middle_of(layout, focused)
            menu = self._gestures.menu_for(focused, focused.layer_index)
            if menu is not None:
                menu.popup(self.mapToGlobal(place.toPoint()))
            return
        self._gestures.popup_menu(QPointF(event.pos()), event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._gestures.leave()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._gestures.leave()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._keys.enter()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self.hasFocus() and self._keys.tab(forward=forward):
            return True
        return super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)
