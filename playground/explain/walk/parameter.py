"""The page of any one parameter: its gradient as a sum of products from the loss to it."""

from __future__ import annotations

import math
from typing import Any

from playground.engine.paths import Path, PathSum, paths_to
from playground.engine.trace import StepTrace
from playground.explain.formula.line import FormulaLine, bracketed
from playground.explain.formula.model import (
    Call,
    Derivative,
    Expr,
    Frac,
    Num,
    Op,
    Role,
    Row,
    Var,
)
from playground.explain.walk.backward import others_words
from playground.explain.walk.optimizer_lines import gradient_lines, optimizer_lines
from playground.explain.walk.page import (
    Block,
    Cell,
    FormulaBlock,
    Lit,
    Page,
    SliceBlock,
    TableBlock,
    WaterfallBlock,
)
from playground.explain.walk.parameter_words import about_parameter, counted_paths
from playground.explain.walk.path_symbols import low_label, step_symbol
from playground.explain.walk.sight import Facts, Sight
from playground.explain.walk.words import digits_for, num, place_of, tr, usual_digits

MOST_FACTORS = 14
FEW_FACTORS = 4
"""So many are written with all their digits: people multiply them again."""
MANY_FACTORS = 8
"""Of more than so many factors the picture comes first, for it says more than the row of them."""


def parameter_page(
    trace: StepTrace,
    name: str,
    index: tuple[int, ...],
    facts: Facts | None = None,
    slice_: Any = None,
    n_paths: int = 5,
) -> Page:
    """The gradient of one parameter, followed from the loss to it.

    Parameters
    ----------
    trace : StepTrace
    name, index
        The parameter, as in `Network.named_parameters`.
    facts : Facts, optional
    slice_ : ParameterSlice, optional
        The loss along this parameter, once the engine has told it; then its central difference is shown too.
    n_paths : int
        So many paths are shown one by one.

    Raises
    ------
    KeyError, IndexError
        If there is no such parameter.
    """
    with digits_for(trace):
        return _page(Sight(trace, facts or Facts()), name, index, slice_, n_paths)


def _page(sight: Sight, name: str, index: tuple[int, ...], slice_: Any, n_paths: int) -> Page:
    trace = sight.trace
    layer_name, _, kind = name.rpartition(".")
    layer = trace.layer(layer_name)
    symbol = sight.parameter_symbol(layer, kind, index)
    found = paths_to(trace, name, index, n_paths)
    blocks: list[Block] = []
    if found.paths:
        factors: list[Block] = [_product(sight, symbol, found), _waterfall(sight, found.paths[0])]
        if len(found.paths[0].steps) > MANY_FACTORS:
            factors.reverse()
        blocks += factors
        if len(found.paths) > 1 or _others(sight, found):
            blocks.append(_path_table(sight, found))
    blocks.append(_averaging(sight, symbol, found, slice_))
    value = float(trace.before(name)[index])
    blocks.append(
        SliceBlock(
            name=name,
            index=index,
            value=value,
            gradient=found.gradient,
            loss=trace.loss.mean,
            slice=slice_,
        )
    )
    lines = (*gradient_lines(sight, name, index, symbol), *optimizer_lines(sight, name, index, symbol))
    blocks.append(FormulaBlock(lines, tr("The update")))
    return Page(
        phase="backward",
        layer=layer_name,
        unit=None,
        title=tr("{0} in {1}").format(symbol.to_text(), sight.title(layer)),
        sentence=about_parameter(sight, found),
        blocks=tuple(blocks),
        lit=_lit(sight, found),
    )


def _input_symbol(sight: Sight, found: PathSum) -> Expr:
    layer_name, _, kind = found.name.rpartition(".")
    layer = sight.trace.layer(layer_name)
    if kind == "weights" and layer.kind == "dense":
        return sight.input_symbol(layer, found.index[0])
    if kind == "weights":
        return sight.input_symbol(layer)
    return Var("x̂") if kind == "scales" else Var("1")


def _symbols(sight: Sight, found: PathSum, path: Path) -> list[Expr]:
    return [*(step_symbol(sight, step) for step in path.steps[:-1]), _input_symbol(sight, found)]


