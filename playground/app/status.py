"""The status bar: how fast the window draws, how fast the network learns, how well it does."""

from __future__ import annotations

import math
from collections import deque
from time import perf_counter

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from playground.app.tool_tips import wrapped
from playground.training.messages import RunState, Snapshot
from playground.widgets import SteadyPlace

_WINDOW_S = 1.0


class StatusBar(QStatusBar):
    """Three numbers of fixed width, refreshed four times a second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._paints: deque[float] = deque()
        self._widest: dict[SteadyPlace, tuple[QLabel, str]] = {}
        self.rate = self._add_label(
            "status_rate",
            self.tr("Display rate"),
            self.tr("Pictures of the run shown in the last second."),
            "60 Hz",
        )
        self.speed = self._add_label(
            "status_speed",
            self.tr("Training speed"),
            self.tr("Training examples seen in a second, and updates made with them."),
            "888,888 samples/s · 88,888 updates/s",
        )
        self.accuracy = self._add_label(
            "status_accuracy",
            self.tr("Test accuracy"),
            self.tr("Share of test pictures read rightly. The network never trains on these."),
            "test accuracy 100.0 %",
        )
        self.fit_text()

    def _add_label(self, name: str, accessible_name: str, tip: str, widest: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setAccessibleName(accessible_name)
        label.setToolTip(wrapped(tip))
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        place = SteadyPlace(label)
        self._widest[place] = label, widest
        self.addWidget(place)
        return label

    def fit_text(self) -> None:
        """Give each number the room of its widest text, in the present size of text."""
        for place, (label, widest) in self._widest.items():
            label.ensurePolished()
            place.setFixedWidth(label.fontMetrics().horizontalAdvance(widest) + 24)

    @Slot()
    def count_frame(self) -> None:
        """A frame of the run has been painted."""
        now = perf_counter()
        self._paints.append(now)
        while self._paints and now - self._paints[0] > _WINDOW_S:
            self._paints.popleft()

    @property
    def frames_per_second(self) -> float:
        """Frames painted in the last second."""
        now = perf_counter()
        return float(sum(1 for at in self._paints if now - at <= _WINDOW_S))

    def refresh(self, snapshot: Snapshot | None, *, is_training: bool) -> None:
        """Show the numbers of `snapshot`; of one that an engine left behind when it died, no rates."""
        is_training = is_training and snapshot is not None and snapshot.state is RunState.TRAINING
        self.rate.setText(
            self.tr("{n} Hz").format(n=f"{self.frames_per_second:.0f}") if is_training else self.tr("idle")
        )
        if snapshot is None or not is_training:
            self.speed.setText(self.tr("not training"))
        else:
            text = self.tr("{samples} samples/s · {updates} updates/s")
            self.speed.setText(
                text.format(
                    samples=_rounded(snapshot.samples_per_second), updates=_rounded(snapshot.steps_per_second)
                )
            )
        if snapshot is None or not math.isfinite(snapshot.test_accuracy):
            self.accuracy.setText(self.tr("test accuracy –"))
        else:
            self.accuracy.setText(
                self.tr("test accuracy {percent} %").format(percent=f"{100 * snapshot.test_accuracy:.1f}")
            )


def _rounded(value: float) -> str:
    """Three figures are enough for a rate, and they jump less."""
    if not math.isfinite(value) or value <= 0:
        return "0"
    digits = max(0, math.floor(math.log10(value)) - 2)
    return f"{round(value / 10**digits) * 10**digits:,.0f}"
