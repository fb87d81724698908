"""Freeze the program into one folder that needs no Python: dist/backprop-playground/.

    python3 -m venv .venv-freeze && .venv-freeze/bin/pip install '.[freeze]'
    .venv-freeze/bin/python packaging/build.py
    .venv-freeze/bin/python packaging/smoke.py dist/backprop-playground/backprop-playground

The sources are laid out as an installed package first (`resources/` as `playground/resources`), since
PyInstaller follows files, not the mapping of an editable install. `QtOpenGL` and `pydoc` must never be
excluded: pyqtgraph then fails to import, which only a start of the frozen program shows (see `smoke.py`).
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "backprop-playground"
UNUSED = ("tkinter", "unittest.mock", "pytest", "scipy", "matplotlib", "IPython", "PIL")
"""Imported by nothing that runs here, but within reach of PyInstaller where they are installed."""


def stage(folder: Path) -> Path:
    """Copy the package with its resources inside, as an installation has it."""
    shutil.rmtree(folder, ignore_errors=True)
    skip = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(ROOT / "playground", folder / "playground", ignore=skip)
    shutil.copytree(ROOT / "resources", folder / "playground" / "resources", ignore=skip)
    shutil.copyfile(ROOT / "packaging" / "launch.py", folder / "launch.py")
    return folder


def module_names(folder: Path) -> list[str]:
    """Every module of the package: commands and panels are imported by name at run time."""
    names = []
    for path in sorted((folder / "playground").rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def freeze(staged: Path, output: Path, work: Path) -> Path:
    """Run PyInstaller and return the folder of the program."""
    resources = staged / "playground" / "resources"
    arguments = [
        *("--noconfirm", "--clean", "--log-level", "WARN", "--onedir", "--name", NAME),
        *(
            "--paths",
            str(staged),
            "--distpath",
            str(output),
            "--workpath",
            str(work),
            "--specpath",
            str(work),
        ),
        *("--add-data", f"{resources}{os.pathsep}playground/resources"),
        *("--copy-metadata", "PySide6-Essentials"),
    ]
    for name in module_names(staged):
        arguments += ["--hidden-import", name]
    for name in UNUSED:
        arguments += ["--exclude-module", name]
    command = [sys.executable, "-m", "PyInstaller", *arguments, str(staged / "launch.py")]
    # Isolated from this checkout: the editable install would be found before the staged copy.
    environment = os.environ | {"PYTHONPATH": str(staged)}
    subprocess.run(command, check=True, cwd=staged, env=environment, stdin=subprocess.DEVNULL)
    return output / NAME


def add_desktop_files(program: Path) -> None:
    """Put the launcher, the icons, the licence and the notices beside the program."""
    share = program / "share"
    (share / "applications").mkdir(parents=True, exist_ok=True)
    launcher = ROOT / "packaging" / f"{NAME}.desktop"
    shutil.copyfile(launcher, share / "applications" / launcher.name)
    icon = ROOT / "resources" / "icons" / f"{NAME}.svg"
    maker = ROOT / "packaging" / "icon_files.py"
    subprocess.run(
        [sys.executable, str(maker), str(icon), str(share / "icons")], check=True, stdout=subprocess.DEVNULL
    )
    for name in ("LICENSE", "NOTICES.md", "README.md"):
        shutil.copyfile(ROOT / name, program / name)


def add_licences(program: Path) -> None:
    """Put the licence texts of what is inside into `licenses/`, one folder for each library."""
    licences = program / "licenses"
    for name in ("numpy", "pyqtgraph", "PySide6-Essentials", "shiboken6", "pyinstaller"):
        for path in importlib.metadata.files(name) or ():
            if any(word in path.name.upper() for word in ("LICENSE", "LICENCE", "COPYING")):
                # Several may have one name: the folders that lead there keep them apart.
                inside = [part for part in path.parts[:-1] if not part.endswith(".dist-info")]
                target = licences.joinpath(name, *inside, path.name)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path.locate(), target)
    texts = [Path(os.__file__).parent / "LICENSE.txt"]
    # The wheels of Qt carry no licence text; Debian keeps both that the LGPL asks for.
    texts += [Path("/usr/share/common-licenses") / name for name in ("LGPL-3", "GPL-3")]
    for text in texts:
        if text.exists():
            licences.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(
                text, licences / ("Python.txt" if text.name == "LICENSE.txt" else f"{text.name}.txt")
            )


def folder_size_mb(folder: Path) -> float:
    """Megabytes of all files below `folder`, links not counted."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files) / 1e6


def main() -> int:
    """Build, and say where the program is."""
    parser = argparse.ArgumentParser(description="Freeze the program into one folder.")
    parser.add_argument(
        "--output", type=Path, default=ROOT / "dist", help="where the folder goes (default: dist)"
    )
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "freeze", help="scratch folder")
    options = parser.parse_args()
    output, work = options.output.resolve(), options.work.resolve()
    started = time.monotonic()
    program = freeze(stage(work / "stage"), output, work)
    add_desktop_files(program)
    add_licences(program)
    seconds = time.monotonic() - started
    print(f"{program / NAME}: {folder_size_mb(program):.0f} MB in {seconds:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
