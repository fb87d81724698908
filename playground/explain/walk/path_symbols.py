"""The factors of a path as symbols: as they stand in a formula, and low enough for a row of the waterfall."""

from __future__ import annotations

from playground.engine.path_stages import PathStep
from playground.engine.trace_layers import LayerTrace
from playground.experiment.layer_kinds import kind_of
from playground.experiment.layer_names import layer_number
from playground.explain.formula.model import Call, Derivative, Expr, Num, Op, Prime, Row, Sup, Text, Var
from playground.explain.walk.sight import Sight
from playground.explain.walk.windows import window_of
from playground.explain.walk.words import place_of, tr, unit_sub


def step_symbol(sight: Sight, step: PathStep) -> Expr:
    layer = sight.trace.layer(step.layer)
    match step.kind:
        case "loss":
            return Derivative(Var("L"), sight.symbol("a", layer, step.unit))
        case "slope":
            return Call(Prime(Var("f")), (sight.symbol("z", layer, step.unit),))
        case "weight" if layer.kind == "dense":
            return sight.weight_symbol(layer, (step.unit, step.to_unit))
        case "weight":
            return sight.weight_symbol(layer, kernel_index(layer, step))
        case "skip":
            return Sup(Num(1.0), Text(tr("around")))
    return Var("r", unit_sub(layer.output_shape, step.to_unit), sight.symbol("z", layer).sup)


def low_label(sight: Sight, step: PathStep) -> Expr:
    """As `step_symbol`, no higher than a line of text: f′ neuron 3, layer 2."""
    layer = sight.trace.layer(step.layer)
    where = tr("layer {0}").format(layer_number(layer.name))
    match step.kind:
        case "loss":
            return Row((Var("∂L"), Op("/"), Var("∂a"), Text(f" {sight.unit_name(layer, step.unit)}")))
        case "slope":
            return Row((Prime(Var("f")), Text(f" {sight.unit_name(layer, step.unit)}, {where}")))
        case "weight" if layer.kind == "dense":
            return Row((Var("w"), Text(f" {step.unit + 1} → {step.to_unit + 1}, {where}")))
        case "weight":
            i, j, row, column = (place + 1 for place in kernel_index(layer, step))
            return Row((Var("w"), Text(f" {j} → {i} ({row},{column}), {where}")))
        case "skip":
            return Text(tr("around the block, {0}").format(where))
    entry = kind_of(layer.spec)
    kind = entry.label.lower() if entry is not None else layer.kind
    return Row((Var("r"), Text(f" {kind}, {where}")))


def kernel_index(layer: LayerTrace, step: PathStep) -> tuple[int, int, int, int]:
    """Filter, channel, row and column of the weight between two pixels."""
    _, stride, padding = window_of(layer)
    channel, i, j = place_of(layer.input_shape, step.unit)
    out, to_i, to_j = place_of(layer.output_shape, step.to_unit)
    return out, channel, i + padding - to_i * stride, j + padding - to_j * stride
