"""Mouse and keyboard on the network's picture: what they point at, and what they ask for."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from playground.views.network.controls import next_unit_count
from playground.views.network.drag import LayerDrag, neighbour_gap, place_after_move
from playground.views.network.hands import PartHands
from playground.views.network.layout import NetworkLayout
from playground.views.network.menu import add_layer_actions, target_menu
from playground.views.network.pointing import Target, target_at
from playground.views.network.scene import NetworkScene, Pointed

_TITLE_PX = 45
"""Above this the columns have their titles, by which a layer can be dragged."""
_HOVER_MS = 350


class NetworkGestures(QObject):
    """Turns what the person does into wishes. GUI thread only."""

    layer_units_changed = Signal(int, int)
    layer_insert_requested = Signal(int)
    layer_remove_requested = Signal(int)
    layer_moved = Signal(int, int)
    layer_activation_changed = Signal(int, str)
    pointed_changed = Signal()
    active_layer_changed = Signal(int)
    """The layer that the pointer or the focus is on."""

    def __init__(self, scene: NetworkScene, hands: PartHands, view: QWidget) -> None:
        super().__init__(view)
        self.scene = scene
        self._hands = hands
        self._view = view
        self.pointed = Pointed()
        self.badge = ""
        """The sentence of the badge under the pointer."""
        self.drag: LayerDrag | None = None
        self.enlarged: Target | None = None
        """The unit under the pointer whose card is shown while it stays there."""
        self._hover = QTimer(self, interval=_HOVER_MS, singleShot=True)
        self._hover.timeout.connect(self._on_hovered_long)

    @property
    def _layout(self) -> NetworkLayout | None:
        return self.scene.layout if self.scene.canvas is not None else None

    # ---- pointing

    def move_to(self, position: QPointF) -> None:
        """The pointer is here."""
        layout = self._layout
        if layout is None:
            return
        if self.drag is not None:
            self.drag.pull(position, layout)
            if self.drag.is_pulled:
                self._point_at(None)
                self._view.setCursor(Qt.CursorShape.ClosedHandCursor)
                self._view.update()
                return
        badge = self.scene.badge_sentence_at(position)
        self._point_at(None if badge else self._target_at(position), badge)
        column = layout.column_at(position.x())
        self.active_layer_changed.emit(-2 if column is None else column)
        self._view.setCursor(self._cursor_at(position))

    def leave(self) -> None:
        """The pointer has gone."""
        self._point_at(None)

    def _target_at(self, position: QPointF) -> Target | None:
        layout = self._layout
        return None if layout is None else target_at(layout, self.scene.links, position)

    def _cursor_at(self, position: QPointF) -> Qt.CursorShape:
        if self.pointed.hovered is not None:
            return Qt.CursorShape.PointingHandCursor
        return (
            Qt.CursorShape.OpenHandCursor
            if self._layer_to_drag(position) is not None
            else Qt.CursorShape.ArrowCursor
        )

    def _point_at(self, target: Target | None, badge: str = "") -> None:
        if target == self.pointed.hovered and badge == self.badge:
            return
        self.pointed.hovered, self.badge = target, badge
        self.enlarged = None
        is_unit = target is not None and target.before is None and target != self._hands.pinned
        self._hover.start() if is_unit else self._hover.stop()
        self.pointed_changed.emit()

    @Slot()
    def _on_hovered_long(self) -> None:
        self.enlarged = self.pointed.hovered
        self._view.update()

    # ---- buttons of the mouse

    def press(self, position: QPointF) -> None:
        """The left button goes down."""
        layer_index = self._layer_to_drag(position)
        self.drag = None if layer_index is None else LayerDrag(layer_index, position, position)

    def release(self, position: QPointF) -> None:
        """The left button goes up: a click, or the end of a drag."""
        drag, self.drag = self.drag, None
        if drag is not None and drag.is_pulled and self._layout is not None:
            moved = drag.drop(self._layout.structure)
            self._view.setCursor(Qt.CursorShape.ArrowCursor)
            self._view.update()
            if moved is not None:
                self.layer_moved.emit(*moved)
            return
        self.click(self._target_at(position))

    def cancel_drag(self) -> bool:
        """Put the layer back; False if none is dragged."""
        if self.drag is None or not self.drag.is_pulled:
            return False
        self.drag = None
        self._view.setCursor(Qt.CursorShape.ArrowCursor)
        self._view.update()
        return True

    def _layer_to_drag(self, position: QPointF) -> int | None:
        """A hidden layer, by its title or by one of its units."""
        layout = self._layout
        if layout is None:
            return None
        target = self._target_at(position)
        if target is not None and target.before is None:
            layer_index: int | None = target.layer_index
        else:
            layer_index = layout.column_at(position.x()) if position.y() < _TITLE_PX else None
        is_hidden = layer_index is not None and 0 <= layer_index < layout.n_layers - 1
        return layer_index if is_hidden else None

    def click(self, target: Target | None) -> None:
        """A unit opens its card (again: closes it), a link its popover; elsewhere both close."""
        self._hands.close_popover()
        self.enlarged = None
        if target is None or (target.before is None and target == self._hands.pinned):
            self._hands.unpin()
        else:
            self.open(target)
        self.pointed_changed.emit()

    def open(self, target: Target) -> None:
        """The card of a unit, or the popover of a link."""
        if target.before is None:
            self._hands.pin(target)
        else:
            self._hands.open_parameter(target)
        self.pointed_changed.emit()

    # ---- the menu

    def menu_at(self, position: QPointF) -> QMenu | None:
        """What can be done with the part at `position`."""
        layout = self._layout
        if layout is None:
            return None
        target = self._target_at(position)
        layer_index = target.layer_index if target is not None else layout.column_at(position.x())
        return self.menu_for(target, layer_index)

    def menu_for(self, target: Target | None, layer_index: int | None) -> QMenu | None:
        """What can be done with a part, and with its layer."""
        layout, diagram = self._layout, self.scene.diagram
        if layout is None or diagram is None:
            return None
        menu = QMenu(self._view)
        menu.setObjectName("network_menu")
        if target is not None:
            menu.deleteLater()
            menu = target_menu(self._view, diagram, self.scene.held, target, self.do)
        if layer_index is not None and (target is None or target.before is None):
            add_layer_actions(menu, layout.structure, layer_index, self.do)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def popup_menu(self, position: QPointF, at: QPoint) -> None:
        """Open the menu of the right button."""
        menu = self.menu_at(position)
        if menu is not None and not menu.isEmpty():
            menu.popup(at)

    # ---- what is asked

    def do(self, action: str, subject: object) -> None:
        """Carry out an action of the menu, the keyboard or the buttons on the layers."""
        if isinstance(subject, Target):
            self._do_with_part(action, subject)
        elif action == "activation":
            layer_index, name = cast(tuple[int, str], subject)
            self._emit_activation(layer_index, name)
        else:
            self.do_with_layer(action, cast(int, subject))

    def _do_with_part(self, action: str, target: Target) -> None:
        if action == "pin":
            self._hands.pin(target)
        elif action == "edit":
            self._hands.open_parameter(target)
        elif action == "reset":
            self._hands.reset(target, None)
        else:
            self._hands.toggle(action, target)
        self.pointed_changed.emit()

    def do_with_layer(self, action: str, layer_index: int) -> None:
        """Change the size or the place of a layer, put one in, or take it away."""
        layout = self._layout
        if layout is None or not 0 <= layer_index < layout.n_layers:
            return
        index = layout.structure.config_indices[layer_index]
        if action in ("insert", "insert_before"):
            self.layer_insert_requested.emit(index)
        elif action == "insert_after":
            self.layer_insert_requested.emit(index + 1)
        elif layer_index == layout.n_layers - 1:
            return
        elif action == "remove":
            self.layer_remove_requested.emit(index)
        elif action in ("move_left", "move_right"):
            self._move_layer(layout, layer_index, -1 if action == "move_left" else 1)
        else:
            self._step_units(layout, layer_index, 1 if action == "more" else -1)

    def _move_layer(self, layout: NetworkLayout, layer_index: int, step: int) -> None:
        gap = neighbour_gap(layout.structure, layer_index, step)
        moved = None if gap is None else place_after_move(layout.structure, layer_index, gap)
        if moved is not None:
            self.layer_moved.emit(*moved)

    def _step_units(self, layout: NetworkLayout, layer_index: int, direction: int) -> None:
        if not layout.structure.can_resize(layer_index):
            return
        n_units = next_unit_count(layout.structure.n_units[layer_index], direction)
        if n_units >= 1:
            self.layer_units_changed.emit(layout.structure.config_indices[layer_index], n_units)

    def _emit_activation(self, layer_index: int, name: str) -> None:
        layout = self._layout
        if layout is not None and 0 <= layer_index < layout.n_layers - 1:
            self.layer_activation_changed.emit(layout.structure.config_indices[layer_index], name)
