"""Where one is: the layer and the neuron, as fields that lead elsewhere, and the number of the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from playground.explain.numbers import layer_words
from playground.theme import Theme


class PlaceRow(QWidget):
    """A breadcrumb: layer › neuron. GUI thread only."""

    layer_chosen = Signal(str)
    unit_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscope_place")
        self._layer = QComboBox()
        self._layer.setObjectName("microscope_layer_selector")
        self._layer.setAccessibleName(self.tr("Layer"))
        self._layer.setToolTip(self.tr("Goes to this layer in the present phase (Shift+Left and Right)."))
        self._layer.setMinimumWidth(96)
        self._layer.setPlaceholderText(self.tr("all layers"))
        self._between = QLabel("›")
        self._unit = QSpinBox()
        self._unit.setObjectName("microscope_unit_field")
        self._unit.setAccessibleName(self.tr("Neuron"))
        self._unit.setToolTip(self.tr("Goes to this neuron of the layer (Up and Down)."))
        self._unit.setPrefix(self.tr("neuron "))
        self._unit.setKeyboardTracking(False)
        self._unit.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._unit.setMinimumWidth(120)
        self._count = QLabel()
        self._count.setObjectName("microscope_page_count")
        self._count.setMinimumWidth(112)
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for field in (self._layer, self._between, self._unit):
            policy = field.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            field.setSizePolicy(policy)
            row.addWidget(field)
        row.addStretch(1)
        row.addWidget(self._count)
        self._layer.currentIndexChanged.connect(self._on_layer_changed)
        self._unit.valueChanged.connect(self._on_unit_changed)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        for label in (self._between, self._count):
            label.setStyleSheet(f"color: {theme.text_muted};")

    def set_place(
        self,
        layers: Sequence[str],
        layer: str | None,
        n_units: int,
        unit: int | None,
        count: str,
        kind: str = "neuron",
    ) -> None:
        """Show where one is, without telling; `kind` of unit: `neuron`, `pixel` or `channel`."""
        self._show_layer(layers, layer)
        self._show_kind(kind)
        self._show_unit(n_units, unit)
        self._count.setText(count)

    def _show_layer(self, layers: Sequence[str], layer: str | None) -> None:
        self._layer.blockSignals(True)
        if [self._layer.itemData(i) for i in range(self._layer.count())] != list(layers):
            self._layer.clear()
            for name in layers:
                self._layer.addItem(layer_words(name), name)
        self._layer.setCurrentIndex(self._layer.findData(layer) if layer is not None else -1)
        self._layer.setVisible(bool(layers))
        self._layer.blockSignals(False)

    def _show_kind(self, kind: str) -> None:
        one, all_of_them = {
            "pixel": (self.tr("pixel "), self.tr("all pixels")),
            "channel": (self.tr("channel "), self.tr("all channels")),
        }.get(kind, (self.tr("neuron "), self.tr("all neurons")))
        self._unit.blockSignals(True)
        self._unit.setPrefix(one)
        self._unit.setSpecialValueText(all_of_them)
        self._unit.blockSignals(False)

    def _show_unit(self, n_units: int, unit: int | None) -> None:
        self._unit.blockSignals(True)
        if n_units:
            # People count from one; 0 stands for the layer as a whole.
            self._unit.setRange(0, n_units)
            self._unit.setSuffix(self.tr(" of {n}").format(n=n_units))
            self._unit.setValue(0 if unit is None else unit + 1)
        self._unit.setVisible(n_units > 0)
        self._between.setVisible(n_units > 0)
        self._unit.blockSignals(False)

    @Slot(int)
    def _on_layer_changed(self, place: int) -> None:
        if place >= 0:
            self.layer_chosen.emit(str(self._layer.itemData(place)))

    @Slot(int)
    def _on_unit_changed(self, number: int) -> None:
        self.unit_chosen.emit(number - 1)
