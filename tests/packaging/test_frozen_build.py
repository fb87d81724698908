"""How the frozen program is put together."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

ROOT = Path(__file__).parent.parent.parent


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"packaging_{name}", ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


build = load("build")
smoke = load("smoke")
icon_files = load("icon_files")


def test_the_staged_package_holds_its_resources(tmp_path: Path) -> None:
    staged = build.stage(tmp_path / "stage")
    assert (staged / "playground" / "resources" / "digits" / "digits.npz").is_file()
    assert (staged / "playground" / "resources" / "__init__.py").is_file()
    assert (staged / "launch.py").is_file()


def test_modules_that_are_imported_by_name_are_named(tmp_path: Path) -> None:
    names = build.module_names(build.stage(tmp_path / "stage"))
    for name in ("playground", "playground.cli.train", "playground.app.startup", "playground.resources"):
        assert name in names
    for name in names:
        assert importlib.util.find_spec(name) is not None


@pytest.mark.parametrize("needed", ["PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "pydoc", "unittest"])
def test_what_pyqtgraph_needs_is_not_left_out(needed: str) -> None:
    assert needed not in build.UNUSED


def test_icons_come_in_the_sizes_that_desktops_ask_for(qtbot: QtBot, tmp_path: Path) -> None:
    written = icon_files.write_icons(ROOT / "resources" / "icons" / "backprop-playground.svg", tmp_path)
    sizes = {QImage(str(path)).width() for path in written if path.suffix == ".png"}
    assert sizes == {16, 24, 32, 48, 64, 128, 256, 512}


def test_the_icon_is_recognisable_at_sixteen_pixels(qtbot: QtBot, tmp_path: Path) -> None:
    icon_files.write_icons(ROOT / "resources" / "icons" / "backprop-playground.svg", tmp_path)
    image = QImage(str(tmp_path / "hicolor" / "16x16" / "apps" / "backprop-playground.png"))
    colours = [image.pixelColor(x, y) for x in range(16) for y in range(16)]

    def count(hue_from: int, hue_to: int) -> int:
        vivid = [c for c in colours if c.alpha() > 200 and c.saturation() > 90 and c.value() > 140]
        return sum(hue_from <= c.hue() <= hue_to for c in vivid)

    dark = sum(c.alpha() > 200 and c.lightness() < 70 for c in colours)
    light = sum(c.alpha() > 200 and c.lightness() > 190 for c in colours)
    assert dark > 40, "the ground"
    assert light > 15, "the neurons"
    assert count(190, 230) > 5, "forward is blue"
    assert count(15, 45) > 5, "backward is orange"
    assert QColor(image.pixelColor(0, 0)).alpha() < 128, "rounded corners"


def test_the_launcher_starts_the_program_with_its_icon() -> None:
    text = (ROOT / "packaging" / "backprop-playground.desktop").read_text(encoding="utf-8")
    entries = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    assert text.startswith("[Desktop Entry]\n")
    assert entries["Type"] == "Application"
    assert entries["Exec"].split()[0] == entries["Icon"] == "backprop-playground"
    assert entries["Terminal"] == "false"
    assert entries["Categories"].endswith(";")


def test_the_smoke_test_draws_a_seven_that_the_program_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from playground.__main__ import main

    smoke.write_seven(tmp_path / "seven.pgm")
    assert main(["classify", str(tmp_path / "seven.pgm"), "--json"]) == 0
    assert '"digit": 7' in capsys.readouterr().out


@pytest.mark.parametrize("program", ["import sys; sys.exit(3)", "import sys; print('oh', file=sys.stderr)"])
def test_the_smoke_test_takes_no_bad_end_and_no_complaint(program: str) -> None:
    with pytest.raises(smoke.SmokeError):
        smoke.run([sys.executable, "-c", program])


def test_the_smoke_test_starts_without_the_display_of_this_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":7")
    assert "DISPLAY" not in smoke.environment(None)
    assert smoke.environment("offscreen")["QT_QPA_PLATFORM"] == "offscreen"


def test_a_picture_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_text("no picture")
    with pytest.raises(smoke.SmokeError):
        smoke.png_size(tmp_path / "x.png")
