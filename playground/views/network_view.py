"""The stage: the network from left to right, with what each unit computes and each link weighs."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.theme import Theme
from playground.training.messages import RunState, Snapshot
from playground.views.network_controls import HeaderControls, next_unit_count
from playground.views.network_layout import NetworkLayout, structure_of
from playground.views.network_pointing import Target, move_focus, target_at
from playground.views.network_scene import Marks, NetworkScene

_CALM_FRAME_S = 0.25
"""Without motion the picture follows the network four times a second."""
_DIGITS = tuple(str(digit) for digit in range(10))


class NetworkView(QWidget):
    """Painted anew for each frame; the buttons on the layers are its only child widgets. GUI thread only."""

    layer_units_changed = Signal(int, int)
    """Place in the experiment's layers (from 0), and how many units or channels it shall have."""
    layer_insert_requested = Signal(int)
    """A new layer shall have this place in the experiment's layers."""
    layer_remove_requested = Signal(int)
    """The layer, or block, at this place shall go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_view")
        self.setAccessibleName(self.tr("Network"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(280, 260)
        self._scene = NetworkScene(_DIGITS)
        self._marks = Marks()
        self._pointed_badge = ""
        self._has_motion = True
        self._taken_s = 0.0
        self._controls = HeaderControls(self)
        self._controls.pressed_for.connect(self._on_control_pressed)
        self._controls.hide()

    # ---- the interface of a view

    def set_theme(self, theme: Theme) -> None:
        """Take colours and sizes from `theme`."""
        self._scene.theme = theme
        self._controls.set_theme(theme)
        self._make_scene()

    def set_motion(self, has_motion: bool) -> None:
        """Follow the network at frame rate, or calmly, four times a second."""
        self._has_motion = has_motion

    def set_output_names(self, names: tuple[str, ...]) -> None:
        """What the classes are called."""
        self._scene.output_names = names
        self._make_scene()

    def set_snapshot(self, snapshot: Snapshot) -> None:
        """Show the network of `snapshot`, if it is in it."""
        diagram = snapshot.diagram
        if diagram is None or not diagram.layers:
            return
        is_training = snapshot.state is RunState.TRAINING
        if diagram is self._scene.diagram and is_training == self._scene.is_training:
            return  # computed less often than frames are shown, and painting it takes longest of all
        is_same = structure_of(diagram) == self._scene.structure
        if is_same and not self._has_motion and time.monotonic() - self._taken_s < _CALM_FRAME_S:
            return
        self._taken_s = time.monotonic()
        self._scene.is_training = is_training
        if self._scene.set_diagram(diagram):
            self._marks = Marks()
            self._make_scene()
            self.refresh_text()
        self.update()

    def add_to_request(self, request: dict[str, Any]) -> None:
        """Ask for the network while somebody can see it."""
        if self.isVisible():
            request["diagram"] = True

    def refresh_text(self) -> None:
        """Bring numbers and the text twin up to date; to be called at most four times a second."""
        marks = self._marks
        self._scene.readout = self._pointed_badge or self._scene.sentence(
            marks.hovered or marks.focused or marks.pinned
        )
        if marks.pinned is not None:
            self._scene.read_card_numbers(marks.pinned)
        twin = self.text_twin()
        if twin != self.accessibleDescription():
            self.setAccessibleDescription(twin)
        self.update()

    def clear(self) -> None:
        """A new run has begun: its network comes with its first frame."""
        self._marks = Marks()
        self._pointed_badge = ""
        self._scene.clear()

    def text_twin(self) -> str:
        """The sentences that say what the picture shows."""
        twin = self._scene.text_twin()
        focused = self._scene.sentence(self._marks.focused)
        return f"{focused}. {twin}" if focused else twin

    def readout(self) -> str:
        """The line at the bottom: what is pointed at."""
        return self._scene.readout

    # ---- inside

    @property
    def _layout(self) -> NetworkLayout | None:
        return self._scene.layout

    def _make_scene(self) -> None:
        self._scene.make(self.size(), self.font(), self.devicePixelRatioF())
        layout = self._layout
        if layout is not None and self._scene.diagram is not None:
            self._controls.set_layout(layout)
            self._controls.show()
            for target in (self._marks.hovered, self._marks.pinned, self._marks.focused):
                if target is not None and target.place >= layout.columns[target.layer_index].n_shown:
                    self._marks = Marks()
                    break
        self.update()

    def _point_at(self, target: Target | None, badge: str = "") -> None:
        if target != self._marks.hovered or badge != self._pointed_badge:
            self._marks.hovered, self._pointed_badge = target, badge
            self.refresh_text()

    def _pin(self, target: Target | None) -> None:
        is_unit = target is not None and target.before is None
        self._marks.pinned = target if is_unit and target != self._marks.pinned else None
        self.refresh_text()

    def _focus_on(self, target: Target) -> None:
        self._marks.focused = target
        self._marks.hovered = None
        self._controls.set_active(target.layer_index)
        self.refresh_text()

    @Slot(str, int)
    def _on_control_pressed(self, action: str, layer_index: int) -> None:
        if self._layout is None:
            return
        indices = self._layout.structure.config_indices
        if action in ("insert", "insert_before"):
            self.layer_insert_requested.emit(indices[layer_index])
        elif action == "insert_after":
            self.layer_insert_requested.emit(indices[layer_index] + 1)
        elif action == "remove":
            self.layer_remove_requested.emit(indices[layer_index])
        else:
            self._step_units(layer_index, 1 if action == "more" else -1)

    def _step_units(self, layer_index: int, direction: int) -> None:
        layout = self._layout
        if layout is None or not layout.structure.can_resize(layer_index):
            return
        n_units = next_unit_count(layout.structure.n_units[layer_index], direction)
        if n_units >= 1:
            self.layer_units_changed.emit(layout.structure.config_indices[layer_index], n_units)

    # ---- methods of Qt

    def sizeHint(self) -> QSize:
        return QSize(640, 560)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            # The line at the bottom says it, at once and exactly.
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_scene()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        self._scene.paint(painter, self._marks, has_focus=self.hasFocus())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._layout is not None:
            badge = self._scene.badge_sentence_at(event.position())
            target = None if badge else self._target_at(event.position())
            self._point_at(target, badge)
            self._controls.set_active(self._layout.column_at(event.position().x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pin(self._target_at(event.position()))

    def _target_at(self, position: QPointF) -> Target | None:
        return None if self._layout is None else target_at(self._layout, self._scene.frames, position)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_keyboard and self._layout is not None and self._marks.focused is None:
            self._focus_on(Target(0, 0))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._layout is None or not self._on_key(event.key(), self._layout):
            super().keyPressEvent(event)

    def _on_key(self, key: int, layout: NetworkLayout) -> bool:
        moved = move_focus(layout, self._marks.focused, key)
        if moved is not None:
            self._focus_on(moved)
            return True
        if key == Qt.Key.Key_Escape and self._marks.pinned is not None:
            self._pin(None)
            return True
        if self._marks.focused is None:
            return False
        return self._on_layer_key(key, self._marks.focused, layout)

    def _on_layer_key(self, key: int, focused: Target, layout: NetworkLayout) -> bool:
        structure = layout.structure
        is_hidden = focused.layer_index < layout.n_layers - 1
        index = structure.config_indices[focused.layer_index]
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pin(focused)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus) and is_hidden:
            self._step_units(focused.layer_index, 1 if key == Qt.Key.Key_Plus else -1)
        elif key == Qt.Key.Key_Insert:
            self.layer_insert_requested.emit(index)
        elif key == Qt.Key.Key_Delete and is_hidden:
            self.layer_remove_requested.emit(index)
        else:
            return False
        return True
