"""Pages of the update: schedule, penalty, clipping, the optimiser's formula, old and new, and the outcome."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from playground.engine import OPTIMIZERS
from playground.engine.trace_layers import LayerTrace
from playground.explain.formula.line import FormulaLine, paired
from playground.explain.formula.model import Op, Paren, Role, Row, Var
from playground.explain.walk.backward import parameter_symbol
from playground.explain.walk.optimizer_lines import gradient_lines, optimizer_lines, optimizer_symbols
from playground.explain.walk.outcome import layers_table, outcome_block
from playground.explain.walk.page import Block, Cell, FormulaBlock, Lit, Page, TableBlock
from playground.explain.walk.sight import Sight
from playground.explain.walk.words import counted, is_picture, num, parameter_reference, place_of, tr

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
    lines += [
        FormulaLine(Row((Var(_letter(name)), Op("="), num(value)))) for name, value in update.settings.items()
    ]
    if update.clip_norm:
        note = tr("not cut") if update.clip_factor == 1 else tr("cut to {0:g}").format(update.clip_norm)
        lines.append(FormulaLine(Row((Paren(Var("g"), "‖", "‖"), Op("="), num(update.length))), note=note))
    blocks: list[Block] = [FormulaBlock(tuple(lines), tr("Settings of this update"))]
    blocks.append(FormulaBlock(optimizer_symbols(update.kind), OPTIMIZERS[update.kind].label))
    blocks += [
        outcome_block(sight),
        layers_table(sight),
        _largest_changes(sight),
    ]
    words = tr("Update {0:,}: {1} turns each gradient into a small step of its weight, downhill.")
    return Page(
        phase="update",
        layer=None,
        unit=None,
        title=tr("Update: {0}").format(OPTIMIZERS[update.kind].label),
        sentence=words.format(trace.step + 1, OPTIMIZERS[update.kind].label),
        blocks=tuple(blocks),
        lit=Lit(layers=tuple(layer.name for layer in trace.layers), direction="none"),
    )


_LETTERS = {
    "momentum": "μ",
    "beta1": "β₁",
    "beta2": "β₂",
    "epsilon": "ε",
    "decay": "ρ",
    "weight_decay": "λ",
}


def _letter(setting: str) -> str:
    return _LETTERS.get(setting, setting)


def update_layer(sight: Sight, layer: LayerTrace) -> Page:
    """The parameters of a layer that change most."""
    chosen = _most_changed(sight, _names(sight, layer), MOST_PARAMETERS)
    n_all = sum(int(sight.trace.before(name).size) for name in _names(sight, layer))
    caption = ""
    if n_all > len(chosen):
        caption = tr("The {0} that change most, of {1:,}.").format(len(chosen), n_all)
    n_held = _count_held(sight, layer)
    moving = counted(
        n_all - n_held,
        tr("One number of the layer moves, by its own gradient."),
        tr("All {0} numbers of the layer move at once, each by its own gradient."),
    )
    return Page(
        phase="update",
        layer=layer.name,
        unit=None,
        title=tr("Update: {0}").format(sight.title(layer)),
        sentence=f"{moving} {_held_words(n_held)}".strip(),
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


def _held_words(n_held: int) -> str:
    return counted(n_held, tr("One is held and stays."), tr("{0} are held and stay.")) if n_held else ""


def _names(sight: Sight, layer: LayerTrace) -> list[str]:
    return [name for name in sight.trace.layout if name.rpartition(".")[0] == layer.name]


def has_parameters(sight: Sight, layer: LayerTrace) -> bool:
    """Whether an update changes anything in this layer."""
    return bool(_names(sight, layer))


def _example_lines(sight: Sight, name: str, index: tuple[int, ...]) -> tuple[FormulaLine, ...]:
    layer_name, _, kind = name.rpartition(".")
    symbol = parameter_symbol(sight, sight.trace.layer(layer_name), kind, index)
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
                parameter_symbol(sight, layer, name.rpartition(".")[2], index),
                num(sight.trace.before(name)[index], reference),
                num(sight.trace.part(update.gradient, name)[index], role=Role.SIGN),
                num(sight.trace.part(update.change, name)[index], role=Role.SIGN),
                num(sight.trace.after(name)[index]),
            )
        )
        references.append(reference)
    header = (tr("Parameter"), tr("old"), Var("g"), tr("change"), tr("new"))
    return TableBlock(header, tuple(rows), references=tuple(references), caption=caption)


def update_unit(sight: Sight, layer: LayerTrace, unit: int) -> Page:
    """The parameters into one unit: the formula for the one that changes most, old and new of the others."""
    chosen = unit_parameters(sight, layer, unit)
    change = [abs(float(sight.trace.part(sight.trace.update.change, n)[i])) for n, i in chosen]
    order = np.argsort(-np.array(change), kind="stable")[:MOST_PARAMETERS].tolist()
    ranked = [chosen[place] for place in order]
    caption = ""
    if len(chosen) > len(ranked):
        caption = tr("The {0} that change most, of {1:,}.").format(len(ranked), len(chosen))
    links = [i[0] for n, i in ranked if n.endswith(".weights")] if layer.kind == "dense" else []
    source = sight.source(layer)
    words = tr("The weights into {0} move against their gradients: old value, step, new value.")
    return Page(
        phase="update",
        layer=layer.name,
        unit=unit,
        title=tr("Update: {0}, {1}").format(sight.title(layer), sight.unit_name(layer, unit)),
        sentence=words.format(sight.unit_name(layer, unit)),
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
