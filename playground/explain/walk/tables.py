"""Tables over the units of a layer: all of a small one, the strongest of a large one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.trace_layers import LayerTrace
from playground.explain.formula.model import Expr, Role, Var
from playground.explain.walk.page import Cell, TableBlock
from playground.explain.walk.sight import Sight
from playground.explain.walk.words import num, tr, unit_reference

MOST_UNITS = 64


def unit_table(
    sight: Sight,
    layer: LayerTrace,
    columns: Sequence[tuple[Expr, NDArray[Any]]],
    highlight: int = -1,
) -> TableBlock:
    """One row a unit, one column a quantity; a large layer is ranked by the last column."""
    n_units = layer.n_units
    caption = ""
    if n_units <= MOST_UNITS:
        units = np.arange(n_units)
    else:
        size = np.abs(columns[-1][1])
        units = np.argpartition(-size, MOST_UNITS - 1)[:MOST_UNITS]
        units = units[np.argsort(-size[units], kind="stable")]
        words = tr("The {0} with the largest {1} of all {2:,}; the others have pages of their own.")
        caption = words.format(MOST_UNITS, columns[-1][0].to_text(), n_units)
    rows: list[tuple[Cell, ...]] = []
    for unit in units.tolist():
        name = sight.unit_name(layer, unit)
        rows.append((name, *(num(values[unit], role=Role.SIGN) for _, values in columns)))
    return TableBlock(
        (tr("Unit"), *(head for head, _ in columns)),
        tuple(rows),
        highlight=highlight,
        references=tuple(unit_reference(layer, unit) for unit in units.tolist()),
        caption=caption,
    )


def quantity(sight: Sight, layer: LayerTrace, name: str) -> Var:
    """Head of a column."""
    return sight.symbol(name, layer)
