"""One page about the way back as a whole: how the blame grows or fades from layer to layer."""

from __future__ import annotations

import math
from collections.abc import Sequence

from playground.engine.diagnostics import rms
from playground.engine.trace_layers import LayerTrace
from playground.experiment.layer_kinds import kind_of
from playground.experiment.layer_names import layer_number
from playground.explain.formula.model import Derivative, Expr, Num, Op, Prime, Row, Text, Var
from playground.explain.numbers import two_figures
from playground.explain.walk.page import Cell, Lit, Page, TableBlock, WaterfallBlock
from playground.explain.walk.sight import Sight
from playground.explain.walk.words import num, tr, unit_reference

_SLOPE = Prime(Var("f"))
FEWEST_LAYERS = 3
"""Weight layers from which on the page is worth its place."""


def weight_layers(sight: Sight) -> list[LayerTrace]:
    """The layers with weights, from input to output."""
    return [layer for layer in sight.layers if f"{layer.name}.weights" in sight.trace.layout]


def is_deep(sight: Sight) -> bool:
    """Whether the network has layers enough for such a page."""
    return len(weight_layers(sight)) >= FEWEST_LAYERS


def way_back_page(sight: Sight) -> Page:
    """How large the blame of the chosen example is in each layer, and what each part of the way does to it.

    A factor is the size of the blame behind a part, divided by that before it, so that they multiply to the
    size in the first layer.
    """
    layers = weight_layers(sight)[::-1]
    factors, slopes = _factors(sight)
    rows: list[tuple[Cell, ...]] = []
    for layer in layers:
        arriving, delta = _sizes(sight, layer)
        gradient = rms(sight.trace.gradient(f"{layer.name}.weights"))
        rows.append(
            (sight.title(layer), num(arriving), num(_ratio(delta, arriving)), num(delta), num(gradient))
        )
    header = (tr("Layer"), Derivative(Var("L"), Var("a")), _SLOPE, Var("δ"), Derivative(Var("L"), Var("w")))
    table = TableBlock(
        header,
        tuple(rows),
        references=tuple(unit_reference(layer, 0) for layer in layers),
        caption=tr("Sizes are root mean squares over a layer; f′: by how much its slopes change the blame."),
    )
    product = math.prod(value for _, value in factors)
    waterfall = WaterfallBlock(
        tr("From the loss back to the first layer"), tuple(factors), product, frozenset(slopes)
    )
    first = rms(sight.row(layers[-1], "delta"))
    return Page(
        phase="backward",
        layer=None,
        unit=None,
        title=tr("Backward: the whole way"),
        sentence=" ".join(
            filter(
                None,
                (
                    _sentence(layers, rms(sight.row(layers[0], "delta")), first),
                    slopes_words([factors[place][1] for place in slopes]),
                ),
            )
        ),
        blocks=(waterfall, table),
        lit=Lit(layers=tuple(layer.name for layer in layers), direction="backward"),
    )


def _factors(sight: Sight) -> tuple[list[tuple[Cell, float]], list[int]]:
    """The parts of the way from the outputs to the first layer with weights; which of them are slopes."""
    chain = list(sight.trace.layers)
    while not any(name.startswith(f"{chain[0].name}.") for name in sight.trace.layout):
        chain.pop(0)
    chain.reverse()
    factors: list[tuple[Cell, float]] = [(tr("∂L/∂a of the outputs"), _sizes(sight, chain[0])[0])]
    slopes: list[int] = []
    for place, layer in enumerate(chain):
        arriving, delta = _sizes(sight, layer)
        if layer.activation != "identity":
            slopes.append(len(factors))
            factors.append((_slope_label(layer), _ratio(delta, arriving)))
        if place + 1 < len(chain) and layer.kind != "flatten":
            further, _ = _sizes(sight, chain[place + 1])
            factors.append((_way_label(sight, layer), _ratio(further, delta)))
    return factors, slopes


def _sizes(sight: Sight, layer: LayerTrace) -> tuple[float, float]:
    """Of the blame that arrives at a layer, and of δ, its slopes applied."""
    return rms(sight.row(layer, "grad_a")), rms(sight.row(layer, "delta"))


def _ratio(after: float, before: float) -> float:
    return after / before if before else 0.0


def _way_label(sight: Sight, layer: LayerTrace) -> Expr:
    """Back through one layer: W layer 3, or its kind where it isn't one of weights."""
    if f"{layer.name}.weights" in sight.trace.layout:
        return Row((Var("W"), _where(layer)))
    entry = kind_of(layer.spec)
    return Text((entry.label.lower() if entry is not None else layer.kind) + _where(layer).text)


def _where(layer: LayerTrace) -> Text:
    return Text(" " + tr("layer {0}").format(layer_number(layer.name)))


def _slope_label(layer: LayerTrace) -> Expr:
    """f′ layer 2, with its bound where the activation has one that tells."""
    symbol = (_SLOPE, _where(layer))
    bound = {"sigmoid": 0.25}.get(layer.activation)
    return Row(symbol if bound is None else (*symbol, Op("≤"), Num(bound)))


def slopes_words(slopes: Sequence[float]) -> str:
    """What the slopes do by themselves, where they shrink the blame much."""
    together = math.prod(abs(slope) for slope in slopes)
    if len(slopes) < FEWEST_LAYERS or not 0.0 < together <= 0.1:
        return ""
    words = tr("The {0} slopes alone make it {1} times smaller.")
    return words.format(len(slopes), two_figures(1.0 / together))


def _sentence(layers: list[LayerTrace], last: float, first: float) -> str:
    start, end = layer_number(layers[-1].name), layer_number(layers[0].name)
    if first == 0.0:
        words = tr("No blame reaches layer {0}: some slope on the way is 0 everywhere.")
        return words.format(start)
    ratio = last / first
    if ratio >= 10:
        words = tr(
            "The blame in layer {0} is {1} times smaller than in layer {2}: the first layers barely learn."
        )
        return words.format(start, two_figures(ratio), end)
    if ratio <= 0.1:
        words = tr("The blame in layer {0} is {1} times larger than in layer {2}: it grows on its way back.")
        return words.format(start, two_figures(1 / ratio), end)
    return tr(
        "The blame is about as large in layer {0} as in layer {1}: all layers hear of the mistake."
    ).format(start, end)
