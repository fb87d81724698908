"""A small panel beside a link or a unit: the parameter's value, frozen or not, cut or not."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from playground.theme import Theme
from playground.views.network.value_field import ValueField


def panel_style(theme: Theme) -> str:
    """Small panels over the picture, in the theme's colours."""
    return (
        f"QFrame#parameter_popover, QFrame#unit_card {{ background: {theme.raised}; "
        f"border: 1px solid {theme.accent}; border-radius: 6px; }}"
        f"QLabel {{ color: {theme.text}; font-size: {theme.small_px}px; background: transparent; }}"
        f"QDoubleSpinBox {{ color: {theme.text}; background: {theme.plot}; border: 1px solid {theme.border}; "
        f"border-radius: 4px; padding: 1px 4px; font-size: {theme.body_px}px; }}"
        "QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0; border: 0; }"
        f"QDoubleSpinBox:focus {{ border-color: {theme.accent}; }}"
        f"QDoubleSpinBox:disabled {{ color: {theme.text_muted}; }}"
        f"QToolButton {{ color: {theme.text}; background: {theme.surface}; border: 1px solid {theme.border}; "
        f"border-radius: 4px; padding: 2px 7px; font-size: {theme.small_px}px; }}"
        "QToolButton[closes='true'] { padding: 0; border-color: transparent; background: transparent; }"
        f"QToolButton:hover {{ background: {theme.hover}; border-color: {theme.accent}; }}"
        f"QToolButton:focus, QToolButton[closes='true']:focus {{ border-color: {theme.accent}; }}"
        f"QToolButton:checked {{ background: {theme.accent}; color: {theme.on_accent}; }}"
    )


def panel_button(name: str, text: str, tip: str, parent: QWidget, *, checkable: bool = False) -> QToolButton:
    """A named button of a small panel."""
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip.split(":")[0])
    button.setCheckable(checkable)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


class ParameterPopover(QFrame):
    """One weight or bias. It shows and asks; the window does. GUI thread only."""

    value_edited = Signal(float)
    freeze_toggled = Signal()
    cut_toggled = Signal()
    reset_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("parameter_popover")
        self.setAccessibleName(self.tr("Parameter"))
        self._is_known = True
        self._title = QLabel(self)
        self._symbol = QLabel(self)
        self.field = ValueField(self)
        self.field.setObjectName("parameter_value_field")
        self.field.setAccessibleName(self.tr("Value of the parameter"))
        self.field.setToolTip(
            self.tr(
                "Type a number, or drag up and down (Shift: finer, Ctrl: coarser): the network uses it at "
                "once, and training goes on from it."
            )
        )
        self.field.setFixedWidth(96)
        self._freeze = panel_button(
            "freeze_parameter_button",
            self.tr("Freeze"),
            self.tr("Freeze: training leaves this number as it is."),
            self,
            checkable=True,
        )
        self._cut = panel_button(
            "cut_parameter_button",
            self.tr("Cut"),
            self.tr("Cut: the weight is held at 0, as if there were no link."),
            self,
            checkable=True,
        )
        self._reset = panel_button(
            "reset_parameter_button",
            self.tr("Reset"),
            self.tr("Reset: neither frozen nor cut, and the value that it had when this was opened."),
            self,
        )
        close = panel_button("close_popover_button", "×", self.tr("Close: keeps what was set."), self)
        close.setProperty("closes", True)
        close.setFixedSize(18, 18)
        self._lay_out(close)
        self.field.value_edited.connect(self.value_edited)
        self._freeze.clicked.connect(self.freeze_toggled)
        self._cut.clicked.connect(self.cut_toggled)
        self._reset.clicked.connect(self.reset_requested)
        close.clicked.connect(self._on_close)
        self.hide()

    def _lay_out(self, close: QToolButton) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self._freeze, self._cut, self._reset):
            buttons.addWidget(button)
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 6, 6, 8)
        grid.setVerticalSpacing(6)
        grid.addWidget(self._title, 0, 0, 1, 2)
        grid.addWidget(close, 0, 2, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._symbol, 1, 0)
        grid.addWidget(self.field, 1, 1, 1, 2, Qt.AlignmentFlag.AlignLeft)
        grid.addLayout(buttons, 2, 0, 1, 3)

    def set_theme(self, theme: Theme) -> None:
        """Take colours and sizes from `theme`."""
        self.setStyleSheet(panel_style(theme))

    def show_parameter(self, title: str, symbol: str, value: float | None, *, is_weight: bool) -> None:
        """Say which parameter it is about."""
        self._title.setText(title)
        self._symbol.setText(f"{symbol} =")
        self._cut.setVisible(is_weight)
        self.setAccessibleDescription(title)
        self._is_known = value is not None
        if value is not None:
            self.field.show_value(value)

    def show_held(self, *, is_frozen: bool, is_cut: bool) -> None:
        """Whether training leaves it alone."""
        self._freeze.setChecked(is_frozen)
        self._cut.setChecked(is_cut)
        self.field.setEnabled(self._is_known and not is_cut)

    def open_at(self, anchor: QPointF, within: QWidget) -> None:
        """Appear beside `anchor`, inside of `within`, ready to be typed into."""
        self.adjustSize()
        x = anchor.x() + 14
        if x + self.width() > within.width() - 4:
            x = anchor.x() - 14 - self.width()
        y = min(max(anchor.y() - self.height() / 2, 4.0), within.height() - self.height() - 4.0)
        self.move(round(max(x, 4.0)), round(y))
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()

    @Slot()
    def _on_close(self) -> None:
        self.closed.emit()

    # Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # What is pressed here isn't for the network below.
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)
