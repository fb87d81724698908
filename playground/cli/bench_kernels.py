"""`bench kernels`: the matrix products of this machine with the kernels that OpenBLAS could use."""

from __future__ import annotations

import argparse
import ctypes
import sys
from typing import Any

from playground.cli.blas_kernels import AVX512_KERNELS, LEAST_GAIN, NEEDED_FLAGS, last_choice, processor
from playground.cli.blas_probe import probe_gain, serve


def measure(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Race the ambient kernels against the AVX-512 ones; `--once` is one contestant of such a race."""
    if options.once:
        serve()
        return []
    _, flags = processor()
    gain = probe_gain(AVX512_KERNELS, last_choice().ambient) if flags >= NEEDED_FLAGS else None
    return [
        kernel_figures() | {"contestant": AVX512_KERNELS, "contestant_gain": gain, "least_gain": LEAST_GAIN}
    ]


def kernel_figures() -> dict[str, Any]:
    """Which kernels this process uses, and what choosing them gained over those of the environment."""
    choice = last_choice()
    return {
        "blas_kernels": core_in_use() or "unknown",
        "blas_kernels_chosen": choice.chosen or "ambient",
        "blas_kernels_ambient": choice.ambient or "unset",
        "blas_kernels_gain": choice.gain,
    }


def core_in_use() -> str | None:
    """The core whose kernels the OpenBLAS within NumPy runs, as it says itself; None with another BLAS."""
    import numpy as np

    core = "numpy.core" if np.__version__.startswith("1.") else "numpy._core"
    path = getattr(sys.modules.get(f"{core}._multiarray_umath"), "__file__", None)
    if path is None:
        return None
    try:
        # A symbol is looked for in what the library depends on, too: there is OpenBLAS.
        library = ctypes.CDLL(path)
    except OSError:
        return None
    for prefix in ("scipy_openblas", "openblas"):
        for suffix in ("64_", ""):
            ask = getattr(library, f"{prefix}_get_corename{suffix}", None)
            if ask is not None:
                ask.restype = ctypes.c_char_p
                name: bytes | None = ask()
                return name.decode() if name else None
    return None
