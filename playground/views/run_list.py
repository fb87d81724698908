"""The runs: those kept and the present one, what is different about each, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.experiment.config import ExperimentConfig
from playground.theme import LIGHT, Theme
from playground.training.messages import RunRecord, Snapshot
from playground.views.numbers import loss_text, percent, whole
from playground.views.run_colours import difference_words, run_colour, run_dashes

_NAME, _DIFFERS, _STEP, _LOSS, _ACCURACY = range(5)
_ID_ROLE = int(Qt.ItemDataRole.UserRole)


class RunList(QWidget):
    """A row a run: a check mark lays its curve over the present one's. GUI thread only."""

    overlays_changed = Signal(object)
    """tuple of run ids whose curves are to be drawn."""
    renamed = Signal(int, str)
    return_requested = Signal(int)
    forget_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_list")
        self.setAccessibleName(self.tr("Runs"))
        self._theme: Theme = LIGHT
        self._records: tuple[RunRecord, ...] = ()
        self._names: dict[int, str] = {}
        self._overlaid: set[int] = set()
        self._config: ExperimentConfig | None = None
        self._snapshot: Snapshot | None = None
        self.table = self._make_table()
        self._return = self._button(
            "run_return_button",
            self.tr("Return to"),
            self.tr("Go on with the chosen run from where it ended; the present one is kept in its place."),
        )
        self._forget = self._button(
            "run_forget_button", self.tr("Forget"), self.tr("Drop the chosen run and free its memory.")
        )
        buttons = QHBoxLayout()
        buttons.setContentsMargins(6, 2, 6, 4)
        buttons.setSpacing(4)
        buttons.addWidget(self._return)
        buttons.addWidget(self._forget)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        self._return.clicked.connect(self._on_return_clicked)
        self._forget.clicked.connect(self._on_forget_clicked)
        self.table.itemChanged.connect(self._on_item_changed)
        self.table.itemSelectionChanged.connect(self._on_selection_changed)
        self.setMinimumSize(200, 100)
        self.set_theme(LIGHT)

    def _make_table(self) -> QTreeWidget:
        table = QTreeWidget()
        table.setObjectName("run_table")
        table.setAccessibleName(self.tr("Kept runs"))
        table.setToolTip(
            self.tr(
                "Check a run to draw its curves beside the present ones. Double-click (or F2) to name it."
            )
        )
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setIconSize(QSize(22, 12))
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        table.setHeaderLabels(
            [self.tr("Run"), self.tr("Differs in"), self.tr("Step"), self.tr("Test loss"), self.tr("Right")]
        )
        header = table.header()
        header.setStretchLastSection(False)
        for column in (_NAME, _STEP, _LOSS, _ACCURACY):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_DIFFERS, QHeaderView.ResizeMode.Stretch)
        for column in (_STEP, _LOSS, _ACCURACY):
            table.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
        return table

    # ---- what is shown

    @property
    def overlays(self) -> tuple[int, ...]:
        """Ids of the runs that are checked, in the order of the list."""
        return tuple(r.run_id for r in self._records if r.run_id in self._overlaid)

    def name_of(self, run_id: int) -> str:
        """The name that the person gave, or “Run 3”."""
        return self._names.get(run_id) or self.tr("Run {0}").format(run_id)

    @property
    def names(self) -> dict[int, str]:
        """Names of all runs in the list."""
        return {record.run_id: self.name_of(record.run_id) for record in self._records}

    def set_theme(self, theme: Theme) -> None:
        """Take colours from `theme`."""
        self._theme = theme
        self.table.setStyleSheet(
            f"QTreeWidget {{ background: {theme.plot}; color: {theme.text}; border: none;"
            f" font-size: {theme.small_px}px; }}"
            f"QTreeWidget::item:selected {{ background: {theme.hover}; color: {theme.text}; }}"
            # The style's own box is as dark as what is behind it.
            f"QTreeWidget::indicator {{ width: 10px; height: 10px; border-radius: 2px;"
            f" border: 1px solid {theme.text_muted}; }}"
            f"QTreeWidget::indicator:checked {{ background: {theme.accent}; border-color: {theme.accent}; }}"
            f"QHeaderView::section {{ background: {theme.surface}; color: {theme.text_muted}; border: none;"
            f" padding: 2px 4px; font-size: {theme.small_px}px; }}"
        )
        self._fill()

    def set_records(self, records: Sequence[RunRecord]) -> None:
        """Show the kept runs, oldest first."""
        self._records = tuple(records)
        known = {record.run_id for record in self._records}
        self._overlaid &= known
        self._fill()

    def set_names(self, names: dict[int, str]) -> None:
        """Names given earlier, by run id."""
        self._names.update(names)
        self._fill()

    def set_overlays(self, run_ids: Sequence[int]) -> None:
        """Check these runs, without emitting."""
        self._overlaid = set(run_ids)
        self._fill()

    def set_present(self, config: ExperimentConfig, snapshot: Snapshot | None) -> None:
        """The run that is trained now: what the others are held against. At most four times a second."""
        is_new = config != self._config
        self._config, self._snapshot = config, snapshot
        if is_new or not self.table.topLevelItemCount():
            self._fill()
        else:
            self._silently(self._show_present, self.table.topLevelItem(self.table.topLevelItemCount() - 1))

    def text_twin(self) -> str:
        """The runs, one sentence each."""
        if not self._records:
            return self.tr("Runs: only the present one. A restart or a fork keeps the run before it.")
        return " ".join(
            self.tr("{0}: step {1}, {2} right.").format(
                self.name_of(record.run_id), whole(record.step), percent(record.test_accuracy)
            )
            for record in self._records
        )

    def _fill(self) -> None:
        chosen = self._chosen_id()
        self._silently(self._fill_table, chosen)
        self._on_selection_changed()
        self.setAccessibleDescription(self.text_twin())

    def _silently(self, do: object, *arguments: object) -> None:
        self.table.blockSignals(True)
        try:
            do(*arguments)  # type: ignore[operator]  # one of the two methods below
        finally:
            self.table.blockSignals(False)

    def _fill_table(self, chosen: int | None) -> None:
        self.table.clear()
        for record in self._records:
            item = QTreeWidgetItem(self.table)
            item.setData(_NAME, _ID_ROLE, record.run_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable)
            is_overlaid = record.run_id in self._overlaid
            item.setCheckState(_NAME, Qt.CheckState.Checked if is_overlaid else Qt.CheckState.Unchecked)
            item.setIcon(_NAME, self._swatch(record.run_id))
            item.setText(_NAME, self.name_of(record.run_id))
            differs = difference_words(record.config, self._config) if self._config is not None else ""
            origin = ""
            if record.parent_run_id is not None:
                parent = self.name_of(record.parent_run_id)
                origin = self.tr("forked from {0} at step {1}").format(parent, whole(record.forked_at))
            item.setText(_DIFFERS, differs or self.tr("same settings"))
            item.setToolTip(_DIFFERS, "\n".join(part for part in (differs, origin) if part))
            self._set_figures(item, record.step, record.test_loss, record.test_accuracy)
            if record.run_id == chosen:
                item.setSelected(True)
        if self._config is not None:
            present = QTreeWidgetItem(self.table)
            present.setText(_NAME, self.tr("This run"))
            present.setIcon(_NAME, self._swatch(None))
            present.setFlags(present.flags() & ~Qt.ItemFlag.ItemIsSelectable)
            self._show_present(present)

    def _show_present(self, item: QTreeWidgetItem) -> None:
        snapshot = self._snapshot
        if snapshot is not None:
            self._set_figures(item, snapshot.step, snapshot.test_loss, snapshot.test_accuracy)

    def _set_figures(self, item: QTreeWidgetItem, step: int, loss: float, accuracy: float) -> None:
        for column, text in ((_STEP, whole(step)), (_LOSS, loss_text(loss)), (_ACCURACY, percent(accuracy))):
            item.setText(column, text)
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _swatch(self, run_id: int | None) -> QIcon:
        """A piece of the run's curve; None is the present run."""
        pixmap = QPixmap(22, 12)
        pixmap.fill(Qt.GlobalColor.transparent)
        colour = self._theme.training if run_id is None else run_colour(run_id, self._theme)
        pen = QPen(QColor(colour), 2)
        dashes = () if run_id is None else run_dashes(run_id)
        if dashes:
            pen.setDashPattern([d / 2 for d in dashes])
        painter = QPainter(pixmap)
        painter.setPen(pen)
        painter.drawLine(1, 6, 21, 6)
        painter.end()
        return QIcon(pixmap)

    def _chosen_id(self) -> int | None:
        items = self.table.selectedItems()
        value = items[0].data(_NAME, _ID_ROLE) if items else None
        return None if value is None else int(value)

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        return button

    # ---- what the person does

    @Slot()
    def _on_selection_changed(self) -> None:
        has_choice = self._chosen_id() is not None
        self._return.setEnabled(has_choice)
        self._forget.setEnabled(has_choice)

    @Slot(QTreeWidgetItem, int)
    def _on_item_changed(self, item: QTreeWidgetItem, column: int) -> None:
        run_id = item.data(_NAME, _ID_ROLE)
        if run_id is None or column != _NAME:
            return
        is_checked = item.checkState(_NAME) is Qt.CheckState.Checked
        if is_checked != (run_id in self._overlaid):
            self._overlaid ^= {int(run_id)}
            self.overlays_changed.emit(self.overlays)
        elif item.text(_NAME).strip() != self.name_of(run_id):
            self._names[int(run_id)] = item.text(_NAME).strip()
            self.renamed.emit(int(run_id), self.name_of(run_id))
            self._fill()

    @Slot()
    def _on_return_clicked(self) -> None:
        chosen = self._chosen_id()
        if chosen is not None:
            self.return_requested.emit(chosen)

    @Slot()
    def _on_forget_clicked(self) -> None:
        chosen = self._chosen_id()
        if chosen is not None:
            self.forget_requested.emit(chosen)
