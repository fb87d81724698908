"""The formula of each optimiser, with the numbers of one parameter."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.explain.formula.line import FormulaLine, bracketed
from playground.explain.formula.model import (
    Call,
    Derivative,
    Expr,
    Frac,
    Hat,
    Num,
    Op,
    Paren,
    Role,
    Root,
    Row,
    Sup,
    Var,
)
from playground.explain.walk.sight import Sight
from playground.explain.walk.words import num, parameter_reference, tr

G, ETA, EPSILON = Var("g"), Var("η"), Var("ε")
MU, RHO, LAMBDA = Var("μ"), Var("ρ"), Var("λ")
L1, L2 = Var("λ", "1"), Var("λ", "2")
BOUND, LENGTH = Var("b"), Var("c")
"""Of single gradients, and of all of them together."""
BETA1, BETA2 = Var("β", "1"), Var("β", "2")
M, V, S = Var("m"), Var("v"), Var("s")
W = Var("w")


def _row(*items: Expr | str) -> Row:
    return Row(tuple(Op(item) if isinstance(item, str) else item for item in items))


def _rest(beta: Expr) -> Paren:
    return Paren(_row(Num(1.0), "−", beta))


def _root_plus(inside: Expr, epsilon: Expr) -> Row:
    return _row(Root(inside), "+", epsilon)


def _square(g: Expr) -> Sup:
    return Sup(Paren(g) if isinstance(g, Num) and g.value < 0 else g, Num(2.0))


def optimizer_symbols(kind: str) -> tuple[FormulaLine, ...]:
    """The formula without numbers."""
    match kind:
        case "momentum":
            return (_line(V, MU, "·", V, "+", G), _line(W, W, "−", ETA, "·", V))
        case "nesterov":
            ahead = Paren(_row(G, "+", MU, "·", V))
            return (_line(V, MU, "·", V, "+", G), _line(W, W, "−", ETA, "·", ahead))
        case "adagrad":
            return (_line(S, S, "+", _square(G)), _line(W, W, "−", ETA, "·", Frac(G, _root_plus(S, EPSILON))))
        case "rmsprop":
            return (
                _line(S, RHO, "·", S, "+", _rest(RHO), "·", _square(G)),
                _line(W, W, "−", ETA, "·", Frac(G, _root_plus(S, EPSILON))),
            )
        case "adam" | "adamw":
            lines = [
                _line(M, BETA1, "·", M, "+", _rest(BETA1), "·", G),
                _line(V, BETA2, "·", V, "+", _rest(BETA2), "·", _square(G)),
                FormulaLine(_row(Hat(M), "=", Frac(M, _row(Num(1.0), "−", Sup(BETA1, Var("t")))))),
                FormulaLine(_row(Hat(V), "=", Frac(V, _row(Num(1.0), "−", Sup(BETA2, Var("t")))))),
            ]
            step = Frac(Hat(M), _root_plus(Hat(V), EPSILON))
            decay: tuple[Expr | str, ...] = ("−", ETA, "·", LAMBDA, "·", W) if kind == "adamw" else ()
            return (*lines, _line(W, W, "−", ETA, "·", step, *decay))
    return (_line(W, W, "−", ETA, "·", G),)


def _line(left: Expr, *right: Expr | str) -> FormulaLine:
    return FormulaLine(_row(left, "←", *right))


def gradient_lines(sight: Sight, name: str, index: tuple[int, ...], symbol: Var) -> tuple[FormulaLine, ...]:
    """From the gradient of the data to the g that the optimiser gets: penalty and clipping."""
    trace, update, loss = sight.trace, sight.trace.update, sight.trace.loss
    data = num(trace.gradient(name)[index], parameter_reference(name, index))
    lines: list[FormulaLine] = []
    value = data
    slope = Derivative(Var("L"), symbol)
    if name in trace.weight_names and (loss.l1 or loss.l2):
        w = num(trace.before(name)[index])
        symbols: list[Expr] = [G, Op("="), slope]
        numbers: list[Expr] = [Op("="), data]
        if loss.l1:
            symbols += [Op("+"), L1, Op("·"), Call("sign", (symbol,))]
            sign = Num(float(np.sign(w.value)))
            numbers += [Op("+"), num(loss.l1), Op("·"), bracketed(sign, (Op("·"),))]
        if loss.l2:
            symbols += [Op("+"), L2, Op("·"), symbol]
            numbers += [Op("+"), num(loss.l2), Op("·"), bracketed(w, (Op("·"),))]
        value = num(trace.part(update.penalised, name)[index])
        lines.append(FormulaLine(Row(tuple(symbols)), Row(tuple(numbers)), value, tr("with the penalty")))
    cut = num(trace.part(update.gradient, name)[index])
    if update.clip_value and abs(value.value) > update.clip_value:
        bounded = Num(float(np.clip(value.value, -update.clip_value, update.clip_value)))
        between = Call("min", (BOUND, Call("max", (_row("−", BOUND), G))))
        bound = num(update.clip_value)
        numbers_between = Call("min", (bound, Call("max", (_row("−", bound), value))))
        lines.append(FormulaLine(_row(G, "←", between), _row("=", numbers_between), bounded, tr("cut to ±b")))
        value = bounded
    if update.clip_factor < 1.0:
        length = Frac(LENGTH, Paren(G, "‖", "‖"))
        factor = Frac(num(update.clip_norm), num(update.length))
        lines.append(
            FormulaLine(
                _row(G, "←", G, "·", length), _row("=", value, "·", factor), cut, tr("shortened to length c")
            )
        )
    elif not lines:
        lines.append(FormulaLine(_row(G, "=", slope), None, data))
    return tuple(lines)


def optimizer_lines(sight: Sight, name: str, index: tuple[int, ...], symbol: Var) -> tuple[FormulaLine, ...]:
    """The optimiser's formula for one parameter, its numbers below."""
    trace, update = sight.trace, sight.trace.update
    start, _, shape = trace.layout[name]
    place = start + int(np.ravel_multi_index(index, shape))
    held = place in update.held
    old, new = num(update.before[place]), num(update.after[place], role=Role.EMPHASIS)
    if held:
        note = tr("held: no update changes it")
        return (FormulaLine(_row(symbol, "←", symbol), None, new, note),)
    g = num(update.gradient[place])
    eta = num(update.learning_rate)
    numbers = {key: num(value) for key, value in update.settings.items()}
    lines = _memory_lines(sight, place, g, numbers)
    step_symbol, step_number = _step(sight, place, g, numbers)
    parts: list[Expr] = [symbol, Op("←"), symbol, Op("−"), ETA, Op("·"), step_symbol]
    below: list[Expr] = [Op("="), old, Op("−"), eta, Op("·"), bracketed(step_number, (Op("·"),))]
    if update.kind == "adamw":
        parts += [Op("−"), ETA, Op("·"), LAMBDA, Op("·"), symbol]
        below += [Op("−"), eta, Op("·"), numbers["weight_decay"], Op("·"), bracketed(old, (Op("·"),))]
    return (*lines, FormulaLine(Row(tuple(parts)), Row(tuple(below)), new))


