"""The way of a drawing into the network, stage by stage; each stage can be switched off."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QPushButton, QToolButton, QWidget

from playground.canvas.ink_field import SHEET
from playground.canvas.ink_surface import InkSurface
from playground.canvas.input_preview import InputPreview
from playground.canvas.popover import CanvasPopover
from playground.canvas.preprocess import ALL_STAGES, SIZE, Stages
from playground.theme import Theme

_TILE_PX = 3 * SIZE + 2


class StageTile(InputPreview):
    """The picture after one stage, with the frame of what is cut out."""

    def __init__(self, object_name: str, name: str, tip: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setFixedSize(_TILE_PX, _TILE_PX)
        self._frame: QRectF | None = None

    def set_frame(self, frame: QRectF | None) -> None:
        """Draw a frame, in pixels of the 28×28 picture."""
        self._frame = frame
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._frame is None:
            return
        painter = QPainter(self)
        scale = (self.width() - 2) / SIZE
        pen = QPen(QColor(self._theme.accent), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        f = self._frame
        painter.drawRect(QRectF(1 + f.x() * scale, 1 + f.y() * scale, f.width() * scale, f.height() * scale))
        painter.end()


class StagesPopover(CanvasPopover):
    """Drawn → cut out → scaled → centred. The answer follows each switch at once."""

    stages_changed = Signal(object)

    def __init__(self, canvas: InkSurface, button: QToolButton, panel: QWidget) -> None:
        super().__init__(
            "stages_popover", panel.tr("How a drawing becomes the network's input"), button, panel
        )
        self._canvas = canvas
        self._stages = ALL_STAGES
        title = QLabel(self.tr("How your drawing becomes what the network receives"))
        self.column.addWidget(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        self.tiles = self._make_tiles()
        for place, tile in enumerate(self.tiles):
            caption = QLabel(tile.accessibleName())
            grid.addWidget(caption, 0, place)
            grid.addWidget(tile, 1, place)
        self.boxes = self._make_boxes()
        for name, row, place in (("crop", 2, 1), ("scale", 2, 2), ("keep_aspect", 3, 2), ("centre", 2, 3)):
            grid.addWidget(self.boxes[name], row, place)
        self.column.addLayout(grid)
        words = QLabel(
            self.tr("Most misread drawings are off-centre, or of another size than the training pictures.")
        )
        words.setProperty("quiet", True)
        words.setWordWrap(True)
        self.column.addWidget(words)
        self.reset_button = QPushButton(self.tr("All stages on again"))
        self.reset_button.setObjectName("stages_reset_button")
        self.reset_button.setAccessibleName(self.tr("All stages on again"))
        self.reset_button.setToolTip(
            self.tr("Prepare drawings again as the training pictures were prepared.")
        )
        self.reset_button.clicked.connect(self._on_reset_clicked)
        self.column.addWidget(self.reset_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.set_stages(ALL_STAGES)

    def _make_tiles(self) -> tuple[StageTile, ...]:
        rows = (
            ("stage_drawn", self.tr("1 Drawn"), self.tr("The whole sheet, as 28×28 pixels.")),
            ("stage_cut", self.tr("2 Cut out"), self.tr("Only what lies in the frame goes on.")),
            ("stage_scaled", self.tr("3 Scaled"), self.tr("The longer side becomes 20 pixels.")),
            ("stage_centred", self.tr("4 Centred"), self.tr("The centre of mass goes to the middle.")),
        )
        return tuple(StageTile(*row) for row in rows)

    def _make_boxes(self) -> dict[str, QCheckBox]:
        rows = (
            (
                "crop",
                self.tr("cut out"),
                self.tr("Off: the empty paper around counts too, the digit gets small."),
            ),
            ("scale", self.tr("20×20"), self.tr("Off: the digit stays as large as it was drawn.")),
            (
                "keep_aspect",
                self.tr("keep shape"),
                self.tr("Off: stretched to a square."),
            ),
            ("centre", self.tr("by mass"), self.tr("Off: it stays in the corner in which it was drawn.")),
        )
        boxes = {}
        for name, text, tip in rows:
            box = QCheckBox(text)
            box.setObjectName(f"stage_{name}_box")
            box.setAccessibleName(text)
            box.setToolTip(tip)
            box.setChecked(True)
            box.toggled.connect(self._on_box_toggled)
            boxes[name] = box
        return boxes

    @property
    def stages(self) -> Stages:
        """What is switched on."""
        return self._stages

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for tile in self.tiles:
            tile.set_theme(theme)

    def set_stages(self, stages: Stages) -> None:
        """Show these stages without emitting."""
        self._stages = stages
        for name, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(getattr(stages, name))
            box.blockSignals(False)
        self.reset_button.setEnabled(stages != ALL_STAGES)

    def refresh(self) -> None:
        """Show what is drawn now, if anyone is looking."""
        if self.isVisible():
            self.opened()

    def opened(self) -> None:
        drawn = Stages(crop=False, scale=False, centre=False)
        before_centring = replace(self._stages, centre=False)
        for tile, stages in zip(self.tiles, (drawn, drawn, before_centring, self._stages), strict=True):
            picture = self._canvas.network_input(stages)
            tile.set_picture(picture)
        self.tiles[1].set_frame(self._frame())

    def _frame(self) -> QRectF | None:
        """What is cut out, in pixels of the sheet's picture."""
        box = self._canvas.ink_box()
        if box is None:
            return None
        if not self._stages.crop:
            return QRectF(0, 0, SIZE, SIZE)
        low, high = ((corner + SHEET / 2) * SIZE / SHEET for corner in box)
        return QRectF(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))

    @Slot(bool)
    def _on_box_toggled(self, _checked: bool) -> None:
        self._change(Stages(**{name: box.isChecked() for name, box in self.boxes.items()}))

    @Slot()
    def _on_reset_clicked(self) -> None:
        self._change(ALL_STAGES)

    def _change(self, stages: Stages) -> None:
        self.set_stages(stages)
        self.refresh()
        self.stages_changed.emit(stages)
