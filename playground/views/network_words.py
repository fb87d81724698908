"""The network's picture in words: what is pointed at, and all of it for those who can't see it. No widget."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from playground.training.messages import Diagram, DiagramBadge, DiagramLayer
from playground.views.network_badges import badge_words
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
    layer = diagram.layers[layer_index]
    words = _tr("{0}, unit {1}") if layer.feature_maps is None else _tr("{0}, channel {1}")
    return words.format(layer_title(structure, layer_index), unit + 1)


def unit_numbers(diagram: Diagram, layer_index: int, place: int) -> list[tuple[str, str]]:
    """Symbol and value of what a unit computes."""
    layer = diagram.layers[layer_index]
    numbers = []
    if layer.feature_maps is not None:
        feature_map = layer.feature_maps[place]
        numbers.append(("mean", significant(float(feature_map.mean()))))
        numbers.append(("max", significant(float(feature_map.max()))))
    elif layer.pre_activations is not None:
        numbers.append(("z", significant(float(layer.pre_activations[place]))))
    if layer.feature_maps is None:
        numbers.append(("a", significant(float(layer.activations[place]))))
    if layer.biases is not None:
        numbers.append(("b", significant(float(layer.biases[place]))))
    if layer_index == len(diagram.layers) - 1 and diagram.probabilities is not None:
        share = float(diagram.probabilities[int(layer.units[place])])
        numbers.append(("p", f"{100 * share:.1f} %"))
    return numbers


def symbol_word(symbol: str) -> str:
    """What a symbol stands for; nothing where it says so itself."""
    words = {
        "z": _tr("weighted sum"),
        "a": _tr("activation"),
        "b": _tr("bias"),
        "p": _tr("probability"),
        "mean": "",
        "max": "",
    }
    return words[symbol]


def unit_sentence(diagram: Diagram, structure: Structure, layer_index: int, place: int) -> str:
    """One line about a unit."""
    numbers = " · ".join(f"{symbol} = {value}" for symbol, value in unit_numbers(diagram, layer_index, place))
    return f"{unit_name(diagram, structure, layer_index, place)}: {numbers}"


def link_sentence(diagram: Diagram, structure: Structure, layer_index: int, before: int, after: int) -> str:
    """One line about the weight from a unit of the layer before to a unit of this layer."""
    layer = diagram.layers[layer_index]
    weight = float(layer.links[before, after])
    start = unit_name(diagram, structure, layer_index - 1, before)
    end = unit_name(diagram, structure, layer_index, after)
    if layer.links_are_norms:
        words = _tr("their sum is negative") if weight < 0 else _tr("their sum is positive")
        return f"{start} → {end}: ‖w‖ = {significant(abs(weight))}, {words}"
    return f"{start} → {end}: w = {significant(weight)}"


def network_sentences(diagram: Diagram, structure: Structure) -> str:
    """The text twin: the layers from left to right, and what the network says to its input."""
    n_inputs = int(np.prod(structure.picture_shape))
    parts = [_with_badges(_tr("{0:,} inputs").format(n_inputs), diagram.input_badges)]
    parts += [_layer_words(layer, structure.n_units[i]) for i, layer in enumerate(diagram.layers[:-1])]
    parts.append(_tr("{0:,} outputs").format(structure.n_units[-1]))
    sentences = [_tr("The network from left to right: {0}.").format(", ".join(parts))]
    if any(structure.blocks):
        sentences.append(_tr("Around each residual block its input is added to what it makes."))
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
        words = (
            _tr("To your drawing it says {0} with {1:.0f} %.")
            if diagram.is_drawing
            else _tr("To the test example at its input it says {0} with {1:.0f} %.")
        )
        sentences.append(words.format(best, share))
    return " ".join(sentences)


def input_words(is_drawing: bool) -> str:
    """Whose picture goes in."""
    return _tr("your drawing") if is_drawing else _tr("test example")


def _layer_words(layer: DiagramLayer, n_units: int) -> str:
    if layer.feature_maps is None:
        words = _tr("{0:,} {1} units").format(n_units, activation_label(layer.activation))
        return _with_badges(words, layer.badges)
    height, width = layer.feature_maps.shape[1:]
    kinds = {
        "conv2d": _tr("convolution with {0:,} channels of {1}×{2}"),
        "max_pool2d": _tr("max pooling to {0:,} channels of {1}×{2}"),
        "avg_pool2d": _tr("mean pooling to {0:,} channels of {1}×{2}"),
    }
    words = kinds.get(layer.kind, _tr("{0:,} channels of {1}×{2}")).format(n_units, height, width)
    if layer.activation != "identity":
        words += f" ({activation_label(layer.activation)})"
    return _with_badges(words, layer.badges)


def _with_badges(words: str, badges: tuple[DiagramBadge, ...]) -> str:
    if not badges:
        return words
    names = [badge_words((badge.kind, badge.rate))[0] for badge in badges]
    return _tr("{0} with {1}").format(words, _tr(" and ").join(names))
