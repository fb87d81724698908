"""A strip of examples: small pictures with a line below each; arrow keys and Enter choose one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.theme import LIGHT, Theme
from playground.views.example_pictures import ExamplePictures
from playground.views.plot_style import small_font

_GAP_PX = 4
_LARGEST_PX = 56
_SMALLEST_PX = 26
_WIDEST_CAPTION_PX = 80
_SAID = 5
"""Examples named in the description for those who can't see them."""


@dataclass(frozen=True, slots=True)
class ExampleCard:
    """One example and what there is to say of it."""

    row: int
    caption: str
    """What stands below it: a few characters."""
    sentence: str
    colour: str = ""
    """Of the caption; empty is the colour of text."""
    short: str = ""
    """In place of a caption that has no room."""


class ExampleGallery(QWidget):
    """Shows as many cards as fit; the wheel and the arrow keys reach the others."""

    picked = Signal(int)
    """Row of the example in its split."""

    def __init__(self, object_name: str, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(name)
        self._tip = tip
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.pictures = ExamplePictures()
        self._theme: Theme = LIGHT
        self._split = "test"
        self._cards: tuple[ExampleCard, ...] = ()
        self._chosen = -1
        self._hovered = -1
        self._first_line = 0

    @property
    def cards(self) -> tuple[ExampleCard, ...]:
        """What is shown."""
        return self._cards

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self.pictures.set_theme(theme)
        self.update()

    def set_cards(self, split: str, cards: Sequence[ExampleCard], *, keep_place: bool = False) -> None:
        """Show these examples of a split, from the first one on unless `keep_place`."""
        if split == self._split and tuple(cards) == self._cards:
            return
        self._split, self._cards = split, tuple(cards)
        if not keep_place:
            self._first_line, self._chosen = 0, -1
        self._chosen = min(self._chosen, len(self._cards) - 1)
        self._hovered = -1
        self._scroll_to(self._first_line)
        said = "; ".join(card.sentence for card in self._cards[:_SAID])
        more = len(self._cards) - _SAID
        self.setAccessibleDescription(
            said + (self.tr("; and {0} more").format(more) if more > 0 else "") if said else self._tip
        )
        self.update()

    def card_rect(self, index: int) -> QRectF:
        """Where a card is, in pixels of the widget; it may lie outside."""
        columns, side, line = self._layout()
        row, column = divmod(index, columns)
        step_x = self.width() / columns
        return QRectF(
            column * step_x + (step_x - side) / 2,
            2 + (row - self._first_line) * (side + line),
            side,
            side + line - _GAP_PX,
        )

    def _layout(self) -> tuple[int, float, float]:
        """Cards in a row, side of a picture, and height of what is below it."""
        line = QFontMetricsF(small_font(self._theme)).height() + _GAP_PX
        side = max(_SMALLEST_PX, min(_LARGEST_PX, self.height() - line - 2))
        widest = min(max(map(self._caption_px, self._cards[:40]), default=0.0), _WIDEST_CAPTION_PX)
        if self.height() > 2 * (_SMALLEST_PX + line):
            side = min(side, 44)
        columns = max(1, int(self.width() // (max(side, widest) + _GAP_PX)))
        return columns, side, line

    def _caption_px(self, card: ExampleCard) -> float:
        return QFontMetricsF(small_font(self._theme)).horizontalAdvance(card.caption)

    def _caption(self, card: ExampleCard, room: float) -> str:
        """What fits below a picture."""
        metrics = QFontMetricsF(small_font(self._theme))
        if metrics.horizontalAdvance(card.caption) <= room:
            return card.caption
        return metrics.elidedText(card.short or card.caption, Qt.TextElideMode.ElideRight, room)

    def _n_lines_shown(self) -> int:
        _, side, line = self._layout()
        return max(1, int((self.height() + _GAP_PX) // (side + line)))

    def _scroll_to(self, line: int) -> None:
        columns, _, _ = self._layout()
        n_lines = -(-len(self._cards) // columns)
        self._first_line = max(0, min(line, n_lines - self._n_lines_shown()))

    def _card_at(self, position: QPointF) -> int:
        return next(
            (i for i in range(len(self._cards)) if self.card_rect(i).contains(position)),
            -1,
        )

    def _choose(self, index: int) -> None:
        self._chosen = max(0, min(index, len(self._cards) - 1))
        line = self._chosen // self._layout()[0]
        if line < self._first_line:
            self._scroll_to(line)
        elif line >= self._first_line + self._n_lines_shown():
            self._scroll_to(line - self._n_lines_shown() + 1)
        self.setAccessibleDescription(self._cards[self._chosen].sentence)
        self.update()

    def _pick(self, index: int) -> None:
        if 0 <= index < len(self._cards):
            self._choose(index)
            self.picked.emit(self._cards[index].row)

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(180, 64)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._theme
        painter.fillRect(self.rect(), QColor(theme.plot))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(small_font(theme))
        columns, side, _ = self._layout()
        for index, card in enumerate(self._cards):
            rect = self.card_rect(index)
            if rect.bottom() < 0 or rect.top() > self.height() - side / 2:
                continue
            picture = QRectF(rect.left(), rect.top(), side, side)
            self.pictures.paint(painter, picture, self._split, card.row)
            is_marked = index == self._hovered or (index == self._chosen and self.hasFocus())
            painter.setPen(QColor(theme.accent if is_marked or index == self._chosen else theme.border))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(picture.adjusted(-0.5, -0.5, 0.5, 0.5))
            if is_marked:
                painter.drawRect(picture.adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen(QColor(card.colour or theme.text))
            room = self.width() / columns - 2
            below = QRectF(
                rect.center().x() - room / 2, picture.bottom() + 1, room, rect.bottom() - picture.bottom()
            )
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(below, flags, self._caption(card, room))
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            text = self._cards[self._hovered].sentence if 0 <= self._hovered < len(self._cards) else self._tip
            QToolTip.showText(event.globalPos(), text, self)  # type: ignore[attr-defined]  # a QHelpEvent
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self._card_at(event.position())
        if hovered != self._hovered:
            self._hovered = hovered
            self.setCursor(Qt.CursorShape.PointingHandCursor if hovered >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pick(self._card_at(event.position()))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        before = self._first_line
        self._scroll_to(before + (1 if event.angleDelta().y() < 0 else -1))
        event.setAccepted(self._first_line != before)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        columns, _, _ = self._layout()
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
        }
        key = Qt.Key(event.key())
        if key in steps and self._cards:
            self._choose(self._chosen + steps[key] if self._chosen >= 0 else 0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen >= 0:
            self._pick(self._chosen)
        else:
            event.ignore()
