"""Loss and accuracy: how well training goes, and whether what is learned holds for examples never trained
on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from playground.theme import Theme
from playground.training.messages import Losses, Recording, RunRecord, Snapshot
from playground.views.instrument import Instrument
from playground.views.loss_frame import PlotFrame
from playground.views.loss_panels import AccuracyPanel, LossPanel
from playground.views.loss_words import text_twin
from playground.views.numbers import loss_text, percent, whole
from playground.views.readout import Line, Segment
from playground.views.run_colours import run_colour
from playground.views.thinning import nearest
from playground.views.view_export import DataTable


class LossView(Instrument):
    """Loss of training and test at the left, accuracy at the right (below, if there is more height than
    width). Kept runs can be laid over them, and the moment shown can be dragged."""

    seek_requested = Signal(int)
    """The step that the person dragged the cursor to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("loss_view", parent)
        self.set_words(
            self.tr("Loss and accuracy"),
            self.tr("The loss of every update will be drawn here, and the accuracy after each epoch."),
        )
        self._snapshot: Snapshot | None = None
        self._losses: Losses | None = None
        self._recording: Recording | None = None
        self._overlays: tuple[RunRecord, ...] = ()
        self._names: dict[int, str] = {}
        self._counted_in = "epochs"
        self.loss_panel = LossPanel(self.tr("Loss"))
        self.accuracy_panel = AccuracyPanel(self.tr("Accuracy"))
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.body)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.loss_panel, 3)
        self._layout.addWidget(self.accuracy_panel, 2)
        self.plots = (self.loss_panel, self.accuracy_panel)
        for panel in (self.loss_panel, self.accuracy_panel):
            panel.hovered.connect(self._on_hovered)
            panel.resized.connect(self._on_panel_resized)
            panel.cursor_dragged.connect(self._on_cursor_dragged)
        self.add_toggle(
            "log",
            self.tr("log"),
            self.tr("Logarithmic loss axis: halving the loss is one step down, however small it is already"),
            checked=True,
        )
        self.add_toggle(
            "recent", self.tr("recent"), self.tr("Show only the last few hundred updates, each one by itself")
        )
        self.add_toggle(
            "epochs",
            self.tr("epochs"),
            self.tr("Count in epochs (passes through the training set) instead of updates"),
        )
        self.add_toggle(
            "seconds",
            self.tr("seconds"),
            self.tr("Count in seconds of training: which run is faster, not which needs fewer updates"),
        )
        self.add_menu()
        self.show_empty(True)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.loss_panel.set_theme(theme)
        self.accuracy_panel.set_theme(theme)
        self._redraw()

    def set_snapshot(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if snapshot.recording is not None:
            self.set_recording(snapshot.recording)
        if snapshot.losses is None:
            return
        self._losses = snapshot.losses
        self.accuracy_panel.setVisible(_counts_answers(snapshot.losses))
        if self.is_empty:
            self.show_empty(False)
            self.refresh_text()
        self._redraw()

    def clear(self) -> None:
        self._snapshot = self._losses = self._recording = None
        self.loss_panel.clear_ranges()
        self.accuracy_panel.clear_ranges()
        super().clear()
        self.refresh_text()

    def set_overlays(self, records: Sequence[RunRecord], names: dict[int, str] | None = None) -> None:
        """Draw the curves of these kept runs too; `names` are how the person calls them, by run id."""
        self._overlays = tuple(records)
        self._names = dict(names or {})
        self._redraw()
        self.refresh_text()

    def set_recording(self, recording: Recording | None) -> None:
        """Where in its past the run stands; None takes the cursor away."""
        before, self._recording = self._recording, recording
        if recording is before:
            return
        is_live = not any(known is None or known.is_past for known in (before, recording))
        if not is_live:
            self._place_cursor(self._frame())
        # Else it goes along with the curves, at the next frame.

    def _place_cursor(self, frame: PlotFrame | None) -> None:
        at = None
        if self._recording is not None and frame is not None and not frame.recent:
            at = frame.x_of_step(self._recording.step)
        self.loss_panel.set_cursor_at(at)
        self.accuracy_panel.set_cursor_at(at)

    def _ask(self, request: dict[str, Any], *, with_history: bool) -> None:
        request["losses"] = True

    def _options_applied(self) -> None:
        if self.option("epochs") and self.option("seconds"):
            # The axis counts in one of them: the one chosen last.
            self.set_options({self._counted_in: False})
            return
        self._counted_in = "epochs" if self.option("epochs") else "seconds"
        self.loss_panel.clear_ranges()
        self.accuracy_panel.clear_ranges()
        self._redraw()

    def _frame(self) -> PlotFrame | None:
        if self._losses is None or self._snapshot is None:
            return None
        return PlotFrame(
            losses=self._losses,
            step=self._snapshot.step,
            steps_per_epoch=max(1, self._snapshot.steps_per_epoch),
            log=self.option("log"),
            recent=self.option("recent"),
            epochs=self.option("epochs"),
            seconds=self.option("seconds"),
            newest_step=self._recording.newest_step if self._recording is not None else 0,
            overlays=self._overlays,
        )

    def _redraw(self) -> None:
        frame = self._frame()
        if frame is not None:
            self.loss_panel.draw(frame)
            self.accuracy_panel.draw(frame)
            self._place_cursor(frame)

    # ---- words

    def _wordings(self) -> Sequence[Line]:
        snapshot = self._snapshot
        if snapshot is None or self._losses is None:
            return self.waiting_words()
        train, test = loss_text(snapshot.batch_loss), loss_text(snapshot.test_loss)
        right = percent(snapshot.test_accuracy)
        solid, dashed = self.theme.training, self.theme.test
        others = tuple(
            Segment(self._name(record), run_colour(record.run_id, self.theme), "solid")
            for record in self._overlays
        )
        if others:
            here = (Segment(train, solid, "solid"), Segment(test, dashed, "dashed"))
            shorter = [
                (*here, *others[:n], Segment(self.tr("+{0}").format(len(others) - n)))
                for n in range(len(others) - 1, -1, -1)
            ]
            return [(*here, *others), *shorter]
        return [
            (
                Segment(self.tr("training {0}").format(train), solid, "solid"),
                Segment(self.tr("test {0}").format(test), dashed, "dashed"),
                Segment(self.tr("{0} of the test set right").format(right)),
            ),
            (
                Segment(self.tr("train {0}").format(train), solid, "solid"),
                Segment(self.tr("test {0}").format(test), dashed, "dashed"),
                Segment(right),
            ),
            (Segment(train, solid, "solid"), Segment(test, dashed, "dashed"), Segment(right)),
            (Segment(train, solid), Segment(test, dashed), Segment(right)),
            (Segment(train, solid, "solid"), Segment(test, dashed, "dashed")),
            (Segment(train, solid), Segment(test, dashed)),
        ]

    def _name(self, record: RunRecord) -> str:
        return self._names.get(record.run_id) or self.tr("Run {0}").format(record.run_id)

    def text_twin(self) -> str:
        """Losses, accuracies and what their difference means."""
        snapshot, losses = self._snapshot, self._losses
        if snapshot is None or losses is None:
            return self.tr("Loss and accuracy: no training yet.")
        names = {record.run_id: self._name(record) for record in self._overlays}
        return text_twin(snapshot, losses, self._overlays, names)

    def data_table(self) -> DataTable:
        losses = self._losses
        if losses is None:
            return DataTable((), ())
        return DataTable(
            (
                *("step", "epoch", "batch_loss", "batch_loss_low", "batch_loss_high", "batch_loss_smoothed"),
                *("test_step", "test_epoch", "test_loss", "test_accuracy", "train_accuracy"),
            ),
            (
                *(losses.batch.steps, losses.batch.epochs, losses.batch.mean, losses.batch.low),
                *(losses.batch.high, losses.smoothed, losses.test_steps, losses.test_epochs),
                *(losses.test_loss, losses.test_accuracy, losses.train_accuracy),
            ),
        )

    # ---- pointer

    @Slot(object)
    def _on_hovered(self, position: tuple[float, float] | None) -> None:
        frame = self._frame()
        line = None
        x = None
        if position is not None and frame is not None:
            line, x = self._line_at(frame, position[0])
        self.loss_panel.set_crosshair(x)
        self.accuracy_panel.set_crosshair(x)
        self.set_hover_line(*((line,) if line else ()))

    @Slot(float)
    def _on_cursor_dragged(self, x: float) -> None:
        frame, recording = self._frame(), self._recording
        if frame is not None and recording is not None:
            step = max(0, min(round(frame.step_at(x)), recording.newest_step))
            self.seek_requested.emit(step)

    @Slot()
    def _on_panel_resized(self) -> None:
        self._redraw()

    def _line_at(self, frame: PlotFrame, x: float) -> tuple[Line, float] | tuple[None, None]:
        step = frame.step_at(x)
        losses = frame.losses
        segments: list[Segment] = []
        at_step = step
        if frame.recent and len(losses.recent_steps):
            i = nearest(losses.recent_steps, step)
            at_step = float(losses.recent_steps[i])
            segments.append(
                Segment(
                    self.tr("batch {0}").format(loss_text(float(losses.recent_loss[i]))),
                    self.theme.training,
                    "solid",
                )
            )
        elif len(losses.batch.steps):
            i = nearest(losses.batch.steps, step)
            at_step = float(losses.batch.steps[i])
            low, high = float(losses.batch.low[i]), float(losses.batch.high[i])
            spread = "" if low == high else f" ({loss_text(low)}…{loss_text(high)})"
            segments.append(
                Segment(loss_text(float(losses.smoothed[i])) + spread, self.theme.training, "solid")
            )
        if len(losses.test_steps):
            j = nearest(losses.test_steps, at_step)
            test = f"{loss_text(float(losses.test_loss[j]))}, {percent(float(losses.test_accuracy[j]))}"
            segments.append(Segment(test, self.theme.test, "dashed"))
        if not segments:
            return None, None
        place = self.tr("step {0}").format(whole(at_step))
        return (Segment(place), *segments), frame.x_of_step(at_step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tall = self.height() > 0.75 * self.width() and self.height() > 260
        direction = QBoxLayout.Direction.TopToBottom if tall else QBoxLayout.Direction.LeftToRight
        if self._layout.direction() != direction:
            self._layout.setDirection(direction)


def _counts_answers(losses: Losses) -> bool:
    """Whether there is a right and wrong to count; a regression has values only, and no accuracy."""
    return not len(losses.test_accuracy) or bool(np.isfinite(losses.test_accuracy).any())
