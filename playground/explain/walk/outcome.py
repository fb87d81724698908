"""What an update brought: to the loss, and to each layer."""

from __future__ import annotations

from playground.engine.diagnostics import rms
from playground.explain.formula.line import FormulaLine, paired
from playground.explain.formula.model import Num, Op, Row, Var
from playground.explain.walk.page import Cell, FormulaBlock, Lit, Page, TableBlock
from playground.explain.walk.sight import Sight
from playground.explain.walk.words import num, tr


def outcome_page(sight: Sight) -> Page:
    """What the update did to the loss, against what the gradient had predicted."""
    loss = sight.trace.loss
    before, after = num(loss.mean), num(loss.mean_after)
    predicted = sight.trace.update.predicted_change
    return Page(
        phase="update",
        layer=None,
        unit=None,
        title=tr("Update: what it brought"),
        sentence=_verdict(before, after, predicted, after.value - before.value),
        blocks=(outcome_block(sight), layers_table(sight)),
        lit=Lit(layers=tuple(layer.name for layer in sight.trace.layers), direction="none"),
    )


def outcome_block(sight: Sight) -> FormulaBlock:
    """ΔL as the gradient predicts it, and in truth."""
    loss = sight.trace.loss
    before, after = num(loss.mean), num(loss.mean_after)
    predicted = sight.trace.update.predicted_change
    real = after.value - before.value
    change = Var("ΔL")
    lines = [
        paired(
            (change, None),
            Op("≈"),
            (Var("∇L"), None),
            Op("·"),
            (Var("Δθ"), None),
            result=num(predicted),
            note=tr("predicted: as if the loss were a plane"),
        ),
        paired((change, None), Op("="), (Var("L′"), after), Op("−"), (Var("L"), before), result=num(real)),
    ]
    if loss.penalty:
        lines.append(
            FormulaLine(
                Row((Var("P"), Op("→"), Var("P′"))),
                Row((num(loss.penalty), Op("→"), num(loss.penalty_after))),
                note=tr("the penalty"),
            )
        )
    return FormulaBlock(tuple(lines), tr("The loss of the same examples, before and after"))


def layers_table(sight: Sight) -> TableBlock:
    """How large the gradients of each layer are, and how far they move its weights."""
    trace, update = sight.trace, sight.trace.update
    rows: list[tuple[Cell, ...]] = []
    references: list[str] = []
    for layer in sight.layers:
        name = next((n for n in trace.layout if n.rpartition(".")[0] == layer.name), None)
        if name is None:
            continue
        gradient, change = trace.part(update.gradient, name), trace.part(update.change, name)
        size = rms(trace.before(name))
        ratio: Cell = num(rms(change) / size, digits=2) if size else "–"
        rows.append((sight.title(layer), num(rms(gradient), digits=3), num(rms(change), digits=3), ratio))
        references.append(f"update:{layer.name}")
    header = (tr("Layer"), tr("gradient"), tr("update"), tr("update / weight"))
    caption = tr("Sizes by layer: root mean squares over its weights.")
    return TableBlock(header, tuple(rows), references=tuple(references), caption=caption)


def _verdict(before: Num, after: Num, predicted: float, real: float) -> str:
    words = tr("The loss of these examples goes from {0} to {1}.").format(before.to_text(), after.to_text())
    if real > 0:
        more = tr("It rises: the step was longer than the slope could see.")
    elif predicted < 0 and abs(real - predicted) <= 0.2 * abs(predicted):
        more = tr("That is about what the slope had promised.")
    elif predicted < 0 and real > predicted:
        more = tr("That is less than the slope had promised, for the surface bends.")
    else:
        more = tr("That is more than the slope had promised, for the surface bends.")
    return f"{words} {more}"
