"""Decision map: what the network says everywhere on the plane, with the examples; and painting them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.data import DATASETS, Dataset
from playground.data.planar.generate import CLASS_LETTERS
from playground.experiment.config import ExperimentConfig
from playground.theme import Theme
from playground.training.messages import Answers, PlaneRequest, Snapshot
from playground.views.instrument import Instrument
from playground.views.numbers import percent, whole
from playground.views.plane_colours import ValueScale
from playground.views.plane_editing import N_CLASSES, as_tuple, n_classes_of
from playground.views.plane_editor import PlaneEditor
from playground.views.plane_legend import PlaneLegend
from playground.views.plane_picture import PlanePicture
from playground.views.plane_points import PlanePoints, painted_points, points_of
from playground.views.plane_reading import outputs_at
from playground.views.plane_tools import PlaneTools
from playground.views.plane_words import answer_text, areas_text, place_text
from playground.views.plot_style import small_font
from playground.views.readout import Line, Segment
from playground.views.view_export import DataTable

RESOLUTION = 100
PAINTED = "paint"
_HOME = ((-6.0, 6.0), (-6.0, 6.0))


class PlaneView(Instrument):
    """The plane of two inputs at the end of the stage. GUI thread only."""

    points_edited = Signal(object)
    """New painted points, a tuple of (x₁, x₂, class), once at the end of each gesture."""
    point_picked = Signal(str, int)
    """Split and row of the example that was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("plane_view", parent)
        self.set_words(
            self.tr("Decision map"),
            self.tr("What the network says everywhere on the plane will be drawn here."),
        )
        self._dataset: Dataset | None = None
        self._answers: dict[str, Answers] = {}
        self._batch: NDArray[np.int64] | None = None
        self._class_names: tuple[str, ...] = ()
        self._is_painted = False
        self.editor = PlaneEditor(self)
        self.picture = PlanePicture(self.editor)
        self.legend = PlaneLegend(self.picture.colours)
        self.tools = PlaneTools(self.editor)
        self.plots = (self.picture,)
        self._add_switches()
        self._lay_out()
        self.picture.hovered.connect(self._on_hovered)
        self.picture.point_picked.connect(self._on_point_picked)
        self.editor.changed.connect(self._on_points_changed)
        self.editor.committed.connect(self.points_edited)
        self.show_empty(True)
        self._show_points()

    def _add_switches(self) -> None:
        self._strip = QHBoxLayout()
        self._strip.setContentsMargins(2, 0, 2, 2)
        self._strip.setSpacing(1)
        tips = {
            "values": (
                self.tr("values"),
                self.tr(
                    "Colour by how far one score is ahead of the other before softmax, which still tells "
                    "differences where all probabilities are 100 %; off: by probability"
                ),
                False,
            ),
            "discrete": (
                self.tr("discrete"),
                self.tr("Only the answer, in plain colours; off: how sure the network is, smoothly"),
                False,
            ),
            "test": (self.tr("test"), self.tr("Show the held-out test examples (hollow)"), True),
            "batch": (
                self.tr("batch"),
                self.tr("Light the examples of the newest mini-batch: only they pull in this update"),
                False,
            ),
            "wrong": (self.tr("wrong"), self.tr("Ring the examples that the network gets wrong now"), False),
        }
        for name, (text, tip, checked) in tips.items():
            button = self.add_toggle(name, text, f"<p>{tip}</p>", checked=checked)
            # Below the picture, where there is room for all of them.
            self._strip.addWidget(button)
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
        column.addWidget(self.picture, 1)
        column.addWidget(self.legend)
        column.addLayout(self._strip)
        column.addWidget(self.tools)

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

    def set_config(self, config: ExperimentConfig) -> None:
        """Show painted points that the config holds, without a signal; others can't be edited in place."""
        was_painted, self._is_painted = self._is_painted, config.data.dataset == PAINTED
        if self._is_painted:
            self.editor.set_points(config.data.points)
        if self._is_painted or was_painted:
            self._show_points()

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Show the examples of a run; None if there are none."""
        self._dataset = dataset
        self._answers = {}
        frame = dataset.frame if dataset is not None else None
        self.picture.ranges = (frame.x_range, frame.y_range) if frame is not None else _HOME
        self.picture.axis_names = frame.axis_names if frame is not None else ("x₁", "x₂")
        self.editor.unit = (self.picture.ranges[0][1] - self.picture.ranges[0][0]) / 12.0
        self._show_points()

    def set_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.answers is not None:
            self._answers[snapshot.answers.split] = snapshot.answers
        if snapshot.batch is not None:
            self._batch = snapshot.batch.indices
        if snapshot.plane is not None and snapshot.plane.outputs.size:
            is_first = self.picture.maps is None
            self.picture.set_maps(snapshot.plane)
            self._mark()
            if is_first:
                self.show_empty(False)
                self.refresh_text()

    def clear(self) -> None:
        self._answers, self._batch = {}, None
        self.picture.set_maps(None)
        self.picture.batch = self.picture.wrong = None
        super().clear()
        self.show_empty(not self._is_painted and self._dataset is None)
        self.refresh_text()

    def _ask(self, request: dict[str, Any], *, with_history: bool) -> None:
        x_range, y_range = self.picture.ranges
        wanted = request.get("plane")
        if not isinstance(wanted, PlaneRequest):
            wanted = PlaneRequest(neuron_resolution=0)
        resolution = max(wanted.resolution, RESOLUTION)
        request["plane"] = replace(wanted, x_range=x_range, y_range=y_range, resolution=resolution)
        if self.option("batch"):
            request["batch"] = True
        if self.option("wrong") and not self._is_exact():
            request.setdefault("answers", "train")

    def _options_applied(self) -> None:
        self.picture.scores, self.picture.discrete = self.option("values"), self.option("discrete")
        self.picture.with_test = self.option("test")
        self.legend.set_with_test(self.option("test"))
        self.picture.redraw()
        self._mark()

    # ---- examples

    def _is_exact(self) -> bool:
        """Whether the plane is all that the network is given, so that the map holds at every example."""
        dataset = self._dataset
        return (
            self._is_painted
            or dataset is None
            or DATASETS[dataset.name].kind == "plane"
            or dataset.x_train.shape[1] == 2
        )

    def _points(self) -> PlanePoints:
        if self._is_painted:
            return painted_points(self.editor.points, self._dataset)
        return points_of(self._dataset) if self._dataset is not None else PlanePoints()

    def _show_points(self) -> None:
        points, dataset = self._points(), self._dataset
        scale = ValueScale()
        if points.is_regression and len(points):
            scale = ValueScale.around(float(points.targets.min()), float(points.targets.max()))
        n_classes = dataset.n_classes if dataset is not None else 2
        self._class_names = dataset.class_names if dataset is not None else ()
        if self._is_painted:
            n_classes = n_classes_of(points_rows := self.editor.points)
            if len(self._class_names) != n_classes or not len(points_rows):
                self._class_names = tuple(CLASS_LETTERS[:n_classes])
        self.picture.set_points(points, n_classes, scale)
        if points.is_regression:
            self.legend.set_scale(scale)
        else:
            self.legend.set_classes(self._class_names)
        hint = self.tr("Paint points of two classes here: press and drag. 1–6 choose the class.")
        self.picture.set_editable(self._is_painted, hint)
        self.tools.setVisible(self._is_painted)
        self.edit_button.setVisible(self._can_be_edited())
        self._toggles["values"].setVisible(not points.is_regression)
        self._mark()
        if len(points) or self._is_painted:
            self.show_empty(False)

    def _can_be_edited(self) -> bool:
        dataset = self._dataset
        if dataset is None or self._is_painted or DATASETS[dataset.name].kind != "plane":
            return False
        return not dataset.is_regression and dataset.n_classes <= N_CLASSES

    def _mark(self) -> None:
        """Light the batch and ring what is wrong, where that is asked for and known."""
        points = self.picture.points
        self.picture.batch = self.picture.wrong = None
        if not len(points):
            return
        if self.option("batch") and self._batch is not None:
            wanted = np.zeros(int(self._batch.max(initial=0)) + 1, bool)
            wanted[self._batch] = True
            rows = np.where(points.is_test | (points.rows >= len(wanted)), -1, points.rows)
            self.picture.batch = np.nonzero((rows >= 0) & wanted[rows])[0]
        if self.option("wrong"):
            known, right = self._right()
            self.picture.wrong = np.nonzero(known & ~right)[0]
        self.picture.update()

    def _right(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Of which points it is known what the network says, and where that is right."""
        points, maps = self.picture.points, self.picture.maps
        nothing = np.zeros(len(points), bool)
        if not len(points) or maps is None:
            return nothing, nothing
        if self._is_exact():
            said = outputs_at(maps, points.xy)
            known = np.ones(len(points), bool)
            values = said[:, 0] if points.is_regression else said.argmax(axis=1)
        else:
            known, values = nothing.copy(), np.zeros(len(points))
            for split, answers in self._answers.items():
                members = np.nonzero(points.is_test == (split == "test"))[0]
                if len(members) == len(answers.predicted):
                    values[members] = answers.predicted[points.rows[members]]
                    known[members] = True
        if points.is_regression:
            # Wrong is what is off by more than a tenth of the whole scale.
            off = np.abs(values - points.targets)
            return known, off <= 0.1 * (self.picture.scale.high - self.picture.scale.low)
        return known, values == points.targets

    # ---- words

    def _shares_right(self) -> tuple[float, float]:
        known, right = self._right()
        test = self.picture.points.is_test
        return tuple(  # type: ignore[return-value]  # two of them
            float(right[known & part].mean()) if (known & part).any() else float("nan")
            for part in (~test, test)
        )

    def _wordings(self) -> Sequence[Line]:
        if self.picture.maps is None:
            return self.waiting_words()
        train, test = (percent(share) for share in self._shares_right())
        texts = (
            self.tr("right: training {0} · test {1}").format(train, test),
            self.tr("training {0} · test {1}").format(train, test),
            self.tr("test {0}").format(test),
        )
        if self.picture.points.is_regression:
            texts = (
                self.tr("within a tenth of the scale: training {0} · test {1}").format(train, test),
                *texts[1:],
            )
        return [(Segment(text),) for text in texts]

    def text_twin(self) -> str:
        """What the network gives to whom, and how many examples it gets right."""
        maps, points = self.picture.maps, self.picture.points
        n_test = int(points.is_test.sum())
        parts = [
            self.tr("{0} training points and {1} test points ({2}).").format(
                whole(len(points) - n_test), whole(n_test), self.legend.words()
            )
        ]
        if maps is None:
            return " ".join([self.tr("Decision map: no training yet."), *(parts if len(points) else [])])
        train, test = self._shares_right()
        if np.isfinite(train):
            right = self.tr("Right are {0} of training and {1} of test.")
            if points.is_regression:
                right = self.tr("Within a tenth of the scale are {0} of training and {1} of test.")
            parts.append(right.format(percent(train), percent(test)))
        head = self.tr("Decision map at step {0}.").format(whole(maps.step))
        return " ".join([head, areas_text(maps, self._class_names), *parts])

    def data_table(self) -> DataTable:
        maps = self.picture.maps
        if maps is None:
            return DataTable((), ())
        n_y, n_x, n_outputs = maps.outputs.shape
        xs, ys = (
            low + (np.arange(n) + 0.5) * (high - low) / n
            for (low, high), n in ((maps.x_range, n_x), (maps.y_range, n_y))
        )
        x_grid, y_grid = np.meshgrid(xs, ys)
        names = self._class_names if len(self._class_names) == n_outputs else ("value",)
        columns = [maps.outputs[:, :, k].ravel() for k in range(n_outputs)]
        return DataTable((*self.picture.axis_names, *names), (x_grid.ravel(), y_grid.ravel(), *columns))

    # ---- what the person does

    @Slot(object)
    def _on_hovered(self, at: tuple[float, float] | None) -> None:
        if at is None:
            self.set_hover_line()
            return
        place = place_text(self.picture.axis_names, at)
        maps = self.picture.maps
        if maps is None:
            self.set_hover_line((Segment(place),))
            return
        target = self._dataset.target_name if self._dataset is not None else ""
        answer = answer_text(maps, at, self._class_names, scores=self.option("values"), target=target)
        self.set_hover_line(
            (Segment(place), Segment(answer)), (Segment(answer), Segment(place)), (Segment(answer),)
        )

    @Slot(int)
    def _on_point_picked(self, index: int) -> None:
        points = self.picture.points
        self.point_picked.emit("test" if points.is_test[index] else "train", int(points.rows[index]))

    @Slot()
    def _on_points_changed(self) -> None:
        if self._is_painted:
            self._show_points()

    @Slot()
    def _on_edit_clicked(self) -> None:
        points = points_of(self._dataset) if self._dataset is not None else PlanePoints()
        self.points_edited.emit(as_tuple(np.column_stack([points.xy, points.targets])))

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(380, 460)

    def minimumSizeHint(self) -> QSize:
        return QSize(232, 260)
