"""Pages of the loss: prediction against target, softmax in steps, the formula, the mean over the batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine import LOSSES
from playground.explain.formula.line import FormulaLine
from playground.explain.formula.model import (
    Call,
    Expr,
    Frac,
    Num,
    Op,
    Paren,
    Role,
    Row,
    Sub,
    Sum,
    Sup,
    Text,
    Var,
)
from playground.explain.walk.page import Block, Cell, FormulaBlock, Lit, Page, TableBlock
from playground.explain.walk.sight import Sight
from playground.explain.walk.words import num, tr, unit_reference

MOST_EXAMPLES = 32
MOST_OUTPUTS = 64


def loss_pages(sight: Sight) -> tuple[Page, ...]:
    """All pages of the loss."""
    pages = [_prediction(sight)]
    if sight.trace.loss.name == "softmax_cross_entropy":
        pages.append(_softmax(sight))
    pages.append(_formula(sight))
    if sight.trace.n_examples > 1 or sight.trace.loss.penalty:
        pages.append(_mean(sight))
    return tuple(pages)


def _page(sight: Sight, title: str, sentence: str, blocks: Sequence[Block]) -> Page:
    last = sight.trace.layers[-1]
    return Page(
        phase="loss",
        layer=None,
        unit=None,
        title=tr("Loss: {0}").format(title),
        sentence=sentence,
        blocks=tuple(blocks),
        lit=Lit(layers=(last.name,), direction="forward"),
    )


def loss_values(sight: Sight, name: str) -> NDArray[Any]:
    """`outputs`, `targets`, `gradient`, `terms` or a step of the chosen example."""
    loss = sight.trace.loss
    values: NDArray[Any] = loss.steps[name] if name in loss.steps else getattr(loss, name)
    row: NDArray[Any] = values[sight.trace.row].reshape(-1)
    return row


def _output_symbol(sight: Sight) -> str:
    """Outputs are called z where the loss has softmax or sigmoid built in, else a."""
    return "z" if LOSSES[sight.trace.loss.name].link != "none" else "a"


def _table(sight: Sight, columns: Sequence[tuple[Cell, NDArray[Any]]], highlight: int = -1) -> TableBlock:
    last = sight.trace.layers[-1]
    n = min(len(columns[0][1]), MOST_OUTPUTS)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (sight.unit_name(last, unit), *(num(values[unit], role=Role.SIGN) for _, values in columns))
        for unit in range(n)
    )
    references = tuple(unit_reference(last, unit) for unit in range(n))
    return TableBlock((tr("Output"), *(head for head, _ in columns)), rows, highlight, references)


def _prediction(sight: Sight) -> Page:
    outputs, targets = loss_values(sight, "outputs"), loss_values(sight, "targets")
    symbol = _output_symbol(sight)
    columns: list[tuple[Cell, NDArray[Any]]] = [(Var(symbol), outputs)]
    if "shares" in sight.trace.loss.steps:
        columns.append((Var("p"), loss_values(sight, "shares")))
    columns.append((Var("y"), targets))
    right = int(np.argmax(targets))
    if len(outputs) == 1:
        words = tr("The network says {0}, the target is {1}.")
        sentence = words.format(num(outputs[0]).to_text(), num(targets[0]).to_text())
    else:
        last = sight.trace.layers[-1]
        said = sight.unit_name(last, int(np.argmax(outputs)))
        words = tr("The largest is {0}; right would be {1}.")
        sentence = words.format(said, sight.unit_name(last, right))
    title = tr("prediction and target")
    highlight = right if len(outputs) > 1 else -1
    return _page(sight, title, sentence, (_table(sight, columns, highlight),))


def _softmax(sight: Sight) -> Page:
    z, k = Var("z", "k"), Var("k")
    peak = float(loss_values(sight, "peak")[0])
    total = loss_values(sight, "total")[0]
    lines = (
        FormulaLine(
            Row((Var("m"), Op("="), Sub(Text("max"), k), z)),
            None,
            num(peak),
            tr("the largest output, taken off so that nothing overflows"),
        ),
        FormulaLine(
            Row((Var("S"), Op("="), Sum(_exponential(z), lower=k))), None, num(total), tr("all of them")
        ),
        FormulaLine(
            Row((Var("p", "k"), Op("="), Frac(_exponential(z), Var("S")))), note=tr("the share of each")
        ),
    )
    columns: list[tuple[Cell, NDArray[Any]]] = [
        (Var("z"), loss_values(sight, "outputs")),
        (Row((Var("z"), Op("−"), Var("m"))), loss_values(sight, "shifted")),
        (_exponential(Var("z")), loss_values(sight, "exponentials")),
        (Var("p"), loss_values(sight, "shares")),
    ]
    sentence = tr(
        "Softmax makes shares of the outputs: each is raised (e to the power of it), and divided by the sum "
        "of all. The shares are positive and add up to 1."
    )
    right = int(np.argmax(loss_values(sight, "targets")))
    blocks = (FormulaBlock(lines), _table(sight, columns, right))
    return _page(sight, tr("softmax in steps"), sentence, blocks)


def _exponential(z: Expr) -> Sup:
    return Sup(Var("e"), Row((z, Op("−"), Var("m"))))


def _formula(sight: Sight) -> Page:
    terms = loss_values(sight, "terms")
    loss = float(sight.trace.loss.per_example[sight.trace.rows[sight.trace.row]])
    n_shown = 1 if len(terms) > 3 else len(terms)
    order = np.argsort(-np.abs(terms), kind="stable")[:n_shown]
    lines = [_general(sight, loss)]
    lines += [_term(sight, int(unit), float(terms[unit])) for unit in np.sort(order)]
    columns: list[tuple[Cell, NDArray[Any]]] = [
        (Var(_output_symbol(sight)), loss_values(sight, "outputs")),
        (Var("y"), loss_values(sight, "targets")),
        (tr("adds to the loss"), terms),
    ]
    return _page(
        sight,
        tr("the formula with its numbers"),
        tr("How wrong is this answer? {0} says: {1}. 0 would be perfect.").format(
            LOSSES[sight.trace.loss.name].label, num(loss).to_text()
        ),
        (FormulaBlock(tuple(lines), tr("Loss of this example")), _table(sight, columns)),
    )


def _general(sight: Sight, loss: float) -> FormulaLine:
    """The loss of one example, over all outputs."""
    k = Var("k")
    a, y, p, z = Var("a", "k"), Var("y", "k"), Var("p", "k"), Var("z", "k")
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
            note = tr("p = σ(z)")
            return FormulaLine(Row((ell, Op("="), Op("−"), Sum(inside, lower=k))), None, result, note)
        case "half_squared_error":
            body = Row((Var("½"), Sup(difference, Num(2.0))))
        case "squared_error":
            body = Sup(difference, Num(2.0))
        case "absolute_error":
            body = Paren(Row((a, Op("−"), y)), "|", "|")
        case "hinge":
            body = Call("max", (Num(0.0), Row((Num(1.0), Op("−"), y, Op("·"), a))))
        case "huber":
            body = Call("h", (Row((a, Op("−"), y)),))
        case _:
            body = z
    return FormulaLine(Row((ell, Op("="), Sum(body, lower=k))), None, result)


def _term(sight: Sight, unit: int, term: float) -> FormulaLine:
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
            product = Row((Num(1.0), Op("−"), Paren(y_number), Op("·"), Paren(a_number)))
            return FormulaLine(symbol, Row((Op("="), Call("max", (Num(0.0), product)))), result)
    return _huber(sight, unit, difference, numbers, result)


def _logarithm(sight: Sight, unit: int, y: Expr, y_number: Num, result: Num) -> FormulaLine:
    p, share = Var("p", str(unit + 1)), num(loss_values(sight, "shares")[unit])
    if sight.trace.loss.name == "binary_cross_entropy" and y_number.value == 0.0:
        left = Row((Op("−"), Call("ln", (Row((Num(1.0), Op("−"), p)),))))
        right = Row((Op("="), Op("−"), Call("ln", (Row((Num(1.0), Op("−"), share)),))))
        return FormulaLine(left, right, result)
    if y_number.value == 1.0:
        left = Row((Op("−"), Call("ln", (p,))))
        return FormulaLine(left, Row((Op("="), Op("−"), Call("ln", (share,)))), result)
    left = Row((Op("−"), y, Op("·"), Call("ln", (p,))))
    return FormulaLine(left, Row((Op("="), Op("−"), y_number, Op("·"), Call("ln", (share,)))), result)


def _huber(sight: Sight, unit: int, difference: Paren, numbers: Paren, result: Num) -> FormulaLine:
    delta = sight.trace.loss.settings.get("delta", 1.0)
    distance = abs(float(loss_values(sight, "difference")[unit]))
    if distance <= delta:
        left = Row((Var("½"), Sup(difference, Num(2.0))))
        right = Row((Op("="), Var("½"), Sup(numbers, Num(2.0))))
        return FormulaLine(left, right, result, tr("nearer than δ: a parabola"))
    d, size = Var("δ"), Paren(difference.body, "|", "|")
    left = Row((d, Op("·"), Paren(Row((size, Op("−"), Var("½"), d)))))
    inside = Row((Num(distance), Op("−"), Var("½"), Op("·"), Num(delta)))
    right = Row((Op("="), Num(delta), Op("·"), Paren(inside)))
    return FormulaLine(left, right, result, tr("farther than δ: a straight line"))


def _mean(sight: Sight) -> Page:
    trace, loss = sight.trace, sight.trace.loss
    n = trace.n_examples
    weight = Var("n") if loss.total_weight == n else Var("Σw")
    total = float(loss.per_example.astype(np.float64).sum())
    lines = [
        FormulaLine(
            Row((Var("L"), Op("="), Frac(Num(1.0), weight), Sum(Var("ℓ", "i"), lower=Var("i")))),
            Row((Op("="), Frac(Num(1.0), num(loss.total_weight)), Op("·"), num(total))),
            num(loss.mean, role=Role.EMPHASIS),
            tr("the mean over {0:,} examples").format(n),
        )
    ]
    if loss.penalty:
        lines.append(_penalty(sight))
    chosen = int(trace.rows[trace.row])
    order = np.argsort(-loss.per_example, kind="stable")[:MOST_EXAMPLES]
    if chosen not in order:
        order = np.append(order[:-1], chosen)
    rows = tuple(
        (tr("this example") if i == chosen else tr("example {0}").format(i + 1), num(loss.per_example[i]))
        for i in order.tolist()
    )
    caption = "" if n <= MOST_EXAMPLES else tr("The {0} with the largest loss.").format(MOST_EXAMPLES)
    table = TableBlock((tr("Example"), Var("ℓ")), rows, order.tolist().index(chosen), caption=caption)
    sentence = tr(
        "One update listens to {0:,} examples at once: their losses are averaged, so each has a say of 1/n "
        "in every gradient."
    ).format(n)
    return _page(sight, tr("the mean over the examples"), sentence, (FormulaBlock(tuple(lines)), table))


def _penalty(sight: Sight) -> FormulaLine:
    loss = sight.trace.loss
    parts: list[Expr] = []
    if loss.l1:
        parts += [num(loss.l1), Op("·"), Sum(Paren(Var("w"), "|", "|"))]
    if loss.l2:
        parts += [Op("+")] if parts else []
        parts += [Frac(num(loss.l2), Num(2.0)), Op("·"), Sum(Sup(Var("w"), Num(2.0)))]
    return FormulaLine(
        Row((Var("P"), Op("="), *parts)), None, num(loss.penalty), tr("the penalty on large weights")
    )
