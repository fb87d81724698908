"""The command itself: what it imports, what it refuses, and its exit codes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from cli_command import Command

from playground import __version__
from playground.__main__ import main
from playground.cli.commands import parse_arguments
from playground.cli.window import missing_system_library, start_problem, window_problem

LOADED = "[name for name in ('numpy', 'PySide6', 'pyqtgraph', 'shiboken6') if name in sys.modules]"


def test_importing_the_command_imports_neither_qt_nor_numpy(python: Command) -> None:
    # The engine process imports it again.
    outcome = python("-c", f"import sys, playground.__main__; print({LOADED})")
    assert outcome.out.strip() == "[]"


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "digits", "--epochs", "1", "--set", "layers=4", "--json"],
        ["evaluate", "digits", "--json"],
        ["classify", "missing.png", "--json"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_commands_without_a_window_import_no_qt(arguments: list[str], python: Command) -> None:
    code = f"import sys\nfrom playground.__main__ import main\nmain({arguments})\nprint({LOADED})"
    assert python("-c", code).out.splitlines()[-1] == "['numpy']"


def test_help_needs_no_numpy_either(python: Command) -> None:
    call = "try: main(['--help'])\nexcept SystemExit: "
    code = f"import sys\nfrom playground.__main__ import main\n{call}print({LOADED})"
    assert python("-c", code).out.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("option", "expected"), [([], "1"), (["--blas-threads", "2"], "2")])
def test_blas_threads_are_set_before_numpy(option: list[str], expected: str, python: Command) -> None:
    # A module that notes the variables at the moment when NumPy is first looked for.
    code = (
        "import os, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'numpy':\n"
        "            print(os.environ['OPENBLAS_NUM_THREADS'], os.environ['OMP_NUM_THREADS'])\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from playground.__main__ import main\n"
        f"main(['train', '--list', *{option}])"
    )
    assert python("-c", code, OMP_NUM_THREADS="8").out.splitlines()[0] == f"{expected} {expected}"


def test_kernels_that_blas_does_not_know_are_told(python: Command) -> None:
    outcome = python("-m", "playground", "train", "circle", "--epochs", 1, "--blas-kernels", "magic")
    assert outcome.code == 0
    assert "the kernels of matrix products are" in outcome.err
    assert "not magic." in outcome.err


def test_version(command: Command) -> None:
    outcome = command("--version")
    assert (outcome.code, outcome.out) == (0, f"backprop-playground {__version__}\n")


def test_help_names_every_command(command: Command) -> None:
    outcome = command("--help")
    assert outcome.code == 0
    for name in ("train", "evaluate", "classify", "gradcheck", "bench", "--screenshot", "--example"):
        assert name in outcome.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nonsense"], "there is no file and no command “nonsense”; the commands are train, evaluate"),
        (["--theme", "pink"], "invalid choice: 'pink'"),
        (["--size", "big"], "“big” is not a size; write it as 1280x720"),
        (["--size", "99999x99999"], "too large; a side can have 8192 pixels"),
        (["--after", "-1"], "is not a number of seconds"),
        (["--blas-threads", "0"], "at least 1"),
        (["train", "--epochs", "0"], "at least 1"),
        (["train", "--epochs", "ten"], "“ten” is not a whole number"),
        (["train", "--seed", "-1"], "“-1” is not a whole number"),
        (["classify"], "the following arguments are required: IMAGE"),
        (["bench", "coffee"], "invalid choice: 'coffee'"),
    ],
)
def test_wrong_usage_gives_a_sentence_and_2(arguments: list[str], sentence: str, command: Command) -> None:
    outcome = command(*arguments)
    assert outcome.code == 2
    assert sentence in outcome.err


def test_an_unknown_example_names_the_known_ones(python: Command) -> None:
    result = python("-m", "playground", "--example", "digit", QT_QPA_PLATFORM="offscreen")
    assert result.code == 2
    assert "there is no example “digit”. The examples are digits" in result.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
@pytest.mark.parametrize("arguments", [["train", "--epochs", "1", "--json"], ["train", "--list", "--json"]])
def test_a_full_disk_gives_a_sentence(arguments: list[str], python: Command) -> None:
    code = "import sys; sys.stdout = open('/dev/full', 'w'); from playground.__main__ import main; "
    result = python("-c", code + f"sys.exit(main({arguments}))")
    assert "the output can't be written: No space left" in result.err


def test_a_file_and_an_example_at_once(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text("{}")
    outcome = command(tmp_path / "mine.json", "--example", "digits")
    assert outcome.code == 2
    assert "not both" in outcome.err


@pytest.mark.parametrize("arguments", [[], ["--screenshot", "x.png"], ["bench", "app"], ["bench", "start"]])
def test_without_a_display_one_line_names_the_commands_that_need_none(
    arguments: list[str], python: Command
) -> None:
    outcome = python("-m", "playground", *arguments)
    assert outcome.code == 2
    assert len(outcome.err.splitlines()) == 1
    assert "no display" in outcome.err
    assert "train, evaluate, classify" in outcome.err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays of Linux")
@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DISPLAY": ":4711"}, "the display “:4711” can't be reached"),
        ({"WAYLAND_DISPLAY": "nowhere-0"}, "the display “nowhere-0” can't be reached"),
        (
            {"QT_QPA_PLATFORM": "nonsense"},
            "Qt can't open a window here: Could not find the Qt",
        ),
    ],
)
def test_a_display_that_is_not_there_gives_a_sentence_and_2(
    variables: dict[str, str], sentence: str, python: Command
) -> None:
    outcome = python("-m", "playground", "--screenshot", "never.png", **variables)
    assert outcome.code == 2
    assert len(outcome.err.splitlines()) == 1
    assert sentence in outcome.err


def test_qt_blames_a_library_only_where_the_display_can_be_reached() -> None:
    blame = "From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb platform plugin."
    assert "apt-get install" in start_problem([blame])
    assert "apt-get" not in start_problem(["could not connect to display :0", blame])


@pytest.mark.parametrize(
    ("platform", "environment", "python_version", "pyside", "problem"),
    [
        ("linux", {}, (3, 11), (6, 11, 3), "no display"),
        ("linux", {"DISPLAY": ""}, (3, 11), (6, 11, 3), "no display"),
        ("linux", {"DISPLAY": ":0"}, (3, 11), (6, 11, 3), None),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, (3, 11), (6, 11, 3), None),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, (3, 11), (6, 11, 3), None),
        ("darwin", {}, (3, 11), (6, 11, 3), None),
        ("win32", {}, (3, 12), (6, 12, 0), None),
        ("linux", {"DISPLAY": ":0"}, (3, 11), (6, 12, 0), "crashes on Python before 3.12"),
        ("linux", {"DISPLAY": ":0"}, (3, 12), (6, 12, 1), None),
        ("linux", {"DISPLAY": ":0"}, (3, 11), (), None),
    ],
)
def test_what_keeps_a_window_from_opening(
    platform: str,
    environment: dict[str, str],
    python_version: tuple[int, int],
    pyside: tuple[int, ...],
    problem: str | None,
) -> None:
    sentence = window_problem(platform, environment, python_version, pyside)
    assert (sentence is None) == (problem is None)
    assert problem is None or problem in (sentence or "")


def test_a_missing_system_library_is_told_from_other_import_errors() -> None:
    missing = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
    assert missing_system_library(missing)
    assert not missing_system_library(ImportError("No module named 'pyqtgraph'"))


def test_a_missing_system_library_gives_the_apt_line(python: Command) -> None:
    code = (
        "import sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'playground.app.startup':\n"
        "            raise ImportError('libEGL.so.1: cannot open shared object file: No such file')\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from playground.__main__ import main\nsys.exit(main([]))"
    )
    outcome = python("-c", code, QT_QPA_PLATFORM="offscreen")
    assert outcome.code == 2
    assert "apt-get install" in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_the_window_gets_what_was_asked_for() -> None:
    arguments = "--theme dark --size 800x600 --after 1,5 --engine thread"
    options = parse_arguments(arguments.split()).options
    assert options is not None
    assert (options.theme, options.size) == ("dark", (800, 600))
    assert (options.after_s, options.engine) == (1.5, "thread")
    assert parse_arguments(["train"]).options is None


def test_ctrl_c_saves_what_was_learned_and_ends_with_130(tmp_path: Path) -> None:
    output = tmp_path / "half.bpp"
    process = subprocess.Popen(
        [sys.executable, "-m", "playground", "train", "digits", "--json", "--output", str(output)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    with process:
        assert "started" in process.stdout.readline()
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "interrupted" in rest
    assert "Traceback" not in errors
    assert output.exists()


def test_ctrl_c_during_the_first_look_at_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(wish: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("playground.__main__.choose_blas_kernels", interrupted)
    assert main(["train", "--epochs", "1"]) == 130


def test_ctrl_c_ends_a_measurement_of_the_window() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "playground", "bench", "memory", "--seconds", "600"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    with process:
        try:
            ends_at = time.monotonic() + 30
            while not any(
                "spawn_main" in " ".join(c.cmdline()) for c in psutil.Process(process.pid).children()
            ):
                assert time.monotonic() < ends_at
                time.sleep(0.1)
            time.sleep(1.0)
            process.send_signal(signal.SIGINT)
            out, errors = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert process.returncode == 130
    assert out == ""
    assert errors.rstrip().endswith("Stopped.")
    assert "Traceback" not in errors


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize("closed", ["1", "2"])
def test_a_closed_stream_swallows(closed: str, python: Command) -> None:
    command = f"{sys.executable} -m playground train circle --epochs 1 {closed}>&-"
    outcome = python("-c", f"import subprocess; print(subprocess.call({command!r}, shell=True))")
    assert outcome.out.splitlines()[-1] == "0"
    assert outcome.err == ""


def test_a_terminal_of_another_alphabet_gets_escapes(python: Command) -> None:
    outcome = python("-m", "playground", "train", "--list", PYTHONIOENCODING="ascii")
    assert outcome.code == 0
    assert r"\u201c" in outcome.out
    lines = python("-m", "playground", "train", "--list", "--json", PYTHONIOENCODING="ascii")
    assert lines.code == 0
    assert any("“" in value["text"] for value in lines.lines if "text" in value)


def test_a_reader_that_has_enough_is_no_error(python: Command) -> None:
    train = f"{sys.executable} -m playground train --epochs 50 --set layers=2"
    outcome = python(
        "-c",
        f"import subprocess; print(subprocess.call('{train} | head -1; exit ${{PIPESTATUS[0]}}', "
        "shell=True, executable='/bin/bash'))",
    )
    assert outcome.out.splitlines()[-1] == "0"
    assert outcome.err == ""
