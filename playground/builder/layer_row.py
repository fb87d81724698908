"""One hidden layer as a row: move it, − n +, its activation, remove it; below, its shape and parameters."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.builder.choice_combo import ChoiceCombo
from playground.builder.grip import Grip
from playground.builder.number_field import NumberField
from playground.builder.shapes import LayerShape
from playground.builder.texts import describe, effect_of, role_label, shape_text, tool_tip
from playground.engine import Dense
from playground.experiment.field import Change
from playground.experiment.fields import LAYER_FIELDS
from playground.theme import LIGHT, Theme

_CONTROL_PX = 22
BAR_PX = 3


class LayerRow(QWidget):
    """Shows one `Dense` layer. Edits go out with the row's place in the network."""

    units_entered = Signal(int, int)
    activation_entered = Signal(int, str)
    removed = Signal(int)
    move_requested = Signal(int, int)
    """Place, and −1 or +1."""
    dragged = Signal(int, QPointF)
    dropped = Signal(int, QPointF)
    drag_cancelled = Signal()

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = index
        self._theme: Theme = LIGHT
        self._colour = LIGHT.accent
        self.setObjectName(f"layer_{index + 1}_row")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.grip = Grip()
        self.minus_button = self._step_button("−", "left")
        self.units_field = NumberField(LAYER_FIELDS["units"])
        self.units_field.setProperty("role", "units")
        self.units_field.setFixedSize(40, _CONTROL_PX)
        self.plus_button = self._step_button("+", "right")
        self.activation_field = ChoiceCombo(LAYER_FIELDS["activation"].choices)
        self.activation_field.setFixedHeight(_CONTROL_PX)
        self.activation_field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.remove_button = QToolButton()
        self.remove_button.setText("×")
        self.remove_button.setProperty("role", "quiet")
        self.remove_button.setFixedSize(18, _CONTROL_PX)
        self._caption = role_label("muted")
        self._refusal = role_label("refusal")
        self._refusal.setWordWrap(True)
        self._refusal.hide()
        self._lay_out()
        self._describe()
        self._connect()

    def _step_button(self, text: str, side: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setProperty("role", "step")
        button.setProperty("side", side)
        button.setFixedSize(20, _CONTROL_PX)
        return button

    def _lay_out(self) -> None:
        stepper = QHBoxLayout()
        stepper.setSpacing(0)
        for widget in (self.minus_button, self.units_field, self.plus_button):
            stepper.addWidget(widget)
        controls = QHBoxLayout()
        controls.setSpacing(4)
        controls.addWidget(self.grip)
        controls.addLayout(stepper)
        controls.addWidget(self.activation_field, 1)
        controls.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(BAR_PX + 3, 2, 0, 2)
        column.setSpacing(1)
        column.addLayout(controls)
        for label in (self._caption, self._refusal):
            label.setIndent(0)
            label.setContentsMargins(16, 0, 0, 0)
            column.addWidget(label)

    def _describe(self) -> None:
        number = self.index + 1
        rebuilds = effect_of(Change.REBUILD)
        name = f"layer_{number}"
        describe(
            self.grip,
            object_name=f"{name}_grip",
            accessible_name=self.tr("Move layer {n}").format(n=number),
            tip=self.tr("<p>Drag to another place, or press ↑ or ↓.</p><p>{effect}</p>").format(
                effect=rebuilds
            ),
        )
        describe(
            self.minus_button,
            object_name=f"{name}_minus_button",
            accessible_name=self.tr("Fewer neurons in layer {n}").format(n=number),
            tip=self.tr("<p>Fewer neurons: faster, but they can tell less apart.</p><p>{effect}</p>").format(
                effect=rebuilds
            ),
        )
        describe(
            self.plus_button,
            object_name=f"{name}_plus_button",
            accessible_name=self.tr("More neurons in layer {n}").format(n=number),
            tip=self.tr(
                "<p>More neurons: they can tell more apart, but take longer.</p><p>{effect}</p>"
            ).format(effect=rebuilds),
        )
        describe(
            self.units_field,
            object_name=f"{name}_units_field",
            accessible_name=self.tr("Neurons in layer {n}").format(n=number),
            tip=tool_tip(LAYER_FIELDS["units"]),
        )
        describe(
            self.activation_field,
            object_name=f"{name}_activation_field",
            accessible_name=self.tr("Activation of layer {n}").format(n=number),
            tip=tool_tip(LAYER_FIELDS["activation"]),
        )
        describe(
            self.remove_button,
            object_name=f"{name}_remove_button",
            accessible_name=self.tr("Remove layer {n}").format(n=number),
            tip=self.tr("<p>Remove this layer; its neighbours are joined.</p><p>{effect}</p>").format(
                effect=rebuilds
            ),
        )

    def _connect(self) -> None:
        self.minus_button.clicked.connect(self.units_field.step_down)
        self.plus_button.clicked.connect(self.units_field.step_up)
        self.units_field.number_entered.connect(self._on_number_entered)
        self.units_field.refused.connect(self.show_refusal)
        self.activation_field.value_entered.connect(self._on_value_entered)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.grip.move_requested.connect(self._on_move_requested)
        self.grip.dragged.connect(self._on_dragged)
        self.grip.dropped.connect(self._on_dropped)
        self.grip.drag_cancelled.connect(self.drag_cancelled)

    def set_theme(self, theme: Theme, colour: str) -> None:
        """Paint in the colours of `theme`; `colour` is the layer's own, as in the instruments."""
        self._theme = theme
        self._colour = colour
        self.grip.set_theme(theme)
        self.update()

    def set_layer(self, layer: Dense, shape: LayerShape) -> None:
        """Show `layer`, without a signal."""
        self.units_field.set_number(layer.units)
        self.activation_field.set_value(layer.activation)
        self._caption.setText(shape_text(shape))
        formula = self.tr("{fan_in} × {units} weights + {units} biases")
        self._caption.setToolTip(formula.format(fan_in=f"{shape.fan_in:,}", units=f"{shape.units:,}"))

    def caption(self) -> str:
        """Shape and parameter count, as shown."""
        return self._caption.text()

    @Slot(str)
    def show_refusal(self, sentence: str) -> None:
        """Say below the row why what was entered can't be."""
        self._refusal.setText(sentence)
        self._refusal.show()

    def clear_refusal(self) -> None:
        """Take the sentence away again."""
        self._refusal.hide()

    def refusal(self) -> str:
        """The sentence shown, or ""."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    @Slot(object)
    def _on_number_entered(self, units: object) -> None:
        self.clear_refusal()
        self.units_entered.emit(self.index, units)

    @Slot(object)
    def _on_value_entered(self, activation: object) -> None:
        self.clear_refusal()
        self.activation_entered.emit(self.index, activation)

    @Slot()
    def _on_remove_clicked(self) -> None:
        self.removed.emit(self.index)

    @Slot(int)
    def _on_move_requested(self, direction: int) -> None:
        self.move_requested.emit(self.index, direction)

    @Slot(QPointF)
    def _on_dragged(self, position: QPointF) -> None:
        self.dragged.emit(self.index, position)

    @Slot(QPointF)
    def _on_dropped(self, position: QPointF) -> None:
        self.dropped.emit(self.index, position)

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour))
        painter.drawRoundedRect(0, 3, BAR_PX, self.height() - 6, 1.5, 1.5)
        painter.end()
