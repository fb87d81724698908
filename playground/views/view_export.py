"""Copy an instrument's picture or numbers, or save the picture as PNG or SVG.

Our own, because pyqtgraph 0.14's SVG export fails on every kind of plot with Qt 6.11 and later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QPoint, QRect, QSaveFile, QSize
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QWidget

_PICTURE_SCALE = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class DataTable:
    """Named columns of numbers or words; shorter ones end in empty cells."""

    names: Sequence[str]
    columns: Sequence[np.ndarray]

    def as_text(self) -> str:
        """Tab-separated, the form that spreadsheets paste."""
        lines = ["\t".join(self.names)]
        n_rows = max((len(c) for c in self.columns), default=0)
        lines += [
            "\t".join(_cell(c[row]) if row < len(c) else "" for c in self.columns) for row in range(n_rows)
        ]
        return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return value if isinstance(value, str) else f"{value:.9g}"


def picture_of(widget: QWidget) -> QImage:
    """The widget at twice its size, for slides and papers."""
    image = QImage(widget.size() * _PICTURE_SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_PICTURE_SCALE)
    image.fill(widget.palette().window().color())
    painter = QPainter(image)
    widget.render(painter, QPoint())
    painter.end()
    return image


def write_svg(widget: QWidget, path: Path) -> bool:
    """Write the widget as SVG; its text stays text."""
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        return False
    generator = QSvgGenerator()
    generator.setOutputDevice(file)
    generator.setResolution(widget.logicalDpiX())
    generator.setSize(QSize(widget.size()))
    generator.setViewBox(QRect(QPoint(), widget.size()))
    generator.setTitle(widget.accessibleName())
    generator.setDescription(widget.accessibleDescription())
    painter = QPainter(generator)
    widget.render(painter, QPoint())
    painter.end()
    return file.commit()


def copy_picture(widget: QWidget) -> None:
    """Put the picture on the clipboard."""
    QGuiApplication.clipboard().setImage(picture_of(widget))


def copy_data(table: DataTable) -> None:
    """Put the numbers on the clipboard, ready for a spreadsheet."""
    QGuiApplication.clipboard().setText(table.as_text())


def save_picture(widget: QWidget, caption: str, stem: str) -> Path | None:
    """Ask for a file name and write the picture there; returns the path that couldn't be written, if so."""
    name, _ = QFileDialog.getSaveFileName(widget, caption, f"{stem}.png", "PNG (*.png);;SVG (*.svg)")
    if name and not write_picture(widget, Path(name)):
        return Path(name)
    return None


def write_picture(widget: QWidget, path: Path) -> bool:
    """Write PNG or SVG, by the ending of `path`; whole or not at all."""
    if path.suffix.lower() == ".svg":
        return write_svg(widget, path)
    path = path if path.suffix else path.with_suffix(".png")
    encoded = QBuffer()
    encoded.open(QBuffer.OpenModeFlag.WriteOnly)
    file = QSaveFile(str(path))
    written = QImageWriter(encoded, QByteArray(b"png")).write(picture_of(widget))
    if not (written and file.open(QSaveFile.OpenModeFlag.WriteOnly)):
        return False
    return file.write(encoded.data()) == encoded.size() and file.commit()
