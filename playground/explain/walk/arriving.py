"""How blame arrives at one unit: from the loss, or from all units that it speaks to."""

from __future__ import annotations

import numpy as np

from playground.engine.trace_layers import LayerTrace
from playground.explain.formula.line import FormulaLine, bracketed, paired
from playground.explain.formula.model import Derivative, Expr, Frac, Num, Op, Paren, Role, Row, Var
from playground.explain.walk.forward_special import norm_numbers
from playground.explain.walk.from_loss import blame_from_loss
from playground.explain.walk.page import Block, FormulaBlock
from playground.explain.walk.sight import Sight
from playground.explain.walk.terms import Term, largest_terms, sum_line, terms_table
from playground.explain.walk.windows import windows_at
from playground.explain.walk.words import counted, num, parameter_reference, place_of, tr, unit_reference

Arriving = tuple[tuple[Block, ...], str]


def arriving_blocks(sight: Sight, layer: LayerTrace, unit: int) -> Arriving:
    """∂L/∂a of one unit with its numbers, and a sentence that says where it comes from."""
    if sight.is_output(layer):
        return blame_from_loss(sight, layer, unit)
    block = sight.block(layer)
    if block is not None:
        sentence = tr("It is added to the way around the block, so its blame is that of the sum.")
        return _same(sight, layer, unit, block, sentence)
    consumer = sight.consumer(layer)
    assert consumer is not None
    return _through(sight, layer, unit, consumer)


def _left(sight: Sight, layer: LayerTrace, unit: int) -> Derivative:
    return Derivative(Var("L"), sight.symbol("a", layer, unit))


def _through(sight: Sight, layer: LayerTrace, unit: int, consumer: LayerTrace) -> Arriving:
    match consumer.kind:
        case "dense":
            return _through_dense(sight, layer, unit, consumer)
        case "conv2d" | "max_pool2d" | "avg_pool2d":
            return _through_windows(sight, layer, unit, consumer)
        case "batch_norm" | "layer_norm":
            return _through_norm(sight, layer, unit, consumer)
        case "dropout":
            return _through_dropout(sight, layer, unit, consumer)
        case "residual":
            return _through_block(sight, layer, unit, consumer)
    return _same(sight, layer, unit, consumer, tr("The next layer only puts numbers in another place."))


def _through_dense(sight: Sight, layer: LayerTrace, unit: int, consumer: LayerTrace) -> Arriving:
    name = f"{consumer.name}.weights"
    w = sight.trace.before(name)[unit]
    delta = sight.row(consumer, "delta")

    def make(to: int) -> Term:
        return Term(
            name=sight.unit_name(consumer, to),
            left_symbol=sight.weight_symbol(consumer, (unit, to)),
            right_symbol=sight.symbol("δ", consumer, to),
            left=w[to],
            right=delta[to],
            left_reference=parameter_reference(name, (unit, to)),
            right_reference=unit_reference(consumer, to),
        )

    total = sight.row(layer, "grad_a")[unit]
    terms = largest_terms(w.astype(np.float64) * delta, float(total), make)
    line = sum_line(_left(sight, layer, unit), terms, total)
    header = (tr("Goes to"), Var("w"), sight.symbol("δ", consumer), tr("product"))
    sentence = counted(
        terms.n_all,
        tr("One unit heard this one; it sends back its blame δ, times the weight between them."),
        tr("{0} units heard this one; each sends back its blame δ, times the weight between them."),
    )
    return (
        FormulaBlock((line,), tr("Blame that arrives")),
        terms_table(terms, header, [], total),
    ), sentence


def _through_windows(sight: Sight, layer: LayerTrace, unit: int, consumer: LayerTrace) -> Arriving:
    """From every window that the pixel lies in."""
    channel, row, column = place_of(consumer.input_shape, unit)
    _, height, width = consumer.output_shape
    delta = sight.row(consumer, "delta")
    factors, targets, names = [], [], []
    is_conv = consumer.kind == "conv2d"
    name = f"{consumer.name}.weights"
    weights = sight.trace.before(name) if is_conv else None
    for i, j, k, m in windows_at(consumer, row, column):
        for out in range(consumer.output_shape[0]) if is_conv else (channel,):
            to = (out * height + i) * width + j
            size = 0 if is_conv else consumer.spec.size  # type: ignore[attr-defined]
            if weights is not None:
                factors.append(float(weights[out, channel, k, m]))
                names.append(parameter_reference(name, (out, channel, k, m)))
            elif consumer.kind == "max_pool2d":
                factors.append(float(sight.row(consumer, "places")[to] == k * size + m))
                names.append("")
            else:
                factors.append(1.0 / size**2)
                names.append("")
            targets.append(to)
    total = sight.row(layer, "grad_a")[unit]
    if not targets:
        line = FormulaLine(Row((_left(sight, layer, unit), Op("="), Num(0.0))))
        return (FormulaBlock((line,)),), tr("No whole window covers this pixel: nobody heard it.")

    def make(place: int) -> Term:
        to = targets[place]
        return Term(
            name=sight.unit_name(consumer, to),
            left_symbol=Var("w") if is_conv else Var("r"),
            right_symbol=sight.symbol("δ", consumer, to),
            left=factors[place],
            right=delta[to],
            left_reference=names[place],
            right_reference=unit_reference(consumer, to),
        )

    terms = largest_terms(np.array(factors) * delta[targets], float(total), make)
    header = (tr("Goes to"), Var("w" if is_conv else "r"), sight.symbol("δ", consumer), tr("product"))
    return (
        FormulaBlock((sum_line(_left(sight, layer, unit), terms, total),), tr("Blame that arrives")),
        terms_table(terms, header, [], total),
    ), _window_sentence(consumer, len(targets))


