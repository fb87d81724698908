"""The script that brought the small UCI digits to the form of MNIST."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "digits" / "as_mnist.py"


@pytest.fixture(scope="module")
def as_mnist():
    spec = importlib.util.spec_from_file_location("as_mnist", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ring():
    """A round stroke, sampled finely and counted in 8×8 blocks."""
    y, x = np.mgrid[0:64, 0:64] + 0.5
    fine = (np.abs(np.hypot(y - 32, x - 30) - 18) < 4).astype(float)
    return fine, fine.reshape(8, 8, 8, 8).mean((1, 3))


def test_redrawn_strokes_resemble_what_was_counted(as_mnist):
    fine, counts = ring()
    drawn = as_mnist.redraw(counts[None])[0]
    assert np.corrcoef(drawn.ravel(), fine.ravel())[0, 1] > 0.92
    np.testing.assert_allclose(drawn.reshape(8, 8, 8, 8).mean((1, 3)), counts, atol=0.15)
    # Sharper than scaling: hardly any fine pixel is grey.
    assert np.mean((drawn > 0.2) & (drawn < 0.8)) < 0.1


@pytest.mark.parametrize("corner", [(0, 0), (30, 4), (12, 34)])
def test_fitted_wherever_it_was(as_mnist, corner):
    """Any place in the drawing gives the same picture: 20 pixels high, aspect kept, mass in the middle."""
    ink = np.zeros((64, 64))
    ink[corner[0] : corner[0] + 30, corner[1] : corner[1] + 12] = 1.0
    picture = as_mnist.fit_as_mnist(ink).astype(float)
    rows, columns = np.flatnonzero(picture.any(1)), np.flatnonzero(picture.any(0))
    assert (len(rows), len(columns)) == (20, 8)
    place = np.arange(28) + 0.5
    assert picture.sum(1) @ place / picture.sum() == pytest.approx(14.5, abs=0.51)
    assert picture.sum(0) @ place / picture.sum() == pytest.approx(14.5, abs=0.51)


def test_enlarging_keeps_what_is_even(as_mnist):
    matrix = as_mnist.cubic_matrix(64, 8)
    np.testing.assert_allclose(matrix[16:48].sum(axis=1), 1.0, atol=1e-12)
