"""`bench app`: the real window measured while it trains, with every instrument open and someone drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from playground.app.main_window import MainWindow
from playground.app.process_signals import ProcessSignals
from playground.app.qt_messages import quiet_offscreen_noise
from playground.app.startup import WindowSession, make_application
from playground.cli.options import WindowOptions
from playground.engine import Dense
from playground.experiment.config import ExperimentConfig
from playground.experiment.plane_examples import SPIRAL
from playground.training.controller import TrainingController
from playground.training.messages import FrameRequest, PlaneMaps, RunState, Snapshot

WARM_UP_S = 1.5
ROUNDS = 5
STALE_S = 0.15
"""So soon after a pause a frame may still be one from before it."""
UNWATCHED_S = 1.2
"""After so long without a frame the engine works for no view any more."""
STROKE_POINT_MS = 33
PATIENCE_S = 10.0
PAGE_KEYS = (
    *[Qt.Key.Key_Right] * 6,
    *[Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_Right] * 5,
    *[Qt.Key.Key_Left] * 4,
)
"""Through neurons, layers and phases of an update, and a few steps back."""
SIZE = (1280, 720)


def bench_configs() -> dict[str, ExperimentConfig]:
    """The networks whose figures are watched: three on digits, one on a plane."""
    base = ExperimentConfig()

    def made_of(units: tuple[int, ...], activation: str, batch_size: int, kind: str) -> ExperimentConfig:
        hidden = tuple(Dense(units=n, activation=activation) for n in units)
        return replace(
            base,
            network=replace(base.network, layers=hidden),
            training=replace(base.training, batch_size=batch_size),
            optimizer=replace(base.optimizer, kind=kind),
        )

    return {
        "784-128-64-10": made_of((128, 64), "relu", 32, "adam"),
        "784-8x32-10": made_of((32,) * 8, "relu", 32, "adam"),
        "784-512-512-10": made_of((512, 512), "relu", 128, "adam"),
        "2-6x8-2": replace(
            SPIRAL,
            network=replace(SPIRAL.network, layers=(Dense(units=8, activation="tanh"),) * 6),
            training=replace(SPIRAL.training, max_epochs=0),
        ),
    }


def run_app_bench(seconds: float = 5.0, configs: dict[str, ExperimentConfig] | None = None) -> dict[str, Any]:
    """Measure each network in the window and without it.

    Returns
    -------
    dict
        `first_frame_s`, `page_key_p95_ms` (from a key to the next page of the microscope on the screen, for
        the largest network that it promises to be quick with) and, under `runs`, for each network
        `frames_per_second`, `frame_gap_p99_ms`, `steps_per_second`, `headless_steps_per_second` and `ratio`;
        with a canvas to draw on also `stroke_to_answer_p95_ms`, and frames, gaps and ratio while somebody
        draws without a pause (`drawing_…`); on a plane `map_frames_per_second`: how many different decision
        maps, with the maps of all neurons, were shown a second.
    """
    app = make_application()
    quiet_offscreen_noise()
    session = WindowSession(app, WindowOptions(theme="light", size=SIZE, bench=True))
    runs: dict[str, Any] = {}
    try:
        session.open()
        assert session.window is not None
        wait(3.0)
        for name, config in (configs or bench_configs()).items():
            runs[name] = measure_window(session.window, session.controller, config, seconds / ROUNDS)
        page_ms = measure_pages(session.window)
        first_frame_s = session.first_frame_s
    finally:
        session.end()
    return {"first_frame_s": first_frame_s, "page_key_p95_ms": page_ms, "runs": runs}


def measure_window(
    window: MainWindow, controller: TrainingController, config: ExperimentConfig, seconds: float
) -> dict[str, float]:
    """Frames and steps of one network in the window, the same while somebody draws, and its rate without any
    frame.

    By turns, `seconds` each, in `ROUNDS` rounds of which the median counts: a shared machine is not as fast
    at one moment as at another.
    """
    window.run.open(config)
    wait(WARM_UP_S)
    watching, drawing = FrameMeter(window), FrameMeter(window)
    canvas = window.panels.digits.canvas
    hand = Hand(canvas, window.panels.digits.prediction) if canvas.isVisible() else None
    headless: list[float] = []
    for _ in range(ROUNDS):
        _measure(watching, seconds)
        if hand is not None:
            hand.start()
            _measure(drawing, seconds)
            hand.stop()
        headless.append(_rate_without_frames(window, controller, seconds))
    for meter in (watching, drawing):
        meter.disconnect_from_window()
    figures = watching.figures(headless) | {
        "steps_per_second": round(float(np.median(watching.step_rates)), 1),
        "headless_steps_per_second": round(float(np.median(headless)), 1),
    }
    if hand is not None:
        figures["stroke_to_answer_p95_ms"] = _percentile(hand.delays_ms, 95)
        figures |= {f"drawing_{name}": value for name, value in drawing.figures(headless).items()}
    if watching.n_maps:
        figures["map_frames_per_second"] = round(watching.n_maps / watching.seconds, 1)
    return figures


def _measure(meter: FrameMeter, seconds: float) -> None:
    meter.start()
    wait(seconds)
    meter.stop()


def measure_pages(window: MainWindow) -> float:
    """Walk through an update by keys: milliseconds until the page is painted, and the diagram lit; 95 %."""
    window.run.open(bench_configs()["784-128-64-10"])
    wait(WARM_UP_S)
    window.command["microscope"].setChecked(True)
    panel = window.panels.microscope
    deadline = perf_counter() + PATIENCE_S
    while panel.page is None and perf_counter() < deadline:
        wait(0.05)
    times_ms: list[float] = []
    for key in (*PAGE_KEYS, *PAGE_KEYS):
        began = perf_counter()
        QApplication.sendEvent(panel, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))
        QApplication.processEvents()
        times_ms.append(1000 * (perf_counter() - began))
        wait(0.1)
    window.command["microscope"].setChecked(False)
    return _percentile(times_ms, 95)


def _percentile(values: Sequence[float] | NDArray[np.float64], share: float) -> float:
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
        """Frames a second, the longest gaps but 1 %, and steps for each that is made `headless`."""
        ratios = [rate / max(alone, 1e-9) for rate, alone in zip(self.step_rates, headless, strict=True)]
        return {
            "frames_per_second": round(float(np.median(self.frame_rates)), 1),
            "frame_gap_p99_ms": _percentile(self.gaps_ms, 99),
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


def _rate_without_frames(window: MainWindow, controller: TrainingController, seconds: float) -> float:
    """The same training with the clock stopped: only an empty frame at the beginning and the end."""
    window.clock.stop()
    wait(UNWATCHED_S)
    first, t0 = _empty_snapshot(window, controller)
    wait(seconds)
    last, t1 = _empty_snapshot(window, controller)
    window.clock.start()
    if first is None or last is None or last.state is not RunState.TRAINING:
        return 0.0
    return (last.step - first.step) / (t1 - t0)


def _empty_snapshot(window: MainWindow, controller: TrainingController) -> tuple[Snapshot | None, float]:
    """A snapshot without any part in it, and when it came."""
    request = FrameRequest(request_id=window.clock.take_request_id())
    arrived: list[tuple[Snapshot, float]] = []
    loop = QEventLoop()

    def take(snapshot: Snapshot) -> None:
        if snapshot.request_id == request.request_id:
            arrived.append((snapshot, perf_counter()))
            loop.quit()

    controller.snapshot_arrived.connect(take)
    QTimer.singleShot(5000, loop.quit)
    while not controller.request_frame(request):
        wait(0.005)
    loop.exec()
    controller.snapshot_arrived.disconnect(take)
    return arrived[0] if arrived else (None, perf_counter())


def wait(seconds: float) -> None:
    """Let the window live for so long; if somebody asks the program to end, end the measurement."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()
    app = QApplication.instance()
    signals = None if app is None else app.findChild(ProcessSignals)
    if signals is not None and signals.received is not None:
        raise KeyboardInterrupt
