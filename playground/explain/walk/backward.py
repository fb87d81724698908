"""Pages of the way back: how much blame reaches each unit, and what its weights get of it."""

from __future__ import annotations

import numpy as np

from playground.engine.paths import contributions, shares
from playground.engine.trace_layers import LayerTrace
from playground.explain.formula.line import FormulaLine, paired
from playground.explain.formula.model import Call, Derivative, Expr, Num, Op, Prime, Role, Row, Sum, Sup, Var
from playground.explain.walk.activations import slope_line
from playground.explain.walk.arriving import arriving_blocks
from playground.explain.walk.page import Block, Cell, FormulaBlock, Page, TableBlock
from playground.explain.walk.sight import Sight
from playground.explain.walk.tables import unit_table
from playground.explain.walk.words import (
    counted,
    is_picture,
    num,
    parameter_reference,
    place_of,
    tr,
)

MOST_WEIGHTS = 12


def backward_overview(sight: Sight, layer: LayerTrace) -> Page:
    """The whole layer: formulas, and ∂L/∂a, f'(z) and δ of its units."""
    a, z = sight.symbol("a", layer), sight.symbol("z", layer)
    delta = sight.symbol("δ", layer)
    lines = [FormulaLine(Row((delta, Op("="), _by(z), Op("="), _by(a), Op("⊙"), _slope(z))))]
    lines += _gradient_lines(sight, layer)
    columns = [
        (_by(a), sight.row(layer, "grad_a")),
        (Call(Prime(Var("f")), (Var("z"),)), sight.row(layer, "slope")),
        (delta, sight.row(layer, "delta")),
    ]
    return Page(
        phase="backward",
        layer=layer.name,
        unit=None,
        title=tr("Backward: {0}").format(sight.title(layer)),
        sentence=_sentence(sight, layer),
        blocks=(FormulaBlock(tuple(lines)), unit_table(sight, layer, columns)),
        lit=sight.lit(layer, None, "backward"),
    )


def _by(symbol: Var) -> Derivative:
    return Derivative(Var("L"), symbol)


def _slope(z: Var) -> Call:
    return Call(Prime(Var("f")), (z,))


def _gradient_lines(sight: Sight, layer: LayerTrace) -> list[FormulaLine]:
    number = f"{sight.symbol('z', layer).sup}"
    delta, x = Var("δ", "", number), sight.input_symbol(layer)
    weights = Var("W", "", number)
    examples = tr("added up over the examples")
    match layer.kind:
        case "dense":
            return [
                FormulaLine(Row((_by(weights), Op("="), x, Sup(delta, Var("T")))), note=examples),
                FormulaLine(Row((_by(x), Op("="), weights, delta)), note=tr("the blame goes on")),
            ]
        case "conv2d":
            return [
                FormulaLine(
                    Row((_by(weights), Op("="), Sum(Row((delta, Op("·"), x)), lower=Var("patches")))),
                    note=examples,
                )
            ]
        case "batch_norm" | "layer_norm":
            normal = sight.normal_symbol(layer)
            return [
                FormulaLine(
                    Row((_by(Var("γ", "", number)), Op("="), Sum(Row((delta, Op("·"), normal))))),
                    note=_summed_over(sight, layer),
                ),
                FormulaLine(Row((_by(Var("β", "", number)), Op("="), Sum(delta)))),
            ]
        case "residual":
            inner = Row((Op("+"), tr_expr("what comes back through the block")))
            return [FormulaLine(Row((_by(x), Op("="), delta, *inner.items)))]
    return []


def _summed_over(sight: Sight, layer: LayerTrace) -> str:
    if layer.kind == "batch_norm" and is_picture(layer):
        return tr("added up over the places and the examples")
    return tr("added up over the examples")


def tr_expr(text: str) -> Var:
    """Words in a formula."""
    return Var(tr(text))


