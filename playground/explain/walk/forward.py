"""Pages of the way forward: what each layer and each unit makes of what comes in."""

from __future__ import annotations

from playground.engine.trace_layers import LayerTrace
from playground.explain.formula.line import FormulaLine
from playground.explain.formula.model import Call, Op, Row, Sup, Var
from playground.explain.walk import forward_special
from playground.explain.walk.activations import activation_line
from playground.explain.walk.page import Block, FormulaBlock, Page
from playground.explain.walk.sight import Sight
from playground.explain.walk.tables import quantity, unit_table
from playground.explain.walk.terms import Term, Terms, largest_terms, sum_line, terms_table
from playground.explain.walk.words import counted, is_picture, parameter_reference, tr, unit_reference


def forward_overview(sight: Sight, layer: LayerTrace) -> Page:
    """The whole layer: formula, and z and a of its units."""
    columns = [(quantity(sight, layer, "z"), sight.row(layer, "z"))]
    if layer.activation != "identity":
        columns.append((quantity(sight, layer, "a"), sight.row(layer, "a")))
    lines = (*_layer_lines(sight, layer), _activation_of_layer(sight, layer))
    return Page(
        phase="forward",
        layer=layer.name,
        unit=None,
        title=tr("Forward: {0}").format(sight.title(layer)),
        sentence=_sentence(sight, layer),
        blocks=(FormulaBlock(lines), unit_table(sight, layer, columns)),
        lit=sight.lit(layer, None, "forward"),
    )


def _activation_of_layer(sight: Sight, layer: LayerTrace) -> FormulaLine:
    z, a = sight.symbol("z", layer), sight.symbol("a", layer)
    right = z if layer.activation == "identity" else Call("f", (z,))
    return FormulaLine(Row((a, Op("="), right)), note=tr("unit by unit"))


def _layer_lines(sight: Sight, layer: LayerTrace) -> tuple[FormulaLine, ...]:
    z, x = sight.symbol("z", layer), sight.input_symbol(layer)
    number = z.sup
    weights = Var("W", "", number)
    if layer.kind == "dense":
        right = Row((Sup(weights, Var("T")), x, Op("+"), Var("b", "", number)))
        return (FormulaLine(Row((z, Op("="), right))),)
    return forward_special.layer_lines(sight, layer)


def _sentence(sight: Sight, layer: LayerTrace) -> str:
    if layer.kind == "dense":
        who = counted(layer.n_units, tr("The neuron"), tr("Each of the {0} neurons"))
        what = counted(
            int(layer.x[0].size),
            tr("takes its one input times a weight"),
            tr("adds up its {0} inputs, each times a weight"),
        )
        return tr("{0} {1}, adds its bias, and {2}.").format(who, what, _bends(layer))
    return forward_special.layer_sentence(sight, layer)


def _bends(layer: LayerTrace) -> str:
    if layer.activation == "identity":
        return tr("passes the sum on as it is")
    return tr("bends the sum with its activation")


def forward_unit(sight: Sight, layer: LayerTrace, unit: int) -> Page:
    """One unit: its sum term by term, and its activation."""
    blocks: tuple[Block, ...]
    links: tuple[int, ...] = ()
    if layer.kind == "dense":
        terms = dense_terms(sight, layer, unit)
        blocks, sentence = _dense_unit(sight, layer, unit, terms)
        source = sight.source(layer)
        if source is None or not is_picture(source):
            links = terms.places
    else:
        blocks, sentence = forward_special.unit_blocks(sight, layer, unit)
    activation = activation_line(
        layer.activation,
        sight.symbol("z", layer, unit),
        sight.symbol("a", layer, unit),
        sight.row(layer, "z")[unit],
        sight.row(layer, "a")[unit],
    )
    # What only passes numbers on has nothing to bend.
    has_activation = hasattr(layer.spec, "activation")
    bend = (FormulaBlock((activation,), tr("Activation")),) if has_activation else ()
    name = sight.unit_name(layer, unit)
    return Page(
        phase="forward",
        layer=layer.name,
        unit=unit,
        title=tr("Forward: {0}, {1}").format(sight.title(layer), name),
        sentence=f"{sentence} {_outcome(sight, layer, unit)}",
        blocks=(blocks[0], *bend, *blocks[1:]),
        lit=sight.lit(layer, unit, "forward", links),
    )


def dense_terms(sight: Sight, layer: LayerTrace, unit: int) -> Terms:
    """The products w·x of one neuron."""
    x = sight.row(layer, "x")
    name = f"{layer.name}.weights"
    w = sight.trace.before(name)[:, unit]
    biases = sight.trace.before(f"{layer.name}.biases")
    total = float(sight.row(layer, "z")[unit]) - float(biases[unit])
    source = sight.source(layer)

    def make(place: int) -> Term:
        return Term(
            name=sight.input_name(layer, place),
            left_symbol=sight.weight_symbol(layer, (place, unit)),
            right_symbol=sight.input_symbol(layer, place),
            left=w[place],
            right=x[place],
            left_reference=parameter_reference(name, (place, unit)),
            right_reference=unit_reference(source, place) if source is not None else "",
        )

    return largest_terms(w.astype(float) * x, total, make)


def _dense_unit(sight: Sight, layer: LayerTrace, unit: int, terms: Terms) -> tuple[tuple[Block, ...], str]:
    name = f"{layer.name}.biases"
    bias = sight.trace.before(name)[unit]
    z = sight.row(layer, "z")[unit]
    b_symbol = sight.symbol("b", layer, unit)
    line = sum_line(
        sight.symbol("z", layer, unit), terms, z, [(b_symbol, bias, parameter_reference(name, (unit,)))]
    )
    header = (tr("Comes from"), Var("w"), sight.input_symbol(layer), tr("product"))
    table = terms_table(terms, header, [(tr("bias b"), bias)], z)
    what = counted(
        terms.n_all,
        tr("{0} takes one number times its weight, and adds its bias."),
        tr("{{0}} adds up {0} numbers, each times its weight, and its bias."),
    )
    sentence = what.format(sight.unit_name(layer, unit))
    return (FormulaBlock((line,), tr("Weighted sum")), table), sentence[:1].upper() + sentence[1:]


def _outcome(sight: Sight, layer: LayerTrace, unit: int) -> str:
    z, a = float(sight.row(layer, "z")[unit]), float(sight.row(layer, "a")[unit])
    if layer.activation == "relu" and a == 0.0:
        return tr("The sum isn't positive, so it stays silent: everything behind it hears 0.")
    if layer.activation in ("sigmoid", "tanh") and abs(z) > 4:
        return tr("The sum is so large that the activation is nearly flat there: little blame comes back.")
    if a == 0.0 and z != 0.0 and layer.activation != "step":
        return tr("It is switched off, so it passes on 0.")
    if sight.is_output(layer):
        return tr("That is what the network says.")
    return tr("That is what it tells the layers behind it.")