def _state(sight: Sight, name: str, place: int, after: bool) -> float:
    update = sight.trace.update
    arrays: dict[str, NDArray[Any]] = update.state_after if after else update.state_before
    return float(arrays[name][place])


def moments(sight: Sight, place: int, after: bool) -> tuple[float, float]:
    """m and v of Adam as published; the engine keeps m/(1 − β₁) and v/(1 − β₂)."""
    products = (sight.trace.update.state_after if after else sight.trace.update.state_before)["products"]
    m = _state(sight, "gradient_sum", place, after) * (1.0 - float(products[2]))
    return m, _state(sight, "square_sum", place, after) * (1.0 - float(products[3]))


def _memory_lines(sight: Sight, place: int, g: Num, numbers: dict[str, Num]) -> tuple[FormulaLine, ...]:
    """What the optimiser remembers, before and after."""
    match sight.trace.update.kind:
        case "momentum" | "nesterov":
            old, new = (_state(sight, "velocity", place, after) for after in (False, True))
            return (_memory(V, (MU, numbers["momentum"]), old, None, (G, g), new),)
        case "adagrad":
            old, new = (_state(sight, "squares", place, after) for after in (False, True))
            return (_memory(S, None, old, None, (_square(G), _square(g)), new),)
        case "rmsprop":
            old, new = (_state(sight, "squares", place, after) for after in (False, True))
            rho = numbers["decay"]
            return (_memory(S, (RHO, rho), old, (_rest(RHO), _less(rho)), (_square(G), _square(g)), new),)
        case "adam" | "adamw":
            return _adam_memory(sight, place, g, numbers)
    return ()