def _window_sentence(consumer: LayerTrace, n: int) -> str:
    if consumer.kind == "conv2d":
        words = tr("{0:,} windows of filters lay over this pixel; each sends back its δ times its weight.")
        return words.format(n)
    if consumer.kind == "max_pool2d":
        return tr("Blame comes only from the windows in which this pixel was the largest (r = 1).")
    return tr("Every pixel of a window gets the same share of its blame.")


def _through_norm(sight: Sight, layer: LayerTrace, unit: int, consumer: LayerTrace) -> Arriving:
    """scale/spread · (δ − mean δ − x̂·mean(δ·x̂)); in layer normalisation with d = γ·δ instead of δ."""
    numbers = norm_numbers(sight, consumer, unit)
    first: tuple[FormulaLine, ...] = ()
    delta = float(sight.row(consumer, "delta")[unit])
    if consumer.kind == "batch_norm":
        index = place_of(consumer.output_shape, unit)[:1]
        mean = consumer.details["mean_delta"][index]
        mean_product = consumer.details["mean_product"][index]

        above: Num = num(numbers["scale"], numbers["scale_reference"])
        symbol = sight.symbol("δ", consumer, unit)
        over = tr("over the {0:,} numbers that are compared").format(int(consumer.details["count"]))
        front: Expr = Frac(numbers["scale_symbol"], Var("s"))
    else:
        scales = sight.trace.before(f"{consumer.name}.scales").reshape(-1).astype(np.float64)
        d = scales * sight.row(consumer, "delta")
        mean, mean_product = float(d.mean()), float((d * sight.row(consumer, "normal")).mean())
        symbol = Var("d", sight.symbol("δ", consumer, unit).sub)
        first = (
            paired(
                (symbol, None),
                Op("="),
                (numbers["scale_symbol"], num(numbers["scale"], numbers["scale_reference"])),
                Op("·"),
                (sight.symbol("δ", consumer, unit), num(delta, unit_reference(consumer, unit))),
                result=num(float(d[unit])),
            ),
        )
        delta, above = float(d[unit]), Num(1.0)
        front = Frac(Num(1.0), Var("s"))
        over = tr("over the {0:,} units").format(consumer.n_units)
    total = sight.row(layer, "grad_a")[unit]
    normal = num(numbers["normal"])
    spread = num(1.0 / float(numbers["inverse"]))
    hat = sight.normal_symbol(consumer, unit)
    inside = Row((symbol, Op("−"), Var("m"), Op("−"), hat, Op("·"), Var("q")))
    with_numbers = Row(
        (
            num(delta),
            Op("−"),
            bracketed(num(mean), (Op("−"),)),
            Op("−"),
            bracketed(normal, (Op("−"),)),
            Op("·"),
            bracketed(num(mean_product), (Op("·"),)),
        )
    )
    lines = (
        *first,
        FormulaLine(
            Row((_left(sight, layer, unit), Op("="), front, Op("·"), Paren(inside))),
            Row((Op("="), Frac(above, spread), Op("·"), Paren(with_numbers))),
            num(total, role=Role.EMPHASIS),
        ),
        FormulaLine(Row((Var("s"), Op("="), spread)), note=tr("the spread √(σ² + ε)")),
        FormulaLine(
            Row((Var("m"), Op("="), num(mean))),
            note=tr("the mean of {0} {1}").format(symbol.name, over),
        ),
        FormulaLine(
            Row((Var("q"), Op("="), num(mean_product))), note=tr("the mean of their products with x̂")
        ),
    )
    sentence = tr(
        "Raising this number raises the mean and the spread as well, so a part of the blame is taken back."
    )
    return (FormulaBlock(lines, tr("Blame that arrives")),), sentence


def _through_dropout(sight: Sight, layer: LayerTrace, unit: int, consumer: LayerTrace) -> Arriving:
    factor = sight.row(consumer, "factor")[unit]
    line = paired(
        (_left(sight, layer, unit), None),
        Op("="),
        (sight.symbol("δ", consumer, unit), num(sight.row(consumer, "delta")[unit])),
        Op("·"),
        (Var("r"), num(factor)),
        result=num(sight.row(layer, "grad_a")[unit], role=Role.EMPHASIS),
    )
    words = (
        tr("It was left out, so it gets no blame.")
        if factor == 0
        else tr("It was kept and made larger by r; so is its blame.")
    )
    return (FormulaBlock((line,), tr("Blame that arrives")),), words


def _through_block(sight: Sight, layer: LayerTrace, unit: int, block: LayerTrace) -> Arriving:
    """Straight from the sum, and through the layers inside."""
    total = sight.row(layer, "grad_a")[unit]
    straight = sight.row(block, "delta")[unit]
    inner = float(total) - float(straight)
    line = paired(
        (_left(sight, layer, unit), None),
        Op("="),
        (sight.symbol("δ", block, unit), num(straight, unit_reference(block, unit))),
        Op("+"),
        (Var(tr("through the block")), num(inner)),
        result=num(total, role=Role.EMPHASIS),
    )
    words = tr("Blame comes on two ways: straight from the sum behind the block, and through its layers.")
    return (FormulaBlock((line,), tr("Blame that arrives")),), words


def _same(sight: Sight, layer: LayerTrace, unit: int, consumer: LayerTrace, sentence: str) -> Arriving:
    line = paired(
        (_left(sight, layer, unit), None),
        Op("="),
        (
            sight.symbol("δ", consumer, unit),
            num(sight.row(consumer, "delta")[unit], unit_reference(consumer, unit)),
        ),
    )
    return (FormulaBlock((line,), tr("Blame that arrives")),), sentence
