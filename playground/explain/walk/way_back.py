"""One page about the way back as a whole: how the blame grows or fades from layer to layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.diagnostics import rms
from playground.engine.trace_layers import LayerTrace
from playground.experiment.layer_names import layer_number
from playground.explain.formula.model import Expr, Num, Op, Prime, Row, Text, Var
from playground.explain.numbers import two_figures
from playground.explain.walk.page import Cell, Lit, Page, TableBlock, WaterfallBlock
from playground.explain.walk.sight import Sight
from playground.explain.walk.words import num, tr, unit_reference

FEWEST_LAYERS = 3
"""Weight layers from which on the page is worth its place."""


def weight_layers(sight: Sight) -> list[LayerTrace]:
    """The layers with weights, from input to output."""
    return [layer for layer in sight.layers if f"{layer.name}.weights" in sight.trace.layout]


def is_deep(sight: Sight) -> bool:
    """Whether the network has layers enough for such a page."""
    return len(weight_layers(sight)) >= FEWEST_LAYERS


def way_back_page(sight: Sight) -> Page:
    """Size of δ in each layer; slopes and weights as factors, for a gradient of no special direction."""
    layers = weight_layers(sight)[::-1]
    factors: list[tuple[Cell, float]] = [
        (tr("∂L/∂a of the outputs"), rms(sight.row(layers[0], "grad_a"))),
    ]
    rows: list[tuple[Cell, ...]] = []
    slopes: list[int] = []
    for place, layer in enumerate(layers):
        slope, weight = rms(sight.row(layer, "slope")), _stretch(sight, layer)
        if layer.activation != "identity":
            slopes.append(len(factors))
            factors.append((_slope_label(layer), slope))
        if place + 1 < len(layers):
            factors.append((Row((Var("W"), _where(layer))), weight))
        rows.append(
            (
                sight.title(layer),
                num(rms(sight.row(layer, "delta"))),
                num(slope),
                num(weight),
                num(rms(sight.trace.gradient(f"{layer.name}.weights"))),
            )
        )
    header = (tr("Layer"), tr("size of δ"), tr("slope f′"), tr("weights"), tr("size of ∂L/∂w"))
    table = TableBlock(
        header,
        tuple(rows),
        references=tuple(unit_reference(layer, 0) for layer in layers),
        caption=tr("Sizes are root mean squares; weights: by how much they stretch a gradient."),
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


def _where(layer: LayerTrace) -> Text:
    return Text(" " + tr("layer {0}").format(layer_number(layer.name)))


def _slope_label(layer: LayerTrace) -> Expr:
    """f′ layer 2, with its bound where the activation has one that tells."""
    symbol = (Prime(Var("f")), _where(layer))
    bound = {"sigmoid": 0.25}.get(layer.activation)
    return Row(symbol if bound is None else (*symbol, Op("≤"), Num(bound)))


def slopes_words(slopes: Sequence[float]) -> str:
    """What the slopes do by themselves, where they shrink the blame much."""
    together = math.prod(abs(slope) for slope in slopes)
    if len(slopes) < FEWEST_LAYERS or not 0.0 < together <= 0.1:
        return ""
    words = tr("The {0} slopes alone make it {1} times smaller.")
    return words.format(len(slopes), two_figures(1.0 / together))


def _stretch(sight: Sight, layer: LayerTrace) -> float:
    """√fan_out · RMS of the weights, as `engine.weight_factor`."""
    w: NDArray[Any] = sight.trace.before(f"{layer.name}.weights")
    n_units = w.shape[0] if w.ndim == 4 else w.shape[-1]
    return float(np.sqrt(n_units)) * rms(w)


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
