"""The command line: what can be asked for, and which module answers.

No Qt and no NumPy, so that `--help` is quick.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from playground import __version__
from playground.cli.options import ENGINE_HOSTS, THEME_NAMES, WindowOptions
from playground.cli.output import PROGRAM, fail

_WINDOW_HELP = f"""See how a neural network learns. Without a command the window opens.

commands without a window (each has --help):
  train       train a network and print how it goes
  evaluate    test a trained network
  classify    read the digit in each picture
  gradcheck   hold the gradients of the engine against finite differences
  bench       measure the engine, the loss surface, the way back, the window or its start

examples:
  {PROGRAM} --example vanishing_gradients
  {PROGRAM} --example two_layer_example --microscope
  {PROGRAM} --screenshot window.png --size 1280x720 --theme dark --after 5
  {PROGRAM} train digits --epochs 5 --set learning_rate=0.003 --output mine.bpp
  {PROGRAM} train circle --set "data.features=x1, x2, x1^2, x2^2" --set layers=none
  {PROGRAM} train measurements.csv --epochs 50 --json
  {PROGRAM} classify seven.png --json"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the command line asks for."""

    blas_threads: int
    blas_kernels: str
    run: Callable[[], int]
    """Does it and returns the exit code."""
    options: WindowOptions | None = None
    """How the window is to open, if that is what is asked for."""


def parse_arguments(arguments: list[str]) -> Request:
    """Read the command line; wrong usage ends the program with one line and exit code 2."""
    command = next((argument for argument in arguments if not argument.startswith("-")), None)
    if command in _COMMANDS and arguments[0] == command:
        return _parse_command(command, arguments[1:])
    return _parse_window(arguments)


def _parse_command(command: str, arguments: list[str]) -> Request:
    add_arguments, description = _COMMANDS[command]
    parser = argparse.ArgumentParser(prog=f"{PROGRAM} {command}", description=description)
    add_arguments(parser)
    _add_blas(parser)
    options = parser.parse_args(arguments)
    # The module is imported when it runs: after threads and kernels of BLAS are set.
    return Request(
        blas_threads=options.blas_threads,
        blas_kernels=options.blas_kernels,
        run=lambda: int(_module(command, options.blas_kernels).run(options)),
    )


def _parse_window(arguments: list[str]) -> Request:
    parser = argparse.ArgumentParser(
        prog=PROGRAM, description=_WINDOW_HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "file", nargs="?", type=Path, help="experiment (JSON), trained network or table (CSV) to open"
    )
    parser.add_argument("--example", metavar="KEY", help="open this example of the Examples menu")
    parser.add_argument("--theme", choices=THEME_NAMES, help="colours of the window (default: as last time)")
    parser.add_argument(
        "--engine",
        choices=ENGINE_HOSTS,
        default="process",
        help="where training runs (default: a process of its own)",
    )
    parser.add_argument(
        "--screenshot", metavar="FILE", type=Path, help="write a picture of the window and end"
    )
    parser.add_argument(
        "--size", metavar="WxH", type=_size, help="width and height of the window, as in 1280x720"
    )
    parser.add_argument(
        "--after",
        metavar="SECONDS",
        dest="after_s",
        type=_seconds,
        default=3.0,
        help="how long the network trains before the picture is taken (default 3)",
    )
    parser.add_argument(
        "--microscope", action="store_true", help="open the microscope on the update that comes next"
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    _add_blas(parser)
    values = vars(parser.parse_args(arguments))
    blas_threads, blas_kernels = values.pop("blas_threads"), values.pop("blas_kernels")
    if values["file"] is not None and not values["file"].exists():
        known = ", ".join(_COMMANDS)
        parser.error(f"there is no file and no command “{values['file']}”; the commands are {known}")
    if values["file"] is not None and values["example"] is not None:
        parser.error("name a file or an example, not both")
    options = WindowOptions(**values)

    def run() -> int:
        return int(_module("window", blas_kernels).run(options))

    return Request(blas_threads=blas_threads, blas_kernels=blas_kernels, run=run, options=options)


def _module(command: str, blas_kernels: str) -> ModuleType:
    """The module that answers. With it comes NumPy, whose BLAS passes silently over a core unknown to it."""
    module = import_module(f"playground.cli.{command}")
    if blas_kernels not in ("auto", "ambient"):
        from playground.cli.bench_kernels import core_in_use

        core = core_in_use() or "unknown"
        if core.lower() != blas_kernels.lower():
            fail(f"the kernels of matrix products are {core}, not {blas_kernels}.")
    return module


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "experiment",
        nargs="?",
        default="digits",
        metavar="EXPERIMENT",
        help="key of an example (default: digits), an experiment file, a table (CSV), or a trained network "
        "to go on with",
    )
    parser.add_argument(
        "--epochs", type=_positive, metavar="N", help="stop after N passes through the training set"
    )
    parser.add_argument(
        "--seed", type=_count, metavar="S", help="the number that every random draw follows from"
    )
    parser.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change a setting, as in learning_rate=0.003, layers=64,32, layers=conv16,pool2,64 or "
        "schedule=cosine; can be repeated; --list shows them all",
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the trained network to FILE")
    parser.add_argument("--list", action="store_true", help="list the examples and the settings, and end")
    _add_json(parser)


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "model",
        nargs="?",
        default="trained_digits",
        metavar="MODEL",
        help="trained network: a file or an example",
    )
    parser.add_argument(
        "--data",
        nargs="+",
        metavar="DATA",
        help="pictures of digits instead of the test set of the network's own data: an IDX file with its "
        "labels, or an npz with x and y",
    )
    _add_json(parser)


