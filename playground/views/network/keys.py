"""The keyboard on the network's picture: it reaches every unit, link and layer.

Of a layer that is too large to be shown whole, ↓ beyond the last unit and ↑ beyond the first bring the next
one into the picture, Page down and Page up as many as are shown.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from playground.views.network.gestures import NetworkGestures
from playground.views.network.hands import PartHands
from playground.views.network.layout import NetworkLayout
from playground.views.network.pointing import Target, move_focus, next_link
from playground.views.network.scene import NetworkScene
from playground.views.network.unit_scroll import UnitScroll

_PART_ACTIONS = {
    Qt.Key.Key_F: "frozen",
    Qt.Key.Key_X: "cut",
    Qt.Key.Key_O: "silenced",
    Qt.Key.Key_E: "edit",
}
_LAYER_ACTIONS = {
    Qt.Key.Key_Plus: "more",
    Qt.Key.Key_Equal: "more",
    Qt.Key.Key_Minus: "fewer",
    Qt.Key.Key_Insert: "insert",
    Qt.Key.Key_Delete: "remove",
}


class NetworkKeys:
    """What a key means at the place of the focus. GUI thread only."""

    def __init__(self, scene: NetworkScene, hands: PartHands, gestures: NetworkGestures) -> None:
        self._scene = scene
        self._hands = hands
        self._gestures = gestures
        self.scroll = UnitScroll()

    def focus_on(self, target: Target) -> None:
        """Bring the focus to a unit or link."""
        self._gestures.pointed.focused = target
        self._gestures.pointed.hovered = None
        self._gestures.active_layer_changed.emit(target.layer_index)
        self._gestures.pointed_changed.emit()

    def enter(self) -> None:
        """The keyboard has come to the picture."""
        if self._gestures.pointed.focused is None and self._scene.layout is not None:
            self.focus_on(Target(self._scene.layout.first_index, 0))

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says; False if it says nothing here."""
        layout, key = self._scene.layout, Qt.Key(event.key())
        if layout is None or self._scene.canvas is None:
            return False
        focused = self._gestures.pointed.focused
        if key == Qt.Key.Key_Escape:
            return self._escape(focused)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return self._move_layer(key, focused, layout)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if self._scroll(key, focused, layout):
            return True
        moved = move_focus(layout, focused, key)
        if moved is not None:
            self.focus_on(moved)
            return True
        return focused is not None and self._act(key, focused, layout)

    def _scroll(self, key: Qt.Key, focused: Target | None, layout: NetworkLayout) -> bool:
        diagram = self._scene.diagram
        if focused is None or diagram is None or not layout.has_column(focused.layer_index):
            return False
        page = layout.column(focused.layer_index).n_shown
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: page, Qt.Key.Key_PageUp: -page}
        if key not in steps:
            return False
        there = self.scroll.past_the_end(diagram, layout, focused, steps[key])
        if there is None:
            return False
        # What was open speaks of a unit that may be out of the picture now.
        self._hands.close_popover()
        self._hands.unpin()
        self.focus_on(there)
        return True

    def tab(self, *, forward: bool) -> bool:
        """Go through the incoming links of the unit in focus; False at their end."""
        layout, diagram = self._scene.layout, self._scene.diagram
        focused = self._gestures.pointed.focused
        if layout is None or diagram is None or focused is None:
            return False
        link = next_link(layout, diagram, focused, 1 if forward else -1)
        if link is None or link == focused:
            if focused.before is not None:
                # The next Tab begins with the unit again.
                self._gestures.pointed.focused = Target(focused.layer_index, focused.place)
                self._gestures.pointed_changed.emit()
            return False
        self.focus_on(link)
        return True

    def _escape(self, focused: Target | None) -> bool:
        if self._gestures.cancel_drag():
            return True
        if self._hands.parameter is not None:
            self._hands.close_popover()
            return True
        if self._hands.pinned is not None:
            self._hands.unpin()
            return True
        if focused is not None and focused.before is not None:
            self.focus_on(Target(focused.layer_index, focused.place))
            return True
        return False

    def _move_layer(self, key: Qt.Key, focused: Target | None, layout: NetworkLayout) -> bool:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        if step is None or focused is None:
            return False
        self._gestures.do_with_layer("move_left" if step < 0 else "move_right", focused.layer_index)
        neighbour = focused.layer_index + step
        if min(focused.layer_index, neighbour) < 0 or neighbour >= layout.n_layers - 1:
            return True
        if not any(layout.structure.is_in_block(i) for i in (focused.layer_index, neighbour)):
            # The focus goes along, so that the other arrow moves the layer back.
            self.focus_on(Target(neighbour, min(focused.place, layout.column(neighbour).n_shown - 1)))
        return True

    def _act(self, key: Qt.Key, focused: Target, layout: NetworkLayout) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if focused.before is None and focused == self._hands.pinned:
                self._hands.unpin()
            else:
                self._gestures.open(focused)
        elif key in _PART_ACTIONS:
            self._gestures.do(_PART_ACTIONS[key], focused)
        elif key in _LAYER_ACTIONS and 0 <= focused.layer_index < layout.n_layers:
            self._gestures.do_with_layer(_LAYER_ACTIONS[key], focused.layer_index)
        else:
            return False
        return True
