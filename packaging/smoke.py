"""Start a built program as a person would: it must train, read a digit, and end cleanly.

    python packaging/smoke.py dist/backprop-playground/backprop-playground

Every start must end with exit code 0 and an empty error stream. Uses the standard library only, so that
what is tested brings everything along itself.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZE = (1280, 720)
TIMEOUT_S = 180


class SmokeError(Exception):
    """The program didn't do what it should."""


def environment(platform: str | None) -> dict[str, str]:
    """The variables of a fresh session: no display unless asked for, no Python of this machine."""
    drop = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    variables = {name: value for name, value in os.environ.items() if name not in drop}
    if platform is not None:
        variables["QT_QPA_PLATFORM"] = platform
    return variables


def run(command: list[str], platform: str | None = None) -> str:
    """Run `command` and return what it printed; anything but a clean end is an error."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment(platform),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    if done.returncode != 0:
        raise SmokeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}{done.stdout}")
    if done.stderr:
        raise SmokeError(f"{' '.join(command)} wrote to its error stream:\n{done.stderr}")
    return done.stdout


def write_seven(path: Path, side: int = 96) -> None:
    """Draw a 7 with a thick pen, dark on white, as a PGM picture."""
    strokes = (((26, 24), (70, 24)), ((70, 24), (42, 76)))
    pixels = bytearray()
    for y in range(side):
        for x in range(side):
            distance = min(_distance((x, y), start, end) for start, end in strokes)
            pixels.append(round(255 * min(1.0, max(0.0, distance - 3.5))))
    path.write_bytes(f"P5 {side} {side} 255\n".encode() + bytes(pixels))


def _distance(point: tuple[int, int], start: tuple[int, int], end: tuple[int, int]) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    share = ((point[0] - start[0]) * along[0] + (point[1] - start[1]) * along[1]) / (
        along[0] ** 2 + along[1] ** 2
    )
    share = min(1.0, max(0.0, share))
    dx, dy = point[0] - start[0] - share * along[0], point[1] - start[1] - share * along[1]
    return float((dx * dx + dy * dy) ** 0.5)


def png_size(path: Path) -> tuple[int, int]:
    """Width and height that a PNG file claims."""
    head = path.read_bytes()[:24]
    if head[:8] != b"\x89PNG\r\n\x1a\n":
        raise SmokeError(f"{path.name} is not a PNG picture.")
    width, height = struct.unpack(">II", head[16:24])
    return int(width), int(height)


def check_training(program: str) -> str:
    """An epoch of training without a window; it must read nine digits in ten afterwards."""
    lines = run([program, "train", "digits", "--epochs", "2", "--json"]).splitlines()
    accuracies = [
        value for line in lines for key, value in json.loads(line).items() if key == "test_accuracy"
    ]
    if not accuracies or not accuracies[-1] > 0.85:
        raise SmokeError(f"Training ended with a test accuracy of {accuracies[-1:]}.")
    return f"test accuracy {accuracies[-1]:.3f} after two epochs"


def check_reading(program: str, folder: Path) -> str:
    """The trained network in the box must read a drawn 7."""
    picture = folder / "seven.pgm"
    write_seven(picture)
    answer = json.loads(run([program, "classify", str(picture), "--json"]).splitlines()[0])
    if str(answer.get("digit")) != "7":
        raise SmokeError(f"A drawn 7 was read as {answer}.")
    return "reads a drawn 7"


def check_window(
    program: str, folder: Path, platform: str, prefix: list[str], *wishes: str, name: str = "window"
) -> str:
    """The window must open, train and be painted."""
    picture = folder / f"{name}_{platform}.png"
    size = f"{SIZE[0]}x{SIZE[1]}"
    arguments = ["--screenshot", str(picture), "--size", size, "--after", "3", *wishes]
    run([*prefix, program, *arguments], platform)
    if png_size(picture) != SIZE:
        raise SmokeError(f"The window was {png_size(picture)} instead of {SIZE}.")
    if picture.stat().st_size < 40_000:
        raise SmokeError("The window was all but empty.")
    return f"{name} on {platform}: {picture.stat().st_size // 1000} kB picture"


def main() -> int:
    """Run every check and print a line for each."""
    parser = argparse.ArgumentParser(description="Start a built program and check that it works.")
    parser.add_argument("program", type=Path, help="the program to start")
    parser.add_argument("--keep", type=Path, help="copy the pictures of the window to this folder")
    options = parser.parse_args()
    program = str(options.program.resolve())
    xvfb = shutil.which("xvfb-run")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        checks = [
            lambda: run([program, "--version"]).strip(),
            lambda: check_training(program),
            lambda: check_reading(program, folder),
            lambda: check_window(program, folder, "offscreen", []),
            lambda: check_window(
                program, folder, "offscreen", [], "--example", "circle", "--microscope", name="microscope"
            ),
        ]
        if xvfb:
            prefix = [xvfb, "-a", "-s", "-screen 0 1600x1000x24"]
            checks.append(lambda: check_window(program, folder, "xcb", prefix))
        else:
            print("no xvfb-run here: the window is not checked on a real X server")
        for check in checks:
            started = time.monotonic()
            try:
                told = check()
            except (SmokeError, subprocess.TimeoutExpired, OSError, ValueError) as error:
                print(f"FAILED: {error}", file=sys.stderr)
                return 1
            print(f"ok  {told} ({time.monotonic() - started:.1f} s)", flush=True)
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            for picture in folder.glob("*_*.png"):
                shutil.copy(picture, options.keep)
    return 0


if __name__ == "__main__":
    sys.exit(main())
