"""Pages of the update: schedule, penalty, clipping, the optimiser's formula, old and new, and the outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from playground.engine import OPTIMIZERS
from playground.engine.trace_layers import LayerTrace
from playground.explain.formula.line import FormulaLine, paired
from playground.explain.formula.model import Op, Paren, Role, Row, Var
from playground.explain.walk.optimizer_lines import (
    BETA1,
    BETA2,
    BOUND,
    EPSILON,
    L1,
    L2,
    LAMBDA,
    LENGTH,
    MU,
    RHO,
    gradient_lines,
    optimizer_lines,
    optimizer_symbols,
)
from playground.explain.walk.outcome import layers_table, outcome_block
from playground.explain.walk.page import Block, Cell, FormulaBlock, Lit, Page, TableBlock
from playground.explain.walk.sight import Sight
from playground.explain.walk.update_words import moving_words, way_of_moving, what_it_does
from playground.explain.walk.words import is_picture, num, parameter_reference, place_of, tr

MOST_PARAMETERS = 16
MOST_OF_ALL = 6

Parameter = tuple[str, tuple[int, ...]]


def update_overview(sight: Sight) -> Page:
    """The formula of the optimiser, and what the gradient went through before."""
    trace, update = sight.trace, sight.trace.update
    base = sight.facts.base_learning_rate
    eta = Var("η")
    lines = []
    if base and base != update.learning_rate:
        factor = update.learning_rate / base
        lines.append(
            paired(
                (eta, None),
                Op("="),
                (Var(tr("chosen rate")), num(base)),
                Op("·"),
                (Var(tr("schedule")), num(factor)),
                result=num(update.learning_rate),
            )
        )
    else:
        lines.append(FormulaLine(Row((eta, Op("="), num(update.learning_rate))), note=tr("learning rate")))
    for name, value in update.settings.items():
        lines.append(FormulaLine(Row((_SYMBOLS.get(name, Var(name)), Op("="), num(value)))))
    lines += _before_the_optimizer(sight)
    blocks: list[Block] = [FormulaBlock(tuple(lines), tr("Settings of this update"))]
    blocks.append(FormulaBlock(optimizer_symbols(update.kind), OPTIMIZERS[update.kind].label))
    blocks += [
        outcome_block(sight),
        layers_table(sight),
        _largest_changes(sight),
    ]
    words = tr("Update {0:,}: {1}")
    return Page(
        phase="update",
        layer=None,
        unit=None,
        title=tr("Update: {0}").format(OPTIMIZERS[update.kind].label),
        sentence=words.format(trace.step + 1, what_it_does(update.kind)),
        blocks=tuple(blocks),
        lit=Lit(layers=tuple(layer.name for layer in trace.layers), direction="none"),
    )


def _before_the_optimizer(sight: Sight) -> Iterator[FormulaLine]:
    """What changes the gradient before the optimiser gets it: penalties and bounds."""
    update, loss = sight.trace.update, sight.trace.loss
    for symbol, value, note in (
        (L1, loss.l1, tr("L1 penalty")),
        (L2, loss.l2, tr("L2 penalty")),
        (BOUND, update.clip_value, tr("no gradient may be larger")),
        (LENGTH, update.clip_norm, tr("all gradients together may be no longer")),
    ):
        if value:
            yield FormulaLine(Row((symbol, Op("="), num(value))), note=note)
    if update.clip_norm:
        is_longer = update.clip_factor < 1
        note = tr("longer than c: all are shortened alike") if is_longer else tr("not longer than c")
        yield FormulaLine(Row((Paren(Var("g"), "‖", "‖"), Op("="), num(update.length))), note=note)


_SYMBOLS = {
    "momentum": MU,
    "beta1": BETA1,
    "beta2": BETA2,
    "epsilon": EPSILON,
    "decay": RHO,
    "weight_decay": LAMBDA,
}
"""Of the settings of an optimiser, as in its formula."""


def update_layer(sight: Sight, layer: LayerTrace) -> Page:
    """The parameters of a layer that change most."""
    chosen = _most_changed(sight, _names(sight, layer), MOST_PARAMETERS)
    n_all = sum(int(sight.trace.before(name).size) for name in _names(sight, layer))
    caption = ""
    if n_all > len(chosen):
        caption = tr("The {0} that change most, of {1:,}.").format(len(chosen), n_all)
    n_held, n_moving = _count_held(sight, layer), _count_moving(sight, layer)
    return Page(
        phase="update",
        layer=layer.name,
        unit=None,
        title=tr("Update: {0}").format(sight.title(layer)),
        sentence=moving_words(n_moving, n_all, n_held),
        blocks=(
            FormulaBlock(_example_lines(sight, *chosen[0]), tr("The one that changes most")),
            _table(sight, chosen, caption),
        ),
        lit=sight.lit(layer, None, "none"),
    )


def _most_changed(sight: Sight, names: Iterable[str], n: int) -> list[Parameter]:
    """The n parameters with the largest change among some arrays."""
    found: list[tuple[float, str, tuple[int, ...]]] = []
    for name in names:
        change = sight.trace.part(sight.trace.update.change, name)
        flat = np.abs(change).reshape(-1)
        most = min(n, flat.size)
        best = np.argpartition(-flat, most - 1)[:most]
        found += [(float(flat[i]), name, place_of(change.shape, int(i))) for i in best]
    found.sort(key=lambda item: -item[0])
    return [(name, index) for _, name, index in found[:n]]


def _largest_changes(sight: Sight) -> TableBlock:
    chosen = _most_changed(sight, sight.trace.layout, MOST_OF_ALL)
    n_all = sight.trace.update.change.size
    caption = tr("The largest changes of all {0:,} parameters").format(n_all)
    return _table(sight, chosen, caption)


def _count_held(sight: Sight, layer: LayerTrace) -> int:
    """Parameters of the layer that no update changes."""
    held = sight.trace.update.held
    parts = [sight.trace.layout[name][:2] for name in _names(sight, layer)]
    return sum(int(np.count_nonzero((held >= start) & (held < stop))) for start, stop in parts)


def _count_moving(sight: Sight, layer: LayerTrace) -> int:
    change = sight.trace.update.change
    return sum(int(np.count_nonzero(sight.trace.part(change, name))) for name in _names(sight, layer))


def _names(sight: Sight, layer: LayerTrace) -> list[str]:
    return [name for name in sight.trace.layout if name.rpartition(".")[0] == layer.name]


def has_parameters(sight: Sight, layer: LayerTrace) -> bool:
    """Whether an update changes anything in this layer."""
    return bool(_names(sight, layer))


def _example_lines(sight: Sight, name: str, index: tuple[int, ...]) -> tuple[FormulaLine, ...]:
    layer_name, _, kind = name.rpartition(".")
    symbol = sight.parameter_symbol(sight.trace.layer(layer_name), kind, index)
    return (*gradient_lines(sight, name, index, symbol), *optimizer_lines(sight, name, index, symbol))


def _table(sight: Sight, chosen: list[Parameter], caption: str = "") -> TableBlock:
    rows: list[tuple[Cell, ...]] = []
    references: list[str] = []
    update = sight.trace.update
    for name, index in chosen:
        reference = parameter_reference(name, index)
        layer = sight.trace.layer(name.rpartition(".")[0])
        rows.append(
            (
                sight.parameter_symbol(layer, name.rpartition(".")[2], index),
                num(sight.trace.before(name)[index], reference),
                num(sight.trace.part(update.gradient, name)[index], role=Role.SIGN),
                num(sight.trace.part(update.change, name)[index], role=Role.SIGN),
                num(sight.trace.after(name)[index]),
            )
        )
        references.append(reference)
    header = (tr("Parameter"), tr("old"), Var("g"), tr("change"), tr("new"))
    return TableBlock(header, tuple(rows), references=tuple(references), caption=caption)


def n_owners(layer: LayerTrace) -> int:
    """How many pages the update of a layer has: one a unit, or one a channel that shares its numbers."""
    return layer.output_shape[0] if _is_shared(layer) else layer.n_units


def owner_of(layer: LayerTrace, unit: int) -> int:
    """Which of them is about the parameters of a unit."""
    return unit // (layer.n_units // n_owners(layer))


def _is_shared(layer: LayerTrace) -> bool:
    return is_picture(layer) and layer.kind != "layer_norm"


def update_unit(sight: Sight, layer: LayerTrace, owner: int) -> Page:
    """The parameters into one unit (or channel): the formula for what changes most, and the others."""
    unit = owner * (layer.n_units // n_owners(layer))
    name = tr("channel {0}").format(owner + 1) if _is_shared(layer) else sight.unit_name(layer, unit)
    chosen = unit_parameters(sight, layer, unit)
    change = [abs(float(sight.trace.part(sight.trace.update.change, n)[i])) for n, i in chosen]
    order = np.argsort(-np.array(change), kind="stable")[:MOST_PARAMETERS].tolist()
    ranked = [chosen[place] for place in order]
    caption = ""
    if len(chosen) > len(ranked):
        caption = tr("The {0} that change most, of {1:,}.").format(len(ranked), len(chosen))
    links = [i[0] for n, i in ranked if n.endswith(".weights")] if layer.kind == "dense" else []
    source = sight.source(layer)
    return Page(
        phase="update",
        layer=layer.name,
        unit=owner,
        title=tr("Update: {0}, {1}").format(sight.title(layer), name),
        sentence=way_of_moving(sight, name),
        blocks=(
            FormulaBlock(_example_lines(sight, *ranked[0])),
            _table(sight, ranked, caption),
        ),
        lit=sight.lit(layer, unit, "none", links if source is None or not is_picture(source) else ()),
    )


def unit_parameters(sight: Sight, layer: LayerTrace, unit: int) -> list[Parameter]:
    """The parameters that belong to one unit: of a picture to its channel."""
    place = place_of(layer.output_shape, unit)
    found: list[Parameter] = []
    for name in _names(sight, layer):
        shape = sight.trace.layout[name][2]
        kind = name.rpartition(".")[2]
        if kind == "weights" and layer.kind == "dense":
            found += [(name, (i, unit)) for i in range(shape[0])]
        elif kind == "weights":
            found += [(name, (place[0], *index)) for index in np.ndindex(*shape[1:])]
        elif len(shape) == len(place):
            found.append((name, place))
        else:
            found.append((name, place[:1]))
    return found
