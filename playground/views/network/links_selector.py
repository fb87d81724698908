"""The switch that says what the links show: weights, gradients, or the last update."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from playground.theme import Theme
from playground.views.network.controls import ROW_Y_PX, selector_width
from playground.views.network.layout import NetworkLayout


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
        for label, kind in (
            (self.tr("Weights"), "weights"),
            (self.tr("Gradients"), "gradients"),
            (self.tr("Last update"), "updates"),
        ):
            self.addItem(label, kind)
        self.hide()

    @property
    def kind(self) -> str:
        """As `FrameRequest.diagram_links` has it."""
        return str(self.currentData())

    def set_theme(self, theme: Theme) -> None:
        """Small, as the buttons beside it."""
        self.setStyleSheet(
            f"QComboBox {{ font-size: {theme.small_px}px; padding: 0 4px; min-height: 0; "
            f"background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.border}; "
            "border-radius: 4px; }"
            "QComboBox::drop-down { border: 0; width: 16px; }"
            f"QComboBox:hover, QComboBox:focus {{ border-color: {theme.accent}; }}"
        )

    def place_in(self, layout: NetworkLayout) -> None:
        """At the right of the row of buttons."""
        width = selector_width(layout)
        self.setGeometry(int(layout.width) - width - 6, ROW_Y_PX - 1, width, 20)
        self.show()
        self.raise_()
