"""Forward pages of the layers that aren't dense: by patch and kernel, by window, by mean and variance."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.specs import AvgPool2d, Conv2d, Dropout, MaxPool2d
from playground.engine.trace_layers import LayerTrace
from playground.explain.formula.line import FormulaLine, paired
from playground.explain.formula.model import (
    Bar,
    Call,
    Expr,
    Frac,
    Matrix,
    Op,
    Role,
    Root,
    Row,
    Sum,
    Sup,
    Var,
)
from playground.explain.walk.page import Block, Cell, FormulaBlock, TableBlock
from playground.explain.walk.sight import Sight
from playground.explain.walk.windows import conv_patch, pool_window, window_of
from playground.explain.walk.words import is_picture, num, parameter_reference, place_of, tr

MOST_CHANNELS = 3


def layer_lines(sight: Sight, layer: LayerTrace) -> tuple[FormulaLine, ...]:
    """The formula of the whole layer."""
    z, x = sight.symbol("z", layer), sight.input_symbol(layer)
    right: tuple[Expr, ...]
    match layer.kind:
        case "conv2d":
            right = (Var("W", "", z.sup), Op("∗"), x, Op("+"), Var("b", "", z.sup))
        case "max_pool2d":
            right = (Call("max", (x,)),)
        case "avg_pool2d":
            right = (Bar(x),)
        case "batch_norm" | "layer_norm":
            hat, number = sight.normal_symbol(layer), z.sup
            normal = FormulaLine(Row((hat, Op("="), Frac(Row((x, Op("−"), Var("μ"))), _root_of_variance()))))
            scale, shift = Var("γ", "", number), Var("β", "", number)
            return normal, FormulaLine(Row((z, Op("="), scale, Op("⊙"), hat, Op("+"), shift)))
        case "dropout":
            right = (x, Op("⊙"), Var("r"))
        case "residual":
            right = (x, Op("+"), Call("F", (x,)))
        case _:
            right = (x,)
    return (FormulaLine(Row((z, Op("="), *right))),)


def _root_of_variance() -> Root:
    return Root(Row((Sup(Var("σ"), num(2.0)), Op("+"), Var("ε"))))


def layer_sentence(sight: Sight, layer: LayerTrace) -> str:
    """What the layer does, in plain words."""
    spec = layer.spec
    match spec:
        case Conv2d():
            words = tr(
                "{0:,} small filters of {1}×{1} weights slide over the picture; each makes a picture of how "
                "well it fits at every place."
            )
            return words.format(spec.channels, spec.kernel_size)
        case MaxPool2d():
            return tr("Of each {0}×{0} window only the largest number goes on.").format(spec.size)
        case AvgPool2d():
            return tr("Of each {0}×{0} window the mean goes on.").format(spec.size)
        case Dropout():
            words = tr(
                "While training, each number is left out with probability {0:g}, by chance; the others are "
                "made larger, so that the sum stays about the same."
            )
            return words.format(spec.rate)
    sentences = {
        "batch_norm": tr(
            "Each channel is compared with itself at all places of all examples of the batch: less their "
            "mean, divided by their spread, then scaled by γ and shifted by β."
        )
        if is_picture(layer)
        else tr(
            "Each unit is compared with itself in the other examples of the batch: less their mean, divided "
            "by their spread, then scaled by γ and shifted by β."
        ),
        "layer_norm": tr(
            "The units of one example are compared with each other: less their mean, divided by their "
            "spread, then each scaled by its γ and shifted by its β."
        ),
        "flatten": tr("The pictures become one row of numbers; none changes."),
        "residual": tr("What came in is added to what the layers inside made of it: a way around them."),
    }
    return sentences.get(layer.kind, "")


def unit_blocks(sight: Sight, layer: LayerTrace, unit: int) -> tuple[tuple[Block, ...], str]:
    """How the z of one unit comes about, and a sentence."""
    match layer.kind:
        case "conv2d":
            return _convolution(sight, layer, unit)
        case "max_pool2d" | "avg_pool2d":
            return _pooling(sight, layer, unit)
        case "batch_norm" | "layer_norm":
            return _normalisation(sight, layer, unit)
        case "dropout":
            return _dropout(sight, layer, unit)
        case "residual":
            return _residual(sight, layer, unit)
    x = sight.row(layer, "x")[unit]
    z = sight.symbol("z", layer, unit)
    line = paired((z, None), Op("="), (sight.input_symbol(layer, unit), num(x)))
    return (FormulaBlock((line,)),), tr("The number stays as it is; only its place is another.")


def _convolution(sight: Sight, layer: LayerTrace, unit: int) -> tuple[tuple[Block, ...], str]:
    patch, kernel, _ = conv_patch(sight, layer, unit)
    products = (patch.astype(np.float64) * kernel).sum(axis=(1, 2))
    channel = place_of(layer.output_shape, unit)[0]
    bias = sight.trace.before(f"{layer.name}.biases")[channel]
    z_value = sight.row(layer, "z")[unit]
    z = sight.symbol("z", layer, unit)
    order = np.argsort(-np.abs(products), kind="stable")[:MOST_CHANNELS]
    lines = [
        paired(
            (z, None),
            Op("="),
            (
                Sum(Row((Var("w"), Op("·"), sight.input_symbol(layer))), lower=Var("patch")),
                num(float(z_value) - float(bias)),
            ),
            Op("+"),
            (
                Var("b", str(channel + 1), z.sup),
                num(bias, parameter_reference(f"{layer.name}.biases", (channel,))),
            ),
            result=num(z_value, role=Role.EMPHASIS),
        )
    ]
    lines.extend(
        FormulaLine(
            Row((_matrix(kernel[place]), Op("⊙"), _matrix(patch[place]))),
            None,
            num(products[place]),
            tr("kernel ⊙ patch of channel {0}, all added up").format(place + 1),
        )
        for place in order.tolist()
    )
    blocks: list[Block] = [FormulaBlock(tuple(lines), tr("Kernel on patch"))]
    if len(products) > len(order):
        rest = float(z_value) - float(bias) - float(products[order].sum())
        rows: list[tuple[Cell, ...]] = [
            (tr("channel {0}").format(i + 1), num(products[i], role=Role.SIGN)) for i in order.tolist()
        ]
        words = tr("{0} other channels together").format(len(products) - len(order))
        rows.append((words, num(rest, role=Role.SIGN)))
        rows.append((tr("bias b"), num(bias, role=Role.SIGN)))
        blocks.append(TableBlock((tr("Channel"), tr("sum of the products")), tuple(rows)))
    k = kernel.shape[-1]
    words = tr("The filter looks at a patch of {0}×{0} pixels: each pixel times its weight, all added up.")
    return tuple(blocks), words.format(k)


def _matrix(values: np.ndarray) -> Matrix:
    return Matrix(tuple(tuple(num(v, digits=3) for v in row) for row in values))


def _pooling(sight: Sight, layer: LayerTrace, unit: int) -> tuple[tuple[Block, ...], str]:
    window = pool_window(sight, layer, unit)
    z_value = sight.row(layer, "z")[unit]
    z = sight.symbol("z", layer, unit)
    is_max = layer.kind == "max_pool2d"
    name = "max" if is_max else "mean"
    left = Call(name, (_matrix(window),))
    symbol = Call(name, (sight.input_symbol(layer),))
    line = FormulaLine(Row((z, Op("="), symbol)), Row((Op("="), left)), num(z_value, role=Role.EMPHASIS))
    if is_max:
        place = int(sight.row(layer, "places")[unit])
        i, j = divmod(place, window.shape[1])
        words = tr("The largest pixel of the window goes on: the one in row {0}, column {1} of it.")
        sentence = words.format(i + 1, j + 1)
    else:
        sentence = tr("The mean of the window goes on.")
    return (FormulaBlock((line,), tr("Window")),), sentence


def _normalisation(sight: Sight, layer: LayerTrace, unit: int) -> tuple[tuple[Block, ...], str]:
    numbers = norm_numbers(sight, layer, unit)
    x, z = sight.input_symbol(layer, unit), sight.symbol("z", layer, unit)
    hat = sight.normal_symbol(layer, unit)
    spread = 1.0 / float(numbers["inverse"])
    difference = Row((x, Op("−"), Var("μ")))
    below = Row((num(numbers["x"]), Op("−"), num(numbers["mean"])))
    lines = (
        FormulaLine(
            Row((hat, Op("="), Frac(difference, _root_of_variance()))),
            Row((Op("="), Frac(below, num(spread)))),
            num(numbers["normal"], role=Role.EMPHASIS),
        ),
        paired(
            (z, None),
            Op("="),
            (numbers["scale_symbol"], num(numbers["scale"], numbers["scale_reference"])),
            Op("·"),
            (hat, num(numbers["normal"])),
            Op("+"),
            (numbers["shift_symbol"], num(numbers["shift"], numbers["shift_reference"])),
            result=num(sight.row(layer, "z")[unit], role=Role.EMPHASIS),
        ),
    )
    if layer.kind == "batch_norm":
        words = tr(
            "Over the {0:,} numbers that this {1} has in {2} the mean is μ and the spread the root: "
            "measured so, this number is x̂; γ scales it and β shifts it."
        )
        count = int(layer.details["count"])
        sentence = words.format(
            count, tr("channel") if is_picture(layer) else tr("unit"), _compared(sight, layer, count)
        )
    else:
        words = tr(
            "Over the {0:,} units of this example the mean is μ: measured from there, in units of "
            "their spread, this number is x̂; γ scales it and β shifts it."
        )
        sentence = words.format(layer.n_units)
    return (FormulaBlock(lines, tr("Normalised")),), sentence


def _compared(sight: Sight, layer: LayerTrace, count: int) -> str:
    """The examples that a batch normalisation compares: of a whole set so many as are computed together."""
    if sight.trace.scope != "all":
        return tr("the batch")
    n_examples = count * layer.output_shape[0] // layer.n_units
    return tr("the {0:,} examples that are computed together").format(n_examples)


def norm_numbers(sight: Sight, layer: LayerTrace, unit: int) -> dict[str, Any]:
    """Mean, 1/spread, scale and shift of one unit, with x and x̂."""
    is_batch = layer.kind == "batch_norm"
    place = place_of(layer.output_shape, unit)
    index = place[:1] if is_batch else place
    scales, shifts = f"{layer.name}.scales", f"{layer.name}.shifts"
    mean = layer.details["mean"][index[0]] if is_batch else sight.row(layer, "mean")[0]
    inverse = layer.details["inverse"][index[0]] if is_batch else sight.row(layer, "inverse")[0]
    return {
        "x": sight.row(layer, "x")[unit],
        "mean": mean,
        "inverse": inverse,
        "normal": sight.row(layer, "normal")[unit],
        "scale": sight.trace.before(scales)[index],
        "shift": sight.trace.before(shifts)[index],
        "scale_symbol": sight.parameter_symbol(layer, "scales", index),
        "shift_symbol": sight.parameter_symbol(layer, "shifts", index),
        "scale_reference": parameter_reference(scales, index),
        "shift_reference": parameter_reference(shifts, index),
    }


def _dropout(sight: Sight, layer: LayerTrace, unit: int) -> tuple[tuple[Block, ...], str]:
    assert isinstance(layer.spec, Dropout)
    factor = sight.row(layer, "factor")[unit]
    line = paired(
        (sight.symbol("z", layer, unit), None),
        Op("="),
        (sight.input_symbol(layer, unit), num(sight.row(layer, "x")[unit])),
        Op("·"),
        (Var("r"), num(factor)),
        result=num(sight.row(layer, "z")[unit], role=Role.EMPHASIS),
        note=tr("left out") if factor == 0 else tr("r = 1/(1 − rate)"),
    )
    if factor == 0:
        sentence = tr("Chance has left this number out of this update: 0 goes on.")
    else:
        sentence = tr("Chance has kept this number; it is made larger for those that were left out.")
    return (FormulaBlock((line,)),), sentence


def _residual(sight: Sight, layer: LayerTrace, unit: int) -> tuple[tuple[Block, ...], str]:
    x = sight.input_symbol(layer, unit)
    last = layer.inner[-1]
    line = paired(
        (sight.symbol("z", layer, unit), None),
        Op("="),
        (x, num(sight.row(layer, "x")[unit])),
        Op("+"),
        (sight.symbol("a", last, unit), num(sight.row(last, "a")[unit], f"unit:{last.name}:{unit}")),
        result=num(sight.row(layer, "z")[unit], role=Role.EMPHASIS),
    )
    words = tr("What came in and what the layers inside made of it are added.")
    return (FormulaBlock((line,), tr("Around the block and through it")),), words


__all__ = ["layer_lines", "layer_sentence", "norm_numbers", "unit_blocks", "window_of"]
