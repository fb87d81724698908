"""What all blocks of a page share: they tell the exact value below the pointer, and can be copied."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from playground.explain.formula.box import Spot
from playground.theme import LIGHT, Theme


class BlockWidget(QWidget):
    """Base of a block: painted by itself, as high as its width demands. GUI thread only."""

    reference_clicked = Signal(str)
    """What the number or row that was clicked stands for, e.g. `unit:layer2:3`."""
    page_copy_requested = Signal(str)
    """The whole page shall be copied: as `text` or `latex`."""

    def __init__(self, object_name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(accessible_name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._theme: Theme = LIGHT
        self._hovered: Spot | None = None

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`, and in its size of text from the next `arrange` on."""
        self._theme = theme
        self.update()

    def _scaled(self, px: float) -> int:
        """A size that is meant for the usual size of text, for the one that was chosen."""
        return round(px * self._theme.body_px / LIGHT.body_px)

    # ---- what a block says about itself

    def arrange(self, width: int) -> None:
        """Set the content for this width, and take the size that it needs (which may be wider)."""
        raise NotImplementedError

    def to_text(self) -> str:
        """Plain text; also the accessible description."""
        raise NotImplementedError

    def to_latex(self) -> str:
        """LaTeX; empty if there is none."""
        return ""

    def spot_at(self, position: QPointF) -> Spot | None:
        """The number at a point that has more to tell."""
        raise NotImplementedError

    def tip_at(self, position: QPointF) -> str:
        """What the pointer is told there: the exact value."""
        spot = self.spot_at(position)
        return "" if spot is None else exact_text(spot)

    def reference_at(self, position: QPointF) -> str:
        """What a click there opens; empty if nothing."""
        spot = self.spot_at(position)
        return "" if spot is None else str(getattr(spot.source, "reference", ""))

    # ---- copying

    @Slot()
    def copy_text(self) -> None:
        """Put the block into the clipboard as plain text."""
        QGuiApplication.clipboard().setText(self.to_text())

    @Slot()
    def copy_latex(self) -> None:
        """Put the block into the clipboard as LaTeX."""
        QGuiApplication.clipboard().setText(self.to_latex())

    def make_menu(self) -> QMenu:
        """The context menu."""
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}_menu")
        as_text = QAction(self.tr("Copy as text"), menu)
        as_text.setObjectName("copy_text_action")
        as_text.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        as_text.triggered.connect(self.copy_text)
        menu.addAction(as_text)
        if self.to_latex():
            as_latex = QAction(self.tr("Copy as LaTeX"), menu)
            as_latex.setObjectName("copy_latex_action")
            as_latex.triggered.connect(self.copy_latex)
            menu.addAction(as_latex)
        menu.addSeparator()
        page_text = QAction(self.tr("Copy the page as text"), menu)
        page_text.setObjectName("copy_page_text_action")
        page_text.setShortcut(QKeySequence("Ctrl+Shift+C"))
        page_text.triggered.connect(self._on_page_text_wanted)
        menu.addAction(page_text)
        page_latex = QAction(self.tr("Copy the page as LaTeX"), menu)
        page_latex.setObjectName("copy_page_latex_action")
        page_latex.triggered.connect(self._on_page_latex_wanted)
        menu.addAction(page_latex)
        return menu

    @Slot()
    def _on_page_text_wanted(self) -> None:
        self.page_copy_requested.emit("text")

    @Slot()
    def _on_page_latex_wanted(self) -> None:
        self.page_copy_requested.emit("latex")

    def _paint_focus(self, painter: QPainter) -> None:
        if self.hasFocus():
            painter.setPen(self.palette().highlight().color())
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    # ---- Qt

    def sizeHint(self) -> QSize:
        return self.size()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_text()
            return
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position())
        if spot != self._hovered:
            self._hovered = spot
            leads_on = bool(self.reference_at(event.position()))
            shape = Qt.CursorShape.PointingHandCursor if leads_on else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        reference = self.reference_at(event.position())
        if reference:
            self.reference_clicked.emit(reference)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            # Ctrl+C is for the block, not for a shortcut of the window.
            event.setAccepted(event.matches(QKeySequence.StandardKey.Copy))
            return event.isAccepted()
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.tip_at(QPointF(event.pos()))
            if tip:
                QToolTip.showText(event.globalPos(), tip, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)


def exact_text(spot: Spot) -> str:
    """The value of a number with all its digits."""
    value = getattr(spot.source, "value", None)
    return "" if value is None else repr(float(value)).replace("-", "−")
