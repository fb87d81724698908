"""Malformed tables from a seed, and what has to be true of each: a right load or a clear sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from playground.data import load_table, preview
from playground.errors import DataError

_CELLS = (
    "1", "-2.5", "3,7", "1e5", "1e400", "-1e35", "nan", "inf", "", " ", "NA", "?", "abc", "é", "ß", '"', '""',
    '"a,b"', '"x\ny"', "'", "1_000", "0x10", "1.2.3", "--", "١٢", "𝟙", "\ufeff", "\u2028", "\x0b", "\x1c",
    "yes", "no", "True", "00", "9" * 40, "a" * 300, "=1+1", "%", "1 000", "\\", "\t", ";", ",", "|", "//",
)  # fmt: skip
_ENDS = ("\n", "\r\n", "\r", "\n\n", "\n \n")
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "utf-32")


def fuzzed(rng: np.random.Generator) -> bytes:
    """One file: a table that is sound at first, with things done to it."""
    n_rows, n_columns = (
        int(rng.integers(0, 12)),
        int(rng.choice([1, 2, 3, 4, 5, 6], p=[0.1, 0.2, 0.3, 0.2, 0.1, 0.1])),
    )
    delimiter = str(rng.choice([",", ";", "\t", "|", " "]))
    decimal = str(rng.choice([".", ","]))
    rows = [
        [f"{value:.3f}".replace(".", decimal) for value in rng.normal(size=n_columns - 1)]
        + [str(rng.choice(["a", "b", "0", "1"]))]
        for _ in range(n_rows)
    ]
    if rng.random() < 0.7:
        rows.insert(0, [f"name{i}" for i in range(n_columns)])
    for _ in range(int(rng.integers(0, 6))):
        _damage_cells(rows, rng)
    end = str(rng.choice(_ENDS))
    text = end.join(delimiter.join(row) for row in rows) + (end if rng.random() < 0.7 else "")
    if rng.random() < 0.2:
        text = text.replace("0", '"', int(rng.integers(1, 4)))
    content = text.encode(str(rng.choice(_ENCODINGS, p=[0.6, 0.1, 0.1, 0.1, 0.05, 0.05])), "replace")
    return _damage_bytes(content, rng) if rng.random() < 0.4 else content


def _damage_cells(rows: list[list[str]], rng: np.random.Generator) -> None:
    if not rows:
        return
    row = rows[int(rng.integers(len(rows)))]
    what = rng.integers(5)
    if what == 0 and row:
        row.pop()
    elif what == 1:
        row.extend(["1"] * int(rng.integers(1, 4)))
    elif what == 2:
        rows.insert(int(rng.integers(len(rows) + 1)), [])
    elif row:
        row[int(rng.integers(len(row)))] = str(rng.choice(np.array(_CELLS, object)))


def _damage_bytes(content: bytes, rng: np.random.Generator) -> bytes:
    damaged = bytearray(content)
    for _ in range(int(rng.integers(1, 6))):
        place = int(rng.integers(len(damaged) + 1))
        what = rng.integers(4)
        if what == 0 and place < len(damaged):
            damaged[place] = int(rng.integers(256))
        elif what == 1:
            damaged[place:place] = bytes(rng.integers(0, 256, int(rng.integers(1, 8)), np.uint8))
        elif what == 2:
            del damaged[place : place + int(rng.integers(1, 8))]
        else:
            damaged = damaged[:place]
    return bytes(damaged)


def check(path: Path, content: bytes, rng: np.random.Generator) -> bool:
    """Open one file as the dialog does; whether it was loaded. Anything but a load or a sentence raises."""
    path.write_bytes(content)
    try:
        look = preview(path)
        assert look.n_problems >= len(look.problems)
        guided = rng.random() < 0.8
        dataset = load_table(
            path,
            delimiter=look.delimiter if guided else str(rng.choice([",", ";", " "])),
            decimal=look.decimal,
            has_header=look.has_header,
            input_columns=look.input_columns if guided else (int(rng.integers(4)),),
            target_column=look.target_column if guided else int(rng.integers(-1, 4)),
            is_regression=look.is_regression if guided else bool(rng.random() < 0.5),
            train_share=0.7,
            seed=1,
            digest=look.digest,
        )
    except DataError as error:
        sentence = str(error)
        assert sentence[-1] in ".?"
        assert 10 < len(sentence) < 1000
        return False
    _check_dataset(dataset)
    return True


def _check_dataset(dataset: object) -> None:
    from playground.data import Dataset

    assert isinstance(dataset, Dataset)
    assert dataset.frame is not None
    assert dataset.n_train >= 1
    assert dataset.n_test >= 1
    for x, y, points in (
        (dataset.x_train, dataset.y_train, dataset.points_train),
        (dataset.x_test, dataset.y_test, dataset.points_test),
    ):
        assert points is not None
        assert np.isfinite(x).all()
        assert np.isfinite(y).all()
        assert np.isfinite(points).all()
        assert len(x) == len(y) == len(points)
        if not dataset.is_regression:
            assert y.min() >= 0
            assert y.max() < dataset.n_classes == len(dataset.class_names)
        if x.shape[1] <= 2:
            assert np.allclose(dataset.frame.features(points), x, atol=0.01)
