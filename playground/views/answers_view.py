"""Right and wrong: what the network says to every example, and which ones it gets wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from playground.data import Dataset
from playground.theme import Theme
from playground.training.messages import Answers, Snapshot
from playground.views import answers_words as words
from playground.views.answers_matrix import ConfusionMatrix
from playground.views.choice_button import ChoiceButton
from playground.views.example_gallery import ExampleGallery
from playground.views.example_pictures import targets_of
from playground.views.fitting_label import FittingLabel
from playground.views.instrument import Instrument
from playground.views.numbers import loss_text, percent, significant, whole
from playground.views.point_panel import PointPanel
from playground.views.readout import Line, Segment
from playground.views.view_export import DataTable

_MOST_CARDS = 300
_STRIP_PX = 112


class AnswersView(Instrument):
    """Confusion matrix (or predictions against true values) and the examples behind it."""

    example_picked = Signal(str, int)
    """Split and row of an example that the person wants to see in the network."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("answers_view", parent)
        self.set_words(
            self.tr("Right and wrong"),
            self.tr(
                "What the network answers to each example will be counted here, by true class and reading."
            ),
        )
        self._dataset: Dataset | None = None
        self._answers: Answers | None = None
        self._cell: tuple[int, int] | None = None
        self.matrix = ConfusionMatrix()
        self.scatter = PointPanel("answers_scatter", self.tr("Predicted against true values"))
        self._name_axes(n_values=1)
        self.strip_title = FittingLabel("answers_strip_title")
        self.gallery = ExampleGallery(
            "answers_examples",
            self.tr("Examples"),
            self.tr("Click an example, or choose it with arrow keys and Enter, to see it in the network."),
        )
        self._arrange()
        self._split = ChoiceButton(
            "answers_view_split",
            self.tr("Examples of"),
            self.tr("Whose answers: examples trained on, or held out"),
        )
        self._split.set_choices([("test", self.tr("test set")), ("train", self.tr("training set"))])
        self._split.chosen.connect(self._on_split_chosen)
        self._header.addWidget(self._split)
        self._hardest = self.add_button(
            "hardest", self.tr("hardest"), self.tr("Show the hardest examples again")
        )
        self._hardest.clicked.connect(self._on_hardest_clicked)
        self.add_menu()
        self.plots = (self.scatter,)
        self.matrix.cell_picked.connect(self._on_cell_picked)
        self.matrix.cell_pointed.connect(self._on_cell_pointed)
        self.gallery.picked.connect(self._on_example_picked)
        self.scatter.picked.connect(self._on_example_picked)
        self.scatter.pointed.connect(self._on_point_pointed)
        self.scatter.resized.connect(self._on_scatter_resized)
        self.show_empty(True)

    def _arrange(self) -> None:
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.body)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._pictures = QStackedLayout()
        self._pictures.addWidget(self.matrix)
        self._pictures.addWidget(self.scatter)
        self._layout.addLayout(self._pictures, 3)
        self._strip = QWidget()
        column = QVBoxLayout(self._strip)
        column.setContentsMargins(4, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.strip_title)
        column.addWidget(self.gallery, 1)
        self._layout.addWidget(self._strip, 2)

    # ---- the interface of a view

    def set_dataset(self, dataset: Dataset | None) -> None:
        """The data set whose examples the rows of the answers are."""
        self._dataset = dataset
        self.gallery.pictures.set_dataset(dataset)
        self._answers = self._cell = None
        self.scatter.clear_ranges()
        is_regression = dataset is not None and dataset.is_regression
        self._name_axes(dataset.n_classes if dataset is not None and is_regression else 1)
        self._pictures.setCurrentIndex(int(is_regression))
        self.show_empty(True)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for part in (self.matrix, self.scatter, self.gallery):
            part.set_theme(theme)
        self.strip_title.setStyleSheet(
            f"color: {theme.text_muted}; font-size: {theme.small_px}px; background: transparent;"
        )
        self._show_examples(keep_place=True)

    def set_snapshot(self, snapshot: Snapshot) -> None:
        answers = snapshot.answers
        if answers is None or not words.fits(answers, self._dataset) or words.same(answers, self._answers):
            return
        if answers.split != self._split.value:
            return  # asked before another split was chosen
        self._answers = answers
        self._draw(answers)
        if self.is_empty:
            self.show_empty(False)
            self.refresh_text()

    def clear(self) -> None:
        self._answers = self._cell = None
        self.matrix.set_picked(None)
        self.scatter.clear_ranges()
        super().clear()
        self.refresh_text()

    def _ask(self, request: dict[str, Any], *, with_history: bool) -> None:
        request["answers"] = self._split.value

    def _draw(self, answers: Answers) -> None:
        dataset = self._dataset
        assert dataset is not None
        if answers.confusion is not None:
            self.matrix.set_answers(answers, dataset.class_names)
        elif dataset.is_regression:
            targets = np.ravel(targets_of(dataset, answers.split)).astype(np.float64)
            points = np.column_stack((targets, answers.predicted)).astype(np.float64)
            points = dataset.in_own_units(points)
            self.scatter.set_points(points, np.zeros(len(points), dtype=np.int64))
            low, high = float(points.min()), float(points.max())
            self.scatter.set_lines(np.array([low, high]), np.array([low, high]))
        self._show_examples(keep_place=True)

    def _show_examples(self, *, keep_place: bool = False) -> None:
        answers, dataset = self._answers, self._dataset
        if answers is None or dataset is None:
            self.gallery.set_cards(self._split.value, ())
            self.strip_title.set_wordings(())
            return
        if self._cell is None:
            rows = words.hardest_rows(answers)
            titles: tuple[str, ...] = (self.tr("Hardest examples"), self.tr("Hardest"))
        else:
            rows = words.rows_of_cell(answers, dataset, *self._cell)
            titles = words.cell_titles(dataset, *self._cell, len(rows))
        self.strip_title.set_wordings(titles)
        self._hardest.setEnabled(self._cell is not None)
        colours = {"right": self.theme.positive, "wrong": self.theme.negative}
        cards = [words.card_of(answers, dataset, int(row), **colours) for row in rows[:_MOST_CARDS]]
        self.gallery.set_cards(answers.split, cards, keep_place=keep_place)

    # ---- words

    def _name_axes(self, n_values: int) -> None:
        several = self.tr("first output, predicted ↑"), self.tr("output 1 ↑")
        self.scatter.set_titles(self.tr("predicted ↑") if n_values == 1 else several, self.tr("true →"))

    def _figures(self) -> tuple[str, str]:
        """Share right (or R²), and mean loss."""
        answers, dataset = self._answers, self._dataset
        assert answers is not None
        assert dataset is not None
        loss = loss_text(float(answers.losses.mean()))
        if dataset.is_regression:
            share = significant(words.explained_share(answers, dataset))
            figure = self.tr("R² {0}") if dataset.n_classes == 1 else self.tr("R² of the first output {0}")
            return figure.format(share), loss
        right, n = words.overall(answers, dataset)
        return self.tr("{0} of {1} right").format(whole(right), whole(n)), loss

    def _wordings(self) -> Sequence[Line]:
        answers, dataset = self._answers, self._dataset
        if answers is None or dataset is None:
            return self.waiting_words()
        figure, loss = self._figures()
        share = ""
        if not dataset.is_regression:
            right, n = words.overall(answers, dataset)
            share = percent(right / max(n, 1))
        loss_words = self.tr("loss {0}").format(loss)
        head = Segment(share) if share else Segment(figure)
        long = (head, Segment(figure), Segment(loss_words)) if share else (head, Segment(loss_words))
        return [long, (head, Segment(loss_words)), (head,)]

    def text_twin(self) -> str:
        """How many are right, the most frequent confusions and the hardest class."""
        answers, dataset = self._answers, self._dataset
        if answers is None or dataset is None:
            return self.tr("Right and wrong: no answers yet.")
        figure, loss = self._figures()
        split = self.tr("Training set") if answers.split == "train" else self.tr("Test set")
        parts = [self.tr("{0} at step {1}: {2}, loss {3}.").format(split, whole(answers.step), figure, loss)]
        if answers.confusion is not None:
            confusions = [
                words.cell_sentence(dataset, true, read, n)
                for true, read, n in words.worst_confusions(answers.confusion)
            ]
            parts.append("; ".join(confusions) + "." if confusions else self.tr("No errors."))
        shares = answers.accuracy_by_class
        if shares is not None and np.isfinite(shares).any() and np.nanmin(shares) < 1.0:
            worst = int(np.nanargmin(shares))
            parts.append(
                self.tr("Hardest class: {0}, {1} right.").format(
                    words.class_name(dataset, worst), percent(float(shares[worst]))
                )
            )
        return " ".join(parts)

    def data_table(self) -> DataTable:
        answers, dataset = self._answers, self._dataset
        if answers is None or dataset is None:
            return DataTable((), ())
        if answers.confusion is None:
            values = np.ravel(targets_of(dataset, answers.split)), answers.predicted
            true, predicted = (dataset.in_own_units(np.asarray(v, np.float64)) for v in values)
            return DataTable(("true", "predicted", "loss"), (true, predicted, answers.losses))
        names = [words.class_name(dataset, i) for i in range(len(answers.confusion))]
        figures = [
            (name, values)
            for name, values in (("accuracy", answers.accuracy_by_class), ("loss", answers.loss_by_class))
            if values is not None
        ]
        return DataTable(
            ("true", *(f"read as {name}" for name in names), *(name for name, _ in figures)),
            (np.array(names), *answers.confusion.T, *(values for _, values in figures)),
        )

    # ---- what the person does

    @Slot(str)
    def _on_split_chosen(self, _split: str) -> None:
        self._answers = self._cell = None
        self.matrix.set_picked(None)
        self._show_examples()
        self.show_empty(True)
        self.refresh_text()

    @Slot()
    def _on_hardest_clicked(self) -> None:
        self._cell = None
        self.matrix.set_picked(None)
        self._show_examples()

    @Slot(int, int)
    def _on_cell_picked(self, true: int, read: int) -> None:
        self._cell = (true, read)
        self.matrix.set_picked(self._cell)
        self._show_examples()

    @Slot(object)
    def _on_cell_pointed(self, cell: tuple[int, int] | None) -> None:
        answers, dataset = self._answers, self._dataset
        if cell is None or answers is None or dataset is None or answers.confusion is None:
            self.set_hover_line()
            return
        row = answers.confusion[cell[0]]
        count = int(row[cell[1]])
        share = percent(count / max(1, int(row.sum())))
        sentence = words.cell_sentence(dataset, *cell, count)
        self.set_hover_line((Segment(sentence), Segment(share)), (Segment(sentence),))

    @Slot(int)
    def _on_point_pointed(self, row: int) -> None:
        answers, dataset = self._answers, self._dataset
        if row < 0 or answers is None or dataset is None or row >= len(answers.predicted):
            self.set_hover_line()
            return
        self.set_hover_line((Segment(words.card_of(answers, dataset, row, right="", wrong="").sentence),))

    @Slot(int)
    def _on_example_picked(self, row: int) -> None:
        self.example_picked.emit(self._split.value, row)

    @Slot()
    def _on_scatter_resized(self) -> None:
        self.scatter.refresh_axes()

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tall = self.height() > 0.8 * self.width() and self.height() > 240
        direction = QBoxLayout.Direction.TopToBottom if tall else QBoxLayout.Direction.LeftToRight
        if self._layout.direction() != direction:
            self._layout.setDirection(direction)
        # Beside the matrix the strip takes what the matrix can spare.
        self._strip.setMaximumWidth(16_777_215 if tall else max(_STRIP_PX, self.width() // 3))
        self._strip.setMinimumWidth(_STRIP_PX if self.width() > 3 * _STRIP_PX else 0)
        self._layout.setStretch(0, 3 if tall else 8)
