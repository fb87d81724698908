"""The layers from input to output, a row each; rows are added, removed and moved here."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from playground.builder import edits
from playground.builder.end_row import EndRow
from playground.builder.layer_row import LayerRow
from playground.builder.shapes import LayerShape, layer_shapes
from playground.builder.texts import describe, effect_of, role_label, shape_text
from playground.engine import Dense
from playground.experiment.config import ExperimentConfig
from playground.experiment.field import Change
from playground.experiment.fields import MAX_LAYERS
from playground.theme import LIGHT, Theme


class LayerList(QWidget):
    """Shows the layers of a config; every edit goes out once as `config_edited(new_config, layer_index)`."""

    config_edited = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layer_list")
        self._config = ExperimentConfig()
        self._theme: Theme = LIGHT
        self._n_inputs, self._n_outputs = 784, 10
        self._input_remark = ""
        self._shapes: tuple[LayerShape, ...] = ()
        self._rows: list[LayerRow] = []
        self._input_row = EndRow(
            "input_row", self.tr("Input"), self.tr("One number for each pixel, 0 for paper to 1 for ink.")
        )
        self._output_row = EndRow(
            "output_row",
            self.tr("Output"),
            self.tr("One neuron for each class; its size and its softmax follow from the data and the loss."),
        )
        self.add_button = QPushButton(self.tr("+ Add layer"))
        describe(
            self.add_button,
            object_name="add_layer_button",
            accessible_name=self.tr("Add layer"),
            tip=self.tr(
                "<p>One more layer before the output, like the one before it. More layers can express "
                "more, but pass less of the gradient back.</p><p>{effect}</p>"
            ).format(effect=effect_of(Change.REBUILD)),
        )
        self.add_button.setFixedHeight(24)
        self.add_button.clicked.connect(self._on_add_clicked)
        self._refusal: QLabel = role_label("refusal")
        self._refusal.setWordWrap(True)
        self._refusal.hide()
        self._drop_line = QFrame(self)
        self._drop_line.setFixedHeight(2)
        self._drop_line.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        for widget in (self._input_row, self.add_button, self._refusal, self._output_row):
            self._column.addWidget(widget)

    @property
    def rows(self) -> tuple[LayerRow, ...]:
        """The rows of the hidden layers, in order."""
        return tuple(self._rows)

    @property
    def n_parameters(self) -> int:
        """Weights and biases of the whole network."""
        return sum(shape.n_parameters for shape in self._shapes)

    def refusal(self) -> str:
        """The sentence shown below the list, or ""."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self._drop_line.setStyleSheet(f"background: {theme.accent}; border: 0;")
        self._colour_rows()

    def set_dataset_shape(self, n_inputs: int, n_outputs: int, input_remark: str = "") -> None:
        """Show a network between `n_inputs` and `n_outputs`."""
        self._n_inputs, self._n_outputs = n_inputs, n_outputs
        self._input_remark = input_remark
        self.set_config(self._config)

    def set_config(self, config: ExperimentConfig) -> None:
        """Show the layers of `config`, without a signal."""
        self._config = config
        layers = [layer for layer in config.network.layers if isinstance(layer, Dense)]
        self._shapes = layer_shapes(self._n_inputs, layers, self._n_outputs)
        self._set_row_count(len(layers))
        for row, layer, shape in zip(self._rows, layers, self._shapes, strict=False):
            row.clear_refusal()
            row.set_layer(layer, shape)
        self._refusal.hide()
        inputs = f"{self._n_inputs:,}"
        self._input_row.set_text(f"{inputs} · {self._input_remark}" if self._input_remark else inputs, "")
        self._output_row.set_text(
            f"{self._n_outputs:,} · {self._output_words()}", shape_text(self._shapes[-1])
        )
        self._colour_rows()

    def _output_words(self) -> str:
        if self._config.loss.kind == "softmax_cross_entropy":
            return self.tr("softmax")
        activation = self._config.network.output_activation
        return self.tr("linear") if activation == "identity" else activation.replace("_", " ")

    def show_refusal(self, index: int, sentence: str) -> None:
        """Say at the row of layer `index`, or below the list if it is −1, why an edit can't be."""
        if 0 <= index < len(self._rows):
            self._rows[index].show_refusal(sentence)
        else:
            self._refusal.setText(sentence)
            self._refusal.show()

    def _set_row_count(self, count: int) -> None:
        while len(self._rows) < count:
            row = LayerRow(len(self._rows), self)
            row.units_entered.connect(self._on_units_entered)
            row.activation_entered.connect(self._on_activation_entered)
            row.removed.connect(self._on_removed)
            row.move_requested.connect(self._on_move_requested)
            row.dragged.connect(self._on_dragged)
            row.dropped.connect(self._on_dropped)
            row.drag_cancelled.connect(self._drop_line.hide)
            self._column.insertWidget(1 + len(self._rows), row)
            self._rows.append(row)
            row.show()
        while len(self._rows) > count:
            row = self._rows.pop()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._set_tab_order()

    def _set_tab_order(self) -> None:
        before: QWidget | None = None
        for row in self._rows:
            for widget in (
                row.grip,
                row.minus_button,
                row.units_field,
                row.plus_button,
                row.activation_field,
                row.remove_button,
            ):
                if before is not None:
                    QWidget.setTabOrder(before, widget)
                before = widget
        if before is not None:
            QWidget.setTabOrder(before, self.add_button)

    def _colour_rows(self) -> None:
        count = len(self._rows) + 1
        self._input_row.set_colour(self._theme.border)
        for index, row in enumerate(self._rows):
            row.set_theme(self._theme, self._theme.layer_colour(index, count))
        self._output_row.set_colour(self._theme.layer_colour(count - 1, count))

    # ---- edits

    @Slot()
    def _on_add_clicked(self) -> None:
        if len(self._rows) >= MAX_LAYERS:
            sentence = self.tr("{most} hidden layers are the most that can be built. Remove one first.")
            self.show_refusal(-1, sentence.format(most=MAX_LAYERS))
            return
        self.config_edited.emit(edits.add_layer(self._config), -1)

    @Slot(int, int)
    def _on_units_entered(self, index: int, units: int) -> None:
        self.config_edited.emit(edits.set_units(self._config, index, units), index)

    @Slot(int, str)
    def _on_activation_entered(self, index: int, activation: str) -> None:
        self.config_edited.emit(edits.set_activation(self._config, index, activation), index)

    @Slot(int)
    def _on_removed(self, index: int) -> None:
        self.config_edited.emit(edits.remove_layer(self._config, index), -1)
        if self._rows:
            self._rows[min(index, len(self._rows) - 1)].remove_button.setFocus()
        else:
            self.add_button.setFocus()

    @Slot(int, int)
    def _on_move_requested(self, index: int, direction: int) -> None:
        self._move(index, index + direction)

    def _move(self, index: int, target: int) -> None:
        if target == index or not 0 <= target < len(self._rows):
            return
        layers = self._config.network.layers
        moved = edits.move_layer(self._config, index, target)
        if moved.network.layers != layers:
            self.config_edited.emit(moved, -1)
        self._rows[target].grip.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- dragging

    def _gap_at(self, position: QPointF) -> int:
        """Number of the gap between rows (0 above the first) that is nearest to a global position."""
        y = self.mapFromGlobal(position).y()
        return sum(1 for row in self._rows if y > row.geometry().center().y())

    @Slot(int, QPointF)
    def _on_dragged(self, index: int, position: QPointF) -> None:
        gap = self._gap_at(position)
        y = (
            self._rows[gap].geometry().top() - 2
            if gap < len(self._rows)
            else self._rows[-1].geometry().bottom() + 1
        )
        self._drop_line.setGeometry(0, y, self.width(), 2)
        self._drop_line.setVisible(gap not in (index, index + 1))
        self._drop_line.raise_()

    @Slot(int, QPointF)
    def _on_dropped(self, index: int, position: QPointF) -> None:
        self._drop_line.hide()
        gap = self._gap_at(position)
        self._move(index, gap - 1 if gap > index else gap)
