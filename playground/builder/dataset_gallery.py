"""The data sets as pictures to choose from, in groups."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from playground.builder.dataset_picture import dataset_picture
from playground.builder.dataset_words import dataset_words
from playground.builder.texts import describe, effect_of
from playground.data import DATASETS
from playground.experiment.field import Change
from playground.theme import LIGHT, Theme

PICTURE_PX = 60
_TILE = QSize(108, 80)
_COLUMNS = 6
_GAP_PX = 4
_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
"""Rows down and tiles to the right."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("DatasetGallery", text)


def groups() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Titles and the names of the sets below them; every set has a place."""
    planar = [name for name, entry in DATASETS.items() if entry.kind == "plane" and name != "paint"]
    two = tuple(name for name in planar if DATASETS[name].n_classes == 2)
    values = tuple(name for name in planar if DATASETS[name].is_regression)
    several = tuple(name for name in planar if name not in two and name not in values)
    own = tuple(name for name, entry in DATASETS.items() if name == "paint" or entry.kind in ("table", "own"))
    digits = tuple(name for name, entry in DATASETS.items() if entry.kind == "digits")
    book = tuple(name for name, entry in DATASETS.items() if entry.kind == "book")
    found = (
        (_tr("Digits"), digits),
        (_tr("Your own"), own),
        (_tr("From textbooks: one example"), book),
        (_tr("Two classes"), two),
        (_tr("Several classes"), several),
        (_tr("Regression: predict a value"), values),
    )
    return tuple((title, names) for title, names in found if names)


class DatasetTile(QAbstractButton):
    """One set: its picture and its name."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._theme: Theme = LIGHT
        self._picture = QPixmap()
        title = self.tr(DATASETS[name].title)
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(_TILE)
        describe(
            self,
            object_name=f"dataset_{name}_tile",
            accessible_name=title,
            tip=f"<p><b>{title}</b></p><p>{dataset_words(name)}</p><p>{effect_of(Change.REBUILD)}</p>",
        )

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self._picture = QPixmap()
        self.update()

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            # A button would take them as Tab; the gallery knows what is above and below.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture.isNull():
            self._picture = dataset_picture(self.name, self._theme, PICTURE_PX, self.devicePixelRatioF())
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.hover))
            painter.drawRoundedRect(self.rect(), 5, 5)
        left = (self.width() - PICTURE_PX) // 2
        frame = QRect(left, 3, PICTURE_PX, PICTURE_PX)
        painter.drawPixmap(frame.topLeft(), self._picture)
        is_marked = self.isChecked() or self.hasFocus()
        painter.setPen(
            QPen(QColor(theme.accent if is_marked else theme.border), 2 if self.isChecked() else 1)
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 4, 4)
        font = painter.font()
        font.setPixelSize(theme.small_px)
        painter.setFont(font)
        painter.setPen(QColor(theme.accent if self.isChecked() else theme.text))
        room = QRect(0, PICTURE_PX + 4, self.width(), self.height() - PICTURE_PX - 4)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 2)
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)
        painter.end()


class DatasetGallery(QFrame):
    """Pops up; arrow keys, Enter or a click choose, Esc or a click elsewhere close.

    A child of the window, not a window of its own: nothing to place or to lose on another screen.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dataset_gallery")
        self.setAccessibleName(self.tr("Data sets"))
        self._anchor: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._rows: list[list[DatasetTile]] = []
        application.focusChanged.connect(self._on_focus_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 8)
        column.setSpacing(4)
        self._shelf: QHBoxLayout | None = None
        for title, names in groups():
            self._add_group(column, title, names)
        self.hide()

    @property
    def tiles(self) -> tuple[DatasetTile, ...]:
        """All sets, in the order of the screen."""
        return tuple(tile for row in self._rows for tile in row)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self.setStyleSheet(
            f"#dataset_gallery {{ background: {theme.raised}; border: 1px solid {theme.border};"
            f" border-radius: 6px; }} QLabel {{ color: {theme.text_muted}; font-size: {theme.small_px}px;"
            " background: transparent; }"
        )
        for tile in self.tiles:
            tile.set_theme(theme)

    def ask(self, current: str, anchor: QWidget) -> None:
        """Pop up below `anchor`, with `current` marked."""
        self._anchor = anchor
        window = anchor.window()
        self.setParent(window)
        for tile in self.tiles:
            tile.setChecked(tile.name == current)
        self.adjustSize()
        below = anchor.mapTo(window, QPoint(0, anchor.height() + 2))
        self.move(
            max(_GAP_PX, min(below.x(), window.width() - self.width() - _GAP_PX)),
            max(_GAP_PX, min(below.y(), window.height() - self.height() - _GAP_PX)),
        )
        self.show()
        self.raise_()
        marked = next((tile for tile in self.tiles if tile.isChecked()), self.tiles[0])
        marked.setFocus(Qt.FocusReason.PopupFocusReason)

    def _add_group(self, column: QVBoxLayout, title: str, names: Sequence[str]) -> None:
        """Beside the group before, if there is room for it there."""
        if self._shelf is None or len(self._rows[-1]) + len(names) > _COLUMNS:
            self._shelf = QHBoxLayout()
            self._shelf.setSpacing(0)
            self._shelf.addStretch(1)
            column.addLayout(self._shelf)
            self._rows.append([])
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(2)
        label = QLabel(title)
        grid.addWidget(label, 0, 0, 1, len(names))
        for place, name in enumerate(names):
            tile = DatasetTile(name, self)
            tile.clicked.connect(self._on_clicked)
            self._rows[-1].append(tile)
            grid.addWidget(tile, 1, place)
        # Before the stretch, so that all shelves begin at the left.
        self._shelf.insertLayout(self._shelf.count() - 1, grid)

    def _close(self) -> None:
        self.hide()
        if self._anchor is not None:
            self._anchor.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot()
    def _on_clicked(self) -> None:
        tile = self.sender()
        if isinstance(tile, DatasetTile):
            self._close()
            self.chosen.emit(tile.name)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        # A click elsewhere closes it; another window in front doesn't.
        if self.isVisible() and new is not None and not self.isAncestorOf(new):
            self.hide()

    def _step(self, down: int, right: int) -> None:
        """Move the focus to a neighbour."""
        focused = self.focusWidget()
        for y, row in enumerate(self._rows):
            if focused in row:
                x = row.index(focused)
                target = self._rows[min(max(y + down, 0), len(self._rows) - 1)]
                target[min(max(x + right, 0), len(target) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
                return

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            self._step(*_STEPS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape:
            self._close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, DatasetTile):
                focused.click()
        else:
            super().keyPressEvent(event)
