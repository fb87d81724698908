"""`bench app`: the real window measured while it trains, with every instrument open and someone drawing."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from playground.app.bench_meters import FrameMeter, Hand, percentile
from playground.app.main_window import MainWindow
from playground.app.process_signals import ProcessSignals
from playground.app.qt_messages import quiet_offscreen_noise
from playground.app.startup import WindowSession, make_application
from playground.cli.options import WindowOptions
from playground.engine import Dense
from playground.experiment.config import ExperimentConfig
from playground.experiment.plane_examples import SPIRAL
from playground.training.controller import TrainingController
from playground.training.messages import FrameRequest, RunState, Snapshot

WARM_UP_S = 1.5
ROUNDS = 9
UNWATCHED_S = 1.2
"""After so long without a frame the engine works for no view any more."""
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

    By turns, `seconds` each, in `ROUNDS` rounds of which the median counts, each held against the rates
    without frames before and after it: a shared machine is not as fast at one moment as at another.
    """
    window.run.open(config)
    wait(WARM_UP_S)
    watching, drawing = FrameMeter(window), FrameMeter(window)
    canvas = window.panels.digits.canvas
    hand = Hand(canvas, window.panels.digits.prediction) if canvas.isVisible() else None
    headless = [_rate_without_frames(window, controller, seconds)]
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
        figures["stroke_to_answer_p95_ms"] = percentile(hand.delays_ms, 95)
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
    return percentile(times_ms, 95)


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