def _product(sight: Sight, symbol: Var, found: PathSum) -> FormulaBlock:
    """The strongest path, symbols above, numbers below; with the other paths where there are any."""
    path = found.paths[0]
    pairs = list(zip(_symbols(sight, found, path), path.steps, strict=True))
    is_only = found.n_paths == 1
    left = Derivative(Var("L"), symbol)
    path_name = tr("strongest path") if path.product else tr("one path")
    symbols: list[Expr] = [left if is_only else Var(path_name), Op("=")]
    numbers: list[Expr] = [Row(()), Op("=")]
    if len(pairs) > MOST_FACTORS:
        shown = [*pairs[: MOST_FACTORS // 2], None, *pairs[-MOST_FACTORS // 2 :]]
    else:
        shown = [*pairs]
    for place, pair in enumerate(shown):
        if place:
            symbols.append(Op("·"))
            numbers.append(Op("·"))
        if pair is None:
            symbols.append(Op("…"))
            numbers.append(Op("…"))
            continue
        symbols.append(pair[0])
        digits = usual_digits() if len(pairs) <= FEW_FACTORS else usual_digits() - 1
        numbers.append(bracketed(num(pair[1].factor, digits=digits), numbers))
    line = FormulaLine(Row(tuple(symbols)), Row(tuple(numbers)), num(path.product, role=Role.EMPHASIS))
    return FormulaBlock((line,), tr("From the loss to this number, for this example"))


def _path_table(sight: Sight, found: PathSum) -> TableBlock:
    rows: list[tuple[Cell, ...]] = []
    for path in found.paths:
        # An output has both, its ∂L/∂a and its slope.
        places = dict.fromkeys(
            (step.layer, step.unit) for step in path.steps if step.kind in ("loss", "slope")
        )
        ways = [sight.unit_name(sight.trace.layer(layer), unit) for layer, unit in places]
        rows.append((" → ".join(ways), num(path.product, role=Role.SIGN)))
    others = _others(sight, found)
    if others and not math.isclose(found.rest, 0.0, abs_tol=1e-12 * max(abs(found.share), 1e-12)):
        rows.append((others, num(found.rest, role=Role.SIGN)))
    rows.append((tr("Sum: this example’s share"), num(found.share, role=Role.EMPHASIS)))
    return TableBlock((tr("Path"), tr("product")), tuple(rows), caption=tr("The strongest paths"))


def _others(sight: Sight, found: PathSum) -> str:
    """What isn't among the paths shown; empty if nothing but rounding."""
    if not math.isfinite(found.n_paths):
        return tr("all other paths together")
    n_others = found.n_paths - len(found.paths)
    if n_others > 0:
        return tr("{0} other paths together").format(counted_paths(n_others))
    kinds = {sight.trace.layer(step.layer).kind for path in found.paths for step in path.steps}
    return tr("by way of mean and spread") if kinds & {"batch_norm", "layer_norm"} else ""


def _waterfall(sight: Sight, path: Path) -> WaterfallBlock:
    factors: list[tuple[Cell, float]] = [(low_label(sight, step), step.factor) for step in path.steps[:-1]]
    factors.append((tr("input"), path.steps[-1].factor))
    slopes = frozenset(place for place, step in enumerate(path.steps[:-1]) if step.kind == "slope")
    title = tr("The strongest path, factor by factor") if path.product else tr("One path, factor by factor")
    return WaterfallBlock(title, tuple(factors), path.product, slopes)


def _averaging(sight: Sight, symbol: Var, found: PathSum, slice_: Any) -> FormulaBlock:
    """This example and the others; and the same number by central differences."""
    left = Derivative(Var("L"), symbol)
    n = sight.trace.n_examples
    gradient = num(found.gradient, role=Role.EMPHASIS)
    lines: list[FormulaLine] = []
    if n > 1:
        others = num(found.gradient - found.share)
        lines.append(
            FormulaLine(
                Row((left, Op("="), Var(tr("this example")), Op("+"), Var(others_words(n)))),
                Row((Row(()), Op("="), num(found.share), Op("+"), bracketed(others, (Op("+"),)))),
                gradient,
                tr("each with its 1/n") if sight.trace.loss.total_weight == n else tr("each with its weight"),
            )
        )
    else:
        lines.append(FormulaLine(Row((left, Op("="), gradient)), note=tr("by backpropagation")))
    if slice_ is not None:
        h = num(slice_.h, digits=2)
        lines.append(
            FormulaLine(
                Row((left, Op("≈"), _two_sides())),
                None,
                num(slice_.central_difference),
                tr("by trying both sides, h = {0}").format(h.to_text()),
            )
        )
    return FormulaBlock(tuple(lines), tr("The gradient"))


def _two_sides() -> Frac:
    """(L(w + h) − L(w − h)) / 2h."""
    ends = (Call("L", (Row((Var("w"), Op(sign), Var("h"))),)) for sign in "+−")
    above, below = ends
    return Frac(Row((above, Op("−"), below)), Row((Num(2.0), Var("h"))))


def _lit(sight: Sight, found: PathSum) -> Lit:
    units: list[tuple[str, int]] = []
    links: list[tuple[str, int, int]] = []
    for path in found.paths:
        for step in path.steps:
            layer = sight.trace.layer(step.layer)
            if step.kind in ("loss", "slope", "input"):
                units.append((step.layer, sight.diagram_unit(layer, step.unit)))
            elif step.kind == "weight" and layer.kind == "dense" and len(layer.input_shape) == 1:
                links.append((step.layer, step.unit, step.to_unit))
            elif step.kind == "weight" and layer.kind == "conv2d":
                channels = place_of(layer.input_shape, step.unit)[0], sight.diagram_unit(layer, step.to_unit)
                links.append((step.layer, *channels))
    name, _, kind = found.name.rpartition(".")
    layer = sight.trace.layer(name)
    if kind == "weights" and layer.kind == "dense" and len(layer.input_shape) == 1:
        links.append((name, *found.index))  # type: ignore[arg-type]
    layers = tuple(dict.fromkeys(layer_name for layer_name, _ in units)) or (name,)
    return Lit(
        layers=layers,
        units=tuple(dict.fromkeys(units)),
        links=tuple(dict.fromkeys(links)),
        direction="backward",
    )
