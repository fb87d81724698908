"""What the window remembers, and when it must not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray

from playground.app.settings import WindowSettings


def test_values_come_back_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    first = WindowSettings.in_file(path)
    first.theme = "dark"
    first.colours = "high_contrast"
    first.text_percent = 125
    first.last_folder = "somewhere"
    first.set_bytes("docks", QByteArray(b"\x00\x01layout"))
    first.save()
    second = WindowSettings.in_file(path)
    assert second.theme == "dark"
    assert (second.colours, second.text_percent) == ("high_contrast", 125)
    assert second.last_folder == "somewhere"
    assert second.bytes_of("docks") == QByteArray(b"\x00\x01layout")


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = WindowSettings.in_file(tmp_path / "none.ini")
    assert settings.theme == "system"
    assert (settings.colours, settings.text_percent) == ("standard", 100)
    assert settings.bytes_of("docks") is None


def test_a_layout_of_another_version_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    settings = WindowSettings.in_file(path)
    settings.set_bytes("docks", QByteArray(b"old"))
    settings.save()
    path.write_text(path.read_text().replace("layout_version=", "layout_version=0"))
    assert WindowSettings.in_file(path).bytes_of("docks") is None


def test_forgotten_settings_hold_and_write_nothing(tmp_path: Path) -> None:
    settings = WindowSettings.forgotten()
    settings.theme = "dark"
    settings.save()
    assert settings.theme == "dark"
    assert WindowSettings.forgotten().theme == "system"
    assert not list(tmp_path.rglob("*.ini"))
