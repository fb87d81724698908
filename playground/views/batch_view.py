"""This mini-batch: the examples of the newest update, and how far its gradient is from the full one."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from playground.data import Dataset
from playground.theme import Theme
from playground.training.messages import BatchInfo, RunState, Snapshot
from playground.views.batch_arrows import GradientArrows
from playground.views.example_gallery import ExampleCard, ExampleGallery
from playground.views.example_pictures import targets_of
from playground.views.instrument import Instrument
from playground.views.numbers import loss_text, ratio_text, significant, whole
from playground.views.readout import Line, Segment
from playground.views.view_export import DataTable

_PICTURES_S = 0.25
"""While training, other pictures at most so often: faster than that nobody sees them."""
_MOST_CARDS = 512
_NOISY, _QUIET = 2.0, 0.5
"""Above the one the rest of the batch's gradient drowns the common direction; below the other it doesn't."""


class BatchView(Instrument):
    """Pictures with their losses at the left, the two gradients as arrows at the right."""

    example_picked = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("batch_view", parent)
        self.set_words(
            self.tr("This mini-batch"),
            self.tr("The examples of each update will be shown here, and where their gradient points."),
        )
        self._snapshot: Snapshot | None = None
        self._batch: BatchInfo | None = None
        self._dataset: Dataset | None = None
        self._pictures_at = -math.inf
        self._pictured_step = -1
        self.gallery = ExampleGallery(
            "batch_examples",
            self.tr("Examples of the newest batch"),
            self.tr(
                "The examples behind the newest update, each with its loss before it.\n"
                "They are shown as stored: augmentation shifts and bends them on their way into the network."
            ),
        )
        self.arrows = GradientArrows()
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.body)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(self.gallery, 3)
        self._layout.addWidget(self.arrows, 2)
        self.add_menu()
        self.gallery.picked.connect(self._on_example_picked)
        self.show_empty(True)

    def set_dataset(self, dataset: Dataset | None) -> None:
        """The data set whose training examples the rows of a batch are."""
        self._dataset = dataset
        self.gallery.pictures.set_dataset(dataset)
        self._batch, self._pictured_step = None, -1
        self.show_empty(True)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.gallery.set_theme(theme)
        self.arrows.set_theme(theme)
        if self._batch is not None:
            self._show_pictures(self._batch)

    def set_snapshot(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        batch = snapshot.batch
        if batch is None or self._dataset is None or not len(batch.indices):
            return
        if int(batch.indices.max()) >= self._dataset.n_train:
            return
        is_new = batch.step != self._pictured_step
        self._batch = batch
        # While batches rush by, arrows that followed each of them would only flicker.
        self.arrows.set_batch(batch, at_once=snapshot.state is not RunState.TRAINING)
        is_due = snapshot.state is not RunState.TRAINING or time.monotonic() - self._pictures_at > _PICTURES_S
        if is_due and is_new:
            self._show_pictures(batch)
        if self.is_empty:
            self.show_empty(False)
            self.refresh_text()

    def clear(self) -> None:
        self._snapshot = self._batch = None
        self._pictures_at, self._pictured_step = -math.inf, -1
        self.gallery.set_cards("train", ())
        self.arrows.set_batch(None)
        super().clear()
        self.refresh_text()

    def _ask(self, request: dict[str, Any], *, with_history: bool) -> None:
        request["batch"] = True

    def _show_pictures(self, batch: BatchInfo) -> None:
        self._pictures_at, self._pictured_step = time.monotonic(), batch.step
        dataset = self._dataset
        assert dataset is not None
        targets = targets_of(dataset, "train")
        cards = []
        for row, loss in zip(batch.indices[:_MOST_CARDS], batch.losses[:_MOST_CARDS], strict=True):
            label = ""
            if dataset.is_regression:
                label = significant(dataset.in_own_units(float(np.ravel(targets[row])[0])))
            else:
                index = int(targets[row])
                label = dataset.class_names[index] if index < len(dataset.class_names) else str(index)
            sentence = self.tr("Training example {0}, truly {1}: loss {2}").format(
                whole(int(row)), label, loss_text(float(loss))
            )
            cards.append(ExampleCard(int(row), _short(float(loss)), sentence, self._colour(float(loss))))
        self.gallery.set_cards("train", cards, keep_place=True)

    def _colour(self, loss: float) -> str:
        """What is far from learned stands out: a loss above ln 2 gives its class less than half."""
        return self.theme.negative if loss > math.log(2.0) else self.theme.text_muted

    # ---- words

    def _comparison(self) -> str:
        """“This batch points 41° away from the full gradient and is 1.8 times as long.”"""
        # As drawn: the words never say another angle than the picture.
        angle, ratio = self.arrows.angle_degrees, self.arrows.length_ratio
        if not (math.isfinite(angle) and math.isfinite(ratio)):
            return self.tr("The full gradient is being computed.")
        return self.tr("This batch points {0}° away from the full gradient and is {1} times as long.").format(
            f"{angle:.0f}", ratio_text(ratio)
        )

    def _noise(self) -> str:
        batch = self._batch
        assert batch is not None
        if not math.isfinite(batch.noise):
            return ""
        if batch.noise > _NOISY:
            meaning = self.tr("each update is mostly chance; larger batches would steady it")
        elif batch.noise < _QUIET:
            meaning = self.tr("the batch speaks for the whole set; smaller ones would do")
        else:
            meaning = self.tr("chance and direction are about even")
        return self.tr("Noise {0} times the full gradient: {1}.").format(ratio_text(batch.noise), meaning)

    def _epoch_words(self) -> str:
        snapshot, batch = self._snapshot, self._batch
        assert snapshot is not None
        assert batch is not None
        n, n_updates = len(batch.indices), snapshot.steps_per_epoch
        examples = self.tr("1 example") if n == 1 else self.tr("{0} examples").format(whole(n))
        updates = self.tr("1 update") if n_updates == 1 else self.tr("{0} updates").format(whole(n_updates))
        return self.tr("{0}, {1} an epoch").format(examples, updates)

    def _wordings(self) -> Sequence[Line]:
        batch = self._batch
        if batch is None:
            return self.waiting_words()
        loss = self.tr("mean loss {0}").format(loss_text(float(batch.losses.mean())))
        return [
            (Segment(self._epoch_words()), Segment(loss)),
            (Segment(self._epoch_words()),),
            (Segment(loss),),
        ]

    def refresh_text(self) -> None:
        super().refresh_text()
        if self._batch is not None:
            self.arrows.set_words(self._comparison(), self._noise())

    def text_twin(self) -> str:
        """Size and loss of the batch, angle and length of its gradient, what the noise means."""
        batch = self._batch
        if batch is None:
            return self.tr("This mini-batch: no update yet.")
        loss = self.tr("mean loss {0}").format(loss_text(float(batch.losses.mean())))
        parts = [f"{self._epoch_words()}, {loss}.", self._comparison(), self._noise()]
        return " ".join(part for part in parts if part)

    def data_table(self) -> DataTable:
        if self._batch is None:
            return DataTable((), ())
        return DataTable(("row", "loss"), (self._batch.indices, self._batch.losses))

    @Slot(int)
    def _on_example_picked(self, row: int) -> None:
        self.example_picked.emit("train", row)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tall = self.height() > 0.9 * self.width() and self.height() > 240
        direction = QBoxLayout.Direction.TopToBottom if tall else QBoxLayout.Direction.LeftToRight
        if self._layout.direction() != direction:
            self._layout.setDirection(direction)


def _short(loss: float) -> str:
    """A loss in few characters, so that what is nearly learned can still be told apart."""
    if not math.isfinite(loss):
        return "–"
    if loss < 0.005:
        return significant(loss, 1)
    return f"{loss:.2f}" if loss < 10.0 else f"{loss:.0f}"