def _less(beta: Num) -> Num:
    return Num(1.0 - beta.value)


def _memory(
    letter: Expr,
    decay: tuple[Expr, Expr] | None,
    old: float,
    fresh: tuple[Expr, Expr] | None,
    new_part: tuple[Expr, Expr],
    new: float,
) -> FormulaLine:
    """letter ← decay·letter + fresh·new_part."""
    symbols: list[Expr] = [letter, Op("←")]
    below: list[Expr] = [Op("=")]
    if decay is not None:
        symbols += [decay[0], Op("·")]
        below += [decay[1], Op("·")]
    symbols += [letter, Op("+")]
    below += [bracketed(num(old), below), Op("+")]
    if fresh is not None:
        symbols += [fresh[0], Op("·")]
        below += [fresh[1], Op("·")]
    symbols.append(new_part[0])
    below.append(bracketed(new_part[1], below))
    return FormulaLine(Row(tuple(symbols)), Row(tuple(below)), num(new))


def _adam_memory(sight: Sight, place: int, g: Num, numbers: dict[str, Num]) -> tuple[FormulaLine, ...]:
    old_m, old_v = moments(sight, place, after=False)
    new_m, new_v = moments(sight, place, after=True)
    beta1, beta2 = numbers["beta1"], numbers["beta2"]
    corrected_m, corrected_v = corrections(sight)
    return (
        _memory(M, (BETA1, beta1), old_m, (_rest(BETA1), _less(beta1)), (G, g), new_m),
        _memory(V, (BETA2, beta2), old_v, (_rest(BETA2), _less(beta2)), (_square(G), _square(g)), new_v),
        _correction(M, BETA1, new_m, corrected_m, sight.trace.update.n_steps),
        _correction(V, BETA2, new_v, corrected_v, sight.trace.update.n_steps),
    )


def corrections(sight: Sight) -> tuple[float, float]:
    """1 − β₁ᵗ and 1 − β₂ᵗ of this step."""
    products = sight.trace.update.state_after["products"]
    return 1.0 - float(products[0]), 1.0 - float(products[1])


def _correction(letter: Expr, beta: Expr, value: float, correction: float, t: int) -> FormulaLine:
    below = _row(Num(1.0), "−", Sup(beta, Var("t")))
    return FormulaLine(
        _row(Hat(letter), "=", Frac(letter, below)),
        _row("=", Frac(num(value), num(correction))),
        num(value / correction),
        tr("t = {0:,}").format(t),
    )


def _step(sight: Sight, place: int, g: Num, numbers: dict[str, Num]) -> tuple[Expr, Expr]:
    """What the learning rate is multiplied by."""
    match sight.trace.update.kind:
        case "momentum":
            return V, num(_state(sight, "velocity", place, after=True))
        case "nesterov":
            velocity = num(_state(sight, "velocity", place, after=True))
            inside = _row(g, "+", numbers["momentum"], "·", bracketed(velocity, (Op("·"),)))
            return Paren(_row(G, "+", MU, "·", V)), Paren(inside)
        case "adagrad" | "rmsprop":
            squares = num(_state(sight, "squares", place, after=True))
            below = _root_plus(squares, numbers["epsilon"])
            return Frac(G, _root_plus(S, EPSILON)), Frac(g, below)
        case "adam" | "adamw":
            m, v = moments(sight, place, after=True)
            corrected_m, corrected_v = corrections(sight)
            below = _root_plus(num(v / corrected_v), numbers["epsilon"])
            return Frac(Hat(M), _root_plus(Hat(V), EPSILON)), Frac(num(m / corrected_m), below)
    return G, g
