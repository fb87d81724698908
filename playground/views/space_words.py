"""The space of a layer in words. No widget."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from playground.experiment.layer_names import layer_number
from playground.training.messages import Diagram, Space
from playground.views.numbers import percent


def _tr(text: str) -> str:
    return QCoreApplication.translate("SpaceView", text)


def layer_choices(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Values and labels for the choice of the layer: the last hidden one first, since it is the default."""
    if not names:
        return [("", _tr("last hidden layer"))]
    named = [(name, _tr("layer {0}").format(layer_number(name))) for name in names[:-1]]
    return [("", _tr("last hidden layer")), *named, (names[-1], _tr("output"))]


def names_of(diagram: Diagram) -> tuple[str, ...]:
    """Names of the layers that have a place in the picture of the network."""
    return tuple(layer.name for layer in diagram.layers)


def axes_sentence(space: Space) -> str:
    """What the two axes are, and what of the layer they leave out."""
    layer = _tr("layer {0}").format(layer_number(space.layer_name))
    if space.axes == "units":
        a, b = (str(unit + 1) for unit in space.units)
        return _tr("Units {0} and {1} of {2} units in {3}.").format(a, b, space.n_units, layer)
    share = percent(space.explained, 0)
    if math.isfinite(space.explained) and space.explained > 0.995:
        return _tr("The two directions in which {0} varies most: nothing is left out.").format(layer)
    return _tr(
        "The two directions in which {0} varies most: {1} of its variation; the rest is unseen."
    ).format(layer, share)


def axis_names(space: Space) -> tuple[str, str]:
    """Names of the horizontal and of the vertical axis."""
    if space.axes == "units":
        return _tr("unit {0}").format(space.units[0] + 1), _tr("unit {0}").format(space.units[1] + 1)
    return _tr("main direction"), _tr("second direction")
