"""The blocks of one page below each other, scrolled if they are too long; block widgets are used again."""

from __future__ import annotations

from collections import defaultdict
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from playground.explain.formula.block_widget import BlockWidget
from playground.explain.formula.widget import FormulaWidget
from playground.explain.microscope.slice_plot import SlicePlot
from playground.explain.microscope.table_widget import TableWidget
from playground.explain.microscope.waterfall_widget import WaterfallWidget
from playground.explain.walk.page import (
    Block,
    FormulaBlock,
    SliceBlock,
    TableBlock,
    WaterfallBlock,
)
from playground.theme import LIGHT, Theme
from playground.training.messages import ParameterSlice

_GAP_PX = 10
_SCROLL_PX = 80
_KINDS: dict[type[Block], tuple[str, type[BlockWidget]]] = {
    FormulaBlock: ("formula_block", FormulaWidget),
    TableBlock: ("table_block", TableWidget),
    WaterfallBlock: ("waterfall_block", WaterfallWidget),
    SliceBlock: ("slice_plot", SlicePlot),
}


class PageView(QScrollArea):
    """Shows blocks. GUI thread only."""

    reference_clicked = Signal(str)
    page_copy_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscope_page")
        self.setAccessibleName(self.tr("Formulas and numbers of this step"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._theme: Theme = LIGHT
        self._content = QWidget()
        self._content.setObjectName("microscope_page_content")
        self.setWidget(self._content)
        self._pool: dict[str, list[BlockWidget]] = defaultdict(list)
        self._shown: list[BlockWidget] = []

    @property
    def block_widgets(self) -> tuple[BlockWidget, ...]:
        """The widgets of the blocks shown, from top to bottom."""
        return tuple(self._shown)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self.viewport().setStyleSheet(f"background: {theme.surface};")
        for widgets in self._pool.values():
            for widget in widgets:
                widget.set_theme(theme)
        self._arrange()

    def set_blocks(self, blocks: tuple[Block, ...], *, keep_place: bool = False) -> None:
        """Show these blocks from the top, or from where one was."""
        used: dict[str, int] = defaultdict(int)
        shown: list[BlockWidget] = []
        for block in blocks:
            kind = _KINDS[type(block)][0]
            widget = self._widget(block, used[kind])
            used[kind] += 1
            _fill(widget, block)
            shown.append(widget)
        for widget in self._shown:
            if widget not in shown:
                widget.hide()
        self._shown = shown
        self._arrange()
        if not keep_place:
            self.verticalScrollBar().setValue(0)
            self.horizontalScrollBar().setValue(0)

    @Slot(object)
    def set_slice(self, curve: ParameterSlice) -> None:
        """Hand the curve to the plot of this weight, if it is shown."""
        for widget in self._shown:
            if isinstance(widget, SlicePlot) and widget.waits_for(curve.name, curve.index):
                widget.set_slice(curve)

    def _widget(self, block: Block, place: int) -> BlockWidget:
        name, kind = _KINDS[type(block)]
        pool = self._pool[name]
        if place == len(pool):
            widget = kind(f"{name}_{place}", parent=self._content)  # type: ignore[call-arg]  # all take a name
            widget.set_theme(self._theme)
            widget.reference_clicked.connect(self.reference_clicked)
            widget.page_copy_requested.connect(self.page_copy_requested)
            pool.append(widget)
        return pool[place]

    def _arrange(self) -> None:
        # Room for the bar is left always: one that comes and goes would set every formula anew.
        width = max(120, self.width() - self.verticalScrollBar().sizeHint().width())
        y, widest = 0, width
        for widget in self._shown:
            widget.arrange(width)
            widget.move(0, y)
            widget.show()
            y += widget.height() + _GAP_PX
            widest = max(widest, widget.width())
        self._content.resize(widest, y)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Arrow keys turn pages; with Ctrl they scroll.
        way = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if way and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + way * _SCROLL_PX)
        else:
            event.ignore()


def _fill(widget: BlockWidget, block: Block) -> None:
    if isinstance(block, FormulaBlock):
        cast(FormulaWidget, widget).set_lines(block.lines, block.caption)
    elif isinstance(block, TableBlock):
        cast(TableWidget, widget).set_block(block)
    elif isinstance(block, WaterfallBlock):
        cast(WaterfallWidget, widget).set_block(block)
    else:
        cast(SlicePlot, widget).set_block(block)
