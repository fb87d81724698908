"""The loss along one weight on the screen: drag the point, compare the tangent with what really happens."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from playground.explain.formula.block_widget import BlockWidget
from playground.explain.formula.box import Spot
from playground.explain.formula.model import Num
from playground.explain.formula.number import number_text
from playground.explain.formula.widget import paint_caption
from playground.explain.microscope.slice_curve import (
    Nudge,
    distinct_texts,
    loss_at,
    loss_range,
    nudge,
    relative_difference,
    tangent,
)
from playground.explain.walk.page import SliceBlock
from playground.training.messages import ParameterSlice

_MARGIN_PX = 8
_TOP_PX = 28
_PLOT_PX = 170
_AXIS_PX = 34
_LINE_PX = 20
_READOUT_LINES = 6
_GRIP_PX = 14
_STEPS = 20
_LABEL_PX = 14


class SlicePlot(BlockWidget):
    """Paints a `ParameterSlice`; while there is none it says that it is being computed."""

    nudged = Signal(float)
    """The value of the weight that the handle was moved to."""

    def __init__(self, object_name: str = "slice_plot", parent: QWidget | None = None) -> None:
        super().__init__(object_name, "", parent)
        self.setAccessibleName(self.tr("The loss along this weight"))
        self._block: SliceBlock | None = None
        self._curve: ParameterSlice | None = None
        self._at = 0.0
        self._drags = False
        self._losses = (0.0, 1.0)

    @property
    def curve(self) -> ParameterSlice | None:
        """The slice shown."""
        return self._curve

    @property
    def current_nudge(self) -> Nudge | None:
        """Where the handle is, and what that does to the loss."""
        return None if self._curve is None else nudge(self._curve, self._at)

    def set_block(self, block: SliceBlock) -> None:
        """Show this weight; with its curve if it has come."""
        self._block = block
        self._curve = None
        if isinstance(block.slice, ParameterSlice):
            self.set_slice(block.slice)
        self._describe()

    def waits_for(self, name: str, index: tuple[int, ...]) -> bool:
        """Whether this is the plot of that parameter."""
        block = self._block
        return block is not None and (block.name, tuple(block.index)) == (name, tuple(index))

    def set_slice(self, curve: ParameterSlice) -> None:
        """Show the curve; the handle starts a little off the point, down the slope."""
        self._curve = curve
        self._losses = loss_range(curve)
        reach = float(curve.values[-1] - curve.values[0]) / 2
        self._at = curve.value - np.sign(curve.gradient) * 0.3 * reach
        self._describe()
        self.update()

    def set_nudge(self, value: float) -> None:
        """Put the handle at a value of the weight, without telling."""
        self._at = float(value)
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self.to_text())

    def arrange(self, width: int) -> None:
        self.resize(width, _TOP_PX + _PLOT_PX + _AXIS_PX + _READOUT_LINES * _LINE_PX + _MARGIN_PX)
        self.update()

    def to_text(self) -> str:
        if self._block is None:
            return ""
        if self._curve is None:
            return self._block.to_text()
        return "\n".join(f"{label} {value}" for label, value in self.readout())

    def readout(self) -> list[tuple[str, str]]:
        """The numbers below the plot: (what, value)."""
        curve, moved = self._curve, self.current_nudge
        if curve is None or moved is None:
            return []
        apart = relative_difference(curve.gradient, curve.central_difference)
        return [
            (self.tr("Nudge Δw"), number_text(moved.by)),
            (self.tr("ΔL predicted by the slope"), number_text(moved.predicted)),
            (self.tr("ΔL in truth"), number_text(moved.true)),
            (self.tr("∂L/∂w by backpropagation"), number_text(curve.gradient, 10)),
            (self.tr("by central differences"), number_text(curve.central_difference, 10)),
            (self.tr("they differ by (relative)"), number_text(apart, 2)),
        ]

    def spot_at(self, position: QPointF) -> Spot | None:
        curve = self._curve
        if curve is None:
            return None
        row = int((position.y() - _TOP_PX - _PLOT_PX - _AXIS_PX) // _LINE_PX)
        moved = nudge(curve, self._at)
        apart = relative_difference(curve.gradient, curve.central_difference)
        values = (moved.by, moved.predicted, moved.true, curve.gradient, curve.central_difference, apart)
        if 0 <= row < len(values):
            top = _TOP_PX + _PLOT_PX + _AXIS_PX + row * _LINE_PX
            return Spot(0.0, top, self.width(), _LINE_PX, Num(values[row]))
        return None

    def tip_at(self, position: QPointF) -> str:
        if self._curve is not None and self._plot.contains(position):
            value = self._value_at(position.x())
            loss = repr(loss_at(self._curve, value))
            return self.tr("w = {value}\nL = {loss}\nDrag to nudge the weight.").format(
                value=value, loss=loss
            )
        return super().tip_at(position)

    # ---- places

    @property
    def _plot(self) -> QRectF:
        return QRectF(_MARGIN_PX + 46, _TOP_PX, max(80.0, self.width() - 2 * _MARGIN_PX - 52), _PLOT_PX)

    def _x(self, value: float) -> float:
        assert self._curve is not None
        low, high = float(self._curve.values[0]), float(self._curve.values[-1])
        return self._plot.left() + (value - low) / (high - low) * self._plot.width()

    def _value_at(self, x: float) -> float:
        assert self._curve is not None
        low, high = float(self._curve.values[0]), float(self._curve.values[-1])
        share = min(1.0, max(0.0, (x - self._plot.left()) / self._plot.width()))
        return low + share * (high - low)

    def _y(self, loss: float) -> float:
        low, high = self._losses
        return self._plot.bottom() - (loss - low) / (high - low) * self._plot.height()

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_caption(
            painter,
            self.tr("Loss along this weight"),
            self._theme,
            QRectF(_MARGIN_PX, 4, self.width() - 2 * _MARGIN_PX, _TOP_PX),
        )
        painter.fillRect(self._plot, QColor(self._theme.plot))
        painter.setPen(QPen(QColor(self._theme.border), 1))
        painter.drawRect(self._plot)
        if self._curve is None:
            painter.setPen(QColor(self._theme.text_muted))
            waiting = self.tr("The engine is walking along this weight …")
            painter.drawText(self._plot, Qt.AlignmentFlag.AlignCenter, waiting)
        else:
            self._paint_axes(painter)
            self._paint_curve(painter)
            self._paint_readout(painter)
        self._paint_focus(painter)
        painter.end()

    def _paint_axes(self, painter: QPainter) -> None:
        assert self._curve is not None
        font = QFont(self.font())
        font.setPixelSize(self._theme.small_px)
        painter.setFont(font)
        metrics, plot = QFontMetricsF(font), self._plot
        painter.setPen(QColor(self._theme.text_muted))
        for value in (float(self._curve.values[0]), self._curve.value, float(self._curve.values[-1])):
            text = number_text(value, 3)
            width = metrics.horizontalAdvance(text)
            left = min(max(self._x(value) - width / 2, plot.left()), plot.right() - width)
            painter.drawText(QPointF(left, plot.bottom() + 14), text)
        taken: list[float] = []
        finite = self._curve.losses[np.isfinite(self._curve.losses)]
        losses = (self._curve.loss, float(finite.min()), float(finite.max()))
        for loss, text in zip(losses, distinct_texts(losses), strict=True):
            y = self._y(loss) + 4
            if all(abs(y - other) > _LABEL_PX for other in taken):
                painter.drawText(QPointF(plot.left() - 4 - metrics.horizontalAdvance(text), y), text)
                taken.append(y)
        painter.drawText(QPointF(plot.left() - 14, plot.top() - 5), "L")
        painter.drawText(QPointF(plot.center().x() - 4, plot.bottom() + 28), self.tr("w"))

    def _paint_curve(self, painter: QPainter) -> None:
        curve, theme = self._curve, self._theme
        assert curve is not None
        painter.save()
        painter.setClipRect(self._plot.adjusted(1, 1, -1, -1))
        ends = (float(curve.values[0]), float(curve.values[-1]))
        painter.setPen(QPen(QColor(theme.test), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(*(QPointF(self._x(v), self._y(tangent(curve, v))) for v in ends))
        points = [
            QPointF(self._x(float(v)), self._y(float(loss)))
            for v, loss in zip(curve.values, curve.losses, strict=True)
            if np.isfinite(loss)
        ]
        painter.setPen(QPen(QColor(theme.training), 2))
        painter.drawPolyline(QPolygonF(points))
        moved = nudge(curve, self._at)
        at = curve.value + moved.by
        x, truth, guess = self._x(at), self._y(loss_at(curve, at)), self._y(tangent(curve, at))
        painter.setPen(QPen(QColor(theme.text_muted), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QLineF(x, self._plot.top(), x, self._plot.bottom()))
        painter.setPen(QPen(QColor(theme.warning), 3))
        painter.drawLine(QLineF(x, truth, x, guess))
        self._dot(painter, QPointF(x, guess), theme.plot, theme.test)
        self._dot(painter, QPointF(x, truth), theme.training, theme.plot)
        self._dot(painter, QPointF(self._x(curve.value), self._y(curve.loss)), theme.text, theme.plot)
        painter.restore()
        self._paint_handle(painter, x)

    @staticmethod
    def _dot(painter: QPainter, centre: QPointF, fill: str, edge: str) -> None:
        painter.setPen(QPen(QColor(edge), 1.5))
        painter.setBrush(QColor(fill))
        painter.drawEllipse(centre, 5, 5)

    def _paint_handle(self, painter: QPainter, x: float) -> None:
        bottom = self._plot.bottom()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.accent))
        half = _GRIP_PX / 2
        painter.drawPolygon(
            QPolygonF([QPointF(x, bottom - 9), QPointF(x - half, bottom + 3), QPointF(x + half, bottom + 3)])
        )

    def _paint_readout(self, painter: QPainter) -> None:
        font = QFont(self.font())
        font.setPixelSize(self._theme.body_px)
        font.setFeature(QFont.Tag("tnum"), 1)
        painter.setFont(font)
        right = self.width() - _MARGIN_PX
        top = _TOP_PX + _PLOT_PX + _AXIS_PX
        for row, (label, value) in enumerate(self.readout()):
            area = QRectF(_MARGIN_PX, top + row * _LINE_PX, right - _MARGIN_PX, _LINE_PX)
            painter.setPen(QColor(self._theme.text_muted))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, label)
            painter.setPen(QColor(self._theme.text))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, value)

    def _move_to(self, value: float) -> None:
        self.set_nudge(value)
        self.nudged.emit(self._at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        inside = self._plot.adjusted(-6, -6, 6, 16).contains(event.position())
        self._drags = inside and self._curve is not None and event.button() == Qt.MouseButton.LeftButton
        if self._drags:
            self._move_to(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drags:
            self._move_to(self._value_at(event.position().x()))
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drags = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_BracketLeft: -1, Qt.Key.Key_BracketRight: 1}.get(Qt.Key(event.key()))
        if way is None or self._curve is None:
            super().keyPressEvent(event)
            return
        low, high = float(self._curve.values[0]), float(self._curve.values[-1])
        self._move_to(min(high, max(low, self._at + way * (high - low) / _STEPS)))
