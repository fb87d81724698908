"""The menu of kinds of layers: what each does, or why it can't be added here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from playground.builder.adding import Offer
from playground.theme import LIGHT, Theme

_WIDTH_PX = 330
_MARGIN_PX = 8
_GAP_PX = 4
_HELP_ROLE = Qt.ItemDataRole.UserRole + 1
_WRAPPED = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignTop)

AnyIndex = QModelIndex | QPersistentModelIndex


class _TwoLines(QStyledItemDelegate):
    """The name, and below it a sentence in small type."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self.width_px = _WIDTH_PX

    def _fonts(self, option: QStyleOptionViewItem) -> tuple[QFont, QFont]:
        name, small = QFont(option.font), QFont(option.font)
        name.setPixelSize(self.theme.body_px)
        small.setPixelSize(self.theme.small_px)
        return name, small

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        can_be_chosen = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        widget = option.widget
        is_current = isinstance(widget, QListWidget) and widget.currentIndex() == index
        rect: QRect = option.rect
        if is_current:
            painter.fillRect(rect, QColor(self.theme.hover))
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), QColor(self.theme.accent))
        name, small = self._fonts(option)
        inner = rect.adjusted(_MARGIN_PX, 4, -_MARGIN_PX, -4)
        painter.setFont(name)
        painter.setPen(QColor(self.theme.text if can_be_chosen else self.theme.text_muted))
        painter.drawText(inner, _WRAPPED, str(index.data()))
        painter.setFont(small)
        painter.setPen(QColor(self.theme.text_muted if can_be_chosen else self.theme.warning))
        inner.setTop(inner.top() + painter.fontMetrics().height() + 5)
        painter.drawText(inner, _WRAPPED, str(index.data(_HELP_ROLE)))

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        _, small = self._fonts(option)
        metrics = QFontMetrics(small)
        room = QRect(0, 0, self.width_px - 2 * _MARGIN_PX - 16, 1000)
        text = metrics.boundingRect(room, _WRAPPED, str(index.data(_HELP_ROLE)))
        return QSize(self.width_px - 16, metrics.height() + 5 + text.height() + 10)


class KindMenu(QListWidget):
    """A list that pops up; ↑, ↓, Enter or a click choose, Esc or a click elsewhere close.

    A child of the window, not a window of its own: nothing to place or to lose on another screen.
    """

    chosen = Signal(object)
    """The `Offer` that was taken."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._anchor: QWidget | None = None
        self.setObjectName("layer_kind_menu")
        self.setAccessibleName(self.tr("Kinds of layers"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self._offers: tuple[Offer, ...] = ()
        self._lines = _TwoLines(self)
        self.setItemDelegate(self._lines)
        self.itemClicked.connect(self._on_item_clicked)
        self.itemEntered.connect(self._on_item_entered)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._lines.theme = theme
        self.setStyleSheet(
            f"#layer_kind_menu {{ background: {theme.raised}; border: 1px solid {theme.border};"
            " outline: 0; }"
        )

    def ask(self, offers: Sequence[Offer], anchor: QWidget) -> None:
        """Pop up below `anchor` (above it, where there is no room) with these kinds."""
        self._offers = tuple(offers)
        self._anchor = anchor
        self.setParent(anchor.window())
        self._lines.width_px = min(_WIDTH_PX, anchor.window().width() - 2 * _GAP_PX)
        self.clear()
        for offer in self._offers:
            item = QListWidgetItem(self.tr(offer.entry.label))
            item.setData(_HELP_ROLE, offer.remark)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, offer.remark)
            item.setToolTip(f"<p>{offer.remark}</p>")
            if offer.config is None:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.addItem(item)
        self._place(anchor)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        first = next((n for n, offer in enumerate(self._offers) if offer.config is not None), 0)
        self.setCurrentRow(first)

    def _place(self, anchor: QWidget) -> None:
        window = anchor.window()
        width = self._lines.width_px
        height = sum(self.sizeHintForRow(row) for row in range(self.count())) + 2
        self.resize(width, min(height, window.height() - 2 * _GAP_PX))
        below = anchor.mapTo(window, QPoint(0, anchor.height() + 2))
        self.move(
            max(_GAP_PX, min(below.x(), window.width() - width - _GAP_PX)),
            max(_GAP_PX, min(below.y(), window.height() - self.height() - _GAP_PX)),
        )

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._offers) and self._offers[row].config is not None:
            offer = self._offers[row]
            self._close()
            self.chosen.emit(offer)

    def _close(self) -> None:
        had_focus = self.hasFocus()
        self.hide()
        if had_focus and self._anchor is not None:
            self._anchor.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot(QListWidgetItem)
    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        self._take(self.row(item))

    @Slot(QListWidgetItem)
    def _on_item_entered(self, item: QListWidgetItem) -> None:
        if item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.setCurrentItem(item)

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self.currentRow())
        elif event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        _application().installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        _application().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Many buttons don't take the keyboard, so that a click on them is no loss of focus.
        is_press = event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget)
        if is_press and watched not in (self, self._anchor) and watched not in self.findChildren(QWidget):
            self.hide()
        return False


def _application() -> QCoreApplication:
    app = QCoreApplication.instance()
    assert app is not None
    return app
