"""What can't be read or written is refused in words, and nothing is lost. The tests share one window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from window_hands import wait_for_weights

from playground.app.main_window import MainWindow


@pytest.fixture
def window(kept_window: MainWindow) -> MainWindow:
    return kept_window


def narrated(window: MainWindow) -> str:
    return window.panels.narration.narration.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.json", b"not an experiment"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(40)),
        ("broken.bpp", b"PK\x03\x04" + bytes(200)),
        ("unknown.json", json.dumps({"format": "something else"}).encode()),
        ("empty.bpp", b""),
    ],
)
def test_what_cant_be_read_is_refused_in_words(
    window: MainWindow, tmp_path: Path, name: str, content: bytes
) -> None:
    config, before = window.model.config, narrated(window)
    path = tmp_path / name
    path.write_bytes(content)
    window.files.open_dropped(path)
    assert narrated(window) != before
    assert len(narrated(window)) > 20
    assert "Traceback" not in narrated(window)
    assert window.model.config == config
    assert window.run.is_training


def test_a_missing_file_and_a_folder_are_refused(window: MainWindow, tmp_path: Path) -> None:
    for path in (tmp_path / "missing.bpp", tmp_path):
        assert not window.files.open_path(path)
        assert path.name in window.files.problem


def test_a_place_that_cant_be_written_is_told(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    wait_for_weights(window, qtbot)
    assert not window.files.save_to(tmp_path / "no" / "folder" / "file.bpp")
    assert "file.bpp" in window.files.problem
