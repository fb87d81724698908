"""Blocks of a page: exact values on hover, clicks that lead on, copying, waterfall and slice."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.explain.formula.block_widget import BlockWidget
from playground.explain.formula.line import paired
from playground.explain.formula.model import Num, Op, Var
from playground.explain.formula.widget import FormulaWidget
from playground.explain.microscope.page_view import PageView
from playground.explain.microscope.slice_curve import distinct_texts, loss_at, nudge, relative_difference
from playground.explain.microscope.slice_plot import SlicePlot
from playground.explain.microscope.table_widget import TableWidget
from playground.explain.microscope.waterfall import waterfall
from playground.explain.microscope.waterfall_widget import WaterfallWidget
from playground.explain.walk.page import FormulaBlock, SliceBlock, TableBlock, WaterfallBlock
from playground.theme import DARK, LIGHT, TEXT_PERCENTS, dressed
from playground.training.messages import ParameterSlice

EXACT = 0.12345678901234
LINE = paired(
    (Var("z"), None),
    Op("="),
    (Var("w", "1"), Num(EXACT, reference="parameter:layer1.weights[0,0]")),
    Op("·"),
    (Var("x", "1"), Num(-2.0)),
    result=Num(EXACT * -2),
)
TABLE = TableBlock(
    ("neuron", Var("z"), Var("a")),
    (("1", Num(0.5), Num(0.62245933)), ("2", Num(-1.25), Num(0.2227001))),
    highlight=1,
    references=("unit:layer1:0", "unit:layer1:1"),
)
WATERFALL = WaterfallBlock("Factors", (("∂L/∂a", -6.0), (Var("w"), 0.25), ("x", 2.0)), -3.0)
W = np.linspace(-0.5, 1.5, 101)
SLICE = ParameterSlice(
    name="layer1.weights",
    index=(0, 0),
    value=0.5,
    loss=9.0,
    values=W,
    losses=(4 - 2 * W) ** 2,
    gradient=-12.0,
    central_difference=-12.000000001,
    h=1e-5,
)
SLICE_BLOCK = SliceBlock("layer1.weights", (0, 0), 0.5, -12.0, 9.0)


def shown(qtbot: QtBot, widget: BlockWidget, width: int = 400) -> None:
    qtbot.addWidget(widget)
    widget.arrange(width)
    widget.show()
    qtbot.waitExposed(widget)


def middle_of(widget: FormulaWidget, value: float) -> QPointF:
    spot = next(s for s in widget.setting.spots if isinstance(s.source, Num) and s.source.value == value)
    return QPointF(8 + spot.left + spot.width / 2, 8 + spot.top + spot.height / 2)


def test_a_number_tells_its_exact_value(qtbot: QtBot) -> None:
    widget = FormulaWidget()
    widget.set_lines((LINE,))
    shown(qtbot, widget)
    assert widget.tip_at(middle_of(widget, EXACT)) == repr(EXACT)
    assert widget.tip_at(middle_of(widget, -2.0)) == "−2.0"
    assert widget.tip_at(QPointF(399, 1)) == ""


def test_a_number_under_the_pointer_is_highlighted(qtbot: QtBot) -> None:
    widget = FormulaWidget()
    widget.set_lines((LINE,))
    shown(qtbot, widget)
    before = widget.grab().toImage()
    qtbot.mouseMove(widget, middle_of(widget, EXACT).toPoint())
    assert widget.grab().toImage() != before
    assert widget.cursor().shape() is Qt.CursorShape.PointingHandCursor
    qtbot.mouseMove(widget, middle_of(widget, -2.0).toPoint())
    assert widget.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_a_click_leads_to_where_a_number_comes_from(qtbot: QtBot) -> None:
    widget = FormulaWidget()
    widget.set_lines((LINE,))
    shown(qtbot, widget)
    with qtbot.waitSignal(widget.reference_clicked) as clicked:
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=middle_of(widget, EXACT).toPoint())
    assert clicked.args == ["parameter:layer1.weights[0,0]"]
    with qtbot.assertNotEmitted(widget.reference_clicked):
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=middle_of(widget, -2.0).toPoint())


def test_a_formula_is_copied_as_text_and_as_latex(qtbot: QtBot) -> None:
    widget = FormulaWidget()
    widget.set_lines((LINE,))
    shown(qtbot, widget)
    qtbot.keyClick(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "z = w₁ · x₁ = 0.1235 · (−2) = −0.2469"
    menu = widget.make_menu()
    action = menu.findChild(QAction, "copy_latex_action")
    assert isinstance(action, QAction)
    action.trigger()
    assert QGuiApplication.clipboard().text().startswith("\\begin{aligned}\n  z &= w_{1}")
    assert widget.accessibleDescription() == widget.to_text()


@pytest.mark.parametrize("percent", TEXT_PERCENTS)
def test_a_formula_takes_the_height_that_it_needs(qtbot: QtBot, percent: int) -> None:
    widget = FormulaWidget()
    widget.set_theme(dressed(LIGHT, text_percent=percent))
    widget.set_lines((LINE, LINE))
    shown(qtbot, widget, 300)
    assert widget.height() >= widget.setting.height
    assert widget.width() >= widget.setting.width


@pytest.mark.parametrize(
    ("widget_class", "fill"),
    [
        (FormulaWidget, lambda w: w.set_lines((LINE,))),
        (TableWidget, lambda w: w.set_block(TABLE)),
        (WaterfallWidget, lambda w: w.set_block(WATERFALL)),
    ],
)
def test_blocks_grow_with_the_size_of_text(qtbot: QtBot, widget_class: type, fill: Callable) -> None:
    widget = widget_class()
    fill(widget)
    shown(qtbot, widget)
    usual = widget.height()
    widget.set_theme(dressed(LIGHT, text_percent=125))
    widget.arrange(400)
    assert widget.height() > 1.1 * usual


def test_a_wide_table_is_set_smaller_before_it_is_scrolled(qtbot: QtBot) -> None:
    cells = tuple(Num(-1.2345e-5 * place) for place in range(1, 5))
    row = (Var("w", "12,13", "(8)"), *cells)
    wide = TableBlock((Var("w"), *map(Var, "abcd")), (row, row))
    widget = TableWidget()
    widget.set_block(wide)
    shown(qtbot, widget, 446)
    assert widget.width() == 446


def test_themes_paint_differently(qtbot: QtBot) -> None:
    for widget, fill in (
        (FormulaWidget(), lambda w: w.set_lines((LINE,))),
        (TableWidget(), lambda w: w.set_block(TABLE)),
        (WaterfallWidget(), lambda w: w.set_block(WATERFALL)),
    ):
        fill(widget)
        shown(qtbot, widget)
        widget.set_theme(LIGHT)
        light = widget.grab().toImage()
        widget.set_theme(DARK)
        assert widget.grab().toImage() != light


def test_a_row_of_a_table_leads_to_its_unit(qtbot: QtBot) -> None:
    table = TableWidget()
    table.set_block(TABLE)
    shown(qtbot, table)
    second_row = QPoint(60, table.height() - 16)
    assert table.row_at(QPointF(second_row)) == 1
    with qtbot.waitSignal(table.reference_clicked) as clicked:
        qtbot.mouseClick(table, Qt.MouseButton.LeftButton, pos=second_row)
    assert clicked.args == ["unit:layer1:1"]


def test_a_table_tells_exact_values_and_copies_as_columns(qtbot: QtBot) -> None:
    table = TableWidget()
    table.set_block(TABLE)
    shown(qtbot, table)
    tips = {table.tip_at(QPointF(x, table.height() - 16)) for x in range(0, 400, 4)}
    assert {"−1.25", "0.2227001"} <= tips
    assert table.to_text() == "neuron\tz\ta\n1\t0.5\t0.6225\n2\t−1.25\t0.2227"
    assert r"\text{1} & $0.5$ & $0.6225$" in table.to_latex()


def test_a_table_of_many_rows_is_tall_and_quick_to_arrange(qtbot: QtBot) -> None:
    rows = tuple((str(i), Num(i / 7), Num(-i / 7)) for i in range(1, 785))
    table = TableWidget()
    table.set_block(TableBlock(("n", Var("z"), Var("a")), rows))
    shown(qtbot, table)
    assert table.height() > 784 * 20


# ---- waterfall


def test_bars_run_from_product_to_product() -> None:
    falls = waterfall([-6.0, 0.25, 2.0])
    assert [bar.end for bar in falls.bars] == pytest.approx([math.log10(6), math.log10(1.5), math.log10(3)])
    assert [bar.start for bar in falls.bars] == pytest.approx([0, math.log10(6), math.log10(1.5)])
    assert (falls.low, falls.high) == (0, 1)


def test_eight_slopes_of_a_quarter_fall_five_decades() -> None:
    falls = waterfall([0.25] * 8)
    assert falls.bars[-1].end == pytest.approx(8 * math.log10(0.25))
    assert falls.low == -5
    assert 0 < falls.place(falls.bars[-1].end) < 0.1
    assert -5 in falls.ticks(10)


def test_a_zero_ends_everything() -> None:
    falls = waterfall([0.5, 0.0, 3.0])
    assert falls.bars[1].end == falls.bars[2].end == -math.inf
    assert falls.place(falls.bars[1].end) == 0.0


def test_the_waterfall_tells_factor_and_product_so_far(qtbot: QtBot) -> None:
    widget = WaterfallWidget()
    widget.set_block(WATERFALL)
    shown(qtbot, widget)
    tips = {widget.tip_at(QPointF(200, y)) for y in range(widget.height())}
    assert "Factor 0.25\nProduct so far −1.5" in tips
    assert "The product of all factors: −3.0" in tips
    assert widget.to_text().splitlines()[-1] == "= −3"
    assert r"\left( -6 \right) \cdot 0.25 \cdot 2 = -3" in widget.to_latex()


# ---- slice


def test_the_slope_predicts_and_the_curve_tells() -> None:
    moved = nudge(SLICE, 0.7)
    assert moved.by == pytest.approx(0.2)
    assert moved.predicted == pytest.approx(-2.4)
    assert moved.true == pytest.approx((4 - 1.4) ** 2 - 9)
    assert nudge(SLICE, 99.0).by == pytest.approx(1.0)
    assert loss_at(SLICE, 0.5) == pytest.approx(9.0)
    assert relative_difference(0.0, 0.0) == 0.0


def test_labels_of_the_axis_can_be_told_apart() -> None:
    assert distinct_texts((1.1711, 1.1683, 1.1808)) == ["1.171", "1.168", "1.181"]
    assert distinct_texts((9.0, 1.0, 25.0)) == ["9", "1", "25"]
    assert distinct_texts((2.0, 2.0)) == ["2", "2"]


def test_the_handle_is_dragged_and_moved_by_keys(qtbot: QtBot) -> None:
    plot = SlicePlot()
    plot.set_block(SLICE_BLOCK)
    assert plot.current_nudge is None
    plot.set_slice(SLICE)
    shown(qtbot, plot)
    with qtbot.waitSignal(plot.nudged) as moved:
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(380, 100))
    assert moved.args[0] > 1.0
    before = plot.current_nudge
    assert before is not None
    qtbot.keyClick(plot, Qt.Key.Key_BracketLeft)
    after = plot.current_nudge
    assert after is not None
    assert after.by == pytest.approx(before.by - 0.1)


def test_the_slice_says_predicted_true_and_both_gradients(qtbot: QtBot) -> None:
    plot = SlicePlot()
    plot.set_block(SLICE_BLOCK)
    plot.set_slice(SLICE)
    shown(qtbot, plot)
    with qtbot.assertNotEmitted(plot.nudged):
        plot.set_nudge(0.6)
    said = dict(plot.readout())
    assert said["ΔL predicted by the slope"] == "−1.2"
    assert said["ΔL in truth"] == "−1.16"
    assert said["they differ by (relative)"] == "8.3·10⁻¹¹"
    assert "−1.16" in plot.accessibleDescription()


# ---- all together


def test_blocks_follow_each_other_and_fit_a_narrow_dock(qtbot: QtBot) -> None:
    view = PageView()
    qtbot.addWidget(view)
    view.resize(384, 500)
    view.show()
    qtbot.waitExposed(view)
    blocks = (FormulaBlock((LINE,), "In words"), TABLE, WATERFALL, SLICE_BLOCK, FormulaBlock((LINE,)))
    view.set_blocks(blocks)
    widgets = view.block_widgets
    assert [w.objectName() for w in widgets] == [
        "formula_block_0",
        "table_block_0",
        "waterfall_block_0",
        "slice_plot_0",
        "formula_block_1",
    ]
    for above, below in itertools.pairwise(widgets):
        assert above.geometry().bottom() < below.geometry().top()
    assert max(w.width() for w in widgets) <= view.viewport().width()
    view.set_blocks((TABLE,))
    assert not view.findChild(QWidget, "formula_block_0").isVisible()
    assert view.block_widgets == (widgets[1],)
