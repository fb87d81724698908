"""The loss of one example as a formula, and what one output adds to it, for each loss with its numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine import LOSSES
from playground.explain.formula.line import FormulaLine, bracketed
from playground.explain.formula.model import Call, Expr, Num, Op, Paren, Role, Row, Sum, Sup, Var
from playground.explain.walk.sight import Sight
from playground.explain.walk.words import num, tr

_LEAST_SHARE = 1e-30
"""Smaller shares come near the end of float32, and 0 has no logarithm."""
_NEAR_ONE = 0.95
"""Of larger shares the difference to 1 has lost digits, on the screen and in float32."""
_LARGEST_POWER = 700.0


def loss_values(sight: Sight, name: str) -> NDArray[Any]:
    """`outputs`, `targets`, `gradient`, `terms` or a step of the chosen example."""
    loss = sight.trace.loss
    values: NDArray[Any] = loss.steps[name] if name in loss.steps else getattr(loss, name)
    row: NDArray[Any] = values[sight.trace.row].reshape(-1)
    return row


def output_symbol(sight: Sight) -> str:
    """Outputs are called z where the loss has softmax or sigmoid built in and takes them unbent, else a."""
    is_linked = LOSSES[sight.trace.loss.name].link != "none"
    return "z" if is_linked and sight.trace.layers[-1].activation == "identity" else "a"


def about_the_best(sight: Sight) -> str:
    """The least that the loss of this example can be."""
    if "label_smoothing" not in sight.trace.loss.settings:
        return tr("0 would be perfect.")
    y = loss_values(sight, "targets").astype(np.float64)
    weight = float(y.sum())
    least = -float((y[y > 0] * np.log(y[y > 0] / weight)).sum())
    return tr("With smoothed targets {0} is the least, for p = y.").format(num(least).to_text())


def whole_loss(sight: Sight, loss: float) -> FormulaLine:
    """The loss of one example, over all outputs."""
    k = Var("k")
    a, y, p = Var("a", "k"), Var("y", "k"), Var("p", "k")
    difference = Paren(Row((a, Op("−"), y)))
    result = num(loss, role=Role.EMPHASIS)
    ell = Var("ℓ")
    match sight.trace.loss.name:
        case "softmax_cross_entropy":
            body: Expr = Row((y, Op("·"), Call("ln", (p,))))
            return FormulaLine(Row((ell, Op("="), Op("−"), Sum(body, lower=k))), None, result)
        case "binary_cross_entropy":
            other = Row(
                (Paren(Row((Num(1.0), Op("−"), y))), Op("·"), Call("ln", (Row((Num(1.0), Op("−"), p)),)))
            )
            inside = Paren(Row((y, Op("·"), Call("ln", (p,)), Op("+"), *other.items)), "[", "]")
            note = f"p = σ({output_symbol(sight)})"
            return FormulaLine(Row((ell, Op("="), Op("−"), Sum(inside, lower=k))), None, result, note)
        case "half_squared_error":
            body = Row((Var("½"), Sup(difference, Num(2.0))))
        case "squared_error":
            body = Sup(difference, Num(2.0))
        case "absolute_error":
            body = Paren(Row((a, Op("−"), y)), "|", "|")
        case "hinge":
            body = Call("max", (Num(0.0), Row((Num(1.0), Op("−"), y, Op("·"), a))))
        case _:
            body = Call("h", (Row((a, Op("−"), y)),))
    return FormulaLine(Row((ell, Op("="), Sum(body, lower=k))), None, result)


def loss_term(sight: Sight, unit: int, term: float) -> FormulaLine:
    """What one output adds, with its numbers."""
    outputs, targets = loss_values(sight, "outputs"), loss_values(sight, "targets")
    a, y = Var("a", str(unit + 1)), Var("y", str(unit + 1))
    a_number, y_number = num(outputs[unit]), num(targets[unit])
    difference = Paren(Row((a, Op("−"), y)))
    numbers = Paren(Row((a_number, Op("−"), Paren(y_number) if y_number.value < 0 else y_number)))
    result = num(term)
    two = Num(2.0)
    match sight.trace.loss.name:
        case "softmax_cross_entropy" | "binary_cross_entropy":
            return _logarithm(sight, unit, y, y_number, result)
        case "squared_error":
            return FormulaLine(Sup(difference, two), Row((Op("="), Sup(numbers, two))), result)
        case "half_squared_error":
            return FormulaLine(
                Row((Var("½"), Sup(difference, two))), Row((Op("="), Var("½"), Sup(numbers, two))), result
            )
        case "absolute_error":
            return FormulaLine(
                Paren(difference.body, "|", "|"), Row((Op("="), Paren(numbers.body, "|", "|"))), result
            )
        case "hinge":
            symbol = Call("max", (Num(0.0), Row((Num(1.0), Op("−"), y, Op("·"), a))))
            before = (Op("·"),)
            product = Row(
                (Num(1.0), Op("−"), bracketed(y_number, before), Op("·"), bracketed(a_number, before))
            )
            return FormulaLine(symbol, Row((Op("="), Call("max", (Num(0.0), product)))), result)
    return _huber(sight, unit, difference, numbers, result)


def _logarithm(sight: Sight, unit: int, y: Expr, y_number: Num, result: Num) -> FormulaLine:
    p, share = Var("p", str(unit + 1)), num(loss_values(sight, "shares")[unit])
    note = _output_note(sight, unit)
    is_yes_or_no = sight.trace.loss.name == "binary_cross_entropy"
    is_no = is_yes_or_no and y_number.value == 0.0
    if (is_no and share.value > _NEAR_ONE) or (y_number.value != 0.0 and share.value < _LEAST_SHARE):
        return _exact_logarithm(sight, unit, y, y_number, result)
    if is_no:
        left = Row((Op("−"), Call("ln", (Row((Num(1.0), Op("−"), p)),))))
        right = Row((Op("="), Op("−"), Call("ln", (Row((Num(1.0), Op("−"), share)),))))
        return FormulaLine(left, right, result, note)
    if y_number.value == 1.0:
        left = Row((Op("−"), Call("ln", (p,))))
        return FormulaLine(left, Row((Op("="), Op("−"), Call("ln", (share,)))), result, note)
    left = Row((Op("−"), y, Op("·"), Call("ln", (p,))))
    return FormulaLine(left, Row((Op("="), Op("−"), y_number, Op("·"), Call("ln", (share,)))), result, note)


def _output_note(sight: Sight, unit: int) -> str:
    """The class that an index counted from 1 stands for: p₇ is that of the digit 6."""
    is_named = unit < len(sight.facts.class_names)
    return sight.unit_name(sight.trace.layers[-1], unit) if is_named else ""


def _exact_logarithm(sight: Sight, unit: int, y: Expr, y_number: Num, result: Num) -> FormulaLine:
    """The same where the share is rounded to 0 or 1, as the engine computes it: without the share."""
    note = tr("the same, without the rounding of p")
    index = str(unit + 1)
    z, output = Var(output_symbol(sight), index), loss_values(sight, "outputs")[unit]
    if sight.trace.loss.name == "binary_cross_entropy":
        sign = "−" if y_number.value else ""
        power = Row((Op("−"), z)) if sign else z
        number = num(-output if sign else output)
        left = Call("ln", (Row((Num(1.0), Op("+"), Sup(Var("e"), power))),))
        if number.value > _LARGEST_POWER:
            return FormulaLine(Row((left, Op("≈"), *_signed(sign, z))), None, result, note)
        right = Call("ln", (Row((Num(1.0), Op("+"), Sup(Var("e"), number))),))
        return FormulaLine(left, Row((Op("="), right)), result, note)
    shifted = num(loss_values(sight, "shifted")[unit])
    total = num(loss_values(sight, "total")[0])
    symbols = Paren(Row((Call("ln", (Var("S"),)), Op("−"), Paren(Row((z, Op("−"), Var("m")))))))
    numbers = Paren(Row((Call("ln", (total,)), Op("−"), bracketed(shifted, (Op("−"),)))))
    if y_number.value == 1.0:
        return FormulaLine(symbols.body, Row((Op("="), *_items(numbers.body))), result, note)
    return FormulaLine(Row((y, Op("·"), symbols)), Row((Op("="), y_number, Op("·"), numbers)), result, note)


def _signed(sign: str, z: Expr) -> tuple[Expr, ...]:
    return (Op(sign), z) if sign else (z,)


def _items(row: Expr) -> tuple[Expr, ...]:
    return row.items if isinstance(row, Row) else (row,)


def _huber(sight: Sight, unit: int, difference: Paren, numbers: Paren, result: Num) -> FormulaLine:
    delta = sight.trace.loss.settings.get("delta", 1.0)
    distance = abs(float(loss_values(sight, "difference")[unit]))
    if distance <= delta:
        left = Row((Var("½"), Sup(difference, Num(2.0))))
        right = Row((Op("="), Var("½"), Sup(numbers, Num(2.0))))
        return FormulaLine(left, right, result, tr("nearer than δ: a parabola"))
    d, size = Var("δ"), Paren(difference.body, "|", "|")
    left = Row((d, Op("·"), Paren(Row((size, Op("−"), Var("½"), d)))))
    inside = Row((num(distance), Op("−"), Var("½"), Op("·"), num(delta)))
    right = Row((Op("="), num(delta), Op("·"), Paren(inside)))
    return FormulaLine(left, right, result, tr("farther than δ: a straight line"))
