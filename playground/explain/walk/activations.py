"""a = f(z) and f'(z) of every activation, as formulas with their numbers."""

from __future__ import annotations

import math

from playground.explain.formula.line import FormulaLine
from playground.explain.formula.model import (
    Call,
    Derivative,
    Expr,
    Frac,
    Num,
    Op,
    Paren,
    Prime,
    Row,
    Sup,
    Text,
    Var,
)
from playground.explain.walk.words import num, tr

_SELU_SCALE, _SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def _row(*items: Expr | str) -> Row:
    return Row(tuple(Op(item) if isinstance(item, str) else item for item in items))


def _n(value: float) -> Num:
    return num(value)


def _e_to(power: Expr) -> Sup:
    return Sup(Var("e"), power)


def _guard(number: Expr) -> Expr:
    return Paren(number) if isinstance(number, Num) and number.value < 0 else number


def _value(name: str, z: Expr, a: float) -> tuple[Expr, str]:
    """f(z) with z as a symbol or as a number; `a` decides between the cases."""
    is_right = a > 0
    match name:
        case "relu":
            return Call("max", (_n(0.0), z)), ""
        case "leaky_relu":
            return Call("max", (_row(_n(0.01), "·", _guard(z)), z)), ""
        case "tanh" | "sin":
            return Call(name, (z,)), ""
        case "sine":
            return Call("sin", (z,)), ""
        case "sigmoid":
            return Frac(_n(1.0), _row(_n(1.0), "+", _e_to(_row("−", _guard(z))))), ""
        case "elu":
            return (z, tr("z > 0")) if is_right else (_row(_e_to(z), "−", _n(1.0)), tr("z ≤ 0"))
        case "selu":
            if is_right:
                return _row(_n(_SELU_SCALE), "·", _guard(z)), tr("z > 0")
            return (
                _row(_n(_SELU_SCALE), "·", _n(_SELU_ALPHA), "·", Paren(_row(_e_to(z), "−", _n(1.0)))),
                tr("z ≤ 0"),
            )
        case "gelu":
            return _row(z, "·", Call("Φ", (z,))), tr("Φ: share of the bell curve on its left")
        case "silu":
            return _row(z, "·", Call("σ", (z,))), ""
        case "mish":
            inside = Call("ln", (_row(_n(1.0), "+", _e_to(z)),))
            return _row(z, "·", Call("tanh", (inside,))), ""
        case "softplus":
            return Call("ln", (_row(_n(1.0), "+", _e_to(z)),)), ""
        case "softsign":
            return Frac(z, _row(_n(1.0), "+", Paren(z, "|", "|"))), ""
        case "gaussian":
            return _e_to(_row("−", Sup(_guard(z), _n(2.0)))), ""
        case "step":
            return _n(1.0 if is_right else 0.0), tr("z > 0") if is_right else tr("z ≤ 0")
    return z, ""


def activation_line(name: str, z: Expr, a: Expr, z_value: object, a_value: object) -> FormulaLine:
    """a = f(z), and below it the numbers."""
    result = num(a_value)
    symbols, note = _value(name, z, result.value)
    if name == "identity":
        return FormulaLine(_row(a, "=", z), None, result, tr("no bend"))
    numbers, _ = _value(name, num(z_value), result.value)
    return FormulaLine(_row(a, "=", symbols), numbers, result, note)


def _slope(name: str, z: Expr, a: Expr, z_value: float, slope: float) -> tuple[Expr, str]:
    """f'(z) with z and a as symbols or as numbers; the number `slope` where the formula is a case."""
    one, two = _n(1.0), _n(2.0)
    sigma = Call("σ", (z,))
    match name:
        case "relu" | "leaky_relu" | "step" | "identity":
            note = {
                "relu": tr("z > 0") if slope else tr("z ≤ 0"),
                "leaky_relu": tr("z > 0") if slope == 1.0 else tr("z ≤ 0"),
                "step": tr("taken as 1 for |z| ≤ 1: its true slope is 0 and nothing would learn"),
            }
            return _n(slope), note.get(name, tr("a straight line"))
        case "tanh":
            return _row(one, "−", Sup(_guard(a), two)), ""
        case "sigmoid":
            return _row(a, "·", Paren(_row(one, "−", a))), ""
        case "elu":
            return (one, tr("z > 0")) if z_value > 0 else (_row(a, "+", one), tr("z ≤ 0"))
        case "selu":
            if z_value > 0:
                return _n(_SELU_SCALE), tr("z > 0")
            return _row(a, "+", _n(_SELU_SCALE), "·", _n(_SELU_ALPHA)), tr("z ≤ 0")
        case "gelu":
            return _row(Call("Φ", (z,)), "+", _guard(z), "·", Call("φ", (z,))), ""
        case "silu":
            inside = _row(one, "+", _guard(z), "·", Paren(_row(one, "−", sigma)))
            return _row(sigma, "·", Paren(inside)), ""
        case "mish":
            bend = Call("tanh", (Call("ln", (_row(one, "+", _e_to(z)),)),))
            tail = Paren(_row(one, "−", Sup(bend, two)))
            return _row(bend, "+", _guard(z), "·", sigma, "·", tail), ""
        case "softplus":
            return sigma, ""
        case "softsign":
            return Frac(one, Sup(Paren(_row(one, "+", Paren(z, "|", "|"))), two)), ""
        case "sine":
            return Call("cos", (z,)), ""
        case "gaussian":
            return _row("−", two, "·", _guard(z), "·", _guard(a)), ""
    return Text("?"), ""


def slope_line(name: str, z: Expr, a: Expr, z_value: object, a_value: object, slope: object) -> FormulaLine:
    """f'(z), and below it the numbers."""
    left = Call(Prime(Var("f")), (z,))
    result = num(slope)
    z_number, a_number = num(z_value), num(a_value)
    symbols, note = _slope(name, z, a, z_number.value, result.value)
    if isinstance(symbols, Num):
        return FormulaLine(_row(left, "=", symbols), None, None, note)
    numbers, _ = _slope(name, z_number, a_number, z_number.value, result.value)
    return FormulaLine(_row(left, "=", symbols), numbers, result, note)


def derivative(of: str, by: Expr) -> Derivative:
    """∂L/∂(by)."""
    return Derivative(Var(of), by)


def is_flat(slope: float) -> bool:
    """Whether hardly any blame comes through."""
    return math.isclose(slope, 0.0, abs_tol=1e-3)
