"""What the network learns from: pictures instead of names, how they are varied, how many there are."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QWidget

from playground.builder.field_row import FieldRow
from playground.builder.picture_strip import PictureStrip
from playground.builder.section import Section
from playground.builder.texts import describe
from playground.data import Augmenter, Dataset
from playground.experiment.config import ExperimentConfig
from playground.experiment.fields import FIELDS
from playground.theme import Theme

PICTURES_OF_A_CLASS = 2


class DataSection(Section):
    """Shows the data of a config; an edit goes out as `value_entered(path, value)`."""

    value_entered = Signal(str, object)
    dataset_wanted = Signal()
    """The section is in sight and has no data to show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("data_section", QCoreApplication.translate("DataSection", "Data"), parent)
        self._dataset: Dataset | None = None
        self._augmentation = "off"
        self._draw = 0
        self.strip = PictureStrip()
        describe(
            self.strip,
            object_name="data_pictures",
            accessible_name=self.tr("Training pictures"),
            tip=self.tr(
                "<p>Real training pictures, two of each class, as the network receives them. "
                "Click for other examples.</p>"
            ),
        )
        self.augmentation_row = FieldRow(FIELDS["data.augmentation"])
        self.rows = [self.augmentation_row]
        self.add(self.strip)
        if len(FIELDS["data.dataset"].choices) > 1:
            self.rows.insert(0, FieldRow(FIELDS["data.dataset"]))
        for row in self.rows:
            row.value_entered.connect(self.value_entered)
            self.add(row)
        self.strip.clicked.connect(self._on_strip_clicked)
        self.strip.pictures_wanted.connect(self.dataset_wanted)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self.strip.set_theme(theme)

    def set_config(self, config: ExperimentConfig) -> None:
        """Show the data part of `config`, without a signal."""
        for row in self.rows:
            row.clear_refusal()
            row.set_value(getattr(config.data, row.field.path.partition(".")[2]))
        if config.data.augmentation != self._augmentation:
            self._augmentation = config.data.augmentation
            self._show_pictures()

    def set_dataset(self, dataset: Dataset) -> None:
        """Show pictures of `dataset` and how many there are."""
        self._dataset = dataset
        text = self.tr("{train} train · {test} test")
        self.remark.setText(text.format(train=f"{dataset.n_train:,}", test=f"{dataset.n_test:,}"))
        self.remark.setToolTip(
            self.tr("The test pictures are never learned from: they show how well it reads new ones.")
        )
        self._show_pictures()

    def tab_chain(self) -> list[QWidget]:
        """What Tab goes through, in order."""
        return [self.strip, *(row.editor for row in self.rows)]

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
        chosen = [int(rng.choice(indices)) for _ in range(PICTURES_OF_A_CLASS) for indices in members]
        pictures = dataset.x_train[chosen]
        if self._augmentation != "off":
            changed = np.empty_like(pictures)
            augmenter = Augmenter(pictures, self._augmentation, rng, dataset.image_shape)
            augmenter.batch(np.arange(len(pictures)), changed)
            pictures = changed
        self.strip.set_pictures(
            pictures.reshape(PICTURES_OF_A_CLASS, dataset.n_classes, *dataset.image_shape)
        )
        names = ", ".join(dataset.class_names)
        self.strip.setAccessibleDescription(self.tr("Two pictures each of: {names}").format(names=names))
