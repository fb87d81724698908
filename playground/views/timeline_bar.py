"""The time machine's bar: drag through the run, step back, play it again, return to now."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from playground.theme import LIGHT, Theme
from playground.training.messages import Recording, Snapshot
from playground.views.numbers import whole
from playground.views.plot_style import header_style, small_font
from playground.views.timeline_track import TimelineTrack
from playground.widgets import SteadyPlace

_NARROW_PX = 520


class TimelineBar(QWidget):
    """Shows the recording of the run, and asks for other moments of it. GUI thread only."""

    seek_requested = Signal(int)
    play_requested = Signal()
    newest_requested = Signal()
    step_back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline_bar")
        self.setAccessibleName(self.tr("Timeline of the run"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme: Theme = LIGHT
        self._recording: Recording | None = None
        self.track = TimelineTrack()
        self.track.step_chosen.connect(self._on_step_chosen)
        self._back = self._button(
            "timeline_back_button",
            "◁",
            self.tr("Step back"),
            self.tr("Take the newest update back: every weight is again exactly what it was."),
        )
        self._play = self._button(
            "timeline_play_button",
            "▷",
            self.tr("Play the run again"),
            self.tr(
                "From the moment shown (or from the start) through the recorded run, at the tool bar's speed."
            ),
        )
        self._newest = self._button(
            "timeline_newest_button",
            "▷|",
            self.tr("To the newest moment"),
            self.tr("Stop looking back: show the run as it is now."),
        )
        self._place = QLabel()
        self._place.setObjectName("timeline_place")
        self._memory = QLabel()
        self._memory.setObjectName("timeline_memory")
        self._memory.setToolTip(
            self.tr("Memory that the recording takes, of what it may take; the past is thinned to fit.")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 1, 8, 1)
        row.setSpacing(2)
        row.addWidget(self._back)
        row.addWidget(self._play)
        row.addWidget(self.track, 1)
        row.addWidget(self._newest)
        self._place_room, self._memory_room = SteadyPlace(self._place), SteadyPlace(self._memory)
        row.addWidget(self._place_room)
        row.addWidget(self._memory_room)
        self._back.clicked.connect(self.step_back_requested)
        self._play.clicked.connect(self.play_requested)
        self._newest.clicked.connect(self.newest_requested)
        self.set_theme(LIGHT)
        self.clear()

    # ---- the interface of a view

    def set_theme(self, theme: Theme) -> None:
        """Take colours and sizes from `theme`."""
        self._theme = theme
        self.track.set_theme(theme)
        self.setStyleSheet(
            f"#timeline_bar {{ background: {theme.surface}; border-top: 1px solid {theme.border}; }}"
            + header_style(theme)
            + f"QLabel {{ font-size: {theme.small_px}px; }}"
        )
        for part in (self._back, self._play, self._newest, self._place, self._memory):
            part.setFont(small_font(theme))
        self.refresh_text()

    def set_snapshot(self, snapshot: Snapshot) -> None:
        """Show where the run stands; without a recording in it the newest known stays."""
        if snapshot.recording is not None:
            self.set_recording(snapshot.recording)

    def set_recording(self, recording: Recording) -> None:
        """Show a recording; while the handle is held, it stays under the hand."""
        was_past = self._recording is not None and self._recording.is_past
        is_first = self._recording is None
        self._recording = recording
        if not self.track.is_dragging:
            place = recording.step if recording.target_step is None else recording.target_step
            self.track.set_run(place, recording.newest_step, recording.checkpoint_steps)
        if is_first or was_past != recording.is_past:
            self.refresh_text()

    def add_to_request(self, request: dict[str, Any]) -> None:
        """The recording, while the bar is seen."""
        if self.isVisible():
            request["recording"] = True

    def refresh_text(self) -> None:
        """Bring the words up to date; at most four times a second."""
        self.track.catch_up()
        recording = self._recording
        has_run = recording is not None and recording.newest_step > 0
        self.track.setEnabled(has_run)
        self._back.setEnabled(recording is not None and recording.step > 0)
        self._play.setEnabled(has_run)
        self._newest.setEnabled(recording is not None and recording.is_past)
        self._place.setText(self._place_words())
        self._memory.setText(self._memory_words())
        self._give_room()
        twin = self.text_twin()
        if twin != self.accessibleDescription():
            self.setAccessibleDescription(twin)
            self.track.setAccessibleDescription(twin)

    def clear(self) -> None:
        """A new run has begun."""
        self._recording = None
        self.track.set_run(0, 0, ())
        self.refresh_text()

    def text_twin(self) -> str:
        """Where the run stands, in a sentence."""
        if self._recording is None:
            return self.tr("Timeline: nothing recorded yet.")
        kept = len(self._recording.checkpoint_steps)
        text = self.tr("{0}. {1} moments are kept whole. Memory {2}.").format(
            self._place_words(), whole(kept), self._memory_words()
        )
        if self.track.oldest > 0:
            text += " " + self.tr("Recorded from step {0} on.").format(whole(self.track.oldest))
        return text

    # ---- words

    def _place_words(self) -> str:
        recording = self._recording
        if recording is None:
            return self.tr("no update yet")
        if recording.target_step is not None and not self.track.is_dragging:
            return self.tr("step {0} → {1} · computing").format(
                whole(recording.step), whole(recording.target_step)
            )
        step = self.track.step if self.track.is_dragging else recording.step
        if step < recording.newest_step:
            return self.tr("step {0} of {1} · looking back").format(whole(step), whole(recording.newest_step))
        return self.tr("step {0} · now").format(whole(step))

    def _memory_words(self) -> str:
        if self._recording is None:
            return ""
        used, budget = (n / 2**20 for n in (self._recording.n_bytes, self._recording.budget_bytes))
        return self.tr("{0} of {1} MB").format(f"{used:.0f}", f"{budget:.0f}")

    def _give_room(self) -> None:
        """Words that change must not move the line: their room is that of the longest so far."""
        newest = 0 if self._recording is None else self._recording.newest_step
        widest = self.tr("step {0} of {0} · looking back").format("8" * max(5, len(whole(newest))))
        metrics = QFontMetrics(small_font(self._theme))
        self._place_room.setFixedWidth(metrics.horizontalAdvance(widest) + 6)
        self._memory_room.setVisible(self.width() >= _NARROW_PX)
        self._memory_room.widen()

    def _button(self, name: str, text: str, accessible_name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setAccessibleName(accessible_name)
        button.setToolTip(f"{accessible_name}. {tip}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @Slot(int)
    def _on_step_chosen(self, step: int) -> None:
        self._place.setText(self._place_words())
        self.seek_requested.emit(step)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()
