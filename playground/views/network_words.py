"""The network's picture in words: what is pointed at, and all of it for those who can't see it. No widget."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from playground.training.messages import Diagram
from playground.views.network_header import activation_label, layer_title
from playground.views.network_layout import Structure
from playground.views.numbers import significant


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)


def unit_name(diagram: Diagram, structure: Structure, layer_index: int, place: int) -> str:
    """Layer and number of a unit; units count from 1, outputs are named by their class."""
    unit = int(diagram.layers[layer_index].units[place])
    if layer_index == len(structure.n_units) - 1:
        return _tr("Output {0}").format(unit)
    return _tr("{0}, unit {1}").format(layer_title(structure, layer_index), unit + 1)


def unit_numbers(diagram: Diagram, layer_index: int, place: int) -> list[tuple[str, str]]:
    """Symbol and value of what a unit computes."""
    layer = diagram.layers[layer_index]
    numbers = []
    if layer.pre_activations is not None:
        numbers.append(("z", significant(float(layer.pre_activations[place]))))
    numbers.append(("a", significant(float(layer.activations[place]))))
    if layer.biases is not None:
        numbers.append(("b", significant(float(layer.biases[place]))))
    if layer_index == len(diagram.layers) - 1 and diagram.probabilities is not None:
        share = float(diagram.probabilities[int(layer.units[place])])
        numbers.append(("p", f"{100 * share:.1f} %"))
    return numbers


def symbol_word(symbol: str) -> str:
    """What a symbol stands for."""
    words = {
        "z": _tr("weighted sum"),
        "a": _tr("activation"),
        "b": _tr("bias"),
        "p": _tr("probability"),
    }
    return words[symbol]


def unit_sentence(diagram: Diagram, structure: Structure, layer_index: int, place: int) -> str:
    """One line about a unit."""
    numbers = " · ".join(f"{symbol} = {value}" for symbol, value in unit_numbers(diagram, layer_index, place))
    return f"{unit_name(diagram, structure, layer_index, place)}: {numbers}"


def link_sentence(diagram: Diagram, structure: Structure, layer_index: int, before: int, after: int) -> str:
    """One line about the weight from a unit of the layer before to a unit of this layer."""
    weight = float(diagram.layers[layer_index].links[before, after])
    start = unit_name(diagram, structure, layer_index - 1, before)
    end = unit_name(diagram, structure, layer_index, after)
    return f"{start} → {end}: w = {significant(weight)}"


def network_sentences(diagram: Diagram, structure: Structure) -> str:
    """The text twin: the layers from left to right, and what the network says to its input."""
    n_inputs = int(np.prod(structure.picture_shape))
    parts = [_tr("{0:,} inputs").format(n_inputs)]
    for n_units, activation in zip(structure.n_units[:-1], structure.activations[:-1], strict=True):
        parts.append(_tr("{0:,} {1} units").format(n_units, activation_label(activation)))
    parts.append(_tr("{0:,} outputs").format(structure.n_units[-1]))
    sentences = [_tr("The network from left to right: {0}.").format(", ".join(parts))]
    silent = [
        layer_title(structure, i)
        for i, layer in enumerate(diagram.layers[:-1])
        if len(layer.activations) and not np.any(layer.activations)
    ]
    if silent:
        sentences.append(_tr("All units shown of {0} are 0 for this picture.").format(", ".join(silent)))
    if diagram.probabilities is not None:
        best = int(diagram.probabilities.argmax())
        share = 100 * float(diagram.probabilities[best])
        sentences.append(_tr("To the picture at its input it says {0} with {1:.0f} %.").format(best, share))
    return " ".join(sentences)
