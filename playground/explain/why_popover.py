"""The longer answer, in a frame above the button that asked; Esc or a click elsewhere closes it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from playground.theme import LIGHT, Theme

_WIDTH_PX = 400
_GAP_PX = 6


class WhyPopover(QFrame):
    """One paragraph, and what the fix would do.

    A child of the window, not a window of its own: nothing to place, to raise or to lose on another screen.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("narration_why_popover")
        self.setAccessibleName(self.tr("Why?"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._text = QLabel()
        self._text.setObjectName("narration_why_text")
        self._fix = QLabel()
        self._fix.setObjectName("narration_why_fix")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for label in (self._text, self._fix):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setFixedWidth(_WIDTH_PX - 32)
            column.addWidget(label)
        self.set_theme(LIGHT)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self.setStyleSheet(
            f"#narration_why_popover {{ background: {theme.raised}; border: 1px solid {theme.accent};"
            " border-radius: 6px; }"
            f"QLabel {{ background: transparent; color: {theme.text}; }}"
            f"#narration_why_fix {{ color: {theme.text_muted}; }}"
        )

    def explain(self, text: str, fix: str, anchor: QWidget) -> None:
        """Show `text` above `anchor`, and what Fix it would do."""
        self._text.setText(text)
        self._fix.setText(self.tr("Fix it: {what}.").format(what=fix) if fix else "")
        self._fix.setVisible(bool(fix))
        self.setAccessibleDescription(text)
        window = anchor.window()
        self.setParent(window)
        self.adjustSize()
        corner = anchor.mapTo(window, QPoint(anchor.width(), 0))
        x = max(4, min(corner.x(), window.width() - 4) - self.width())
        above = corner.y() - self.height() - _GAP_PX
        self.move(x, above if above >= 0 else corner.y() + anchor.height() + _GAP_PX)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.hide()
