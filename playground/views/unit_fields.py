"""Two small number fields that choose two units of a layer as axes."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from playground.theme import Theme


class UnitFields(QWidget):
    """Counts units from 1 as people do, and hands them on from 0. Setting it from code emits nothing."""

    changed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("space_units")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._fields = (QSpinBox(), QSpinBox())
        names = (self.tr("Unit along the bottom"), self.tr("Unit up the side"))
        for place, (field, name) in enumerate(zip(self._fields, names, strict=True)):
            field.setObjectName(f"space_unit_{place + 1}")
            field.setAccessibleName(name)
            field.setToolTip(self.tr("{0}: its activation is how far an example lies along it").format(name))
            field.setRange(1, 2)
            field.setFixedWidth(44)
            field.setKeyboardTracking(False)
            field.setValue(place + 1)
            field.valueChanged.connect(self._on_value_changed)
            row.addWidget(field)

    @property
    def units(self) -> tuple[int, int]:
        """The units chosen, from 0."""
        return self._fields[0].value() - 1, self._fields[1].value() - 1

    def set_n_units(self, n_units: int) -> None:
        """So many units can be chosen from."""
        for field in self._fields:
            if n_units > 0 and field.maximum() != n_units:
                field.blockSignals(True)
                field.setMaximum(n_units)
                field.blockSignals(False)

    def set_theme(self, theme: Theme) -> None:
        """Take the size of small text from `theme`."""
        self.setStyleSheet(
            f"QSpinBox {{ font-size: {theme.small_px}px; padding: 0 3px; min-height: 14px;"
            f" color: {theme.text}; background: {theme.raised};"
            f" border: 1px solid {theme.border}; border-radius: 3px; }}"
            "QSpinBox::up-button, QSpinBox::down-button { width: 0; border: 0; }"
        )

    @Slot(int)
    def _on_value_changed(self, _value: int) -> None:
        self.changed.emit(*self.units)
