from __future__ import annotations

import numpy as np
import pytest

from playground.errors import FileFormatError
from playground.training.checkpoint import Checkpoint, decode_checkpoint


def example() -> Checkpoint:
    arrays = {
        "parameters": np.arange(6, dtype=np.float32).reshape(2, 3),
        "order": np.array([2, 0, 1]),
        "empty": np.zeros((0, 6)),
    }
    return Checkpoint(values={"step": 12, "state": {"big": 2**127 + 1}}, arrays=arrays)


def test_everything_comes_back() -> None:
    back = decode_checkpoint(example().encode())
    assert back.values == example().values
    for name, array in example().arrays.items():
        np.testing.assert_array_equal(back.arrays[name], array)
        assert back.arrays[name].dtype == array.dtype
        assert back.arrays[name].shape == array.shape


@pytest.mark.parametrize("length", [0, 5, 20, -1])
def test_cut_off_bytes_are_refused(length: int) -> None:
    with pytest.raises(FileFormatError):
        decode_checkpoint(example().encode()[:length])


def test_other_bytes_are_refused() -> None:
    with pytest.raises(FileFormatError, match="not a checkpoint"):
        decode_checkpoint(b"PK" * 100)
    with pytest.raises(FileFormatError):
        decode_checkpoint(example().encode() + b"x")
    with pytest.raises(FileFormatError, match="unknown kind"):
        decode_checkpoint(example().encode().replace(b'"<f4"', b'"|O8"'))
