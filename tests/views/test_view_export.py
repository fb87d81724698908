"""Copying and saving of pictures and numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from playground.theme import LIGHT
from playground.training.messages import Gradients, Snapshot
from playground.views.gradient_view import GradientView
from playground.views.view_export import DataTable, write_picture

MakeSnapshot = Callable[..., Snapshot]


@pytest.fixture
def view(qtbot: QtBot, snapshot: MakeSnapshot, gradients: Callable[..., Gradients]) -> GradientView:
    widget = GradientView()
    qtbot.addWidget(widget)
    widget.resize(340, 150)
    widget.set_theme(LIGHT)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.set_snapshot(snapshot(gradients=gradients([1e-3, 1e-2])))
    widget.refresh_text()
    return widget


def trigger(view: GradientView, text: str) -> None:
    menu = view.findChild(QMenu, "gradient_view_menu_actions")
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_table_is_tab_separated_with_empty_cells_at_the_end() -> None:
    table = DataTable(("a", "b"), (np.array([1.0, 0.5]), np.array([3])))
    assert table.as_text() == "a\tb\n1\t3\n0.5\t\n"


def test_copy_data_puts_the_numbers_on_the_clipboard(view: GradientView) -> None:
    trigger(view, "Copy data")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("layer\tgradient_rms\tweight_rms\tupdate_rms\tstep")
    assert lines[1].split("\t")[:2] == ["layer1", f"{np.float32(1e-3):.9g}"]


def test_copy_picture_is_twice_the_size(view: GradientView) -> None:
    trigger(view, "Copy picture")
    assert QGuiApplication.clipboard().image().size() == view.size() * 2


def test_png_is_written_whole(view: GradientView, tmp_path: Path) -> None:
    assert write_picture(view, tmp_path / "plot.png")
    assert QImage(str(tmp_path / "plot.png")).size() == view.size() * 2
    assert [p.name for p in tmp_path.iterdir()] == ["plot.png"]


def test_svg_holds_vectors_text_and_the_text_twin(view: GradientView, tmp_path: Path) -> None:
    assert write_picture(view, tmp_path / "plot.svg")
    text = (tmp_path / "plot.svg").read_text(encoding="utf-8")
    assert text.count("<path") + text.count("<polyline") > 5
    assert "RMS of ∂L/∂w" in text
    assert "10 times smaller than in layer 2" in text
    assert "<image" not in text


def test_a_folder_that_isnt_there_is_reported(
    view: GradientView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "missing" / "plot.png"
    monkeypatch.setattr(
        "playground.views.view_export.QFileDialog.getSaveFileName", lambda *_: (str(missing), "")
    )
    trigger(view, "Save picture…")
    assert "plot.png can't be written there" in view.readout.full_text()
