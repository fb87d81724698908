"""The layers from input to output, a row each; rows are added, removed and moved here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from playground.builder import edits
from playground.builder.adding import Offer, offers
from playground.builder.drop_place import DropPlace
from playground.builder.edits import Place
from playground.builder.end_row import EndRow
from playground.builder.kind_menu import KindMenu
from playground.builder.layer_row import LayerRow
from playground.builder.layer_walk import walk_layers, walk_shapes
from playground.builder.texts import describe, effect_of, role_label, shape_label, shape_texts
from playground.engine import LayerSpec
from playground.experiment.config import ExperimentConfig
from playground.experiment.field import Change
from playground.experiment.fields import FIELDS
from playground.experiment.layer_kinds import kind_of
from playground.experiment.shapes import NetworkShapes, network_shapes
from playground.theme import LIGHT, Theme


class LayerList(QWidget):
    """Shows the layers of a config; every edit goes out once as `config_edited(new_config, place)`.

    The place, `()` for none, says at which row a refusal is explained.
    """

    config_edited = Signal(object, object)
    rows_changed = Signal()
    """There are other rows than before, or in another order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layer_list")
        self._config = ExperimentConfig()
        self._theme: Theme = LIGHT
        self._n_inputs, self._n_outputs = 784, 10
        self._image_shape: tuple[int, int] | None = None
        self._input_remark = ""
        self._shapes = self._find_shapes()
        self._rows: dict[Place, LayerRow] = {}
        self._input_row = EndRow(
            "input_row",
            self.tr("Input"),
            self.tr(
                "One number for each pixel, 0 for paper to 1 for ink; or one for each feature or column."
            ),
            self,
        )
        self._output_row = EndRow(
            "output_row",
            self.tr("Output"),
            self.tr(
                "One neuron for each class, or one for a value; size and softmax follow from data and loss."
            ),
            self,
        )
        self.add_button = QPushButton(self.tr("+ Add layer"), self)
        describe(
            self.add_button,
            object_name="add_layer_button",
            accessible_name=self.tr("Add layer"),
            tip=self.tr(
                "<p>Choose a kind of layer to add. More layers can express more, but pass less of the "
                "gradient back.</p><p>{effect}</p>"
            ).format(effect=effect_of(Change.REBUILD)),
        )
        self.add_button.setFixedHeight(24)
        self.add_button.clicked.connect(self._on_add_clicked)
        self._menu: KindMenu | None = None
        self._refusal: QLabel = role_label("refusal", parent=self)
        self._refusal.setWordWrap(True)
        self._refusal.hide()
        self._drop = DropPlace(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        for widget in (self._input_row, self.add_button, self._refusal, self._output_row):
            self._column.addWidget(widget)

    @property
    def menu(self) -> KindMenu:
        """The kinds of layers to choose from; made when it is first wanted."""
        if self._menu is None:
            self._menu = KindMenu(self)
            self._menu.hide()
            self._menu.set_theme(self._theme)
            self._menu.chosen.connect(self._on_kind_chosen)
        return self._menu

    @property
    def rows(self) -> tuple[LayerRow, ...]:
        """The rows of the hidden layers from input to output, those inside blocks after their block."""
        return tuple(self._rows.values())

    @property
    def n_parameters(self) -> int:
        """Everything that the whole network learns."""
        return self._shapes.n_parameters

    def row(self, *place: int) -> LayerRow:
        """The row of the layer at `place`."""
        return self._rows[place]

    def refusal(self) -> str:
        """The sentence shown below the list, or ""."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self._drop.set_theme(theme)
        if self._menu is not None:
            self._menu.set_theme(theme)
        self._colour_rows()

    def set_dataset_shape(
        self,
        n_inputs: int,
        n_outputs: int,
        input_remark: str = "",
        image_shape: tuple[int, int] | None = None,
    ) -> None:
        """Show a network between `n_inputs` and `n_outputs`."""
        self._n_inputs, self._n_outputs = n_inputs, n_outputs
        self._input_remark = input_remark
        self._image_shape = image_shape
        self.set_config(self._config)

    def set_config(self, config: ExperimentConfig) -> None:
        """Show the layers of `config`, without a signal."""
        self._config = config
        self._shapes = self._find_shapes()
        layers = list(walk_layers(config.network.layers))
        self._set_rows(layers)
        shapes = dict(walk_shapes(self._shapes.layers))
        for place, layer in layers:
            if place in self._rows:
                self._rows[place].clear_refusal()
                self._rows[place].set_layer(layer, shapes.get(place))
        self._refusal.hide()
        self._show_ends()
        self._colour_rows()

    def _find_shapes(self) -> NetworkShapes:
        return network_shapes(self._config, (self._n_inputs,), self._n_outputs, self._image_shape)

    def _show_ends(self) -> None:
        start = shape_label(self._shapes.input_shape)
        remark = self._input_remark if len(self._shapes.input_shape) == 1 else self.tr("picture")
        self._input_row.set_texts(f"{start} · {remark}" if remark else start, start)
        made = f"{self._n_outputs:,} · {self._output_words()}"
        if self._shapes.problem is None:
            self._output_row.set_texts(*shape_texts(made, self._shapes.layers[-1].n_parameters))
        else:
            self._output_row.set_texts(made)

    def _output_words(self) -> str:
        kind = self._config.loss.kind
        if kind == "softmax_cross_entropy":
            return self.tr("softmax")
        if kind == "binary_cross_entropy":
            return self.tr("sigmoid")
        field = FIELDS["network.output_activation"]
        activation = self._config.network.output_activation
        label = next((c.label for c in field.choices if c.value == activation), activation)
        return self.tr(label).lower()

    def show_refusal(self, place: Place, sentence: str) -> None:
        """Say at the row of the layer at `place`, or below the list if there is none, why it can't be."""
        if place in self._rows:
            self._rows[place].show_refusal(sentence)
        else:
            self._refusal.setText(sentence)
            self._refusal.show()

    # ---- rows

    def _set_rows(self, layers: Sequence[tuple[Place, LayerSpec]]) -> None:
        """Keep the rows whose layer is still of the same kind, so that the keyboard stays where it was."""
        wanted = {place: entry for place, layer in layers if (entry := kind_of(layer)) is not None}
        if {place: row.entry for place, row in self._rows.items()} == wanted:
            return
        old, self._rows = self._rows, {}
        for number, (place, entry) in enumerate(wanted.items(), start=1):
            row = old.get(place)
            if row is None or row.entry is not entry:
                row = self._new_row(place)
            else:
                del old[place]
            self._column.insertWidget(number, row)
            self._rows[place] = row
            row.show()
        for row in old.values():
            self._column.removeWidget(row)
            row.hide()
            row.setObjectName("")
            row.deleteLater()
        self.rows_changed.emit()

    def _new_row(self, place: Place) -> LayerRow:
        entry = kind_of(edits.layer_at(self._config, place))
        assert entry is not None
        row = LayerRow(place, entry, self)
        row.setting_entered.connect(self._on_setting_entered)
        row.inner_layer_wanted.connect(self._on_inner_layer_wanted)
        row.removed.connect(self._on_removed)
        row.move_requested.connect(self._on_move_requested)
        row.dragged.connect(self._on_dragged)
        row.dropped.connect(self._on_dropped)
        row.drag_cancelled.connect(self._on_drag_cancelled)
        return row

    def tab_chain(self) -> list[QWidget]:
        """What Tab goes through, in order."""
        return [widget for row in self.rows for widget in row.tab_chain()] + [self.add_button]

    def _colour_rows(self) -> None:
        """Layers with weights get the colours that the instruments give them; others carry none."""
        with_weights = [place for place, row in self._rows.items() if row.entry.has_weights]
        count = len(with_weights) + 1
        colours = {place: self._theme.layer_colour(n, count) for n, place in enumerate(with_weights)}
        self._input_row.set_colour(self._theme.border)
        for place, row in self._rows.items():
            row.set_theme(self._theme, colours.get(place, self._theme.border))
        self._output_row.set_colour(self._theme.layer_colour(count - 1, count))

    # ---- edits

    @Slot()
    def _on_add_clicked(self) -> None:
        self._ask_kind((), self.add_button)

    @Slot(object)
    def _on_inner_layer_wanted(self, place: Place) -> None:
        self._ask_kind(place, self._rows[place].inside_button)

    def _ask_kind(self, parent: Place, anchor: QWidget) -> None:
        if self._shapes.problem is not None:
            self.show_refusal(parent, self._shapes.problem.sentence)
            return
        self.menu.ask(offers(self._config, self._shapes, parent, self._image_shape), anchor)

    @Slot(object)
    def _on_kind_chosen(self, offer: Offer) -> None:
        self.config_edited.emit(offer.config, ())
        if offer.place in self._rows:
            self._rows[offer.place].tab_chain()[1].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object, str, object)
    def _on_setting_entered(self, place: Place, name: str, value: Any) -> None:
        self.config_edited.emit(edits.set_setting(self._config, place, name, value), place)

    @Slot(object)
    def _on_removed(self, place: Place) -> None:
        had_focus = self._rows[place].remove_button.hasFocus()
        self.config_edited.emit(edits.remove_layer(self._config, place), place)
        if had_focus:
            row = next((r for p, r in reversed(self._rows.items()) if p <= place), None)
            (row.remove_button if row else self.add_button).setFocus()

    @Slot(object, int)
    def _on_move_requested(self, place: Place, direction: int) -> None:
        self._move(place, place[-1] + direction)

    def _move(self, place: Place, target: int) -> None:
        neighbours = edits.layers_in(self._config, place[:-1])
        if target == place[-1] or not 0 <= target < len(neighbours):
            return
        before = self._config
        moved = edits.move_layer(self._config, place, target)
        there = (*place[:-1], target)
        if moved.network.layers != before.network.layers:
            self.config_edited.emit(moved, place)
        if self._config is not before or moved.network.layers == before.network.layers:
            self._rows[there].grip.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- dragging

    @Slot(object, QPointF)
    def _on_dragged(self, place: Place, position: QPointF) -> None:
        self._drop.show(self._rows, place, position)

    @Slot(object, QPointF)
    def _on_dropped(self, place: Place, position: QPointF) -> None:
        self._drop.hide()
        self._move(place, self._drop.target(self._rows, place, position))

    @Slot()
    def _on_drag_cancelled(self) -> None:
        self._drop.hide()
