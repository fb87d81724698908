"""Version, licences, sources."""

from __future__ import annotations

import numpy as np
from PySide6 import __version__ as pyside_version
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from playground import __version__
from playground.app.icons import app_icon


class AboutDialog(QMessageBox):
    """What this is and whom it rests on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("about_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Backprop Playground"))
        self.setIconPixmap(app_icon().pixmap(64, 64))
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(f"<h3>Backprop Playground {__version__}</h3>" + self._sentences())

    def _sentences(self) -> str:
        what = self.tr("See how a neural network learns: build one, train it live, and look inside.")
        licence = self.tr("Free software under the MIT licence.")
        digits = self.tr(
            "The digits come from MNIST (LeCun, Cortes, Burges) and from the UCI/scikit-learn digits; the "
            "worked example of two layers has the numbers of Matt Mazur, “A Step by Step Backpropagation "
            "Example” (2015)."
        )
        # Not above, where it would come before `playground.views` has imported it the quick way; nor from its
        # metadata, which the frozen program doesn't carry.
        import pyqtgraph

        versions = (
            f"Qt for Python {pyside_version} · pyqtgraph {pyqtgraph.__version__} · NumPy {np.__version__}"
        )
        return "".join(f"<p>{sentence}</p>" for sentence in (what, licence, digits, versions))
