"""Canvas, what the network receives, and what it answers, from top to bottom."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.canvas.digit_canvas import DigitCanvas
from playground.canvas.input_preview import InputPreview
from playground.canvas.prediction import DigitPrediction
from playground.canvas.preprocess import SIZE, FloatArray
from playground.theme import LIGHT, Theme
from playground.training.messages import ProbeAnswer

LARGEST_CANVAS_PX = 420
_WIDE_PX = 300
"""From this width on the bars stand beside the picture."""


class DigitPanel(QWidget):
    """Draw a digit and have it read."""

    drawing_changed = Signal(object)
    """float32 (784,) in 0…1, or None without ink."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("digit_panel")
        self.canvas = DigitCanvas(self)
        self.preview = InputPreview(self)
        self.prediction = DigitPrediction(parent=self)
        self._captions = (QLabel(self.tr("Network input"), self), QLabel(self.tr("Answer"), self))
        self._brush_button = self._button(
            "brush_button", self.tr("Brush"), self.tr("Draw ink. [ and ] change the size of the brush.")
        )
        self._eraser_button = self._button("eraser_button", self.tr("Eraser"), self.tr("Rub ink away (E)."))
        self._undo_button = self._button(
            "undo_stroke_button",
            self.tr("Undo"),
            self.tr("Take back the last stroke (Ctrl+Z on the canvas)."),
        )
        self._clear_button = self._button(
            "clear_canvas_button",
            self.tr("Clear"),
            self.tr("Empty the canvas (Delete). Undo brings it back."),
        )
        self._theme = LIGHT
        self._buttons = (self._brush_button, self._eraser_button, self._undo_button, self._clear_button)
        for button in self._buttons[:2]:
            button.setCheckable(True)
        self._brush_button.clicked.connect(self._on_brush_clicked)
        self._eraser_button.clicked.connect(self._on_eraser_clicked)
        self._undo_button.clicked.connect(self.canvas.undo)
        self._clear_button.clicked.connect(self.canvas.clear)
        self.canvas.state_changed.connect(self._on_canvas_state_changed)
        self.canvas.drawing_changed.connect(self._on_drawing_changed)
        self._arrange()
        self._on_canvas_state_changed()
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in the colours of `theme`."""
        for part in (self.canvas, self.preview, self.prediction):
            part.set_theme(theme)
        self._theme = theme
        self.update()
        for button in self._buttons:
            button.setStyleSheet("QToolButton { padding: 3px 2px; }")
        for caption in self._captions:
            caption.setStyleSheet(f"color: {theme.text_muted}; font-size: {theme.small_px}px;")

    @Slot(object)
    def set_answer(self, answer: ProbeAnswer | None) -> None:
        """Show what the network says to the drawing; without a drawing there is no answer."""
        has_drawing = self.preview.picture() is not None
        self.prediction.set_probabilities(answer.probabilities if answer and has_drawing else None)

    def network_input(self) -> FloatArray | None:
        """The drawing as the network receives it, shape (784,), or None."""
        picture = self.preview.picture()
        return None if picture is None else picture.reshape(-1)

    def _button(self, name: str, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(text)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in self._buttons:
            buttons.addWidget(button)
        # The picture lies at the left end of the answer's first line: it goes in, the digit comes out.
        answer = self._answer_grid = QGridLayout()
        answer.setHorizontalSpacing(8)
        answer.setVerticalSpacing(4)
        answer.setColumnStretch(1, 1)
        for place, caption in enumerate(self._captions):
            answer.addWidget(caption, 0, place)
        answer.addWidget(self.prediction, 1, 0, 1, 2)
        answer.addWidget(self.preview, 1, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.canvas)
        column.addLayout(buttons)
        column.addLayout(answer, 1)

    @Slot()
    def _on_brush_clicked(self) -> None:
        self.canvas.set_eraser(False)
        self._on_canvas_state_changed()

    @Slot()
    def _on_eraser_clicked(self) -> None:
        self.canvas.set_eraser(True)
        self._on_canvas_state_changed()

    @Slot()
    def _on_canvas_state_changed(self) -> None:
        self._brush_button.setChecked(not self.canvas.is_eraser)
        self._eraser_button.setChecked(self.canvas.is_eraser)
        self._undo_button.setEnabled(self.canvas.can_undo)
        self._clear_button.setEnabled(not self.canvas.is_empty)

    @Slot(object)
    def _on_drawing_changed(self, picture: FloatArray | None) -> None:
        self.preview.set_picture(picture)
        if picture is None:
            self.prediction.set_probabilities(None)
        self._clear_button.setEnabled(picture is not None)
        self.drawing_changed.emit(picture)

    # ---- methods of Qt

    def sizeHint(self) -> QSize:
        return QSize(232, 600)

    def minimumSizeHint(self) -> QSize:
        return QSize(208, 496)

    def paintEvent(self, event: QPaintEvent) -> None:
        # The same paper as the network's: both are the stage.
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.plot))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.width() - 16
        # The canvas is a square as wide as the panel, unless that leaves too little for the answer.
        side = min(inside, self.height() - 330, LARGEST_CANVAS_PX)
        self.canvas.setFixedHeight(max(side, 160))
        is_wide = inside >= _WIDE_PX
        scale = min(max(int(0.42 * inside) // SIZE, 3), 6) if is_wide else 3
        self.preview.setFixedSize(scale * SIZE + 2, scale * SIZE + 2)
        self._answer_grid.setColumnMinimumWidth(0, self.preview.width())
        self.prediction.set_room(self.preview.size(), has_bars_beside=is_wide)