def _sentence(sight: Sight, layer: LayerTrace) -> str:
    slope = np.abs(sight.row(layer, "slope"))
    if layer.activation == "identity":
        return tr("There is no bend here, so the blame δ of each unit is what arrives at it.")
    words = tr(
        "The blame that arrives at each unit is multiplied by the slope of its activation, here {0} on "
        "average: that is δ, the blame for its sum."
    )
    silent = int(np.count_nonzero(slope == 0))
    sentence = words.format(num(float(slope.mean()), digits=2).to_text())
    if silent:
        more = tr("For {0:,} of {1:,} units the slope is 0: nothing behind them hears of this mistake.")
        sentence = f"{sentence} {more.format(silent, layer.n_units)}"
    return sentence


def backward_unit(sight: Sight, layer: LayerTrace, unit: int) -> Page:
    """One unit: the blame that arrives, δ, and the gradients of the weights into it."""
    arriving, where = arriving_blocks(sight, layer, unit)
    blocks: list[Block] = [*arriving, FormulaBlock(_delta_lines(sight, layer, unit), tr("Through the bend"))]
    links: tuple[int, ...] = ()
    if layer.kind == "dense":
        gradient_blocks, links = _dense_gradients(sight, layer, unit)
        blocks += gradient_blocks
    elif layer.kind in ("batch_norm", "layer_norm", "conv2d"):
        blocks += _own_gradients(sight, layer, unit)
    name = sight.unit_name(layer, unit)
    source = sight.source(layer)
    return Page(
        phase="backward",
        layer=layer.name,
        unit=unit,
        title=tr("Backward: {0}, {1}").format(sight.title(layer), name),
        sentence=f"{where} {_outcome(sight, layer, unit)}",
        blocks=tuple(blocks),
        lit=sight.lit(layer, unit, "backward", links if source is None or not is_picture(source) else ()),
    )


def _delta_lines(sight: Sight, layer: LayerTrace, unit: int) -> tuple[FormulaLine, ...]:
    a, z = sight.symbol("a", layer, unit), sight.symbol("z", layer, unit)
    slope = sight.row(layer, "slope")[unit]
    z_value, a_value = sight.row(layer, "z")[unit], sight.row(layer, "a")[unit]
    delta = paired(
        (sight.symbol("δ", layer, unit), None),
        Op("="),
        (_by(a), num(sight.row(layer, "grad_a")[unit])),
        Op("·"),
        (_slope(z), num(slope)),
        result=num(sight.row(layer, "delta")[unit], role=Role.EMPHASIS),
    )
    return slope_line(layer.activation, z, a, z_value, a_value, slope), delta


def _dense_gradients(sight: Sight, layer: LayerTrace, unit: int) -> tuple[list[Block], tuple[int, ...]]:
    """The weights into a neuron that get most, and its bias."""
    name = f"{layer.name}.weights"
    gradient = sight.trace.gradient(name)[:, unit]
    x = sight.row(layer, "x")
    delta = sight.row(layer, "delta")[unit]
    order = np.argsort(-np.abs(gradient), kind="stable")[:MOST_WEIGHTS].tolist()
    first = order[0]
    w = sight.weight_symbol(layer, (first, unit))
    share = float(x[first]) * float(delta)
    lines = [
        paired(
            (_by(w), None),
            Op("="),
            (sight.input_symbol(layer, first), num(x[first])),
            Op("·"),
            (sight.symbol("δ", layer, unit), num(delta)),
            result=num(share, role=Role.EMPHASIS),
            note=tr("from this example"),
        )
    ]
    if sight.trace.n_examples > 1:
        lines.append(_averaging_line(sight, w, gradient[first], share))
    rows: list[tuple[Cell, ...]] = [
        (
            sight.input_name(layer, place),
            num(x[place]),
            num(float(x[place]) * float(delta), role=Role.SIGN),
            num(gradient[place], parameter_reference(name, (place, unit)), Role.SIGN),
        )
        for place in order
    ]
    bias_name = f"{layer.name}.biases"
    bias_gradient = sight.trace.gradient(bias_name)[unit]
    rows.append((tr("bias b"), num(1.0), num(delta, role=Role.SIGN), num(bias_gradient, role=Role.SIGN)))
    references = [parameter_reference(name, (place, unit)) for place in order]
    references.append(parameter_reference(bias_name, (unit,)))
    caption = ""
    if len(gradient) > len(order):
        caption = tr("The {0} largest of {1:,} weights.").format(len(order), len(gradient))
    header = (tr("Weight from"), sight.input_symbol(layer), tr("of this example"), tr("of all examples"))
    table = TableBlock(header, tuple(rows), references=tuple(references), caption=caption)
    return [FormulaBlock(tuple(lines), tr("What the weights get")), table], tuple(order)


