"""Hands on single parts: the popover of a parameter, the card of a unit, and what they ask of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from playground.experiment.addresses import Address
from playground.theme import Theme
from playground.training.messages import ParameterEdit
from playground.views.network.card import UnitCard, unit_card
from playground.views.network.example_mark import share_of
from playground.views.network.parameters import (
    bias_address,
    can_silence,
    parameter_address,
    parameter_value,
    unit_address,
)
from playground.views.network.pointing import Target, middle_of, still_there
from playground.views.network.popover import ParameterPopover
from playground.views.network.scene import NetworkScene
from playground.views.network.unit_panel import UnitPanel
from playground.views.network.words import link_title, unit_lines, unit_name


class PartHands(QObject):
    """Nothing here changes the network: the window does, and the next frame shows it. GUI thread only."""

    parameter_edited = Signal(object)
    marks_changed = Signal(object)
    parameter_picked = Signal(str, object)
    unit_picked = Signal(str, int)
    closed = Signal()
    """The card or the popover has gone; the keyboard is the picture's again."""

    def __init__(self, scene: NetworkScene, view: QWidget) -> None:
        super().__init__(view)
        self._scene = scene
        self._view = view
        self.popover = ParameterPopover(view)
        self.panel = UnitPanel(view)
        self._parameter: Target | None = None
        self._value_before: float | None = None
        self.pinned: Target | None = None
        """The unit whose card stays."""
        self.popover.value_edited.connect(self._on_value_edited)
        self.popover.freeze_toggled.connect(self._on_freeze_toggled)
        self.popover.cut_toggled.connect(self._on_cut_toggled)
        self.popover.reset_requested.connect(self._on_reset_requested)
        self.popover.closed.connect(self.close_popover)
        self.panel.bias_edited.connect(self._on_bias_edited)
        self.panel.freeze_toggled.connect(self._on_bias_freeze_toggled)
        self.panel.silence_toggled.connect(self._on_silence_toggled)
        self.panel.pixel_picked.connect(self._on_pixel_picked)
        self.panel.closed.connect(self.unpin)

    def set_theme(self, theme: Theme) -> None:
        """Take colours and sizes from `theme`."""
        self.popover.set_theme(theme)
        self.panel.set_theme(theme)

    # ---- the popover

    def open_parameter(self, target: Target) -> bool:
        """Open the popover of a weight or a bias; False if it isn't a single parameter."""
        diagram, layout = self._scene.diagram, self._scene.layout
        if diagram is None or layout is None:
            return False
        address = parameter_address(diagram, target)
        if address is None:
            return False
        self._parameter = target
        self._value_before = parameter_value(diagram, target)
        self.refresh()
        self.popover.open_at(middle_of(layout, target), self._view)
        self.parameter_picked.emit(address[0], address[1])
        return True

    @Slot()
    def close_popover(self) -> None:
        """Keep what was set, and give the keyboard back."""
        if self.popover.isVisible():
            self.popover.hide()
            self._parameter = None
            self._view.setFocus(Qt.FocusReason.PopupFocusReason)
            self.closed.emit()

    @property
    def parameter(self) -> Target | None:
        """What the popover is about."""
        return self._parameter if self.popover.isVisible() else None

    # ---- the card

    def pin(self, target: Target) -> None:
        """Open the card of a unit."""
        diagram, layout = self._scene.diagram, self._scene.layout
        if diagram is None or layout is None:
            return
        self.pinned = target
        self.refresh()
        reach = layout.column(target.layer_index).side / 2
        self.panel.open_at(middle_of(layout, target), reach, self._view)
        address = unit_address(diagram, target)
        if address is not None:
            self.unit_picked.emit(address[0], address[1][0])

    @Slot()
    def unpin(self) -> None:
        """Close the card."""
        self.pinned = None
        if self.panel.isVisible():
            self.panel.hide()
            self._view.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def card_of(self, target: Target) -> UnitCard | None:
        """The content of a unit's card."""
        scene = self._scene
        if scene.diagram is None or scene.layout is None:
            return None
        title = unit_name(
            scene.diagram, scene.layout.structure, scene.names, target.layer_index, target.place
        )
        lines = unit_lines(scene.diagram, target)
        mark = share_of(scene.plane, scene.place)
        return unit_card(title, lines, scene.diagram, scene.plane, target.layer_index, target.place, mark)

    # ---- from frame to frame

    def follow(self) -> None:
        """The picture of the card is up to date with the newest frame."""
        if self.pinned is not None and self.panel.isVisible():
            card = self.card_of(self.pinned)
            if card is not None:
                self.panel.show_picture(card)

    def refresh(self) -> None:
        """Numbers and marks are up to date."""
        scene = self._scene
        if scene.diagram is None or scene.layout is None:
            return
        if self._parameter is not None:
            self._refresh_popover(self._parameter)
        if self.pinned is None:
            return
        card = self.card_of(self.pinned)
        if card is not None:
            held, address = scene.held, bias_address(scene.diagram, self.pinned)
            value = parameter_value(scene.diagram, self.pinned)
            self.panel.show_unit(card, value, can_silence=can_silence(scene.diagram, self.pinned))
            is_off = unit_address(scene.diagram, self.pinned) in held.silenced
            self.panel.show_held(is_frozen=address in held.frozen, is_silenced=is_off)

    def _refresh_popover(self, target: Target) -> None:
        scene = self._scene
        assert scene.diagram is not None
        assert scene.layout is not None
        title = link_title(scene.diagram, scene.layout.structure, scene.names, target)
        address = parameter_address(scene.diagram, target)
        is_weight = target.before is not None
        value = parameter_value(scene.diagram, target)
        self.popover.show_parameter(title, "w" if is_weight else "b", value, is_weight=is_weight)
        held = scene.held
        self.popover.show_held(is_frozen=address in held.frozen, is_cut=address in held.cut)

    def network_changed(self) -> None:
        """Another layout: what isn't there any more closes, the rest moves along."""
        layout = self._scene.layout
        if layout is None or not still_there(layout, self._parameter):
            self._parameter = None
            self.popover.hide()
        if layout is None or not still_there(layout, self.pinned):
            self.pinned = None
            self.panel.hide()
        if layout is not None and self.pinned is not None:
            reach = layout.column(self.pinned.layer_index).side / 2
            self.panel.open_at(middle_of(layout, self.pinned), reach, self._view)

    # ---- what the person asks

    def toggle(self, kind: str, target: Target) -> bool:
        """Freeze or cut a parameter, or switch a unit off; or undo that. False if it can't be."""
        diagram = self._scene.diagram
        if diagram is None:
            return False
        address: Address | None
        if kind == "silenced":
            address = unit_address(diagram, target) if can_silence(diagram, target) else None
        else:
            address = parameter_address(diagram, target)
        if address is None or (kind == "cut" and target.before is None):
            return False
        self.marks_changed.emit(self._scene.held.toggled(kind, address))
        return True

    def set_value(self, target: Target, value: float) -> None:
        """Ask for a weight or a bias to be `value`."""
        diagram = self._scene.diagram
        address = None if diagram is None else parameter_address(diagram, target)
        if address is not None:
            self.parameter_edited.emit((ParameterEdit(name=address[0], index=address[1], value=value),))

    def reset(self, target: Target, value: float | None) -> None:
        """Neither frozen nor cut, and `value` again."""
        diagram = self._scene.diagram
        address = None if diagram is None else parameter_address(diagram, target)
        if address is None:
            return
        held = self._scene.held
        if address in held.frozen or address in held.cut:
            self.marks_changed.emit(held.without(address))
        if value is not None:
            self.set_value(target, value)

    @Slot(float)
    def _on_value_edited(self, value: float) -> None:
        if self._parameter is not None:
            self.set_value(self._parameter, value)

    @Slot(float)
    def _on_bias_edited(self, value: float) -> None:
        if self.pinned is not None:
            self.set_value(self.pinned, value)

    @Slot()
    def _on_freeze_toggled(self) -> None:
        if self._parameter is not None:
            self.toggle("frozen", self._parameter)

    @Slot()
    def _on_cut_toggled(self) -> None:
        if self._parameter is not None:
            self.toggle("cut", self._parameter)

    @Slot()
    def _on_reset_requested(self) -> None:
        if self._parameter is not None:
            self.reset(self._parameter, self._value_before)

    @Slot(int, int)
    def _on_pixel_picked(self, row: int, column: int) -> None:
        """A pixel of incoming weights is a weight, one of those that no link can show."""
        diagram = self._scene.diagram
        if diagram is None or self.pinned is None:
            return
        unit = unit_address(diagram, self.pinned)
        pictures = None if unit is None else diagram.layers[self.pinned.layer_index].pictures
        if unit is not None and pictures is not None:
            pixel = row * pictures.shape[2] + column
            self.parameter_picked.emit(f"{unit[0]}.weights", (pixel, unit[1][0]))

    @Slot()
    def _on_bias_freeze_toggled(self) -> None:
        if self.pinned is not None:
            self.toggle("frozen", self.pinned)

    @Slot()
    def _on_silence_toggled(self) -> None:
        if self.pinned is not None:
            self.toggle("silenced", self.pinned)
