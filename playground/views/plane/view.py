"""Decision map: what the network says everywhere on the plane, with the examples; and painting them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.data import Dataset
from playground.experiment.config import ExperimentConfig
from playground.theme import Theme
from playground.training.messages import PlaneRequest, Snapshot
from playground.views.instrument import Instrument
from playground.views.plane.axis_choice import PlaneAxisChoice
from playground.views.plane.editing import as_tuple
from playground.views.plane.editor import PlaneEditor
from playground.views.plane.examples import PlaneExamples
from playground.views.plane.legend import PlaneLegend
from playground.views.plane.marking import mark
from playground.views.plane.picture import PlanePicture
from playground.views.plane.reading import cells_of
from playground.views.plane.switches import switches
from playground.views.plane.telling import PlaneTelling
from playground.views.plane.tools import PlaneTools
from playground.views.plot_style import small_font
from playground.views.readout import Line
from playground.views.view_export import DataTable

RESOLUTION = 100
PAINTED = "paint"
_TURN_S = 1.0
_BEFORE_ANY_SPACE = 1000
"""Stretch of the picture: what is free goes to it first."""


class PlaneView(Instrument):
    """The plane of two inputs at the end of the stage. GUI thread only.

    A frame costs the GUI 1 to 2.5 ms at 380 to 520 px (map of 100×100, lines where the answer changes, 500
    points).
    """

    points_edited = Signal(object)
    """New painted points, a tuple of (x₁, x₂, class), once at the end of each gesture."""
    point_picked = Signal(str, int)
    """Split and row of the example that was clicked."""
    point_dropped = Signal()
    """No example shall be shown in the network any more."""
    chosen_moved = Signal(object)
    """Where on the plane the example is that is shown in the network, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("plane_view", parent)
        self.set_words(
            self.tr("Decision map"),
            self.tr("What the network says everywhere on the plane will be drawn here."),
        )
        self.body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.examples = PlaneExamples()
        self._batch: NDArray[np.int64] | None = None
        self._split = "train"
        """Whose answers are asked for, where they can't be read from the map: the two in turn."""
        self._split_since_s = float("-inf")
        self._chosen: tuple[str, int] | None = None
        self._chosen_place: tuple[float, float] | None = None
        self.editor = PlaneEditor(self)
        self.picture = PlanePicture(self.editor)
        self.legend = PlaneLegend(self.picture.colours)
        self._telling = PlaneTelling(self.picture, self.examples, self.legend.words)
        self.axes = PlaneAxisChoice()
        self.tools = PlaneTools(self.editor)
        self.plots = (self.picture,)
        self._add_controls()
        self._lay_out()
        self.picture.hovered.connect(self._on_hovered)
        self.picture.point_picked.connect(self._on_point_picked)
        self.picture.point_dropped.connect(self.point_dropped)
        self.axes.axes_chosen.connect(self._on_axes_chosen)
        self.editor.changed.connect(self._on_points_changed)
        self.editor.committed.connect(self.points_edited)
        self.axes.set_names((), None)
        self._show_points()
        self.show_empty(True)

    def _add_controls(self) -> None:
        self._strip = QHBoxLayout()
        self._strip.setContentsMargins(2, 0, 2, 2)
        self._strip.setSpacing(1)
        for name, text, tip, checked in switches():
            # Below the picture, where there is room for all of them.
            self._strip.addWidget(self.add_toggle(name, text, f"<p>{tip}</p>", checked=checked))
        self._strip.addStretch(1)
        self.edit_button = self.add_button(
            "edit",
            self.tr("✎ Edit"),
            self.tr(
                "<p>Make these points your own: paint more, erase, move them, give them wrong labels. "
                "The network starts anew with them; Undo brings the generated set back.</p>"
            ),
        )
        self.edit_button.clicked.connect(self._on_edit_clicked)
        self.add_menu()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        # Picture, legend and switches are one group, in the middle of a column that is higher than they are.
        column.addStretch(1)
        column.addWidget(self.picture, _BEFORE_ANY_SPACE)
        column.addWidget(self.legend)
        column.addWidget(self.axes)
        column.addLayout(self._strip)
        column.addWidget(self.tools)
        column.addStretch(1)

    # ---- the interface of a view

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.picture.set_theme(theme)
        self.legend.set_colours(self.picture.colours)
        self.tools.set_theme(theme)
        metrics = QFontMetrics(small_font(theme))
        for button in self._toggles.values():
            # The style's own margins would not leave room for all of them on a narrow stage.
            button.setFixedWidth(metrics.horizontalAdvance(button.text()) + 10)

    def _style(self, theme: Theme) -> str:
        # The same paper as the network's, below the switches too.
        return super()._style(theme) + f"#plane_view_body {{ background: {theme.plot}; }}"

    def set_config(self, config: ExperimentConfig) -> None:
        """Show painted points that the config holds, without a signal; others can't be edited in place."""
        examples = self.examples
        was_painted, examples.is_painted = examples.is_painted, config.data.dataset == PAINTED
        if examples.is_painted:
            self.editor.set_points(config.data.points)
            self.tools.refresh()
        if examples.is_painted or was_painted:
            self._show_points()

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Show the examples of a run; None if there are none."""
        self.examples.set_dataset(dataset)
        self.axes.set_names(self.examples.choosable_axes, self.examples.axes)
        self._show_plane()

    def set_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.answers is not None:
            self.examples.answers[snapshot.answers.split] = snapshot.answers
            self._take_turns(snapshot.answers.split)
        if snapshot.batch is not None:
            self._batch = snapshot.batch.indices
        maps = snapshot.plane
        if maps is None or not maps.outputs.size:
            return
        shown = self.picture.maps
        if maps is shown and not self._marks_can_change():
            return  # maps are made half as often as frames are shown
        self.picture.set_maps(maps)
        self._mark()
        if shown is None:
            self.show_empty(False)
            self.refresh_text()

    def set_chosen(self, split: str = "", row: int = -1) -> None:
        """Ring the example that is shown in the network; without a split none."""
        self._chosen = (split, row) if split else None
        self._mark()

    def _take_turns(self, split: str) -> None:
        now = time.monotonic()
        if split == self._split and now - self._split_since_s >= _TURN_S:
            self._split, self._split_since_s = "test" if split == "train" else "train", now

    def _marks_can_change(self) -> bool:
        return self.option("batch") or (self.option("wrong") and not self.examples.is_exact)

    def clear(self) -> None:
        self.examples.answers, self._batch = {}, None
        self._split, self._split_since_s = "train", float("-inf")
        self.picture.set_maps(None)
        self.picture.batch = self.picture.wrong = None
        super().clear()
        self.show_empty(not self.examples.is_painted and self.examples.dataset is None)
        self.refresh_text()

    def _ask(self, request: dict[str, Any], *, with_history: bool) -> None:
        x_range, y_range = self.examples.ranges
        wanted = request.get("plane")
        if not isinstance(wanted, PlaneRequest):
            wanted = PlaneRequest(neuron_resolution=0)
        request["plane"] = replace(
            wanted,
            x_range=x_range,
            y_range=y_range,
            resolution=max(wanted.resolution, RESOLUTION),
            axes=self.examples.axes,
        )
        if self.option("batch"):
            request["batch"] = True
        if not self.examples.is_exact:
            # The map is a slice: what is right can't be read from it.
            request.setdefault("answers", self._split)

    def _options_applied(self) -> None:
        self.picture.scores, self.picture.discrete = self.option("values"), self.option("discrete")
        self.picture.with_test = self.option("test")
        self.legend.set_with_test(self.option("test"))
        self.picture.redraw()
        self._mark()

    # ---- examples

    def _show_plane(self) -> None:
        self.picture.ranges = ranges = self.examples.ranges
        self.picture.axis_names = self.examples.axis_names
        self.editor.ranges = ranges
        self.editor.unit = (ranges[0][1] - ranges[0][0]) / 12.0
        self._show_points()

    def _show_points(self) -> None:
        examples, painted = self.examples, self.editor.points
        points = examples.points(painted)
        self._telling.class_names = examples.class_names(painted)
        scale = examples.scale(points)
        self.picture.set_points(points, max(1, len(self._telling.class_names)), scale)
        if points.is_regression:
            self.legend.set_scale(scale)
        else:
            self.legend.set_classes(self._telling.class_names)
        hint = self.tr("Paint points of two classes here: press and drag. 1–6 choose the class.")
        self.picture.set_editable(examples.is_painted, hint)
        self.tools.setVisible(examples.is_painted)
        self.edit_button.setVisible(examples.can_be_painted)
        self._toggles["values"].setVisible(not points.is_regression)
        self._mark()
        if len(points) or examples.is_painted:
            self.show_empty(False)

    def _mark(self) -> None:
        """Light the batch, ring what is wrong and what is chosen, where that is asked for and known."""
        batch = self._batch if self.option("batch") else None
        place = mark(
            self.picture, self.examples, batch=batch, with_wrong=self.option("wrong"), chosen=self._chosen
        )
        if place != self._chosen_place:
            self._chosen_place = place
            self.chosen_moved.emit(place)

    # ---- words

    def _wordings(self) -> Sequence[Line]:
        return self.waiting_words() if self.picture.maps is None else self._telling.readout()

    def text_twin(self) -> str:
        """What the network gives to whom, and how many examples it gets right."""
        return self._telling.twin()

    def data_table(self) -> DataTable:
        maps = self.picture.maps
        if maps is None:
            return DataTable((), ())
        n_outputs = maps.outputs.shape[2]
        names = self._telling.class_names if len(self._telling.class_names) == n_outputs else ("value",)
        return DataTable((*self.picture.axis_names, *names), cells_of(maps))

    # ---- what the person does

    @Slot(object)
    def _on_hovered(self, at: tuple[float, float] | None) -> None:
        if at is None:
            self.set_hover_line()
            return
        self.set_hover_line(*self._telling.at(at, scores=self.option("values")))

    @Slot(int)
    def _on_point_picked(self, index: int) -> None:
        points = self.picture.points
        self.point_picked.emit("test" if points.is_test[index] else "train", int(points.rows[index]))

    @Slot()
    def _on_points_changed(self) -> None:
        if self.examples.is_painted:
            self._show_points()

    @Slot(object)
    def _on_axes_chosen(self, axes: tuple[int, int] | None) -> None:
        self.examples.set_axes(axes)
        self.picture.set_maps(None)
        self._show_plane()

    @Slot()
    def _on_edit_clicked(self) -> None:
        points = self.examples.points(self.editor.points)
        self.points_edited.emit(as_tuple(np.column_stack([points.xy, points.targets])))

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(380, 460)

    def minimumSizeHint(self) -> QSize:
        return QSize(232, 260)
