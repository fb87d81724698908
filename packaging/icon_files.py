"""The program's icon as files in the sizes that desktops ask for, from the one SVG."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

SIZES_PX = (16, 24, 32, 48, 64, 128, 256, 512)
NAME = "backprop-playground"


def write_icons(svg: Path, folder: Path) -> list[Path]:
    """Write `hicolor/<n>x<n>/apps/….png` for each size, and the SVG itself, below `folder`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication.instance() or QGuiApplication([])
    renderer = QSvgRenderer(str(svg))
    written = []
    for size in SIZES_PX:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        path = folder / "hicolor" / f"{size}x{size}" / "apps" / f"{NAME}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not image.save(str(path)):
            raise OSError(f"{path} can't be written.")
        written.append(path)
    scalable = folder / "hicolor" / "scalable" / "apps" / f"{NAME}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(svg, scalable)
    del app
    return [*written, scalable]


if __name__ == "__main__":
    for icon in write_icons(Path(sys.argv[1]), Path(sys.argv[2])):
        print(icon)
