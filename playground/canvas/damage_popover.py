"""Damage for the drawing: how much of it before the network reads something else?"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSlider, QToolButton, QWidget

from playground.canvas.popover import CanvasPopover
from playground.canvas.preprocess import FloatArray
from playground.data.damage import damaged

_SEED = 5
"""The same dice at every stroke, so that the noise stands still while one draws."""
_KINDS = ("rotation", "thickness", "shift", "noise")
"""In this order, as it happens to a drawing: noise comes last, from the camera."""
_STEPS = {"rotation": 1.0, "thickness": 0.25, "shift": 0.5, "noise": 0.02}
_ENDS = {"rotation": (-90, 90), "thickness": (-6, 6), "shift": (-20, 20), "noise": (0, 50)}


class DamagePopover(CanvasPopover):
    """A slider for each kind of damage."""

    damage_changed = Signal()

    def __init__(self, button: QToolButton, panel: QWidget) -> None:
        super().__init__("damage_popover", panel.tr("Damage to the drawing"), button, panel)
        self.column.addWidget(QLabel(self.tr("Damage the drawing until it is misread")))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        self.sliders: dict[str, QSlider] = {}
        self._values: dict[str, QLabel] = {}
        titles = {
            "rotation": (self.tr("Rotation"), self.tr("Turn the drawing to either side.")),
            "thickness": (self.tr("Thickness"), self.tr("Make the strokes thinner or thicker.")),
            "shift": (self.tr("Shift"), self.tr("Move the drawing off its centre.")),
            "noise": (self.tr("Noise"), self.tr("Add or take a random amount of grey in each pixel.")),
        }
        for row, kind in enumerate(_KINDS):
            title, tip = titles[kind]
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setObjectName(f"damage_{kind}_slider")
            slider.setAccessibleName(title)
            slider.setToolTip(tip)
            slider.setRange(*_ENDS[kind])
            slider.setFixedWidth(140)
            slider.setMinimumHeight(20)
            slider.valueChanged.connect(self._on_value_changed)
            value = QLabel()
            value.setFixedWidth(56)
            value.setProperty("quiet", True)
            for place, widget in enumerate((QLabel(title), slider, value)):
                grid.addWidget(widget, row, place)
            self.sliders[kind], self._values[kind] = slider, value
        self.column.addLayout(grid)
        self.reset_button = QPushButton(self.tr("No damage"))
        self.reset_button.setObjectName("damage_reset_button")
        self.reset_button.setAccessibleName(self.tr("No damage"))
        self.reset_button.setToolTip(self.tr("Give the network the drawing as it is."))
        self.reset_button.clicked.connect(self._on_reset_clicked)
        self.column.addWidget(self.reset_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._show_values()

    def strength(self, kind: str) -> float:
        """Strength of one kind of damage, in its unit."""
        return self.sliders[kind].value() * _STEPS[kind]

    @property
    def is_harmless(self) -> bool:
        """Whether every slider is at zero."""
        return not any(slider.value() for slider in self.sliders.values())

    def damage(self, picture: FloatArray) -> FloatArray:
        """The picture with all of the damage done to it; the same shape, a fresh array."""
        for kind in _KINDS:
            if self.sliders[kind].value():
                picture = damaged(picture, kind, self.strength(kind), np.random.default_rng(_SEED))
        return picture

    def _show_values(self) -> None:
        units = {
            "rotation": "{0:.0f}°",
            "thickness": "{0:+.2f} px",
            "shift": "{0:.1f} px",
            "noise": "{0:.2f}",
        }
        for kind, label in self._values.items():
            text = units[kind].format(self.strength(kind)).replace("-", "−")
            label.setText(text)
            self.sliders[kind].setAccessibleDescription(text)
        self.reset_button.setEnabled(not self.is_harmless)

    @Slot(int)
    def _on_value_changed(self, _value: int) -> None:
        self._show_values()
        self.damage_changed.emit()

    @Slot()
    def _on_reset_clicked(self) -> None:
        for slider in self.sliders.values():
            slider.blockSignals(True)
            slider.setValue(0)
            slider.blockSignals(False)
        self._show_values()
        self.damage_changed.emit()
