"""Canvas, what the network receives, and what it answers, from top to bottom."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.canvas.damage_popover import DamagePopover
from playground.canvas.digit_canvas import DigitCanvas
from playground.canvas.fitting_text import fitting_px
from playground.canvas.input_preview import InputPreview
from playground.canvas.prediction import DigitPrediction
from playground.canvas.preprocess import ALL_STAGES, SIZE, FloatArray
from playground.canvas.saliency_menu import OFF, SaliencyButton
from playground.canvas.stages_popover import StagesPopover
from playground.canvas.teach_popover import TeachPopover
from playground.theme import LIGHT, Theme
from playground.training.messages import ProbeAnswer, Saliency, Taught
from playground.widgets import SteadyPlace

LARGEST_CANVAS_PX = 420
_WIDE_PX = 300
"""From this width on the bars stand beside the picture."""
_TOOL_STYLE = "padding: 1px 0;"


class DigitPanel(QWidget):
    """Draw a digit and have it read."""

    drawing_changed = Signal(object)
    """float32 (784,) in 0…1 as the network receives it, or None without ink."""
    taught = Signal(object, int, int)
    """“It was a 7”: picture (784,), label, number of updates on it."""
    collected = Signal(object, int)
    """A drawing for the person's own set: picture (784,), label."""

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
        self.saliency_button = SaliencyButton(self)
        self._stages_button = self._button(
            "stages_button",
            self.tr("Stages"),
            self.tr("See how the drawing is cut out, scaled and centred, and what happens without."),
        )
        self._damage_button = self._button(
            "damage_button",
            self.tr("Damage"),
            self.tr("Turn, shift, thicken or spoil the drawing and see when it is misread."),
        )
        self._teach_button = self._button(
            "teach_button",
            self.tr("It was…"),
            self.tr("Say which digit it was: let the network learn it, or keep the drawing."),
        )
        self.stages = StagesPopover(self.canvas, self._stages_button, self)
        self.damage = DamagePopover(self._damage_button, self)
        self.teach = TeachPopover(self._teach_button, self)
        self._example: FloatArray | None = None
        """An example of the data, shown as long as nothing is drawn."""
        self._popovers = (self.stages, self.damage, self.teach)
        self._tools = (self._stages_button, self._damage_button, self.saliency_button, self._teach_button)
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
        self.stages.stages_changed.connect(self.canvas.set_stages)
        self.stages.stages_changed.connect(self._on_changed_input)
        self.damage.damage_changed.connect(self._on_damage_changed)
        self.saliency_button.chosen.connect(self._on_saliency_chosen)
        self.teach.teach_requested.connect(self._on_teach_requested)
        self.teach.keep_requested.connect(self._on_keep_requested)
        self._arrange()
        self._on_canvas_state_changed()
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in the colours of `theme`."""
        for part in (self.canvas, self.preview, self.prediction, *self._popovers):
            part.set_theme(theme)
        self._theme = theme
        self.update()
        self._fit_buttons()
        for caption in self._captions:
            caption.setStyleSheet(f"color: {theme.text_muted}; font-size: {theme.small_px}px;")

    @Slot(object)
    def set_answer(self, answer: ProbeAnswer | None) -> None:
        """Show what the network says to the drawing; without a drawing there is no answer."""
        has_drawing = self.preview.picture() is not None
        self.prediction.set_probabilities(answer.probabilities if answer and has_drawing else None)

    def show_example(self, x: FloatArray | None) -> None:
        """Show an example of the data as what the network receives, until somebody draws; None shows none."""
        self._example = x if x is not None and x.size == SIZE * SIZE else None
        if self.canvas.is_empty or self._example is not None:
            self._show_input(self._example)

    def _show_input(self, picture: FloatArray | None) -> None:
        is_example = picture is not None and picture is self._example
        self._captions[0].setText(self.tr("An example") if is_example else self.tr("Network input"))
        self.preview.set_picture(picture)
        if picture is None:
            self.preview.set_saliency(None)
            self.prediction.set_probabilities(None)

    def set_saliency(self, saliency: Saliency | None) -> None:
        """Show which pixels speak for and against a class; None, or switched off, shows the drawing alone."""
        is_shown = saliency is not None and self.saliency_button.value != OFF
        has_drawing = self.preview.picture() is not None
        self.preview.set_saliency(saliency.gradient if saliency and is_shown and has_drawing else None)

    def set_taught(self, taught: Taught | None) -> None:
        """Say what came of the last lesson on a drawing."""
        self.teach.set_taught(taught)

    def set_kept(self, n_kept: int) -> None:
        """Say that a drawing was kept, as the n-th of the person's own set."""
        self.teach.set_kept(n_kept)

    def add_to_request(self, request: dict[str, Any]) -> None:
        """The saliency, while it is seen; the drawing itself goes along with every frame anyway."""
        if self.isVisible() and self.saliency_button.value != OFF and self.preview.picture() is not None:
            request["saliency"] = self.saliency_button.value

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
        answer_room = SteadyPlace(self.prediction, self)
        answer.addWidget(answer_room, 1, 0, 1, 2)
        answer.addWidget(self.preview, 1, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        answer_room.lower()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.canvas)
        tools = QHBoxLayout()
        tools.setSpacing(2)
        for tool in self._tools:
            tool.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            tools.addWidget(tool)
        column.addLayout(buttons)
        column.addLayout(tools)
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
        self._clear_button.setEnabled(picture is not None)
        self.teach.set_drawing(picture is not None)
        self.stages.refresh()
        if picture is not None:
            picture = self.damage.damage(picture)
            self._example = None
        self._show_input(picture if picture is not None else self._example)
        self.drawing_changed.emit(picture)

    @Slot()
    def _on_changed_input(self) -> None:
        self._show_changed_tools()

    @Slot()
    def _on_damage_changed(self) -> None:
        self._show_changed_tools()
        picture = self.canvas.network_input()
        self._on_drawing_changed(None if picture is None else np.ascontiguousarray(picture).reshape(-1))

    def _show_changed_tools(self) -> None:
        """What changes the drawing on its way is marked, so that nobody forgets it."""
        style = f"{_TOOL_STYLE} font-size: {self._fitting_px(self._tools, self._theme.small_px)}px;"
        for button, is_changed in (
            (self._stages_button, self.stages.stages != ALL_STAGES),
            (self._damage_button, not self.damage.is_harmless),
        ):
            mark = f"color: {self._theme.warning};" if is_changed else ""
            button.setStyleSheet(f"QToolButton {{ {style} {mark} }}")
        for button in (self.saliency_button, self._teach_button):
            button.setStyleSheet(f"QToolButton {{ {style} }}")

    def _fit_buttons(self) -> None:
        px = self._fitting_px(self._buttons, self._theme.body_px)
        for button in self._buttons:
            button.setStyleSheet(f"QToolButton {{ padding: 3px 2px; font-size: {px}px; }}")
        self._show_changed_tools()

    def _fitting_px(self, row: tuple[QToolButton, ...], wished_px: int) -> int:
        return fitting_px([button.text() for button in row], self.font(), wished_px, self.width() - 16)

    @Slot(int)
    def _on_saliency_chosen(self, value: int) -> None:
        if value == OFF:
            self.preview.set_saliency(None)

    @Slot(int, int)
    def _on_teach_requested(self, label: int, n_steps: int) -> None:
        picture = self.network_input()
        if picture is not None:
            self.taught.emit(picture, label, n_steps)

    @Slot(int)
    def _on_keep_requested(self, label: int) -> None:
        picture = self.network_input()
        if picture is not None:
            self.collected.emit(picture, label)

    # ---- methods of Qt

    def sizeHint(self) -> QSize:
        return QSize(232, 600)

    def minimumSizeHint(self) -> QSize:
        return QSize(208, 496)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for popover in self._popovers:
            popover.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        # The same paper as the network's: both are the stage.
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.plot))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.width() - 16
        # The canvas is a square as wide as the panel, unless that leaves too little for the answer.
        side = min(inside, self.height() - 352, LARGEST_CANVAS_PX)
        self.canvas.setFixedHeight(max(side, 160))
        is_wide = inside >= _WIDE_PX
        scale = min(max(int(0.42 * inside) // SIZE, 3), 6) if is_wide else 3
        self.preview.setFixedSize(scale * SIZE + 2, scale * SIZE + 2)
        self._answer_grid.setColumnMinimumWidth(0, self.preview.width())
        if event.size().width() != event.oldSize().width():
            self._fit_buttons()
        self.prediction.set_room(self.preview.size(), has_bars_beside=is_wide)
