"""Which columns of a table the plane runs along."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget


class PlaneAxisChoice(QWidget):
    """Two selectors, x₁ and x₂; shown for tables of more than two inputs."""

    axes_chosen = Signal(object)
    """(column along x₁, column along x₂), or None for the principal axes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plane_axis_choice")
        tip = self.tr(
            "<p>What this axis is: a column, with all others at their mean, or a direction in which the "
            "data vary most. The network sees all columns; the map is one slice through what it says.</p>"
        )
        self._selectors = (QComboBox(), QComboBox())
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 0, 4, 2)
        line.setSpacing(4)
        names = (self.tr("Axis to the right"), self.tr("Axis upwards"))
        for place, (selector, name) in enumerate(zip(self._selectors, names, strict=True), start=1):
            selector.setObjectName(f"plane_axis_{place}_selector")
            selector.setAccessibleName(name)
            selector.setToolTip(tip)
            selector.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            selector.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            selector.setMinimumContentsLength(6)
            line.addWidget(selector, 1)
        self._selectors[0].activated.connect(self._on_first)
        self._selectors[1].activated.connect(self._on_second)

    def set_names(self, names: tuple[str, ...], axes: tuple[int, int] | None) -> None:
        """Offer these columns and show which are chosen, without a signal; nothing to choose hides it."""
        self.setVisible(bool(names))
        for place, selector in enumerate(self._selectors):
            selector.clear()
            selector.addItem(self.tr("principal axis {0}").format(place + 1))
            selector.addItems(list(names))
            selector.setCurrentIndex(0 if axes is None else axes[place] + 1)

    @Slot(int)
    def _on_first(self, index: int) -> None:
        self._choose(0, index)

    @Slot(int)
    def _on_second(self, index: int) -> None:
        self._choose(1, index)

    def _choose(self, place: int, index: int) -> None:
        """Principal axes come in pairs; so do columns, and never the same one twice."""
        other = self._selectors[1 - place]
        if index == 0:
            other.setCurrentIndex(0)
            self.axes_chosen.emit(None)
            return
        if other.currentIndex() in (0, index):
            other.setCurrentIndex(1 if index != 1 else 2)
        first, second = (selector.currentIndex() - 1 for selector in self._selectors)
        self.axes_chosen.emit((first, second))
