"""Pages of the loss: prediction against target, softmax in steps, the formula, the mean over the batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine import LOSSES
from playground.explain.formula.line import FormulaLine
from playground.explain.formula.model import (
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
from playground.explain.walk.loss_formulas import (
    about_the_best,
    loss_term,
    loss_values,
    output_symbol,
    whole_loss,
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


def _outputs(sight: Sight) -> tuple[Cell, NDArray[Any]]:
    """The column that the loss is a function of: shares where it makes any, else the outputs."""
    if "shares" in sight.trace.loss.steps:
        return Var("p"), loss_values(sight, "shares")
    return Var(output_symbol(sight)), loss_values(sight, "outputs")


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
    symbol = output_symbol(sight)
    columns: list[tuple[Cell, NDArray[Any]]] = [(Var(symbol), outputs)]
    if "shares" in sight.trace.loss.steps:
        columns.append((Var("p"), loss_values(sight, "shares")))
    columns.append((Var("y"), targets))
    right = int(np.argmax(targets))
    last = sight.trace.layers[-1]
    is_choice = len(outputs) > 1 and bool(sight.facts.class_names)
    if len(outputs) == 1:
        words = tr("The network says {0}, the target is {1}.")
        sentence = words.format(num(outputs[0]).to_text(), num(targets[0]).to_text())
    elif not is_choice:
        sentence = tr("Each output has a target of its own, and the loss asks how far it is from it.")
    elif int(np.argmax(outputs)) == right:
        sentence = tr("The largest is {0}, and that is right.").format(sight.unit_name(last, right))
    else:
        said = sight.unit_name(last, int(np.argmax(outputs)))
        words = tr("The largest is {0}; right would be {1}.")
        sentence = words.format(said, sight.unit_name(last, right))
    title = tr("prediction and target")
    table = _table(sight, columns, right if is_choice else -1)
    return _page(sight, title, f"{sentence} {_about_targets(sight)}".strip(), (table,))


def _about_targets(sight: Sight) -> str:
    """Why targets aren't plain 0 and 1."""
    loss = sight.trace.loss
    spread = loss.settings.get("label_smoothing", 0.0)
    words: list[str] = []
    if spread:
        words.append(
            tr("Label smoothing has spread {0} of the target over all outputs.").format(num(spread).to_text())
        )
    if loss.total_weight != sight.trace.n_examples:
        weight = num(loss_values(sight, "targets").sum()).to_text()
        words.append(
            tr("The classes have weights: the target of this example adds up to {0}.").format(weight)
        )
    return " ".join(words)


def _softmax(sight: Sight) -> Page:
    name, k = output_symbol(sight), Var("k")
    z = Var(name, "k")
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
        (Var(name), loss_values(sight, "outputs")),
        (Row((Var(name), Op("−"), Var("m"))), loss_values(sight, "shifted")),
        (_exponential(Var(name)), loss_values(sight, "exponentials")),
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
    if sight.trace.loss.name == "softmax_cross_entropy":
        # What isn't aimed at adds nothing, whatever its share is.
        order = order[loss_values(sight, "targets")[order] != 0.0]
    lines = [whole_loss(sight, loss)]
    lines += [loss_term(sight, int(unit), float(terms[unit])) for unit in np.sort(order)]
    columns: list[tuple[Cell, NDArray[Any]]] = [
        _outputs(sight),
        (Var("y"), loss_values(sight, "targets")),
        (tr("adds to the loss"), terms),
    ]
    words = tr("How wrong is this answer? {0} says: {1}.")
    says = words.format(LOSSES[sight.trace.loss.name].label, num(loss).to_text())
    return _page(
        sight,
        tr("the formula with its numbers"),
        f"{says} {about_the_best(sight)}",
        (FormulaBlock(tuple(lines), tr("Loss of this example")), _table(sight, columns)),
    )


def _mean(sight: Sight) -> Page:
    trace, loss = sight.trace, sight.trace.loss
    n = trace.n_examples
    weight = Var("n") if loss.total_weight == n else Sum(Var("w"))
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
    if loss.total_weight == n:
        words = tr(
            "One update listens to {0:,} examples at once: their losses are averaged, so each has a say of "
            "1/n in every gradient."
        )
    else:
        words = tr(
            "One update listens to {0:,} examples at once: the mean of their losses is one over their "
            "weights w, so an example of a rare class has a greater say."
        )
    sentence = words.format(n)
    if n == 1:
        sentence = tr("This example is alone, so its loss is the mean; on top comes the penalty.")
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
