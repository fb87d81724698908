"""As a layer sees it: the examples in the space of one layer, where training pulls the classes apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.data import Dataset
from playground.experiment.layer_names import layer_number
from playground.theme import Theme
from playground.training.messages import Snapshot, Space, SpaceRequest
from playground.views.choice_button import ChoiceButton
from playground.views.example_pictures import inputs_of, points_of, scale_of, targets_of
from playground.views.instrument import Instrument
from playground.views.numbers import significant, whole
from playground.views.plane.colours import PlaneColours, ValueScale
from playground.views.point_panel import PointPanel, polylines
from playground.views.readout import Line, Segment
from playground.views.space_words import axes_sentence, axis_names, layer_choices, names_of
from playground.views.unit_fields import UnitFields
from playground.views.view_export import DataTable

_N_SHADES = 9
"""Steps that the values of a regression are sorted into, to be told by colour."""
_MOST_LEGEND = 3
"""Classes named above the picture; more are named in it, each in the middle of its points."""


class SpaceView(Instrument):
    """Each example where the chosen layer puts it; for data of two inputs also the plane's grid, warped."""

    example_picked = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("space_view", parent)
        self.set_words(
            self.tr("As a layer sees it"),
            self.tr("Every example will be drawn here at the place that the chosen layer gives it."),
        )
        self._dataset: Dataset | None = None
        self._space: Space | None = None
        self._names: tuple[str, ...] = ()
        self._palette: tuple[str, ...] = ()
        self.panel = PointPanel("space_plot", self.tr("Examples as the layer sees them"))
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self._make_choices()
        self._grid_button = self.add_toggle(
            "grid",
            self.tr("grid"),
            self.tr("Draw the plane of the inputs as this layer bends it"),
            checked=True,
        )
        self.add_menu()
        self.plots = (self.panel,)
        self.panel.pointed.connect(self._on_pointed)
        self.panel.picked.connect(self._on_picked)
        self.panel.resized.connect(self._on_panel_resized)
        self._show_controls()
        self.show_empty(True)

    def _make_choices(self) -> None:
        self._layer = ChoiceButton(
            "space_view_layer", self.tr("Layer"), self.tr("In which layer's space the examples are drawn")
        )
        self._layer.set_choices(layer_choices(()))
        self._axes = ChoiceButton(
            "space_view_axes",
            self.tr("Axes"),
            self.tr("The directions of most variation, or two units of your choice"),
        )
        self._axes.set_choices([("pca", self.tr("main directions")), ("units", self.tr("two units"))])
        self._units = UnitFields()
        for widget in (self._layer, self._axes, self._units):
            self._header.addWidget(widget)
        self._layer.chosen.connect(self._on_choice)
        self._axes.chosen.connect(self._on_choice)
        self._units.changed.connect(self._on_units_changed)

    # ---- the interface of a view

    def set_dataset(self, dataset: Dataset | None) -> None:
        """The data set whose examples the points are."""
        self._dataset = dataset
        names = () if dataset is None or len(dataset.class_names) <= _MOST_LEGEND else dataset.class_names
        self.panel.set_class_names(names)
        self._show_palette()
        self._forget()

    def set_layers(self, names: tuple[str, ...]) -> None:
        """The layers to choose from, by the engine's names; the last one is the output."""
        if names != self._names:
            self._names = names
            self._layer.set_choices(layer_choices(names))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.panel.set_theme(theme)
        self._show_palette()
        self._units.set_theme(theme)

    def set_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.diagram is not None:
            self.set_layers(names_of(snapshot.diagram))
        elif snapshot.gradients is not None and not self._names:
            self.set_layers(snapshot.gradients.layer_names)
        space = snapshot.space
        if space is None or space is self._space or self._dataset is None or not self._is_wanted(space):
            return
        if len(space.indices) and int(space.indices.max()) >= len(inputs_of(self._dataset, space.split)):
            return
        self._space = space
        self._draw(space)
        if self.is_empty:
            self.show_empty(False)
            self.refresh_text()

    def clear(self) -> None:
        self._forget()
        super().clear()
        self.refresh_text()

    def _forget(self) -> None:
        self._space = None
        self.panel.clear_ranges()
        self.show_empty(True)

    def _is_wanted(self, space: Space) -> bool:
        return space.axes == self._axes.value and self._layer.value in ("", space.layer_name)

    def _ask(self, request: dict[str, Any], *, with_history: bool) -> None:
        request["space"] = SpaceRequest(
            layer_name=self._layer.value, axes=self._axes.value, units=self._units.units
        )

    def _options_applied(self) -> None:
        if self._space is not None:
            self._draw(self._space)

    def _draw(self, space: Space) -> None:
        assert self._dataset is not None
        across, up = axis_names(space)
        self.panel.set_titles(f"{up} ↑", f"{across} →")
        self._units.set_n_units(space.n_units)
        self._grid_button.setVisible(space.grid is not None)
        if space.grid is not None and self.option("grid"):
            self.panel.set_lines(*polylines(space.grid))
        else:
            self.panel.set_lines(np.zeros(0), np.zeros(0))
        self.panel.set_points(np.asarray(space.points, dtype=np.float64), self._classes(space))

    def _classes(self, space: Space) -> np.ndarray:
        dataset = self._dataset
        assert dataset is not None
        targets = np.ravel(targets_of(dataset, space.split))[space.indices]
        if not dataset.is_regression:
            return targets.astype(np.int64)
        shares = scale_of(dataset).shares(targets.astype(np.float64))
        return np.asarray(np.rint((shares + 1.0) / 2.0 * (_N_SHADES - 1)), np.int64)

    def _show_palette(self) -> None:
        """The colours that the same examples have on the plane."""
        dataset, theme = self._dataset, self.theme
        if dataset is None:
            return
        if dataset.is_regression:
            steps = PlaneColours(theme).value_colours(np.linspace(-1.0, 1.0, _N_SHADES), ValueScale())
            self._palette = tuple(f"#{step & 0xFFFFFF:06x}" for step in steps)
        else:
            n = dataset.n_classes
            self._palette = tuple(theme.class_colour(k, n) for k in range(n))
        self.panel.set_palette(self._palette, has_symbols=not dataset.is_regression)

    def _show_controls(self) -> None:
        self._units.setVisible(self._axes.value == "units")

    # ---- words

    def _legend(self) -> Line:
        dataset = self._dataset
        if dataset is None or len(dataset.class_names) > _MOST_LEGEND:
            return ()
        if dataset.is_regression:
            scale = scale_of(dataset)
            ends = (scale.low, self._palette[0]), (scale.high, self._palette[-1])
            return tuple(
                Segment(significant(dataset.in_own_units(value)), self.theme.text, "box", colour)
                for value, colour in ends
            )
        named = zip(dataset.class_names, self._palette, strict=False)
        return tuple(Segment(name, self.theme.text, "box", colour) for name, colour in named)

    def _wordings(self) -> Sequence[Line]:
        space = self._space
        if space is None:
            return self.waiting_words()
        layer = self.tr("layer {0}").format(layer_number(space.layer_name))
        share = Segment(axes_sentence(space))
        legend = self._legend()
        if space.axes == "pca" and np.isfinite(space.explained):
            short = self.tr("{0} % of {1}").format(f"{100 * space.explained:.0f}", layer)
        else:
            short = layer
        return [(share, *legend), (Segment(short), *legend), legend or (Segment(short),), (Segment(short),)]

    def text_twin(self) -> str:
        """What the axes are, and how far apart the classes lie."""
        space, dataset = self._space, self._dataset
        if space is None or dataset is None:
            return self.tr("As a layer sees it: nothing drawn yet.")
        text = self.tr("{0} examples at step {1}. {2}").format(
            whole(len(space.points)), whole(space.step), axes_sentence(space)
        )
        apart = None if dataset.is_regression else _separation(space.points, self._classes(space))
        if apart is None:
            return text
        return (
            text
            + " "
            + self.tr("Of its variation here, {0} % is between the classes.").format(f"{100 * apart:.0f}")
        )

    def data_table(self) -> DataTable:
        space, dataset = self._space, self._dataset
        if space is None or dataset is None:
            return DataTable((), ())
        targets, kind = self._classes(space), "class"
        if dataset.is_regression:
            values = np.ravel(targets_of(dataset, space.split))[space.indices]
            targets, kind = dataset.in_own_units(values.astype(np.float64)), "value"
        return DataTable(
            ("row", kind, *axis_names(space)),
            (space.indices, targets, space.points[:, 0], space.points[:, 1]),
        )

    # ---- what the person does

    @Slot(str)
    def _on_choice(self, _value: str) -> None:
        self._show_controls()
        self._forget()
        self.refresh_text()

    @Slot(int, int)
    def _on_units_changed(self, _across: int, _up: int) -> None:
        self.panel.clear_ranges()

    @Slot(int)
    def _on_pointed(self, index: int) -> None:
        space, dataset = self._space, self._dataset
        if index < 0 or space is None or dataset is None or index >= len(space.indices):
            self.set_hover_line()
            return
        row = int(space.indices[index])
        target = np.ravel(targets_of(dataset, space.split))[row]
        if dataset.is_regression:
            label = self.tr("value {0}").format(significant(dataset.in_own_units(float(target))))
        else:
            names = dataset.class_names
            label = names[int(target)] if int(target) < len(names) else str(int(target))
        x, y = (significant(float(v)) for v in space.points[index])
        colour = self._palette[int(self._classes(space)[index])]
        place = ""
        points = points_of(dataset, space.split)
        if points is not None:
            place = self.tr("at ({0}, {1})").format(*(significant(float(v)) for v in points[row]))
        self.set_hover_line(
            (
                Segment(label, "", "box", colour),
                Segment(self.tr("example {0} {1}").format(whole(row), place).strip()),
                Segment(f"{x}, {y}"),
            )
        )

    @Slot(int)
    def _on_picked(self, index: int) -> None:
        if self._space is not None and index < len(self._space.indices):
            self.example_picked.emit(self._space.split, int(self._space.indices[index]))

    @Slot()
    def _on_panel_resized(self) -> None:
        self.panel.refresh_axes()


def _separation(points: np.ndarray, classes: np.ndarray) -> float | None:
    """Share of the variance that is between the means of the classes, 0…1."""
    total = float(((points - points.mean(axis=0)) ** 2).sum())
    if not np.isfinite(total) or total <= 0.0:
        return None
    within = sum(
        float(((members - members.mean(axis=0)) ** 2).sum())
        for members in (points[classes == c] for c in np.unique(classes))
    )
    return 1.0 - within / total
