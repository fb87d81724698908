"""The network's picture in words: what is pointed at, and all of it for those who can't see it. No widget."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QCoreApplication

from playground.training.messages import Diagram, DiagramBadge, DiagramLayer, PlaneMaps
from playground.views.network.badges import badge_words
from playground.views.network.header import activation_label, layer_title
from playground.views.network.held import NOTHING_HELD, Held
from playground.views.network.names import NetworkNames
from playground.views.network.parameters import bias_address, link_address, unit_address
from playground.views.network.pointing import Target
from playground.views.network.structure import INPUT, Structure
from playground.views.numbers import percent, significant

_MOST_LINKS_SAID = 6


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)


def unit_name(
    diagram: Diagram, structure: Structure, names: NetworkNames, layer_index: int, place: int
) -> str:
    """Layer and number of a unit; units count from 1, inputs and outputs have names."""
    if layer_index == INPUT:
        return _tr("Input {0}").format(names.input(place))
    unit = int(diagram.layers[layer_index].units[place])
    if layer_index == len(structure.n_units) - 1:
        return _tr("Output {0}").format(names.output(unit))
    layer = diagram.layers[layer_index]
    words = _tr("{0}, unit {1}") if layer.feature_maps is None else _tr("{0}, channel {1}")
    return words.format(layer_title(structure, layer_index), unit + 1)


def unit_numbers(diagram: Diagram, layer_index: int, place: int) -> list[tuple[str, str]]:
    """Symbol and value of what a unit computes."""
    if layer_index == INPUT:
        return [("x", significant(float(diagram.input.reshape(-1)[place])))]
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
    is_class = layer_index == len(diagram.layers) - 1 and layer.n_units > 1
    if is_class and diagram.probabilities is not None:
        share = float(diagram.probabilities[int(layer.units[place])])
        numbers.append(("p", f"{100 * share:.1f} %"))
    return numbers


def unit_sentence(
    diagram: Diagram, structure: Structure, names: NetworkNames, target: Target, held: Held = NOTHING_HELD
) -> str:
    """One line about a unit."""
    numbers = unit_numbers(diagram, target.layer_index, target.place)
    said = " · ".join(f"{symbol} = {value}" for symbol, value in numbers)
    sentence = f"{unit_name(diagram, structure, names, target.layer_index, target.place)}: {said}"
    if unit_address(diagram, target) in held.silenced:
        sentence += _tr(", switched off")
    if bias_address(diagram, target) in held.frozen:
        sentence += _tr(", bias frozen")
    return sentence


def link_sentence(
    diagram: Diagram, structure: Structure, names: NetworkNames, target: Target, held: Held = NOTHING_HELD
) -> str:
    """One line about the link from a unit of the layer before to a unit of this layer."""
    assert target.before is not None
    layer = diagram.layers[target.layer_index]
    value = float(layer.links[target.before, target.place])
    start = unit_name(diagram, structure, names, target.layer_index - 1, target.before)
    end = unit_name(diagram, structure, names, target.layer_index, target.place)
    if layer.links_are_norms:
        words = _tr("their sum is negative") if value < 0 else _tr("their sum is positive")
        return f"{start} → {end}: ‖{link_symbol(diagram)}‖ = {significant(abs(value))}, {words}"
    sentence = f"{start} → {end}: {link_symbol(diagram)} = {significant(value)}"
    if layer.weights is not None and diagram.links_kind != "weights":
        sentence += f" · w = {significant(float(layer.weights[target.before, target.place]))}"
    address = link_address(diagram, target)
    if address in held.frozen:
        sentence += _tr(", frozen")
    if address in held.cut:
        sentence += _tr(", cut")
    return sentence


def link_title(diagram: Diagram, structure: Structure, names: NetworkNames, target: Target) -> str:
    """Which weight or bias it is."""
    end = unit_name(diagram, structure, names, target.layer_index, target.place)
    if target.before is None:
        return _tr("Bias of {0}").format(end)
    start = unit_name(diagram, structure, names, target.layer_index - 1, target.before)
    return f"{start} → {end}"


def unit_lines(diagram: Diagram, target: Target) -> tuple[tuple[str, str], ...]:
    """What a unit computes, as formulas with their values."""
    numbers = dict(unit_numbers(diagram, target.layer_index, target.place))
    if target.layer_index == INPUT:
        return tuple(numbers.items())
    layer = diagram.layers[target.layer_index]
    before = "x" if target.layer_index == 0 else "a"
    bias = " + b" if layer.biases is not None else ""
    function = activation_label(layer.activation)
    formulas = {
        "z": f"z = Σ w·{before}{bias}",
        "a": "a = z" if layer.activation == "identity" else f"a = {function}(z)",
        "p": _tr("p  probability"),
        "mean": _tr("mean"),
        "max": _tr("max"),
    }
    return tuple((formulas[symbol], value) for symbol, value in numbers.items() if symbol in formulas)


def link_symbol(diagram: Diagram) -> str:
    """What the links are, as a symbol."""
    return {"gradients": "∂L/∂w", "updates": "Δw"}.get(diagram.links_kind, "w")


def network_sentences(
    diagram: Diagram, structure: Structure, names: NetworkNames, held: Held = NOTHING_HELD
) -> str:
    """The text twin: the layers from left to right, and what the network says to its input."""
    n_inputs = math.prod(structure.picture_shape)
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
    strongest = _strongest_links(diagram, structure, names, held)
    if strongest:
        sentences.append(_tr("The strongest links into its layers: {0}.").format("; ".join(strongest)))
    sentences += _held_sentences(held)
    if diagram.probabilities is not None and structure.n_units[-1] > 1:
        best = int(diagram.probabilities.argmax())
        share = 100 * float(diagram.probabilities[best])
        if names.example and diagram.is_drawing:
            words = _tr("To the example at its input ({2}) it says {0} with {1:.0f} %.")
        elif diagram.is_drawing:
            words = _tr("To your drawing it says {0} with {1:.0f} %.")
        else:
            words = _tr("To the test example at its input it says {0} with {1:.0f} %.")
        sentences.append(words.format(names.output(best), share, names.example))
    return " ".join(sentences)


def _strongest_links(diagram: Diagram, structure: Structure, names: NetworkNames, held: Held) -> list[str]:
    """The strongest link into each of the first layers, of those that begin at a unit."""
    said: list[str] = []
    for layer_index, layer in enumerate(diagram.layers):
        n_before = structure.n_inputs_shown if layer_index == 0 else len(layer.links)
        if layer.links.ndim != 2 or not np.any(layer.links[:n_before]) or len(said) == _MOST_LINKS_SAID:
            continue
        sizes = np.abs(np.nan_to_num(layer.links[:n_before]))
        before, place = (int(i) for i in np.unravel_index(int(sizes.argmax()), sizes.shape))
        said.append(link_sentence(diagram, structure, names, Target(layer_index, place, before), held))
    return said


def map_sentence(diagram: Diagram, plane: PlaneMaps | None, target: Target | None) -> str:
    """What the map of a unit shows over the plane; nothing for a link, or without a plane."""
    if plane is None or target is None or target.before is not None or target.layer_index == INPUT:
        return ""
    name = diagram.layers[target.layer_index].name
    maps = plane.layers[plane.layer_names.index(name)] if name in plane.layer_names else ()
    if target.place >= len(maps) or not np.isfinite(maps[target.place]).all():
        return ""
    shown = maps[target.place]
    low, high, share = float(shown.min()), float(shown.max()), float((shown > 0).mean())
    return _tr("Over the plane it goes from {0} to {1}, and is above 0 on {2} of it.").format(
        significant(low), significant(high), percent(share, 0)
    )


def _held_sentences(held: Held) -> list[str]:
    counts = (
        (len(held.frozen), _tr("Frozen parameters: {0:,}.")),
        (len(held.cut), _tr("Weights cut: {0:,}.")),
        (len(held.silenced), _tr("Units switched off: {0:,}.")),
    )
    return [words.format(n) for n, words in counts if n]


def input_words(is_drawing: bool, example: str = "") -> str:
    """Whose picture goes in."""
    if is_drawing:
        return example or _tr("your drawing")
    return _tr("test example")


def example_words(diagram: Diagram, names: NetworkNames) -> str:
    """What the network says to the chosen example: “training 5, truly B: says B, 99.9 %”."""
    if diagram.probabilities is not None and len(diagram.probabilities) > 1:
        best = int(diagram.probabilities.argmax())
        share = percent(float(diagram.probabilities[best]))
        return _tr("{0}: says {1}, {2}").format(names.example, names.output(best), share)
    return names.example


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
