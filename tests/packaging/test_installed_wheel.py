"""What a wheel carries: installed elsewhere and run from another folder, the program must find its files."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from playground.experiment.examples import EXAMPLES

ROOT = Path(__file__).parent.parent.parent
PARTS = ("playground", "resources", "pyproject.toml", "README.md", "LICENSE", "NOTICES.md")


def run(*command: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / part, source / part)
    output = tmp_path_factory.mktemp("wheel")
    built = run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(output), ".", cwd=source)
    if "No matching distribution found for setuptools" in built.stderr:
        pytest.skip("pip can't fetch setuptools here")
    assert built.returncode == 0, built.stderr
    (path,) = output.glob("*.whl")
    return path


def test_every_resource_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "resources").rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            assert f"playground/resources/{path.relative_to(ROOT / 'resources').as_posix()}" in inside


def test_every_module_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "playground").rglob("*.py"):
        assert path.relative_to(ROOT).as_posix() in inside


def test_the_installed_program_reads_its_files_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    target, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    zipfile.ZipFile(wheel).extractall(target)
    program = (
        "import playground; from playground.data import load_dataset; "
        "from playground.experiment.examples import EXAMPLES; "
        "print(playground.__file__); print(load_dataset('digits').n_train); "
        "print(EXAMPLES['trained_digits'].load_parameters().size)"
    )
    done = run(sys.executable, "-c", program, cwd=elsewhere, PYTHONPATH=str(target))
    assert done.returncode == 0, done.stderr
    where, n_train, n_parameters = done.stdout.split()
    assert Path(where).is_relative_to(target)
    assert int(n_train) > 5000
    assert int(n_parameters) == EXAMPLES["trained_digits"].load_parameters().size
