"""The example in the package docstring, and what the package may import."""

import doctest
import subprocess
import sys

import playground.engine


def test_the_example_in_the_docstring_runs():
    result = doctest.testmod(playground.engine)
    assert result.attempted >= 9
    assert result.failed == 0


def test_the_engine_needs_numpy_and_nothing_of_the_window():
    code = (
        "import sys, playground.engine;"
        "print([m for m in sys.modules if m.split('.')[0] in ('PySide6', 'pyqtgraph', 'scipy')])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_all_that_is_named_is_there():
    assert all(hasattr(playground.engine, name) for name in playground.engine.__all__)
