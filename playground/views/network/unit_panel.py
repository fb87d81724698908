"""The pinned card of a unit: its picture and numbers, its bias to change, and a switch to turn it off."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from playground.theme import LIGHT, Theme
from playground.views.network.card import PADDING_PX, WIDTH_PX, UnitCard, card_corner, paint_content, pixel_at
from playground.views.network.popover import panel_button, panel_style
from playground.views.network.tiles import TilePainter
from playground.views.network.value_field import ValueField


class UnitPanel(QFrame):
    """One unit. It shows and asks; the window does. GUI thread only."""

    bias_edited = Signal(float)
    freeze_toggled = Signal()
    silence_toggled = Signal()
    pixel_picked = Signal(int, int)
    """Row and column of a number of the picture."""
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("unit_card")
        self.setAccessibleName(self.tr("Unit"))
        self.setFixedWidth(round(WIDTH_PX))
        self._theme = LIGHT
        self._tiles = TilePainter(self._theme, ())
        self._card: UnitCard | None = None
        self._bias_label = QLabel(self.tr("b ="), self)
        self.field = ValueField(self)
        self.field.setObjectName("bias_value_field")
        self.field.setAccessibleName(self.tr("Bias of the unit"))
        self.field.setToolTip(
            self.tr("Type a number, or drag up and down: the unit's weighted sum moves by it at once.")
        )
        self._freeze = panel_button(
            "freeze_bias_button",
            self.tr("Freeze b"),
            self.tr("Freeze: training leaves this bias as it is."),
            self,
            checkable=True,
        )
        self._silence = panel_button(
            "silence_unit_button",
            self.tr("Switch off"),
            self.tr("Switch off: the unit's activation is held at 0. Again: switch it on."),
            self,
            checkable=True,
        )
        self._close = panel_button("close_card_button", "×", self.tr("Close: the card goes."), self)
        self._close.setProperty("closes", True)
        self._close.setFixedSize(18, 18)
        self._lay_out()
        self.field.value_edited.connect(self.bias_edited)
        self._freeze.clicked.connect(self.freeze_toggled)
        self._silence.clicked.connect(self.silence_toggled)
        self._close.clicked.connect(self._on_close)
        self.hide()

    def _lay_out(self) -> None:
        bias = QHBoxLayout()
        bias.setSpacing(4)
        bias.addWidget(self._bias_label)
        bias.addStretch(1)
        bias.addWidget(self.field)
        self.field.setFixedWidth(96)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self._freeze, self._silence):
            buttons.addWidget(button)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(4)
        self._column.addLayout(bias)
        self._column.addLayout(buttons)
        self._close.move(round(WIDTH_PX) - 22, 4)

    def set_theme(self, theme: Theme) -> None:
        """Take colours and sizes from `theme`."""
        self._theme = theme
        self._tiles = TilePainter(theme, ())
        self.setStyleSheet(panel_style(theme))

    def show_unit(self, card: UnitCard, bias: float | None, *, can_silence: bool) -> None:
        """Show a unit as it is now."""
        is_same_size = self._card is not None and self._card.height == card.height
        self._card = card
        for widget in (self._bias_label, self.field, self._freeze):
            widget.setVisible(bias is not None)
        if bias is not None:
            self.field.show_value(bias)
        self._silence.setVisible(can_silence)
        self.setAccessibleDescription(
            ". ".join((card.title, *(f"{words} = {value}" for words, value in card.lines)))
        )
        if not is_same_size:
            edge = round(PADDING_PX)
            self._column.setContentsMargins(edge, round(card.height - PADDING_PX) + 4, edge, edge)
        self.update()

    def show_picture(self, card: UnitCard) -> None:
        """Follow the picture, at the pace of the frames; numbers follow more calmly."""
        if self._card is not None:
            self._card = UnitCard(
                self._card.title, self._card.lines, card.picture, card.is_smooth, card.kernels
            )
            self.update()

    def show_held(self, *, is_frozen: bool, is_silenced: bool) -> None:
        """Whether training leaves the bias alone, and whether the unit is off."""
        self._freeze.setChecked(is_frozen)
        self._silence.setChecked(is_silenced)
        self._silence.setText(self.tr("Switch on") if is_silenced else self.tr("Switch off"))

    def open_at(self, anchor: QPointF, reach: float, within: QWidget) -> None:
        """Appear beside a unit, inside of `within`."""
        self.adjustSize()
        room = float(within.width()), float(within.height())
        self.move(card_corner(self.height(), anchor, reach, room, self.width()).toPoint())
        self.show()
        self.raise_()

    @Slot()
    def _on_close(self) -> None:
        self.closed.emit()

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._card is not None:
            painter = QPainter(self)
            paint_content(painter, QPointF(0, 0), self._card, self._tiles, self._theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # What is pressed here isn't for the network below.
        event.accept()
        pixel = None if self._card is None else pixel_at(self._card, event.position())
        if pixel is not None and event.button() == Qt.MouseButton.LeftButton:
            self.pixel_picked.emit(*pixel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)
