"""pyqtgraph finds every name of Qt, although none has been copied for it."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
from PySide6 import QtCore, QtGui, QtWidgets
names = [set(dir(module)) for module in (QtCore, QtGui, QtWidgets)]
from playground.widgets.lazy_qt_names import import_pyqtgraph
import_pyqtgraph()
import_pyqtgraph()
assert [set(dir(module)) for module in (QtCore, QtGui, QtWidgets)] == names
import pyqtgraph as pg
from pyqtgraph.Qt import QtGui as its_gui
from pyqtgraph.Qt.QtCore import QDateTime
assert QDateTime is QtCore.QDateTime
assert pg.QtCore.QTimer is QtCore.QTimer
assert its_gui.QPainter is QtGui.QPainter
assert pg.QtWidgets.QGraphicsView is QtWidgets.QGraphicsView
n_copied = len([name for name in vars(pg.QtWidgets) if name.startswith("Q")])
assert n_copied < 0.6 * len([name for name in names[2] if name.startswith("Q")]), n_copied
try:
    pg.QtCore.QNothing
except AttributeError:
    print("fine")
"""


def test_its_modules_stand_for_those_of_qt() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("fine", "")
