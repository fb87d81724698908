"""IDX files: what is in them comes out, and anything else is refused with a sentence."""

import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground.data import read_idx
from playground.errors import DataError

CODES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def as_idx(values):
    code = CODES[values.dtype.str[1:]]
    sizes = b"".join(n.to_bytes(4, "big") for n in values.shape)
    return bytes([0, 0, code, values.ndim]) + sizes + values.astype(values.dtype.newbyteorder(">")).tobytes()


@given(
    st.sampled_from(sorted(CODES)).flatmap(
        lambda kind: arrays.arrays(np.dtype(kind), arrays.array_shapes(max_dims=3, max_side=5))
    ),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_round_trip(tmp_path_factory, values, packed):
    path = tmp_path_factory.mktemp("idx") / "values.idx"
    content = as_idx(values)
    path.write_bytes(gzip.compress(content) if packed else content)
    read = read_idx(path)
    assert read.dtype == values.dtype
    np.testing.assert_array_equal(read, values)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "isn't an IDX file"),
        (b"\x89PNG", "isn't an IDX file"),
        (b"\0\0\x08\x03\0\0\0\x02", "ends inside its header"),
        (b"\0\0\x08\x01\0\0\0\x05abc", "asks for 5 bytes"),
        (b"\0\0\x08\x01\0\0\0\x02abc", "asks for 2 bytes"),
        (b"\0\0\x08\x02\xff\xff\xff\xff\xff\xff\xff\xff", "damaged"),
        (gzip.compress(b"\0\0\x08\x01\0\0\0\x03abc", mtime=0)[:-6], "can't be read"),
    ],
)
def test_bad_files_are_told(tmp_path, content, complaint):
    path = tmp_path / "bad.idx"
    path.write_bytes(content)
    with pytest.raises(DataError, match=complaint):
        read_idx(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(DataError, match=r"none\.idx can't be read"):
        read_idx(tmp_path / "none.idx")


@pytest.mark.shared_data
def test_mnist(shared_data):
    images = read_idx(shared_data / "mnist" / "t10k-images-idx3-ubyte.gz")
    labels = read_idx(shared_data / "mnist" / "t10k-labels-idx1-ubyte.gz")
    assert images.shape == (10_000, 28, 28)
    assert labels[:5].tolist() == [7, 2, 1, 0, 4]
