"""The menu of the right mouse button: what can be done with a unit, a link or a layer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from playground.engine import ACTIVATIONS
from playground.training.messages import Diagram
from playground.views.network.header import layer_title
from playground.views.network.held import Held
from playground.views.network.parameters import can_silence, parameter_address, unit_address
from playground.views.network.pointing import Target
from playground.views.network.structure import INPUT, Structure

Do = Callable[[str, object], None]
"""Takes the name of an action, and what it is about."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)


def target_menu(parent: QWidget, diagram: Diagram, held: Held, target: Target, do: Do) -> QMenu:
    """For a unit or a link."""
    menu = QMenu(parent)
    menu.setObjectName("network_menu")
    address = parameter_address(diagram, target)
    if target.before is None:
        _add(menu, _tr("Show its card"), "pin", target, do)
    if address is not None:
        words = _tr("Edit the weight…") if target.before is not None else _tr("Edit the bias…")
        _add(menu, words, "edit", target, do)
        _add(menu, _tr("Freeze"), "frozen", target, do, is_on=address in held.frozen)
        if target.before is not None:
            _add(menu, _tr("Cut"), "cut", target, do, is_on=address in held.cut)
        if address in held.frozen or address in held.cut:
            _add(menu, _tr("Reset"), "reset", target, do)
    if can_silence(diagram, target):
        is_off = unit_address(diagram, target) in held.silenced
        _add(menu, _tr("Switch off"), "silenced", target, do, is_on=is_off)
    return menu


def add_layer_actions(menu: QMenu, structure: Structure, layer_index: int, do: Do) -> None:
    """For a layer: its size, place and activation."""
    is_output = layer_index == len(structure.n_units) - 1
    if layer_index == INPUT:
        return
    if not menu.isEmpty():
        menu.addSeparator()
    menu.addSection(layer_title(structure, layer_index))
    if structure.can_resize(layer_index):
        _add(menu, _tr("One unit more"), "more", layer_index, do)
        _add(menu, _tr("One unit less"), "fewer", layer_index, do)
    if not structure.shares_block_with_previous(layer_index):
        _add(menu, _tr("Insert a layer before"), "insert", layer_index, do)
    if is_output:
        return
    _add(menu, _tr("Move to the left"), "move_left", layer_index, do)
    _add(menu, _tr("Move to the right"), "move_right", layer_index, do)
    if structure.kinds[layer_index] in ("dense", "conv2d") and not structure.is_in_block(layer_index):
        _add_activations(menu, structure.activations[layer_index], layer_index, do)
    _add(menu, _tr("Remove the layer"), "remove", layer_index, do)


def _add_activations(menu: QMenu, current: str, layer_index: int, do: Do) -> None:
    activations = menu.addMenu(_tr("Activation"))
    activations.setObjectName("layer_activation_menu")
    group = QActionGroup(activations)
    for name, activation in ACTIVATIONS.items():
        action = _add(
            activations, activation.label, "activation", (layer_index, name), do, is_on=name == current
        )
        group.addAction(action)


def _add(menu: QMenu, text: str, name: str, subject: object, do: Do, *, is_on: bool | None = None) -> QAction:
    action = menu.addAction(text)
    action.setObjectName(f"{name}_action")
    if is_on is not None:
        action.setCheckable(True)
        action.setChecked(is_on)
    action.triggered.connect(lambda: do(name, subject))
    return action
