"""One hidden layer as a row: its name and what it makes; move it, its settings, remove it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.builder.edits import Place
from playground.builder.fitting_label import FittingLabel
from playground.builder.grip import Grip
from playground.builder.row_settings import RowSettings
from playground.builder.stepper import CONTROL_PX
from playground.builder.texts import describe, effect_of, role_label, shape_label, shape_texts
from playground.engine import LayerSpec, Residual
from playground.experiment.field import Change
from playground.experiment.layer_kinds import LayerKind
from playground.experiment.shapes import LayerShape
from playground.theme import LIGHT, Theme

BAR_PX = 3
INDENT_PX = 10
"""A layer in a block stands so much further right than the block."""


class LayerRow(QWidget):
    """Shows one layer. Edits go out with the layer's place in the network."""

    setting_entered = Signal(object, str, object)
    """Place, name of the setting, value."""
    removed = Signal(object)
    inner_layer_wanted = Signal(object)
    """A layer is to be added to this block."""
    move_requested = Signal(object, int)
    """Place, and −1 or +1."""
    dragged = Signal(object, QPointF)
    dropped = Signal(object, QPointF)
    drag_cancelled = Signal()

    def __init__(self, place: Place, entry: LayerKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.entry = entry
        self.number = ".".join(str(index + 1) for index in place)
        self._prefix = "layer_" + "_".join(str(index + 1) for index in place)
        self._colour = LIGHT.accent
        self._left_px = INDENT_PX * (len(place) - 1)
        self.setObjectName(f"{self._prefix}_row")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.grip = Grip(self)
        self._name = QLabel(self.tr(entry.label), self)
        title = self.tr("Layer {n}: {kind}").format(n=self.number, kind=self.tr(entry.label).lower())
        self._name.setToolTip(f"<p><b>{title}</b></p><p>{self.tr(entry.help)}</p>")
        self._caption = FittingLabel("muted", self)
        self.settings = RowSettings(entry, self.number, self._prefix, self)
        self.inside_button = QToolButton(self)
        self.inside_button.setText(self.tr("+ inside"))
        self.inside_button.setVisible(entry.spec is Residual)
        self.remove_button = QToolButton(self)
        self.remove_button.setText("×")
        for button in (self.inside_button, self.remove_button):
            button.setProperty("role", "quiet")
            button.setFixedHeight(CONTROL_PX)
        self.remove_button.setFixedWidth(18)
        self._refusal = role_label("refusal", parent=self)
        self._refusal.setWordWrap(True)
        self._refusal.hide()
        self._lay_out()
        self._describe()
        self._connect()

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(4)
        title.addWidget(self._name)
        title.addWidget(self._caption, 1)
        title.setContentsMargins(0, 0, 4, 0)
        controls = self.settings.controls if self.settings.has_controls else title
        for button in (self.inside_button, self.remove_button):
            controls.addWidget(button)
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addLayout(title)
        if controls is not title:
            column.addLayout(controls)
        column.addWidget(self.settings)
        column.addWidget(self._refusal)
        row = QHBoxLayout(self)
        row.setContentsMargins(self._left_px + BAR_PX + 3, 2, 0, 2)
        row.setSpacing(4)
        row.addWidget(self.grip)
        row.addLayout(column, 1)

    def _describe(self) -> None:
        rebuilds = effect_of(Change.REBUILD)
        label = self.tr(self.entry.label).lower()
        self.setAccessibleName(self.tr("Layer {n}: {kind}").format(n=self.number, kind=label))
        describe(
            self.grip,
            object_name=f"{self._prefix}_grip",
            accessible_name=self.tr("Move layer {n} ({kind})").format(n=self.number, kind=label),
            tip=self.tr("<p>Drag to another place, or press ↑ or ↓.</p><p>{effect}</p>").format(
                effect=rebuilds
            ),
        )
        describe(
            self.inside_button,
            object_name=f"{self._prefix}_inside_button",
            accessible_name=self.tr("Add a layer inside block {n}").format(n=self.number),
            tip=self.tr(
                "<p>One more layer in the detour. Its end must keep the shape of its start.</p>"
                "<p>{effect}</p>"
            ).format(effect=rebuilds),
        )
        describe(
            self.remove_button,
            object_name=f"{self._prefix}_remove_button",
            accessible_name=self.tr("Remove layer {n} ({kind})").format(n=self.number, kind=label),
            tip=self.tr("<p>Remove this layer; its neighbours are joined.</p><p>{effect}</p>").format(
                effect=rebuilds
            ),
        )

    def _connect(self) -> None:
        self.settings.setting_entered.connect(self._on_setting_entered)
        self.settings.refused.connect(self.show_refusal)
        self.settings.typed.connect(self.clear_refusal)
        self.inside_button.clicked.connect(self._on_inside_clicked)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.grip.move_requested.connect(self._on_move_requested)
        self.grip.dragged.connect(self._on_dragged)
        self.grip.dropped.connect(self._on_dropped)
        self.grip.drag_cancelled.connect(self.drag_cancelled)

    def set_theme(self, theme: Theme, colour: str) -> None:
        """Paint in the colours of `theme`; `colour` is the layer's own, as in the instruments."""
        self._colour = colour
        self.grip.set_theme(theme)
        self.update()

    def set_layer(self, layer: LayerSpec, shape: LayerShape | None) -> None:
        """Show `layer`, without a signal; `shape` is None if it can't be built."""
        self.settings.set_layer(layer)
        if shape is None:
            self._caption.set_texts("?")
            return
        made = shape_label(shape.output_shape)
        self._caption.set_texts(*shape_texts(made, shape.n_parameters))
        tip = self.tr("<p>Gets {given}, makes {made}.</p><p>{count} parameters are learned here.</p>")
        self._caption.setToolTip(
            tip.format(given=shape_label(shape.input_shape), made=made, count=f"{shape.n_parameters:,}")
        )
        self.setAccessibleDescription(self.caption())

    def caption(self) -> str:
        """Shape and parameter count in full."""
        return self._caption.full_text()

    def tab_chain(self) -> list[QWidget]:
        """What Tab goes through, in order."""
        first, after = self.settings.tab_chain()
        return [self.grip, *first, self.inside_button, self.remove_button, *after]

    @Slot(str)
    def show_refusal(self, sentence: str) -> None:
        """Say below the row why what was entered can't be."""
        self._refusal.setText(sentence)
        self._refusal.show()

    @Slot()
    def clear_refusal(self) -> None:
        """Take the sentence away again."""
        self._refusal.hide()

    def refusal(self) -> str:
        """The sentence shown, or ""."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    @Slot(str, object)
    def _on_setting_entered(self, name: str, value: object) -> None:
        self.clear_refusal()
        self.setting_entered.emit(self.place, name, value)

    @Slot()
    def _on_inside_clicked(self) -> None:
        self.inner_layer_wanted.emit(self.place)

    @Slot()
    def _on_remove_clicked(self) -> None:
        self.removed.emit(self.place)

    @Slot(int)
    def _on_move_requested(self, direction: int) -> None:
        self.move_requested.emit(self.place, direction)

    @Slot(QPointF)
    def _on_dragged(self, position: QPointF) -> None:
        self.dragged.emit(self.place, position)

    @Slot(QPointF)
    def _on_dropped(self, position: QPointF) -> None:
        self.dropped.emit(self.place, position)

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour))
        painter.drawRoundedRect(self._left_px, 3, BAR_PX, self.height() - 6, 1.5, 1.5)
        painter.end()
