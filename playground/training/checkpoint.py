"""One moment of a run, complete: a run resumed from it is bit-equal to one that was never stopped.

Encoded as a header (JSON) followed by the raw bytes of the arrays, without compression: this happens while
training.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import FileFormatError

_MAGIC = b"BPPC\x01\x00\x00\x00"
_LENGTH = struct.Struct("<Q")
_DTYPES = frozenset({"<f4", "<f8", "<i8", "<i4", "|u1", "|b1"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checkpoint:
    """State of a session between two steps.

    `values` holds plain values (config as JSON text, step, position in the epoch, generator states …),
    `arrays` the parameters, the optimiser's state, the order of the epoch and the loss history.
    """

    values: dict[str, Any]
    arrays: dict[str, NDArray[np.generic]]

    @property
    def n_bytes(self) -> int:
        """Memory of the arrays."""
        return sum(array.nbytes for array in self.arrays.values())

    def encode(self) -> bytes:
        """Write the checkpoint as bytes."""
        table = []
        blocks: list[memoryview] = []
        for name, array in self.arrays.items():
            contiguous = np.ascontiguousarray(array)
            little = contiguous.astype(contiguous.dtype.newbyteorder("<"), copy=False)
            table.append([name, little.dtype.str, list(array.shape)])
            blocks.append(little.reshape(-1).view(np.uint8).data)
        header = json.dumps({"values": self.values, "arrays": table}).encode()
        return b"".join((_MAGIC, _LENGTH.pack(len(header)), header, *blocks))


def decode_checkpoint(encoded: bytes | memoryview) -> Checkpoint:
    """Read a checkpoint; the arrays are read-only views of `encoded`.

    Raises
    ------
    FileFormatError
        If these aren't the bytes of a whole checkpoint.
    """
    start = len(_MAGIC) + _LENGTH.size
    if bytes(encoded[: len(_MAGIC)]) != _MAGIC or len(encoded) < start:
        raise FileFormatError("These bytes are not a checkpoint of a training run.")
    (header_length,) = _LENGTH.unpack(encoded[len(_MAGIC) : start])
    try:
        header = json.loads(bytes(encoded[start : start + header_length]))
        position = start + header_length
        arrays: dict[str, NDArray[np.generic]] = {}
        for name, dtype, shape in header["arrays"]:
            array, position = _read_array(encoded, position, dtype, shape)
            arrays[name] = array
        values = dict(header["values"])
    except (ValueError, KeyError, TypeError) as error:
        raise FileFormatError("The checkpoint is damaged: its table of contents can't be read.") from error
    if position != len(encoded):
        raise FileFormatError("The checkpoint is damaged: it is not as long as it says.")
    return Checkpoint(values=values, arrays=arrays)


def _read_array(
    encoded: bytes | memoryview, position: int, dtype: str, shape: list[int]
) -> tuple[NDArray[np.generic], int]:
    if dtype not in _DTYPES:
        raise FileFormatError(f"The checkpoint holds numbers of an unknown kind ({dtype}).")
    count = int(np.prod(shape, dtype=np.int64))
    end = position + count * np.dtype(dtype).itemsize
    if count < 0 or end > len(encoded):
        raise FileFormatError("The checkpoint is damaged: it ends too early.")
    array = np.frombuffer(encoded, dtype, count, position) if count else np.zeros(0, dtype)
    return array.reshape(shape), end
