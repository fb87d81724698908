"""The line below the window: one sentence about now, and what would help."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from playground.experiment.config import ExperimentConfig
from playground.explain.narration import Narration, narrate
from playground.explain.sign import draw_sign
from playground.explain.why_popover import WhyPopover
from playground.theme import LIGHT, Theme
from playground.widgets import SteadyPlace

_HEIGHT_PX = 44
_SIGN_X_PX = 18


class NarrationBar(QWidget):
    """Shows one `Narration`. GUI thread only."""

    fix_requested = Signal(object)
    """The `Fix` of the sentence shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("narration_bar")
        self.setFixedHeight(_HEIGHT_PX)
        self._theme: Theme = LIGHT
        self._narration = narrate(None, None, ExperimentConfig())
        self._label = QLabel()
        self._label.setObjectName("narration_label")
        self._label.setAccessibleName(self.tr("What is happening now"))
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._fix_button = _button("narration_fix_button", self.tr("Fix it"), self.tr("Do what would help."))
        self._why_button = _button(
            "narration_why_button", self.tr("Why?"), self.tr("Explain how this comes about.")
        )
        # Not focused by the mouse: a second click would otherwise close the popover and open it again.
        self._why_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._popover = WhyPopover(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * _SIGN_X_PX, 3, 8, 2)
        layout.setSpacing(8)
        layout.addWidget(SteadyPlace(self._label), 1)
        layout.addWidget(self._fix_button)
        layout.addWidget(self._why_button)
        self._fix_button.clicked.connect(self._on_fix_clicked)
        self._why_button.clicked.connect(self._on_why_clicked)
        self._show()

    @property
    def narration(self) -> Narration:
        """What is being said."""
        return self._narration

    def text_twin(self) -> str:
        """The sentence."""
        return self._narration.text

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self._popover.set_theme(theme)
        self.update()

    def set_narration(self, narration: Narration) -> None:
        """Say `narration`; nothing moves but the words. Called at most four times a second."""
        if narration != self._narration:
            self._narration = narration
            self._show()

    def _show(self) -> None:
        narration = self._narration
        if self._label.text() != narration.text:
            self._label.setText(narration.text)
            self._label.setToolTip(narration.text)
        self._fix_button.setVisible(narration.fix is not None)
        self._why_button.setVisible(narration.why is not None)
        if narration.fix is not None:
            self._fix_button.setToolTip(narration.fix.label)
            self._fix_button.setAccessibleDescription(narration.fix.label)
        self.setAccessibleDescription(narration.text)
        self.update()

    @Slot()
    def _on_fix_clicked(self) -> None:
        if self._narration.fix is not None:
            self.fix_requested.emit(self._narration.fix)

    @Slot()
    def _on_why_clicked(self) -> None:
        narration = self._narration
        if self._popover.isVisible():
            self._popover.hide()
        elif narration.why is not None:
            self._popover.explain(
                narration.why, narration.fix.label if narration.fix else "", self._why_button
            )

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(600, _HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._theme.surface))
        painter.fillRect(0, 0, self.width(), 1, QColor(self._theme.border))
        draw_sign(painter, self._narration.tone, self._theme, QPointF(_SIGN_X_PX, self.height() / 2))
        painter.end()


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setToolTip(tip)
    # Its room stays while it is hidden, so that the sentence doesn't jump.
    policy = button.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    button.setSizePolicy(policy)
    return button
