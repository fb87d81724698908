"""A trace as the pages look at it: the chosen example's numbers in rows, who feeds whom, and the symbols."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.engine.trace import StepTrace
from playground.engine.trace_layers import LayerTrace
from playground.experiment.layer_names import layer_number
from playground.explain.formula.model import Hat, Var
from playground.explain.walk.page import Lit
from playground.explain.walk.words import is_picture, kind_label, level, tr, unit_sub


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a trace doesn't know: how people call inputs and outputs."""

    class_names: tuple[str, ...] = ()
    input_names: tuple[str, ...] = ()
    base_learning_rate: float = 0.0
    """As chosen, before the schedule; 0 where nobody knows."""


def facts_of(dataset: Dataset | None, base_learning_rate: float = 0.0) -> Facts:
    """The names that a data set gives; the learning rate is that of the config, before the schedule."""
    if dataset is None:
        return Facts(base_learning_rate=base_learning_rate)
    return Facts(
        class_names=dataset.class_names,
        input_names=dataset.feature_names,
        base_learning_rate=base_learning_rate,
    )


class Sight:
    """The chosen example of a trace."""

    def __init__(self, trace: StepTrace, facts: Facts) -> None:
        self.trace = trace
        self.facts = facts
        self.layers: tuple[LayerTrace, ...] = tuple(_in_order(trace.layers))
        """As they compute: those inside a block before the block."""
        self._source: dict[str, LayerTrace | None] = {}
        self._consumer: dict[str, LayerTrace | None] = {}
        self._block: dict[str, LayerTrace] = {}
        self._link(trace.layers, None, None)
        self._rows: dict[tuple[str, str], NDArray[Any]] = {}

    def _link(
        self, layers: Sequence[LayerTrace], source: LayerTrace | None, block: LayerTrace | None
    ) -> None:
        for place, layer in enumerate(layers):
            self._source[layer.name] = source
            self._consumer[layer.name] = layers[place + 1] if place + 1 < len(layers) else None
            if block is not None and place + 1 == len(layers):
                self._block[layer.name] = block
            self._link(layer.inner, source, layer)
            source = layer

    def source(self, layer: LayerTrace) -> LayerTrace | None:
        """The layer whose activations come in; None for the inputs of the network."""
        return self._source[layer.name]

    def consumer(self, layer: LayerTrace) -> LayerTrace | None:
        """The layer that takes the activations; None for the last one, of the network or of a block."""
        return self._consumer[layer.name]

    def block(self, layer: LayerTrace) -> LayerTrace | None:
        """The block whose last inner layer this is."""
        return self._block.get(layer.name)

    def is_output(self, layer: LayerTrace) -> bool:
        """Whether this is the last layer of the network."""
        return layer is self.trace.layers[-1]

    def row(self, layer: LayerTrace, quantity: str) -> NDArray[Any]:
        """`x`, `z`, `a`, `grad_a`, `delta`, `slope` or a detail of the chosen example, flat."""
        key = (layer.name, quantity)
        made = self._rows.get(key)
        if made is None:
            values = getattr(layer, quantity) if hasattr(layer, quantity) else layer.details[quantity]
            made = self._rows[key] = np.ascontiguousarray(values[self.trace.row]).reshape(-1)
        return made

    # ---- words

    def title(self, layer: LayerTrace) -> str:
        """“Layer 2 (dense, ReLU)”."""
        words = tr("Output layer {0} ({1})") if self.is_output(layer) else tr("Layer {0} ({1})")
        return words.format(layer_number(layer.name), kind_label(layer))

    def unit_name(self, layer: LayerTrace, unit: int) -> str:
        """“neuron 3”, “pixel 2,3 of channel 1”; the class for an output."""
        if self.is_output(layer) and unit < len(self.facts.class_names):
            return tr("output “{0}”").format(self.facts.class_names[unit])
        if is_picture(layer):
            channel, i, j = (int(n) + 1 for n in np.unravel_index(unit, layer.output_shape))
            return tr("pixel {0},{1} of channel {2}").format(i, j, channel)
        return tr("neuron {0}").format(unit + 1)

    def input_name(self, layer: LayerTrace, place: int) -> str:
        """What goes into a layer, by name."""
        source = self.source(layer)
        if source is not None:
            return self.unit_name(source, place)
        if place < len(self.facts.input_names):
            return self.facts.input_names[place]
        return tr("input {0}").format(place + 1)

    # ---- symbols

    def symbol(self, name: str, layer: LayerTrace, unit: int | None = None) -> Var:
        """z₃⁽²⁾, or the vector z⁽²⁾."""
        sub = "" if unit is None else unit_sub(layer.output_shape, unit)
        return Var(name, sub, level(layer.name))

    def input_symbol(self, layer: LayerTrace, place: int | None = None) -> Var:
        """What goes into a layer: x₅, or a₅⁽¹⁾ of the layer before."""
        source = self.source(layer)
        if source is None:
            return Var("x", "" if place is None else unit_sub(layer.input_shape, place))
        return self.symbol("a", source, place)

    def weight_symbol(self, layer: LayerTrace, index: tuple[int, ...] | None = None) -> Var:
        """w₅₃⁽²⁾, from 5 to 3."""
        number = level(layer.name)
        if index is None:
            return Var("W", "", number)
        is_short = len(index) == 2 and all(i < 9 for i in index)
        return Var("w", ("" if is_short else ",").join(str(i + 1) for i in index), number)

    def parameter_symbol(self, layer: LayerTrace, kind: str, index: tuple[int, ...]) -> Var:
        """w₅₃⁽²⁾, b₃⁽²⁾, γ₃⁽²⁾ or β₃⁽²⁾."""
        if kind == "weights":
            return self.weight_symbol(layer, index)
        letter = {"biases": "b", "scales": "γ", "shifts": "β"}[kind]
        return Var(letter, ",".join(str(i + 1) for i in index), level(layer.name))

    def normal_symbol(self, layer: LayerTrace, unit: int | None = None) -> Hat:
        """x̂₃⁽²⁾: what a normalisation makes of its input before scale and shift."""
        return Hat(self.symbol("x", layer, unit))

    # ---- what the diagram lights up

    def diagram_unit(self, layer: LayerTrace, unit: int) -> int:
        """The unit as the diagram has it: of a picture the channel."""
        return int(np.unravel_index(unit, layer.output_shape)[0]) if is_picture(layer) else unit

    def lit(self, layer: LayerTrace, unit: int | None, direction: str, links: Sequence[int] = ()) -> Lit:
        """The layer, or one unit and some links into it."""
        if unit is None:
            return Lit(layers=(layer.name,), direction=direction)
        to = self.diagram_unit(layer, unit)
        return Lit(
            layers=(layer.name,),
            units=((layer.name, to),),
            links=tuple((layer.name, start, to) for start in dict.fromkeys(links)),
            direction=direction,
        )


def _in_order(layers: Sequence[LayerTrace]) -> Iterator[LayerTrace]:
    for layer in layers:
        yield from _in_order(layer.inner)
        yield layer
