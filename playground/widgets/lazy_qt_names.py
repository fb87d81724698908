"""Imports pyqtgraph without making every class of Qt.

On import pyqtgraph copies each name of QtCore, QtGui and QtWidgets into modules of its own, and PySide makes
a class at its first mention: 0.17 s of a start of 1.8, for 2,000 classes of which a few dozen are used. Here
its modules look a name up in Qt when somebody asks for it.
"""

from __future__ import annotations

import importlib
import os
import sys
from types import ModuleType

_MODULES = ("QtCore", "QtGui", "QtWidgets")


def import_pyqtgraph() -> None:
    """Import it; does nothing where it has been imported already."""
    os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
    if "pyqtgraph" in sys.modules:
        return
    if os.environ["PYQTGRAPH_QT_LIB"] != "PySide6":
        importlib.import_module("pyqtgraph")
        return
    sources = [importlib.import_module(f"PySide6.{name}") for name in _MODULES]
    names = [source.__dict__.get("__dir__") for source in sources]
    for name, source in zip(_MODULES, sources, strict=True):
        sys.modules[f"pyqtgraph.Qt.{name}"] = _StandIn(f"pyqtgraph.Qt.{name}", source)
        # What pyqtgraph goes through to find all names.
        source.__dict__["__dir__"] = list
    try:
        importlib.import_module("pyqtgraph")
    finally:
        for source, own in zip(sources, names, strict=True):
            if own is None:
                del source.__dict__["__dir__"]
            else:
                source.__dict__["__dir__"] = own


class _StandIn(ModuleType):
    def __init__(self, name: str, source: ModuleType) -> None:
        super().__init__(name)
        self.__dict__["_source"] = source

    def __getattr__(self, name: str) -> object:
        found = getattr(self.__dict__["_source"], name)
        setattr(self, name, found)
        return found
