"""The builder panel: data, layers, training, from top to bottom as the data flow."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import prod

from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from playground.builder.data_section import DataSection
from playground.builder.edits import Place
from playground.builder.feature_chips import feature_label
from playground.builder.field_row import FieldRow
from playground.builder.layer_list import LayerList
from playground.builder.section import Section, rule
from playground.builder.style import panel_style_sheet
from playground.builder.texts import RESTART_SIGN, role_label
from playground.builder.training_section import TrainingSection
from playground.data import DATASETS, Dataset
from playground.errors import ConfigError, PlaygroundError
from playground.experiment.config import DataConfig, ExperimentConfig
from playground.experiment.data_source import data_shape, load_data
from playground.experiment.fitting import fitted
from playground.experiment.validation import problems
from playground.experiment.values import get_value, set_value
from playground.theme import LIGHT, Theme

WIDTH_PX = 252
_MARGIN_PX = 8
_MARGIN_BESIDE_BAR_PX = 2


class BuilderPanel(QScrollArea):
    """Shows an experiment and lets it be changed. GUI thread only."""

    config_changed = Signal(object)
    """The new `ExperimentConfig`, once for each committed edit."""
    own_digits_requested = Signal()
    """The digits that somebody drew are wanted as data; the window knows where they are kept."""
    table_requested = Signal(str)
    """A table is to be chosen (empty path), or its columns anew (the path of its file)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config = ExperimentConfig()
        self.setObjectName("builder_panel")
        self.setAccessibleName(self.tr("Network builder"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Before there is anything inside that would have to be dressed anew.
        self.setStyleSheet(panel_style_sheet(LIGHT))
        # What has its parent from the start isn't dressed anew each time its parent gets one.
        contents = QWidget(self.viewport())
        self.data = DataSection(contents)
        self._layers_section = Section(
            "layers_section", self.tr("Layers {sign}").format(sign=RESTART_SIGN), contents
        )
        self.layers = LayerList(self._layers_section)
        self.training = TrainingSection(contents)
        self._layers_section.add(self.layers)
        self._lay_out(contents)
        self.data.value_entered.connect(self._on_value_entered)
        self.data.dataset_chosen.connect(self._on_dataset_chosen)
        self.data.table_wanted.connect(self._on_table_wanted)
        self.data.rows_changed.connect(self._set_tab_order)
        self.data.dataset_wanted.connect(self._on_dataset_wanted)
        self.layers.config_edited.connect(self._on_config_edited)
        self.layers.rows_changed.connect(self._set_tab_order)
        self.training.value_entered.connect(self._on_value_entered)
        self.training.rows_changed.connect(self._set_tab_order)
        self.set_theme(LIGHT)
        self.set_config(self._config)
        self._set_tab_order()

    def _lay_out(self, contents: QWidget) -> None:
        contents.setObjectName("builder_contents")
        self._column = column = QVBoxLayout(contents)
        column.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        column.setSpacing(4)
        column.addWidget(self.data)
        column.addWidget(rule())
        column.addWidget(self._layers_section)
        column.addWidget(rule())
        column.addWidget(self.training)
        column.addStretch(1)
        legend = role_label("muted", self.tr("{sign} restarts with the same seed").format(sign=RESTART_SIGN))
        legend.setToolTip(
            self.tr("What carries this sign builds the network anew; all else changes while it trains.")
        )
        column.addWidget(legend)
        self.setWidget(contents)
        self.verticalScrollBar().rangeChanged.connect(self._on_scroll_range_changed)

    @Slot(int, int)
    def _on_scroll_range_changed(self, lowest: int, highest: int) -> None:
        # The scroll bar is margin enough; what it takes would be missed by the longest names.
        right = _MARGIN_PX if highest == lowest else _MARGIN_BESIDE_BAR_PX
        self._column.setContentsMargins(_MARGIN_PX, _MARGIN_PX, right, _MARGIN_PX)

    @property
    def config(self) -> ExperimentConfig:
        """The config shown."""
        return self._config

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        sheet = panel_style_sheet(theme)
        # Qt dresses some hundred widgets anew even if nothing has changed, for a tenth of a second.
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)
        self.data.set_theme(theme)
        self.layers.set_theme(theme)

    def set_config(self, config: ExperimentConfig) -> None:
        """Show `config`, without a signal."""
        has_other_data = replace(config.data, augmentation="") != replace(self._config.data, augmentation="")
        self._config = config
        self.data.set_config(config)
        if has_other_data:
            self._show_shape()
        self.layers.set_config(config)
        self.training.set_config(config)
        self._layers_section.remark.setText(
            self.tr("{count} parameters").format(count=f"{self.layers.n_parameters:,}")
        )
        if has_other_data:
            self._on_dataset_wanted()

    def _show_shape(self) -> None:
        """Ends of the network as the settings of the data say them, without loading more than they must."""
        shape = data_shape(self._config.data)
        features = () if shape.image_shape is not None else self._config.data.features
        remark = _input_remark(shape.image_shape, features)
        self.layers.set_dataset_shape(prod(shape.input_shape), shape.n_outputs, remark, shape.image_shape)

    def set_dataset_shape(
        self,
        n_inputs: int,
        n_outputs: int,
        input_remark: str = "",
        image_shape: tuple[int, int] | None = None,
    ) -> None:
        """Show a network between `n_inputs` and `n_outputs`; `input_remark` says what an input is."""
        self.layers.set_dataset_shape(n_inputs, n_outputs, input_remark, image_shape)
        self.set_config(self._config)

    def set_dataset(self, dataset: Dataset) -> None:
        """Show pictures of `dataset` and its counts."""
        self.data.set_dataset(dataset)
        remark = _input_remark(dataset.image_shape, dataset.feature_names)
        self.set_dataset_shape(prod(dataset.input_shape), dataset.n_classes, remark, dataset.image_shape)

    @Slot()
    def _on_dataset_wanted(self) -> None:
        # After the first paint, so that the window doesn't wait for it.
        QTimer.singleShot(0, self, self._load_dataset)

    @Slot()
    def _load_dataset(self) -> None:
        try:
            self.set_dataset(load_data(self._config.data))
        except PlaygroundError as error:
            self.data.show_refusal(str(error))

    @Slot(str)
    def _on_dataset_chosen(self, name: str) -> None:
        kind = DATASETS[name].kind
        if kind == "table":
            self.table_requested.emit("")
        elif kind == "own":
            self.own_digits_requested.emit()
        elif name != self._config.data.dataset:
            self.choose_data(replace(self._config.data, dataset=name))

    @Slot()
    def _on_table_wanted(self) -> None:
        self.table_requested.emit(self._config.data.file)

    def choose_data(self, data: DataConfig) -> None:
        """Learn from these data from now on, with loss and layers that fit; or say why that can't be."""
        new = fitted(replace(self._config, data=data), self._config)
        sentence = _first_problem(new)
        self.data.show_refusal(sentence)
        if not sentence:
            self._commit(new)

    @Slot(str, object)
    def _on_value_entered(self, path: str, value: object) -> None:
        row = self._row(path)
        place = self.data if row is None else row
        try:
            new = set_value(self._config, path, value)
        except ConfigError as error:
            place.show_refusal(str(error))
            return
        sentence = _first_problem(new)
        if sentence:
            self.data.set_config(self._config)
            if row is not None:
                row.set_value(get_value(self._config, path))
            place.show_refusal(sentence)
        else:
            self._commit(new)

    @Slot(object, object)
    def _on_config_edited(self, new: ExperimentConfig, place: Place) -> None:
        sentence = _first_problem(new)
        if sentence:
            self.layers.set_config(self._config)
            self.layers.show_refusal(place, sentence)
        else:
            self._commit(new)

    @Slot()
    def _set_tab_order(self) -> None:
        """Tab goes down the panel as the eye does, rows made later included."""
        chain = [*self.data.tab_chain(), *self.layers.tab_chain(), *self.training.tab_chain()]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _row(self, path: str) -> FieldRow | None:
        rows = (*self.data.rows, *self.training.rows.values())
        return next((row for row in rows if row.field.path == path), None)

    def _commit(self, new: ExperimentConfig) -> None:
        if new == self._config:
            return
        self.set_config(new)
        self.config_changed.emit(new)

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_PX, 560)

    def minimumSizeHint(self) -> QSize:
        return QSize(WIDTH_PX, 200)


def _input_remark(image_shape: tuple[int, int] | None, features: tuple[str, ...]) -> str:
    """What an input is: a pixel of a picture, or one of these."""
    if image_shape is not None:
        return QCoreApplication.translate("BuilderPanel", "{width}×{height} picture").format(
            width=image_shape[1], height=image_shape[0]
        )
    return ", ".join(feature_label(name) for name in features)


def _first_problem(config: ExperimentConfig) -> str:
    found = problems(config)
    return found[0][1] if found else ""
