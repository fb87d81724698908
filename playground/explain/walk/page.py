"""Pages of the microscope: what is shown at one point of the walk through an update. Frozen values, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.explain.formula.line import FormulaLine, lines_to_text
from playground.explain.formula.model import Expr
from playground.explain.formula.number import number_text

PHASES = ("forward", "loss", "backward", "update")


@dataclass(frozen=True, slots=True)
class Lit:
    """What the diagram lights up; the same fields as its marks, without the motion."""

    layers: tuple[str, ...] = ()
    units: tuple[tuple[str, int], ...] = ()
    links: tuple[tuple[str, int, int], ...] = ()
    """(layer, from unit, to unit)."""
    direction: str = "none"
    """`forward`, `backward` or `none`."""


@dataclass(frozen=True, slots=True)
class FormulaBlock:
    """Lines that are aligned with each other at their relation."""

    lines: tuple[FormulaLine, ...]
    caption: str = ""

    def to_text(self) -> str:
        """Plain text, a line each."""
        return "\n".join(filter(None, (self.caption, lines_to_text(self.lines))))


Cell = Expr | str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """Rows of numbers; `references` (one a row, `unit:layer2:3` or empty) say what a click on a row opens."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    highlight: int = -1
    """The row that this page is about; −1 for none."""
    references: tuple[str, ...] = ()
    caption: str = ""

    def to_text(self) -> str:
        """Tab-separated."""
        lines = ["\t".join(_cell_text(cell) for cell in row) for row in (self.header, *self.rows)]
        return "\n".join(filter(None, (self.caption, *lines)))


def _cell_text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.to_text()


@dataclass(frozen=True, slots=True)
class WaterfallBlock:
    """Factors of a product, from the loss (first) down to the weight (last), on a log scale."""

    title: str
    factors: tuple[tuple[Cell, float], ...]
    """(label, value), in the order from the loss to the weight; zeros are allowed."""
    product: float
    slopes: frozenset[int] = frozenset()
    """Which of the factors are slopes of activations: drawn full, the others pale, if there are any."""

    def to_text(self) -> str:
        """A factor each."""
        lines = [f"× {number_text(value)}\t{_cell_text(label)}" for label, value in self.factors]
        return "\n".join((self.title, *lines, f"= {number_text(self.product)}"))


@dataclass(frozen=True, slots=True, eq=False)
class SliceBlock:
    """The loss along one parameter; its curve arrives as a `ParameterSlice` from the engine.

    While `slice` is None the panel asks the engine for it.
    """

    name: str
    index: tuple[int, ...]
    value: float
    gradient: float
    loss: float
    slice: object | None = None

    def to_text(self) -> str:
        """The point and its slope."""
        return f"L({number_text(self.value)}) = {number_text(self.loss)}, slope {number_text(self.gradient)}"


Block = FormulaBlock | TableBlock | WaterfallBlock | SliceBlock


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One point of the walk."""

    phase: str
    """`forward`, `loss`, `backward` or `update`."""
    layer: str | None
    """Name in the engine; None where no layer is meant (the loss)."""
    unit: int | None
    title: str
    sentence: str
    """What happens here, in plain words."""
    blocks: tuple[Block, ...]
    lit: Lit = field(default_factory=Lit)

    def to_text(self) -> str:
        """Everything on the page as plain text."""
        return "\n\n".join((self.title, self.sentence, *(block.to_text() for block in self.blocks)))