def _averaging_line(sight: Sight, symbol: Var, whole: object, share: float) -> FormulaLine:
    n = sight.trace.n_examples
    whole_number = num(whole)
    return paired(
        (_by(symbol), None),
        Op("="),
        (tr_expr("this example"), num(share)),
        Op("+"),
        (Var(others_words(n)), num(whole_number.value - share)),
        result=whole_number,
        note=tr("the 1/n of the mean is in every δ")
        if sight.trace.loss.total_weight == n
        else tr("the weights of the mean are in every δ"),
    )


def others_words(n: int) -> str:
    """The other examples of n."""
    return counted(n - 1, tr("the other"), tr("{0} others"))


def _own_gradients(sight: Sight, layer: LayerTrace, unit: int) -> list[Block]:
    """Scale and shift of a normalisation; bias and strongest kernel weight of a convolution."""
    place = place_of(layer.output_shape, unit)
    lines: list[FormulaLine] = []
    rows: list[tuple[Cell, ...]] = []
    references: list[str] = []
    kinds = ("scales", "shifts") if layer.kind != "conv2d" else ("weights", "biases")
    for kind in kinds:
        name = f"{layer.name}.{kind}"
        if layer.kind == "layer_norm":
            index = place
        elif kind == "weights":
            kernel = sight.trace.gradient(name)[place[0]]
            strongest = np.unravel_index(int(np.argmax(np.abs(kernel))), kernel.shape)
            index = (place[0], *(int(i) for i in strongest))
        else:
            index = place[:1]
        symbol = sight.parameter_symbol(layer, kind, index)
        units, inputs = contributions(sight.trace, name, index)
        share = shares(sight.trace, name, index)[sight.trace.row]
        which = units.tolist().index(unit)
        lines.append(
            paired(
                (_by(symbol), None),
                Op("="),
                (_factor_symbol(sight, layer, unit, kind), num(inputs[sight.trace.row, which])),
                Op("·"),
                (sight.symbol("δ", layer, unit), num(sight.row(layer, "delta")[unit])),
                result=num(float(inputs[sight.trace.row, which]) * float(sight.row(layer, "delta")[unit])),
                note=tr("what this unit adds") if len(units) > 1 else tr("from this example"),
            )
        )
        gradient = sight.trace.gradient(name)[index]
        reference = parameter_reference(name, index)
        rows.append((symbol, num(share, role=Role.SIGN), num(gradient, reference, Role.SIGN)))
        references.append(reference)
    header = (tr("Parameter"), tr("of this example"), tr("of all examples"))
    table = TableBlock(header, tuple(rows), references=tuple(references))
    return [FormulaBlock(tuple(lines), tr("What its parameters get")), table]


def _factor_symbol(sight: Sight, layer: LayerTrace, unit: int, kind: str) -> Expr:
    if kind == "scales":
        return sight.normal_symbol(layer, unit)
    return sight.input_symbol(layer) if kind == "weights" else Num(1.0)


def _outcome(sight: Sight, layer: LayerTrace, unit: int) -> str:
    delta = float(sight.row(layer, "delta")[unit])
    if delta == 0.0 and float(sight.row(layer, "grad_a")[unit]) == 0.0:
        return tr("No blame came, so δ is 0, and nothing into it learns from this example.")
    if delta == 0.0:
        return tr("Its slope is 0, so δ is 0, and nothing into it learns from this example.")
    if delta > 0:
        return tr("δ is positive: a smaller sum here would make the loss smaller.")
    return tr("δ is negative: a larger sum here would make the loss smaller.")
