"""The run as a line from its first update to its newest: where it stands, and what can be shown at once."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from PySide6.QtCore import QLine, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.theme import LIGHT, Theme
from playground.views.plot_style import mix

_MARGIN_PX = 8
_HANDLE_PX = 6.0
_PAGE_SHARE = 0.05
CREEP_S = 0.12
"""Ticks that move by fractions of a pixel are painted so often."""


class TimelineTrack(QWidget):
    """A slider of any length. Setting it from code emits nothing; dragging and keys emit the step wanted."""

    step_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline_slider")
        self.setAccessibleName(self.tr("Moment of the run"))
        self.setToolTip(
            self.tr(
                "Drag to any moment of the run: every view shows it as it was. Training on from there\n"
                "repeats the run; changing a setting there begins another. Ticks are moments kept whole;\n"
                "those between them are computed again, bit for bit."
            )
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme: Theme = LIGHT
        self._step = self._newest = 0
        self._ticks = np.zeros(0, dtype=np.int64)
        self._dragged: int | None = None
        self._painted_handle = (0.0, False)
        self._painted_at = 0.0
        self._is_stale = False

    @property
    def step(self) -> int:
        """The step shown: the one under the hand while dragging."""
        return self._step if self._dragged is None else self._dragged

    @property
    def is_dragging(self) -> bool:
        """Whether the handle is held."""
        return self._dragged is not None

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self.update()

    def set_run(self, step: int, newest: int, ticks: Sequence[int] | np.ndarray) -> None:
        """Show where the run stands, how far it has come, and which moments are kept."""
        new_ticks = np.asarray(ticks, dtype=np.int64)
        if (step, newest) == (self._step, self._newest) and np.array_equal(new_ticks, self._ticks):
            return
        self._step, self._newest, self._ticks = step, newest, new_ticks
        # While a run goes on the handle stays at the end, and the ticks creep: too slowly for every frame.
        self._is_stale = True
        if self._handle() != self._painted_handle or perf_counter() - self._painted_at > CREEP_S:
            self.update()

    def catch_up(self) -> None:
        """Paint what has crept since the last time."""
        if self._is_stale:
            self.update()

    def x_of(self, step: int) -> float:
        """Where a step is, in pixels of the widget."""
        room = max(1, self.width() - 2 * _MARGIN_PX)
        return _MARGIN_PX + room * min(1.0, step / max(1, self._newest))

    def _handle(self) -> tuple[float, bool]:
        """Where the handle is, to half a pixel, and whether it looks back."""
        return round(2 * self.x_of(self.step)) / 2, self.step < self._newest

    def _tick_columns(self) -> list[int]:
        """Where the ticks are, one a pixel: where they lie denser than that, the row of lines closes."""
        room = max(1, self.width() - 2 * _MARGIN_PX)
        x = _MARGIN_PX + room * np.minimum(1.0, self._ticks / max(1, self._newest))
        return sorted({int(column) for column in np.rint(x)})

    @property
    def oldest(self) -> int:
        """The first step that is recorded: later than the start if the engine was lost meanwhile."""
        return int(self._ticks[0]) if len(self._ticks) else 0

    def _step_at(self, x: float) -> int:
        room = max(1, self.width() - 2 * _MARGIN_PX)
        share = min(1.0, max(0.0, (x - _MARGIN_PX) / room))
        return max(self.oldest, round(share * self._newest))

    def _choose(self, step: int) -> None:
        step = max(self.oldest, min(step, self._newest))
        if step != self.step:
            self._step = step
            self.step_chosen.emit(step)
            self.update()

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(200, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, middle = self._theme, self.height() / 2
        left, right = float(_MARGIN_PX), float(self.width() - _MARGIN_PX)
        begin = self.x_of(self.oldest)
        self._painted_handle = at, is_past = self._handle()
        self._painted_at, self._is_stale = perf_counter(), False
        # Thin where nothing is recorded any more.
        painter.fillRect(QRectF(left, middle - 0.5, begin - left, 1), QColor(theme.border))
        painter.fillRect(QRectF(begin, middle - 1.5, right - begin, 3), QColor(theme.border))
        painter.fillRect(QRectF(begin, middle - 1.5, at - begin, 3), QColor(theme.accent))
        painter.setPen(QColor(mix(theme.text_muted, theme.surface, 0.35)))
        painter.drawLines([QLine(x, round(middle + 4), x, round(middle + 8)) for x in self._tick_columns()])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.setBrush(QColor(theme.raised if is_past else theme.accent))
        painter.drawEllipse(QPointF(at, middle), _HANDLE_PX - 1, _HANDLE_PX - 1)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.text), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(at, middle), _HANDLE_PX + 1.5, _HANDLE_PX + 1.5)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._newest > 0:
            before = self._step
            self._dragged = self._step_at(event.position().x())
            if self._dragged != before:
                self.step_chosen.emit(self._dragged)
            self.update()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            step = self._step_at(event.position().x())
            if step != self._dragged:
                self._dragged = step
                self.step_chosen.emit(step)
                self.update()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            self._step, self._dragged = self._dragged, None
            self.update()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, round(_PAGE_SHARE * self._newest))
        wanted = {
            Qt.Key.Key_Left: self.step - 1,
            Qt.Key.Key_Right: self.step + 1,
            Qt.Key.Key_PageUp: self.step - page,
            Qt.Key.Key_PageDown: self.step + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self._newest,
        }.get(Qt.Key(event.key()))
        if wanted is None:
            event.ignore()
        else:
            self._choose(wanted)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