def _add_classify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "images",
        nargs="+",
        type=Path,
        metavar="IMAGE",
        help="pictures of one digit each: PNG, PGM, PPM, PBM or .npy",
    )
    parser.add_argument(
        "--model", default="trained_digits", metavar="MODEL", help="trained network: a file or an example"
    )
    _add_json(parser)


def _add_gradcheck(parser: argparse.ArgumentParser) -> None:
    _add_json(parser)


def _add_bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=("engine", "kernels", "surface", "past", "app", "start", "memory"),
        help="engine: training steps; kernels: ways to compute matrix products; surface: loss surface; past: "
        "recording and going back; app: the window while training; start: until the first frame; memory: "
        "both processes over minutes",
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=None,
        metavar="S",
        help="how long to measure each thing (a default suits each)",
    )
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    _add_json(parser)


_COMMANDS: dict[str, tuple[Callable[[argparse.ArgumentParser], None], str]] = {
    "train": (_add_train, "Train a network without a window and print how it goes."),
    "evaluate": (_add_evaluate, "Test a trained network on examples that it has not learned from."),
    "classify": (_add_classify, "Read the digit in each picture."),
    "gradcheck": (_add_gradcheck, "Hold the gradients of the engine against finite differences."),
    "bench": (_add_bench, "Measure how fast this program is on this machine."),
}


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")


def _add_blas(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--blas-threads",
        type=_threads,
        default=1,
        metavar="N",
        help="threads of a matrix product (default 1, the fastest here)",
    )
    parser.add_argument(
        "--blas-kernels",
        default="auto",
        metavar="auto|ambient|NAME",
        help="how matrix products are computed: the AVX-512 kernels where a short probe shows that they gain "
        "10 %% (default), whatever the environment says, or the OpenBLAS core of this name",
    )


_LARGEST_SIDE = 8192


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{2,5})[x×](\d{2,5})", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not a size; write it as 1280x720")
    size = int(match[1]), int(match[2])
    if max(size) > _LARGEST_SIDE:
        raise argparse.ArgumentTypeError(f"“{text}” is too large; a side can have {_LARGEST_SIDE} pixels")
    return size


def _seconds(text: str) -> float:
    try:
        seconds = float(text.replace(",", "."))
    except ValueError:
        seconds = -1.0
    if not 0.0 <= seconds <= 86_400.0:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of seconds from 0 to 86400")
    return seconds


def _count(text: str) -> int:
    if re.fullmatch(r"\d{1,10}", text) is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from 0 to 9,999,999,999")
    return int(text)


def _positive(text: str) -> int:
    if not _count(text):
        raise argparse.ArgumentTypeError("0 is too few; it must be at least 1")
    return _count(text)


def _threads(text: str) -> int:
    if _positive(text) > 256:
        raise argparse.ArgumentTypeError(f"“{text}” is more threads than this program can use (256)")
    return _count(text)
