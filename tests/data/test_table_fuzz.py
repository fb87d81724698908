"""Thousands of malformed tables: a clear sentence or a right load, never anything else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from table_fuzz import check, fuzzed

N_FILES = 3000


def test_a_malformed_table_ends_in_a_load_or_a_sentence(tmp_path: Path) -> None:
    n_loaded = 0
    for seed in range(N_FILES):
        rng = np.random.default_rng(seed)
        content = fuzzed(rng)
        try:
            n_loaded += check(tmp_path / "fuzzed.csv", content, rng)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {content!r}") from error
    # The files are damaged, not noise: a good part can still be read.
    assert 0.2 < n_loaded / N_FILES < 0.9
