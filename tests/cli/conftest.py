"""Running the command as a person does, within this process or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from cli_command import Command, Outcome

from playground.__main__ import main


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run the command in this process."""

    def run(*arguments: object) -> Outcome:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


@pytest.fixture
def python() -> Command:
    """Run Python in a process of its own, without a display; environment variables as keywords."""

    def run(*arguments: object, **variables: str) -> Outcome:
        hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "OPENBLAS_NUM_THREADS")
        environment = {name: value for name, value in os.environ.items() if name not in hidden}
        finished = subprocess.run(
            [sys.executable, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=60,
            env=environment | variables,
        )
        return Outcome(finished.returncode, finished.stdout, finished.stderr)

    return run
