"""What measures the window while it runs: a counter of frames, and a hand that draws."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from playground.app.main_window import MainWindow
from playground.training.messages import PlaneMaps, Snapshot

STALE_S = 0.15
"""So soon after a pause a frame may still be one from before it."""
STROKE_POINT_MS = 33


def percentile(values: Sequence[float] | NDArray[np.float64], share: float) -> float:
    """To a tenth; NaN without values."""
    return round(float(np.percentile(values, share)), 1) if len(values) else float("nan")


class FrameMeter(QObject):
    """Counts pictures of the run that were painted, and the steps between the first and the last."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.n_maps = 0
        """Maps of the plane that weren't those of the frame before."""
        self.gaps_ms: list[float] = []
        self.seconds = 0.0
        """Time for which it counted, all rounds together."""
        self.frame_rates: list[float] = []
        self.step_rates: list[float] = []
        """A second, by round."""
        self._map: PlaneMaps | None = None
        self._marks: list[tuple[float, int]] = []
        self._is_on = False
        self._counts_from = 0.0
        window.frame_painted.connect(self._on_frame_painted)

    def start(self) -> None:
        """Count from now on, but for what was asked for before."""
        self._is_on = True
        self._marks = []
        self._counts_from = perf_counter() + STALE_S

    def stop(self) -> None:
        """Count no more until the next start: a round has ended."""
        self._is_on = False
        times = [at for at, _ in self._marks]
        self.gaps_ms += (1000 * np.diff(times)).tolist()
        if len(times) < 2:
            self.frame_rates.append(0.0)
            self.step_rates.append(0.0)
            return
        seconds = times[-1] - times[0]
        self.seconds += seconds
        self.frame_rates.append((len(times) - 1) / seconds)
        self.step_rates.append((self._marks[-1][1] - self._marks[0][1]) / seconds)

    def figures(self, headless: Sequence[float]) -> dict[str, float]:
        """Frames a second, the longest gaps but 1 %, and steps for each that is made without frames.

        `headless`: steps a second before the first round, and after each.
        """
        alone = (np.array(headless[:-1]) + np.array(headless[1:])) / 2
        ratios = np.array(self.step_rates) / np.maximum(alone, 1e-9)
        return {
            "frames_per_second": round(float(np.median(self.frame_rates)), 1),
            "frame_gap_p99_ms": percentile(self.gaps_ms, 99),
            "ratio": round(float(np.median(ratios)), 3),
        }

    def disconnect_from_window(self) -> None:
        """Listen no more."""
        self._window.frame_painted.disconnect(self._on_frame_painted)

    @Slot(object)
    def _on_frame_painted(self, snapshot: Snapshot) -> None:
        now = perf_counter()
        if not self._is_on or now < self._counts_from:
            return
        self._marks.append((now, snapshot.step))
        if snapshot.plane is not None and snapshot.plane is not self._map:
            self._map = snapshot.plane
            self.n_maps += 1


class Hand(QObject):
    """Draws round and round with mouse events, and measures until each answer is repainted."""

    def __init__(self, canvas: QWidget, answer: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._answer = answer
        self.delays_ms: list[float] = []
        self._moved_at: float | None = None
        self._n_points = 0
        self._timer = QTimer(self, interval=STROKE_POINT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Put the pen down."""
        self._answer.installEventFilter(self)
        self._send(QEvent.Type.MouseButtonPress, self._point())
        self._timer.start()

    def stop(self) -> None:
        """Lift the pen."""
        self._timer.stop()
        self._send(QEvent.Type.MouseButtonRelease, self._point())
        self._answer.removeEventFilter(self)

    def _point(self) -> QPointF:
        angle = 0.35 * self._n_points
        radius = 0.18 + 0.12 * np.sin(0.05 * self._n_points)
        side = min(self._canvas.width(), self._canvas.height())
        return QPointF(
            self._canvas.width() / 2 + radius * side * np.cos(angle),
            self._canvas.height() / 2 + radius * side * np.sin(angle),
        )

    def _send(self, kind: QEvent.Type, point: QPointF) -> None:
        moving = kind == QEvent.Type.MouseMove
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        held = none if kind == QEvent.Type.MouseButtonRelease else left
        position = QPointF(self._canvas.mapToGlobal(point))
        event = QMouseEvent(
            kind, point, position, none if moving else left, held, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(self._canvas, event)

    @Slot()
    def _on_timeout(self) -> None:
        self._n_points += 1
        if self._moved_at is None:
            self._moved_at = perf_counter()
        self._send(QEvent.Type.MouseMove, self._point())

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._moved_at is not None:
            self.delays_ms.append(1000 * (perf_counter() - self._moved_at))
            self._moved_at = None
        return False
