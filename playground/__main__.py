"""The command: `backprop-playground` opens the window, `backprop-playground train …` works without one.

The child process in which the engine runs imports this module again, so nothing here imports Qt or NumPy
before it is known what is wanted. Threads and kernels of BLAS are set before NumPy is imported. For the
small matrices of this program more than one thread costs time (batch 256 took 20.8 ms on two threads, 2.0 ms
on one, while the other core was busy).
"""

from __future__ import annotations

import multiprocessing
import os
import sys

from playground.cli.blas_kernels import choose_blas_kernels
from playground.cli.blas_threads import set_blas_threads
from playground.cli.commands import parse_arguments
from playground.cli.output import prepare_streams


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0, 1 (it failed), 2 (wrong usage, no display) or 130 (Ctrl-C)."""
    multiprocessing.freeze_support()
    prepare_streams()
    try:
        request = parse_arguments(sys.argv[1:] if arguments is None else arguments)
        set_blas_threads(request.blas_threads)
        # The first time it measures for a second or two.
        choose_blas_kernels(request.blas_kernels)
        return request.run()
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader (`head`, say) has enough. What is still buffered goes nowhere, or Python would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
