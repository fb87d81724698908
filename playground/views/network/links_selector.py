"""The switch that says what the links show: weights, gradients, or the last update."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QComboBox, QWidget

from playground.theme import LIGHT, Theme
from playground.views.network.controls import ROW_Y_PX, selector_width
from playground.views.network.layout import NetworkLayout

_LEFT_PX, _ARROW_PX, _FRAME_PX = 4, 16, 6


class LinksSelector(QComboBox):
    """Over the last column of the picture. GUI thread only."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("links_selector")
        self.setAccessibleName(self.tr("What the links show"))
        self.setToolTip(
            self.tr(
                "What width and colour of the links show: the weights, the gradient of the newest batch for "
                "each of them, or how much the last update changed them."
            )
        )
        self._wordings = (
            (self.tr("Weights"), self.tr("Gradients"), self.tr("Last update")),
            (self.tr("Weights"), self.tr("Gradients"), self.tr("Update")),
            ("w", "∂L/∂w", "Δw"),
        )
        for label, kind in zip(self._wordings[0], ("weights", "gradients", "updates"), strict=True):
            self.addItem(label, kind)
        self._small_px = LIGHT.small_px
        self.hide()

    @property
    def kind(self) -> str:
        """As `FrameRequest.diagram_links` has it."""
        return str(self.currentData())

    def set_theme(self, theme: Theme) -> None:
        """Small, as the buttons beside it."""
        self._small_px = theme.small_px
        self.setStyleSheet(
            f"QComboBox {{ font-size: {theme.small_px}px; padding: 0 0 0 {_LEFT_PX}px; min-height: 0; "
            f"background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.border}; "
            "border-radius: 4px; }"
            f"QComboBox::drop-down {{ border: 0; width: {_ARROW_PX}px; }}"
            f"QComboBox:hover, QComboBox:focus {{ border-color: {theme.accent}; }}"
        )

    def place_in(self, layout: NetworkLayout) -> None:
        """At the right of the row of buttons."""
        width = selector_width(layout)
        self.setGeometry(int(layout.width) - width - 6, ROW_Y_PX - 1, width, 20)
        self._fit(width - _LEFT_PX - _ARROW_PX - _FRAME_PX)
        self.show()
        self.raise_()

    def _fit(self, room: int) -> None:
        """Say it in the longest words that are whole for each of the three."""
        font = QFont(self.font())
        font.setPixelSize(self._small_px)
        metrics = QFontMetrics(font)
        labels = next(
            (w for w in self._wordings if max(map(metrics.horizontalAdvance, w)) <= room), self._wordings[-1]
        )
        for index, label in enumerate(labels):
            self.setItemText(index, label)
