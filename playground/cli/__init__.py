"""The command line, without Qt: what can be asked for (`commands`), and a module for each command.

`--help` answers without NumPy, threads and kernels of BLAS are settled before NumPy is imported
(`blas_threads`, `blas_kernels`), and only `window` leads to Qt. The benchmarks are commands of the product
(`bench_…`), so that every figure that is claimed can be measured again; they compare what runs in turns
within one process, since times of one day say little on another.
"""
