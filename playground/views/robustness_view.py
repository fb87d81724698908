"""Damage and doubt: what is still read when pictures are damaged, and what it brings not to answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from playground.data import Dataset
from playground.theme import Theme
from playground.training.messages import Robustness, Snapshot
from playground.views.choice_button import ChoiceButton
from playground.views.instrument import Instrument
from playground.views.marks import Marks
from playground.views.numbers import axis_text, percent
from playground.views.plot_panel import PlotPanel
from playground.views.plot_style import fill_brush, line_pen, small_font
from playground.views.ranges import linear_ticks
from playground.views.readout import Line, Segment
from playground.views.robustness_words import (
    age_words,
    at_threshold,
    damage_choices,
    damage_sentence,
    short_damage_sentence,
    short_threshold_sentence,
    shortest_threshold_sentence,
    strength_text,
    threshold_sentence,
    unit_of,
)
from playground.views.view_export import DataTable

_START_PERCENT = 90
_LOW_PX = 190
"""Below this height the plot of the threshold needs the room of a line of words."""
_LEAST_PLOT_LINES = 4
"""So many lines of text high must a plot be, title and axis among them."""


class SharePanel(PlotPanel):
    """Shares in percent over something: a solid curve with markers, and a dashed one."""

    def __init__(self, object_name: str, title: str, parent: QWidget | None = None) -> None:
        self.solid = pg.PlotCurveItem(skipFiniteCheck=True)
        self.dashed = pg.PlotCurveItem(skipFiniteCheck=True)
        self.markers = Marks(5.0)
        self.line = pg.InfiniteLine(angle=90, movable=False)
        super().__init__(object_name, title, parent)
        for item in (self.solid, self.dashed, self.markers, self.line):
            self.view_box.addItem(item, ignoreBounds=True)
        self.line.hide()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.solid.setPen(line_pen(theme.training, width=2))
        self.dashed.setPen(line_pen(theme.test, dashed=True, width=2))
        self.markers.pen = line_pen(theme.training)
        self.markers.brush = fill_brush(theme.plot)
        self.line.setPen(line_pen(theme.accent))

    def draw(self, x: np.ndarray, solid: np.ndarray, dashed: np.ndarray | None = None) -> None:
        """Show shares 0…1 over `x`; what isn't known yet is left out."""
        low, high = (float(x.min()), float(x.max())) if len(x) else (0.0, 1.0)
        high = high if high > low else low + 1.0
        n_across = max(2, int(self.plot_rect().width()) // 48)
        n_down = min(6, max(1, int(self.plot_rect().height() / (1.4 * self.plot_theme.small_px))))
        self.set_x_axis(low, high, [(v, axis_text(v)) for v in linear_ticks(low, high, n_across)])
        self.set_y_axis(0.0, 100.0, [(v, axis_text(v)) for v in linear_ticks(0.0, 100.0, n_down)])
        good = np.isfinite(solid)
        at, share = x[good].astype(np.float64), 100.0 * solid[good].astype(np.float64)
        self.solid.setData(at, share)
        many = len(at) > 25
        self.markers.set_points(at[:0] if many else at, share[:0] if many else share, self.bounds())
        if dashed is not None:
            self.dashed.setData(x.astype(np.float64), 100.0 * dashed.astype(np.float64))


class RobustnessView(Instrument):
    """Accuracy against damage at the left, the threshold of confidence at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("robustness_view", parent)
        self.set_words(
            self.tr("Damage and doubt"),
            self.tr(
                "Test examples will be damaged here, more and more, to see how many are still read rightly."
            ),
        )
        self._robustness: Robustness | None = None
        self._unmeasured = self.tr("Damage and doubt: nothing measured yet.")
        self.damage_panel = SharePanel("damage_plot", self.tr("Right on damaged examples, %"))
        self.doubt_panel = SharePanel("doubt_plot", self.tr("Answered, and right of these, %"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("confidence_slider")
        self.slider.setRange(0, 100)
        self.slider.setValue(_START_PERCENT)
        self.slider.setMinimumHeight(20)
        self.slider.setAccessibleName(self.tr("Least confidence"))
        self.slider.setToolTip(
            self.tr(
                "How sure the network must be to answer at all. Higher: fewer answers,\n"
                "but more of them are right, unless it is sure of its errors too."
            )
        )
        self.doubt_words = QLabel()
        self.doubt_words.setObjectName("doubt_words")
        self.doubt_words.setWordWrap(True)
        self._arrange()
        self._damage = ChoiceButton(
            "robustness_view_damage", self.tr("Damage"), self.tr("What is done to the test pictures")
        )
        self._damage.set_choices(damage_choices())
        self._damage.chosen.connect(self._on_damage_chosen)
        self._header.addWidget(self._damage)
        self.add_menu()
        self.plots = (self.damage_panel, self.doubt_panel)
        self.slider.valueChanged.connect(self._on_threshold_changed)
        self.damage_panel.hovered.connect(self._on_damage_hovered)
        self.doubt_panel.hovered.connect(self._on_doubt_hovered)
        for panel in (self.damage_panel, self.doubt_panel):
            panel.resized.connect(self._on_panel_resized)
        self.show_empty(True)

    def _arrange(self) -> None:
        grid = QGridLayout(self.body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(0, 1)
        grid.addWidget(self.damage_panel, 0, 0, 3, 1)
        grid.addWidget(self.doubt_panel, 0, 1)
        grid.addWidget(self.slider, 1, 1)
        grid.addWidget(self.doubt_words, 2, 1)

    @property
    def threshold(self) -> float:
        """Confidence 0…1 below which the network is told not to answer."""
        return self.slider.value() / 100.0

    def set_dataset(self, dataset: Dataset | None) -> None:
        """What is damaged; a regression has no right answers to count."""
        waiting = self.tr(
            "Test examples will be damaged here, more and more: how many are still read rightly?"
        )
        if dataset is not None and dataset.is_regression:
            waiting = self.tr("A regression answers with a value: there is no right and wrong to count here.")
            self._unmeasured = f"{self.tr('Damage and doubt')}: {waiting}"
        else:
            self._unmeasured = self.tr("Damage and doubt: nothing measured yet.")
        self.set_words(self.tr("Damage and doubt"), waiting)
        self._robustness = None
        self.show_empty(True)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.damage_panel.set_theme(theme)
        self.doubt_panel.set_theme(theme)
        self.doubt_words.setStyleSheet(
            f"color: {theme.text}; font-size: {theme.small_px}px; background: transparent;"
            " padding: 0 4px 2px;"
        )
        self._redraw()

    def set_snapshot(self, snapshot: Snapshot) -> None:
        robustness = snapshot.robustness
        if robustness is None or robustness.damage != self._damage.value:
            return
        if robustness is self._robustness:
            return
        self._robustness = robustness
        self._redraw()
        if self.is_empty:
            self.show_empty(False)
            self.refresh_text()

    def clear(self) -> None:
        self._robustness = None
        super().clear()
        self.refresh_text()

    def _ask(self, request: dict[str, Any], *, with_history: bool) -> None:
        request["robustness"] = self._damage.value

    def _redraw(self) -> None:
        robustness = self._robustness
        if robustness is None:
            return
        self.damage_panel.set_titles(
            (self.tr("Right on damaged examples, %"), self.tr("Right, %")), unit_of(robustness.damage)
        )
        self.damage_panel.draw(robustness.strengths, robustness.accuracies)
        self.doubt_panel.set_titles(
            (self.tr("— right of these, %   - - answered, %"), self.tr("— right  - - answered")),
            self.tr("least confidence, %"),
        )
        self.doubt_panel.draw(
            100.0 * robustness.thresholds, robustness.accuracy_of_answered, robustness.answered_share
        )
        self._show_threshold()

    def _show_threshold(self) -> None:
        self.doubt_panel.line.setVisible(self._robustness is not None)
        self.doubt_panel.line.setPos(100.0 * self.threshold)
        r = self._robustness
        words = threshold_sentence(r, self.threshold) if r else ""
        self.doubt_words.setText(self._fitting(words, r) if r else words)
        self.doubt_words.setToolTip(words)
        self.slider.setAccessibleDescription(words)

    # ---- words

    def _fitting(self, words: str, robustness: Robustness) -> str:
        """What leaves the plot above it some room: all of it, two lines, or one."""
        if self.height() >= _LOW_PX:
            return words
        short = short_threshold_sentence(robustness, self.threshold)
        metrics = QFontMetrics(small_font(self.theme))
        two_lines = 2 * metrics.height() + self.slider.minimumHeight()
        room = QRect(0, 0, self.doubt_words.width() - 8, 1000)
        wrapped = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, short)
        if (
            wrapped.height() <= 2 * metrics.lineSpacing()
            and self.body.height() - two_lines > _LEAST_PLOT_LINES * metrics.height()
        ):
            return short
        return shortest_threshold_sentence(robustness, self.threshold)

    def _wordings(self) -> Sequence[Line]:
        if self._robustness is None:
            return self.waiting_words()
        words = Segment(damage_sentence(self._robustness))
        age = Segment(age_words(self._robustness), self.theme.text_muted)
        return [(words, age), (words,), (Segment(short_damage_sentence(self._robustness)),)]

    def text_twin(self) -> str:
        """What damage costs, and what a threshold brings."""
        if self._robustness is None:
            return self._unmeasured
        doubt = threshold_sentence(self._robustness, self.threshold)
        return f"{damage_sentence(self._robustness)} {doubt}".strip()

    def data_table(self) -> DataTable:
        r = self._robustness
        if r is None:
            return DataTable((), ())
        return DataTable(
            (f"strength of {r.damage}", "accuracy", "threshold", "answered", "accuracy of answered"),
            (r.strengths, r.accuracies, r.thresholds, r.answered_share, r.accuracy_of_answered),
        )

    # ---- what the person does

    @Slot(str)
    def _on_damage_chosen(self, _damage: str) -> None:
        self._robustness = None
        self.show_empty(True)
        self.refresh_text()

    @Slot(int)
    def _on_threshold_changed(self, _value: int) -> None:
        self._show_threshold()
        self.setAccessibleDescription(self.text_twin())

    @Slot(object)
    def _on_damage_hovered(self, position: tuple[float, float] | None) -> None:
        r = self._robustness
        good = np.flatnonzero(np.isfinite(r.accuracies)) if r is not None else ()
        if position is None or r is None or not len(good):
            self.damage_panel.set_crosshair(None)
            self.set_hover_line()
            return
        i = int(good[np.argmin(np.abs(r.strengths[good] - position[0]))])
        self.damage_panel.set_crosshair(float(r.strengths[i]))
        words = self.tr("{0}: {1} right").format(
            strength_text(r.damage, float(r.strengths[i])), percent(float(r.accuracies[i]))
        )
        self.set_hover_line((Segment(words, self.theme.training, "solid"),))

    @Slot(object)
    def _on_doubt_hovered(self, position: tuple[float, float] | None) -> None:
        r = self._robustness
        if position is None or r is None or not len(r.thresholds):
            self.doubt_panel.set_crosshair(None)
            self.set_hover_line()
            return
        i = int(np.argmin(np.abs(r.thresholds - position[0] / 100.0)))
        self.doubt_panel.set_crosshair(100.0 * float(r.thresholds[i]))
        answered, right = at_threshold(r, float(r.thresholds[i]))
        self.set_hover_line(
            (
                Segment(self.tr("at {0}").format(percent(float(r.thresholds[i]), 0))),
                Segment(self.tr("right {0}").format(percent(right)), self.theme.training, "solid"),
                Segment(self.tr("answered {0}").format(percent(answered)), self.theme.test, "dashed"),
            )
        )

    @Slot()
    def _on_panel_resized(self) -> None:
        self._redraw()
