"""How many threads a matrix product may use. To be set before NumPy is imported."""

from __future__ import annotations

import os

_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


KERNELS_VARIABLE = "OPENBLAS_CORETYPE"
"""Names the kernels in the environment, see `blas_kernels`."""


def set_blas_threads(n_threads: int) -> None:
    """Tell every BLAS that NumPy may have been built with; child processes inherit it."""
    for name in _VARIABLES:
        os.environ[name] = str(n_threads)
