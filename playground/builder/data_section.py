"""What the network learns from: pictures instead of names, how they are varied, how many there are."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from playground.builder.dataset_button import DatasetButton
from playground.builder.dataset_gallery import DatasetGallery
from playground.builder.feature_chips import FeatureChips
from playground.builder.field_row import EDITOR_HEIGHT_PX, FieldRow
from playground.builder.picture_strip import PictureStrip
from playground.builder.section import Fold, Section
from playground.builder.texts import describe, role_label
from playground.data import DATASETS, Augmenter, Dataset
from playground.experiment.config import ExperimentConfig
from playground.experiment.field import Field
from playground.experiment.fields import FIELDS
from playground.experiment.usage import is_used
from playground.experiment.values import get_value
from playground.theme import LIGHT, Theme

PICTURES_OF_A_CLASS = 2
_ALWAYS = ("data.augmentation", "data.noise")
_FOLDED = ("data.n_examples", "data.train_share", "data.imbalance", "data.seed")


class DataSection(Section):
    """Shows the data of a config; an edit goes out as `value_entered(path, value)`."""

    value_entered = Signal(str, object)
    dataset_chosen = Signal(str)
    """Another data set was picked from the gallery."""
    table_wanted = Signal()
    """The columns of the table are to be chosen anew."""
    dataset_wanted = Signal()
    """The section is in sight and has no data to show."""
    rows_changed = Signal()
    """Tab goes through other widgets than before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("data_section", QCoreApplication.translate("DataSection", "Data"), parent)
        self._dataset: Dataset | None = None
        self._theme = LIGHT
        self._config = ExperimentConfig()
        self._draw = 0
        self.button = DatasetButton(self)
        self._gallery: DatasetGallery | None = None
        self.strip = PictureStrip(self)
        describe(
            self.strip,
            object_name="data_pictures",
            accessible_name=self.tr("Training pictures"),
            tip=self.tr(
                "<p>Real training pictures, two of each class, as the network receives them. "
                "Click for other examples.</p>"
            ),
        )
        self.features = FeatureChips(self)
        self.rows = [FieldRow(FIELDS[path], self) for path in (*_ALWAYS, *_FOLDED)]
        self.augmentation_row = self.rows[0]
        self._refusal: QLabel = role_label("refusal", parent=self)
        self._refusal.setWordWrap(True)
        self._refusal.hide()
        self._make_buttons()
        self._fold = Fold(
            "data_division",
            self.tr("Number and draw"),
            self.tr(
                "How many examples, how they are shared out between training and test, and which are drawn"
            ),
            self,
        )
        self._lay_out()
        self.button.clicked.connect(self._on_button_clicked)
        self.features.features_entered.connect(self._on_features_entered)
        self.strip.clicked.connect(self._on_strip_clicked)
        self.strip.pictures_wanted.connect(self.dataset_wanted)
        self.set_config(self._config)

    @property
    def gallery(self) -> DatasetGallery:
        """All data sets to choose from; made when it is first wanted."""
        if self._gallery is None:
            self._gallery = DatasetGallery(self)
            self._gallery.set_theme(self._theme)
            self._gallery.chosen.connect(self.dataset_chosen)
        return self._gallery

    def _make_buttons(self) -> None:
        self.dice_button = QToolButton()
        self.dice_button.setText("⚄")
        self.dice_button.setFixedSize(EDITOR_HEIGHT_PX, EDITOR_HEIGHT_PX)
        describe(
            self.dice_button,
            object_name="data_dice_button",
            accessible_name=self.tr("Draw other examples"),
            tip=self.tr(
                "<p>Draw other examples of the same pattern: does the network find it again?</p>"
                "<p>⟲ Rebuilds the network with the same seed.</p>"
            ),
        )
        self.dice_button.clicked.connect(self._on_dice_clicked)
        self.table_button = QPushButton(self.tr("Choose columns…"))
        describe(
            self.table_button,
            object_name="table_columns_button",
            accessible_name=self.tr("Choose the columns of the table"),
            tip=self.tr(
                "<p>See the table, and choose which columns the network is given "
                "and which one it shall predict.</p>"
            ),
        )
        self.table_button.clicked.connect(self.table_wanted)

    def _lay_out(self) -> None:
        for widget in (self.button, self._refusal, self.strip, self.features, self.table_button):
            self.add(widget)
        for row in self.rows:
            row.value_entered.connect(self.value_entered)
            if row.field.path in _ALWAYS:
                self.add(row)
        self.add(self._fold)
        for row in self.rows[len(_ALWAYS) :]:
            if row.field.path != "data.seed":
                self._fold.add(row)
        draw = QWidget()
        line = QHBoxLayout(draw)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.rows[-1], 1)
        line.addWidget(self.dice_button)
        self._fold.add(draw)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        for part in (self.button, self.strip, self.features):
            part.set_theme(theme)
        if self._gallery is not None:
            self._gallery.set_theme(theme)

    def set_config(self, config: ExperimentConfig) -> None:
        """Show the data part of `config`, without a signal."""
        old, self._config = self._config, config
        entry = DATASETS[config.data.dataset]
        self._refusal.hide()
        self.button.set_data(config.data, self._remark_of(config))
        for row in self.rows:
            row.clear_refusal()
            row.set_value(get_value(config, row.field.path))
            row.setVisible(is_used(row.field, config))
        self._fold.setVisible(is_used(FIELDS["data.seed"], config))
        self._fold.set_remark(_unusual(config))
        self.strip.setVisible(entry.image_shape is not None)
        self.table_button.setVisible(entry.kind == "table")
        self.features.setVisible("features" in entry.uses)
        n_chips = len(self.features.chips)
        self.features.set_features(config.data.features)
        if config.data.augmentation != old.data.augmentation:
            self._show_pictures()
        if n_chips != len(self.features.chips) or config.data.dataset != old.data.dataset:
            self.rows_changed.emit()

    def set_dataset(self, dataset: Dataset) -> None:
        """Show pictures of `dataset` and how many there are."""
        self._dataset = dataset
        text = self.tr("{train} train · {test} test")
        self.remark.setText(text.format(train=f"{dataset.n_train:,}", test=f"{dataset.n_test:,}"))
        tip = self.tr("The test examples are never learned from: they show how well it does on new ones.")
        self.remark.setToolTip("".join(f"<p>{sentence}</p>" for sentence in (tip, *dataset.remarks)))
        self._show_pictures()

    def show_refusal(self, sentence: str) -> None:
        """Say below the data why they can't be had."""
        self._refusal.setText(sentence)
        self._refusal.setVisible(bool(sentence))

    def refusal(self) -> str:
        """The sentence shown, or ""."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    def tab_chain(self) -> list[QWidget]:
        """What Tab goes through, in order."""
        always, folded = self.rows[: len(_ALWAYS)], self.rows[len(_ALWAYS) :]
        return [
            self.button,
            self.strip,
            *self.features.tab_chain(),
            self.table_button,
            *(row.editor for row in always),
            self._fold.button,
            *(row.editor for row in folded),
            self.dice_button,
        ]

    def _remark_of(self, config: ExperimentConfig) -> str:
        data = config.data
        entry = DATASETS[data.dataset]
        if data.dataset == "paint":
            return self.tr("{n} points").format(n=f"{len(data.points):,}")
        if entry.kind in ("table", "own"):
            return data.file.replace("\\", "/").rpartition("/")[2] or self.tr("no file yet")
        if entry.is_regression:
            return self.tr("a value for each point")
        return self.tr("{n} classes").format(n=entry.n_classes)

    @Slot()
    def _on_button_clicked(self) -> None:
        self.gallery.ask(self._config.data.dataset, self.button)

    @Slot()
    def _on_dice_clicked(self) -> None:
        rng = np.random.default_rng()
        self.value_entered.emit("data.seed", int(rng.integers(1, 1000)))

    @Slot(object)
    def _on_features_entered(self, features: tuple[str, ...]) -> None:
        self.value_entered.emit("data.features", features)

    @Slot()
    def _on_strip_clicked(self) -> None:
        self._draw += 1
        self._show_pictures()

    def _show_pictures(self) -> None:
        dataset = self._dataset
        if dataset is None or dataset.image_shape is None:
            return
        rng = np.random.default_rng(self._draw)
        members = [np.flatnonzero(dataset.y_train == label) for label in range(dataset.n_classes)]
        # A set of one's own may not have every digit yet: those it has are shown again.
        members = [indices if len(indices) else np.arange(dataset.n_train) for indices in members]
        chosen = [int(rng.choice(indices)) for _ in range(PICTURES_OF_A_CLASS) for indices in members]
        pictures = dataset.x_train[chosen]
        augmentation = self._config.data.augmentation
        if augmentation != "off":
            changed = np.empty_like(pictures)
            augmenter = Augmenter(pictures, augmentation, rng, dataset.image_shape)
            augmenter.batch(np.arange(len(pictures)), changed)
            pictures = changed
        self.strip.set_pictures(
            pictures.reshape(PICTURES_OF_A_CLASS, dataset.n_classes, *dataset.image_shape)
        )
        names = ", ".join(dataset.class_names)
        self.strip.setAccessibleDescription(self.tr("Two pictures each of: {names}").format(names=names))


def _unusual(config: ExperimentConfig) -> list[str]:
    """What in the fold isn't as usual."""
    usual = ExperimentConfig()
    fields: list[Field] = [FIELDS[path] for path in _FOLDED if is_used(FIELDS[path], config)]
    changed = [field for field in fields if get_value(config, field.path) != get_value(usual, field.path)]
    return [f"{field.label.lower()} {get_value(config, field.path):g}" for field in changed]
