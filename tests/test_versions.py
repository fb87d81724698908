"""The versions that we refuse, and the fault for which we refuse them."""

import sys
import tomllib
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

PYPROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
DEPENDENCIES: list[str] = PYPROJECT["project"]["dependencies"]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_void_qt_calls_keep_the_references_of_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(100):
        label.setText("x")
    assert before - sys.getrefcount(None) <= 20


def test_qt_that_crashes_or_breaks_docks_is_not_installed() -> None:
    qt = [line for line in DEPENDENCIES if line.startswith("PySide6-Essentials")]
    assert len(qt) == 2
    for line in qt:
        assert ">=6.8.3" in line
        assert "!=6.11.0" in line
        assert "!=6.11.1" in line
    old_python = next(line for line in qt if "python_version < '3.12'" in line)
    new_python = next(line for line in qt if "python_version >= '3.12'" in line)
    assert "<6.12" in old_python
    assert "<6.12" not in new_python


def test_pyqtgraph_is_new_enough_for_this_qt() -> None:
    assert "pyqtgraph>=0.14" in DEPENDENCIES


def test_only_the_small_qt_wheel_is_asked_for() -> None:
    names = {line.split(">")[0].split(";")[0].split("[")[0].strip() for line in DEPENDENCIES}
    assert names == {"numpy", "pyqtgraph", "PySide6-Essentials"}
