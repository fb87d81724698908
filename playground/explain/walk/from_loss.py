"""Where blame begins: how the loss changes with one output, for each loss with its numbers."""

from __future__ import annotations

from dataclasses import dataclass

from playground.engine import LOSSES
from playground.engine.trace_layers import LayerTrace
from playground.explain.formula.line import FormulaLine, bracketed
from playground.explain.formula.model import Call, Derivative, Expr, Frac, Num, Op, Paren, Role, Row, Sum, Var
from playground.explain.walk.loss_formulas import loss_values
from playground.explain.walk.page import Block, FormulaBlock
from playground.explain.walk.sight import Sight
from playground.explain.walk.words import num, tr


@dataclass(frozen=True, slots=True)
class _Slope:
    """The slope of the loss of one example: as symbols, with numbers, and what decides which branch holds."""

    symbols: Expr
    numbers: Expr
    before: tuple[FormulaLine, ...] = ()


def blame_from_loss(sight: Sight, layer: LayerTrace, unit: int) -> tuple[tuple[Block, ...], str]:
    """∂L/∂a of an output, and a sentence that says where it comes from."""
    loss = sight.trace.loss
    slope = _slope(sight, unit)
    left = Derivative(Var("L"), sight.symbol("a", layer, unit))
    result = num(sight.row(layer, "grad_a")[unit], role=Role.EMPHASIS)
    if loss.total_weight == 1.0:
        symbols, numbers = (_bare(side) for side in (slope.symbols, slope.numbers))
        line = FormulaLine(Row((left, Op("="), *symbols)), Row((Op("="), *numbers)), result)
    else:
        weight = Frac(Num(1.0), num(loss.total_weight))
        is_plain = loss.total_weight == sight.trace.n_examples
        above = Var("n") if is_plain else Sum(Var("w"))
        line = FormulaLine(
            Row((left, Op("="), Frac(Num(1.0), above), Op("·"), slope.symbols)),
            Row((Op("="), weight, Op("·"), slope.numbers)),
            result,
            tr("1/n, for the loss is a mean") if is_plain else tr("for the loss is a mean with weights"),
        )
    sentence = tr("Here the blame begins: how the loss changes when this output does.")
    return (FormulaBlock((*slope.before, line), tr("Blame from the loss")),), sentence


def _bare(side: Expr) -> tuple[Expr, ...]:
    """A factor that stands alone needs no brackets."""
    body = side.body if isinstance(side, Paren) and side.opening == "(" else side
    return body.items if isinstance(body, Row) else (body,)


def _slope(sight: Sight, unit: int) -> _Slope:
    match sight.trace.loss.name:
        case "squared_error":
            return _of_square(sight, unit, (Num(2.0), Op("·")))
        case "half_squared_error":
            return _of_square(sight, unit, ())
        case "absolute_error":
            return _of_distance(sight, unit)
        case "hinge":
            return _of_hinge(sight, unit)
        case "huber":
            return _of_huber(sight, unit)
    return _of_shares(sight, unit)


def _difference(sight: Sight, unit: int) -> tuple[Row, Row]:
    """a − y, and the same with numbers."""
    a, y = num(loss_values(sight, "outputs")[unit]), num(loss_values(sight, "targets")[unit])
    symbols = Row((Var("a", str(unit + 1)), Op("−"), Var("y", str(unit + 1))))
    return symbols, Row((a, Op("−"), bracketed(y, (Op("−"),))))


def _of_shares(sight: Sight, unit: int) -> _Slope:
    """Softmax or sigmoid with the cross-entropy: share − target."""
    y = num(loss_values(sight, "targets")[unit])
    share = num(loss_values(sight, "shares")[unit])
    is_softmax = LOSSES[sight.trace.loss.name].link == "softmax"
    scale = float(loss_values(sight, "targets").sum()) if is_softmax else 1.0
    first: tuple[Expr, ...] = (share,)
    p: tuple[Expr, ...] = (Var("p", str(unit + 1)),)
    if abs(scale - 1.0) > 1e-6:  # Classes with weights: p counts as much as the target.
        first = (num(scale), Op("·"), share)
        p = (Paren(Sum(Var("y"))), Op("·"), *p)
    symbols = Paren(Row((*p, Op("−"), Var("y", str(unit + 1)))))
    return _Slope(symbols, Paren(Row((*first, Op("−"), bracketed(y, (Op("−"),))))))


def _of_square(sight: Sight, unit: int, factor: tuple[Expr, ...]) -> _Slope:
    symbols, numbers = _difference(sight, unit)
    return _Slope(Row((*factor, Paren(symbols))), Row((*factor, Paren(numbers))))


def _of_distance(sight: Sight, unit: int) -> _Slope:
    """Only on which side of the target the output lies."""
    symbols, numbers = _difference(sight, unit)
    return _Slope(Call("sign", (symbols,)), Call("sign", (numbers,)))


def _of_hinge(sight: Sight, unit: int) -> _Slope:
    """−y as long as y·a hasn't reached 1."""
    a, y = num(loss_values(sight, "outputs")[unit]), num(loss_values(sight, "targets")[unit])
    symbol = Var("y", str(unit + 1))
    is_short = y.value * a.value < 1.0
    margin = FormulaLine(
        Row((symbol, Op("·"), Var("a", str(unit + 1)))),
        Row((Op("="), y, Op("·"), bracketed(a, (Op("·"),)))),
        num(y.value * a.value),
        tr("below 1: it counts") if is_short else tr("1 or more: far enough on the right side"),
    )
    if not is_short:
        return _Slope(Num(0.0), Num(0.0), (margin,))
    return _Slope(Paren(Row((Op("−"), symbol))), Paren(Row((Op("−"), bracketed(y, (Op("−"),))))), (margin,))


def _of_huber(sight: Sight, unit: int) -> _Slope:
    """a − y near the target, ±δ far from it."""
    symbols, numbers = _difference(sight, unit)
    distance = num(loss_values(sight, "difference")[unit])
    bend = sight.trace.loss.settings.get("delta", 1.0)
    d = Var("d", str(unit + 1))
    is_near = abs(distance.value) <= bend
    note = tr("nearer than δ = {0:g}: the slope is d") if is_near else tr("farther than δ = {0:g}: ±δ")
    first = FormulaLine(
        Row((d, Op("="), symbols)), Row((Op("="), *numbers.items)), distance, note.format(bend)
    )
    if is_near:
        return _Slope(d, bracketed(distance, (Op("·"),)), (first,))
    sign = Call("sign", (d,)), Call("sign", (distance,))
    return _Slope(Row((Var("δ"), Op("·"), sign[0])), Row((num(bend), Op("·"), sign[1])), (first,))
