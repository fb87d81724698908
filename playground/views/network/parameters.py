"""Which parameter or unit of the engine a place in the network's picture stands for. No Qt."""

from __future__ import annotations

from playground.experiment.addresses import Address
from playground.training.messages import Diagram
from playground.views.network.pointing import Target
from playground.views.network.structure import INPUT


def unit_address(diagram: Diagram, target: Target) -> Address | None:
    """Layer and unit; None for an input."""
    if target.layer_index == INPUT:
        return None
    layer = diagram.layers[target.layer_index]
    return layer.name, (int(layer.units[target.place]),)


def bias_address(diagram: Diagram, target: Target) -> Address | None:
    """The bias of a unit; None if it has none."""
    if target.layer_index == INPUT or diagram.layers[target.layer_index].biases is None:
        return None
    layer = diagram.layers[target.layer_index]
    return f"{layer.name}.biases", (int(layer.units[target.place]),)


def link_address(diagram: Diagram, target: Target) -> Address | None:
    """The weight of a link; None if it stands for many weights."""
    layer = diagram.layers[target.layer_index]
    if target.before is None or layer.links_are_norms or layer.kind != "dense":
        return None
    before = target.before
    if target.layer_index > 0:
        before = int(diagram.layers[target.layer_index - 1].units[target.before])
    return f"{layer.name}.weights", (before, int(layer.units[target.place]))


def parameter_address(diagram: Diagram, target: Target) -> Address | None:
    """The weight of a link, or the bias of a unit."""
    return bias_address(diagram, target) if target.before is None else link_address(diagram, target)


def parameter_value(diagram: Diagram, target: Target) -> float | None:
    """The value of that parameter, as far as the message has it."""
    if parameter_address(diagram, target) is None:
        return None
    layer = diagram.layers[target.layer_index]
    if target.before is None:
        return None if layer.biases is None else float(layer.biases[target.place])
    if layer.weights is not None:
        return float(layer.weights[target.before, target.place])
    return float(layer.links[target.before, target.place]) if diagram.links_kind == "weights" else None


def can_silence(diagram: Diagram, target: Target) -> bool:
    """Whether it is a unit that can be switched off."""
    if target.before is not None or target.layer_index == INPUT:
        return False
    return diagram.layers[target.layer_index].kind in ("dense", "conv2d")
