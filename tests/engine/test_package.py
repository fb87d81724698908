"""The example in the package docstring, and what the package may import."""

import doctest
import subprocess
import sys

from playground import engine


def test_the_example_in_the_docstring_runs():
    result = doctest.testmod(engine)
    assert result.attempted >= 9
    assert result.failed == 0


def test_the_engine_needs_numpy_and_nothing_of_the_window():
    code = (
        "import sys, playground.engine;"
        "print([m for m in sys.modules if m.split('.')[0] in ('PySide6', 'pyqtgraph', 'scipy')])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_every_loss_with_settings_can_be_had():
    with_settings = {type(loss) for loss in engine.LOSSES.values() if vars(loss)}
    assert with_settings
    assert {engine.Huber, engine.SoftmaxCrossEntropy} == with_settings


def test_all_that_is_named_is_there():
    assert all(hasattr(engine, name) for name in engine.__all__)
