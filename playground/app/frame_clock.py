"""The pace of the window: one timer asks for frames, one refreshes numbers.

The engine never pushes. Each tick shows the frame that arrived since the last one and asks for the next, so
that the engine makes it while this one is painted. A frame that isn't painted yet holds the next one back: a
slow window drops frames, memory stays flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from playground.training.controller import TrainingController
from playground.training.messages import FrameRequest, RunState, Snapshot

FRAME_MS = 17
"""59 a second. With 16 it would be 62, of which a screen of 60 Hz shows no more, for 6 % more work."""
TEXT_MS = 250
IDLE_TICKS = 6
"""While nothing moves, only every sixth tick asks for a frame."""
PATIENCE_S = 0.25
"""A paint or an answer that hasn't come by then (a hidden window, an engine that died) is not waited for."""
HURRY_S = 0.015
"""An engine that takes longer (large steps) is asked again at once, so that a frame is ready at each tick."""


class FrameView(Protocol):
    """What the clock asks of an instrument."""

    def add_to_request(self, request_kwargs: dict[str, Any]) -> None: ...

    def set_snapshot(self, snapshot: Snapshot) -> None: ...

    def refresh_text(self) -> None: ...


def is_in_sight(widget: QWidget) -> bool:
    """Whether any part of `widget` can be seen; Qt calls a dock behind another tab visible too."""
    return widget.isVisible() and not widget.window().isMinimized() and not widget.visibleRegion().isEmpty()


class FrameClock(QObject):
    """Pulls frames for the views in sight. Lives in the GUI thread."""

    showing = Signal()
    """The views are about to be given a snapshot."""
    snapshot_shown = Signal(object)
    """The snapshot that the views have just been given."""
    text_due = Signal(object)
    """Four times a second: the newest snapshot, or None before the first."""

    def __init__(
        self,
        controller: TrainingController,
        views: Callable[[], Iterable[FrameView]],
        extra: Callable[[dict[str, Any]], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._views = views
        self._extra = extra
        self._held: Snapshot | None = None
        self._shown: Snapshot | None = None
        self._unpainted_since: float | None = None
        self._idle_ticks = 0
        self._text_wanted = True
        self._asked_id = 0
        self._asked_at: float | None = None
        self._latency_s = 0.0
        self.next_request_id = 1
        self._frames = QTimer(self, interval=FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._frames.timeout.connect(self._on_frame_tick)
        self._settled = QTimer(self, interval=0, singleShot=True)
        self._settled.timeout.connect(self.painted)
        self._texts = QTimer(self, interval=TEXT_MS)
        self._texts.timeout.connect(self._on_text_tick)
        controller.snapshot_arrived.connect(self._on_snapshot_arrived)

    @property
    def shown(self) -> Snapshot | None:
        """The newest snapshot on the screen."""
        return self._shown

    def start(self) -> None:
        """Begin to tick."""
        self._frames.start()
        self._texts.start()

    def stop(self) -> None:
        """Stop for good; safe to call twice."""
        self._frames.stop()
        self._texts.stop()
        self._settled.stop()

    @property
    def has_shown(self) -> bool:
        """Whether a frame of the present run is on the screen."""
        return self._shown is not None

    def forget(self) -> None:
        """A new run begins: nothing held is of any use."""
        self._held = self._shown = None
        self._asked_at = None
        self._idle_ticks = IDLE_TICKS

    def wake(self) -> None:
        """Something changed: don't wait for the slow pace of an idle run."""
        self._idle_ticks = IDLE_TICKS

    def take_request_id(self) -> int:
        """The next id; they grow, so that of two answers the later one is known."""
        self.next_request_id += 1
        return self.next_request_id - 1

    @Slot()
    def painted(self) -> None:
        """The window has painted what it was given."""
        self._unpainted_since = None

    @Slot()
    def _on_frame_tick(self) -> None:
        if self._unpainted_since is not None and perf_counter() - self._unpainted_since < PATIENCE_S:
            return
        held, self._held = self._held, None
        self._idle_ticks += 1
        in_sight = self._in_sight()
        self._ask(held, in_sight)
        if held is not None:
            self._show(held, in_sight)

    def _in_sight(self) -> list[FrameView]:
        return [view for view in self._views() if is_in_sight(view)]  # type: ignore[arg-type]  # all QWidgets

    def _ask(self, newest: Snapshot | None, in_sight: list[FrameView]) -> None:
        now = perf_counter()
        if self._asked_at is not None and now - self._asked_at < PATIENCE_S:
            return
        newest = newest or self._shown
        is_idle = newest is not None and newest.state is not RunState.TRAINING
        if is_idle and self._idle_ticks < IDLE_TICKS:
            return
        self._idle_ticks = 0
        wanted: dict[str, Any] = {}
        for view in in_sight:
            view.add_to_request(wanted)
        if self._text_wanted:
            # The narration needs them even while their instruments are hidden; now and then costs nothing.
            wanted.update(losses=True, gradients=True)
        self._extra(wanted)
        request = FrameRequest(request_id=self.take_request_id(), **wanted)
        # Noted before it is sent: an engine in this very thread answers at once.
        before = self._asked_id, self._asked_at, self._text_wanted
        self._asked_id, self._asked_at, self._text_wanted = request.request_id, now, False
        if not self._controller.request_frame(request):
            self._asked_id, self._asked_at, self._text_wanted = before

    def _show(self, snapshot: Snapshot, in_sight: list[FrameView]) -> None:
        self._shown = snapshot
        self._unpainted_since = perf_counter()
        # Its turn comes after that of painting: a frame that changed nothing must not hold up the next.
        self._settled.start()
        self.showing.emit()
        for view in in_sight:
            view.set_snapshot(snapshot)
        self.snapshot_shown.emit(snapshot)

    @Slot(object)
    def _on_snapshot_arrived(self, snapshot: Snapshot) -> None:
        # An answer to a drawing alone has nothing for the instruments.
        if snapshot.request_id != self._asked_id:
            return
        if self._asked_at is not None:
            self._latency_s += 0.2 * (perf_counter() - self._asked_at - self._latency_s)
        self._asked_at = None
        is_first = self._held is None
        self._held = snapshot
        if is_first and self._latency_s > HURRY_S and self._frames.isActive():
            self._ask(snapshot, self._in_sight())

    @Slot()
    def _on_text_tick(self) -> None:
        self._text_wanted = True
        for view in self._in_sight():
            view.refresh_text()
        self.text_due.emit(self._shown)
