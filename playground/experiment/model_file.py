"""A trained network as a file: its experiment, its parameters and what is known about it.

A zip (its CRC-32 finds every flipped bit) with these members: `experiment.json`, `parameters.npy` (the flat
vector), `info.json`, and `state.npy` (the running statistics in one row) if the network has any. The numbers
are float32, and the version is 1. Where the experiment is computed in float64 (see `number_type`) they are
float64 and the version is 2; such a network read from a file of version 1 begins with its float32 numbers.
Nothing in it is executed, and nothing is believed: names, sizes, shapes and finiteness are checked before the
numbers reach a network.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tokenize import TokenError
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.atomic_file import write_atomically
from playground.engine import Network
from playground.errors import ConfigError, FileFormatError, ShapeError
from playground.experiment.build import build_network_for
from playground.experiment.codec import from_json, to_json
from playground.experiment.config import ExperimentConfig
from playground.experiment.network_state import pack_state, unpack_state
from playground.experiment.shapes import network_input_shape

FORMAT = "backprop-playground model"
VERSION = 2
EXPERIMENT_MEMBER = "experiment.json"
PARAMETERS_MEMBER = "parameters.npy"
INFO_MEMBER = "info.json"
STATE_MEMBER = "state.npy"
_MAX_SIDE, _MAX_INPUTS = 10_000, 100_000
# Largest sizes after unpacking: a text, about 250 million weights in float32, a text, a few statistics
# a channel.
_MEMBER_LIMITS = {
    EXPERIMENT_MEMBER: 16_000_000,
    PARAMETERS_MEMBER: 1_000_000_000,
    INFO_MEMBER: 1_000_000,
    STATE_MEMBER: 100_000_000,
}
_OPTIONAL_MEMBERS = {STATE_MEMBER}
# The date in a zip is not part of the model: the same model gives the same bytes.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Model:
    """A trained network, ready for `Network.parameters`."""

    config: ExperimentConfig
    parameters: NDArray[np.floating[Any]]
    """Shape (n_parameters,), read-only."""
    input_shape: tuple[int, ...]
    """As the network takes it: (784,), or (1, 28, 28) if its first layer works on pictures."""
    n_outputs: int
    info: dict[str, Any] = field(default_factory=dict)
    """Free to the writer: accuracy, epochs, the command that trained it."""
    state: dict[str, NDArray[np.floating[Any]]] = field(default_factory=dict)
    """Running statistics by name, for `StartRun.state` or `set_state`."""


def save_model(
    path: Path | str,
    config: ExperimentConfig,
    parameters: NDArray[np.floating[Any]],
    info: dict[str, Any] | None = None,
    *,
    state: Mapping[str, NDArray[np.floating[Any]]] = MappingProxyType({}),
    input_shape: tuple[int, ...] = (784,),
    n_outputs: int = 10,
) -> None:
    """Write a model file, whole or not at all.

    Parameters
    ----------
    path : Path or str
    config : ExperimentConfig
    parameters : ndarray, shape (n_parameters,)
    info : dict, optional
        Free to the writer.
    state : dict of ndarray
        Running statistics by name, as `Network.named_state` gives them.
    input_shape : tuple of int
        Shape of an input, as the data or as the network has it.
    n_outputs : int

    Raises
    ------
    FileFormatError
        If the parameters don't fit the network of `config` or aren't finite, or the file can't be written.
    """
    input_shape = network_input_shape(config.network.layers, input_shape)
    network = _empty_network(config, input_shape, n_outputs)
    flat = np.ascontiguousarray(parameters, dtype=network.dtype).reshape(-1)
    _check_parameters(flat, network)
    packed_state = pack_state(state).astype(network.dtype, copy=False)
    _read_state(packed_state, network)
    header = {
        "format": FORMAT,
        "version": 1 if network.dtype == np.float32 else VERSION,
        "input_shape": list(input_shape),
        "n_outputs": n_outputs,
        "info": info or {},
    }
    members = {
        EXPERIMENT_MEMBER: to_json(config).encode(),
        PARAMETERS_MEMBER: _array_bytes(flat),
        INFO_MEMBER: json.dumps(header, indent=2, ensure_ascii=False, allow_nan=False).encode(),
    }
    if packed_state.size:
        members[STATE_MEMBER] = _array_bytes(packed_state)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_DATE), content, zipfile.ZIP_DEFLATED)
    write_atomically(Path(path), packed.getvalue())


def _array_bytes(values: NDArray[np.floating[Any]]) -> bytes:
    array = io.BytesIO()
    np.lib.format.write_array(array, values, version=(1, 0), allow_pickle=False)
    return array.getvalue()


def load_model(source: Path | str | bytes) -> Model:
    """Read a model file from a path or from its bytes.

    Raises
    ------
    FileFormatError
        If it can't be read, isn't a model file, or is damaged: a sentence that says which.
    """
    name = "This file" if isinstance(source, bytes) else str(source)
    try:
        content = source if isinstance(source, bytes) else Path(source).read_bytes()
    except OSError as error:
        raise FileFormatError(f"{name} can't be read: {error.strerror or error}.") from error
    members = _read_members(content, name)
    header = _read_header(members[INFO_MEMBER], name)
    try:
        config = from_json(members[EXPERIMENT_MEMBER].decode())
        input_shape, n_outputs = _read_shape(header)
        network = _empty_network(config, input_shape, n_outputs)
        dtype = np.dtype(np.float32) if header["version"] < VERSION else network.dtype
        parameters = _read_array(members, PARAMETERS_MEMBER, dtype)
        _check_parameters(parameters, network)
        state = _read_state(_read_array(members, STATE_MEMBER, dtype), network)
    except (ConfigError, FileFormatError) as error:
        raise FileFormatError(f"{name} is damaged: {error}") from error
    except UnicodeDecodeError as error:
        raise FileFormatError(f"{name} is damaged: its experiment is not text.") from error
    info = header.get("info")
    return Model(
        config=config,
        parameters=parameters,
        input_shape=network.input_shape,
        n_outputs=n_outputs,
        info=info if isinstance(info, dict) else {},
        state=state,
    )


def _read_members(content: bytes, name: str) -> dict[str, bytes]:
    """Unpack the members, none larger than its limit, each against its check sum."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            missing = _MEMBER_LIMITS.keys() - _OPTIONAL_MEMBERS - set(names)
            if missing or len(set(names)) < len(names) or not set(names) <= _MEMBER_LIMITS.keys():
                raise FileFormatError(f"{name} is not a model file of this program.")
            for entry in entries:
                if entry.file_size > _MEMBER_LIMITS[entry.filename]:
                    raise FileFormatError(f"{name} is damaged: {entry.filename} in it is far too large.")
            return {entry.filename: archive.read(entry) for entry in entries}
    except FileFormatError:
        raise
    except zipfile.BadZipFile as error:
        damaged = "is damaged" if content[:2] == b"PK" else "is not a model file of this program"
        raise FileFormatError(f"{name} {damaged}: {error}.") from error
    # What zipfile raises for damaged bytes: unknown method, encryption, broken stream, odd offsets.
    except (NotImplementedError, RuntimeError, ValueError, EOFError, OSError, zlib.error) as error:
        raise FileFormatError(f"{name} is damaged: it can't be unpacked.") from error


def _read_header(content: bytes, name: str) -> dict[str, Any]:
    try:
        header = json.loads(content)
    except (ValueError, RecursionError):
        raise FileFormatError(f"{name} is damaged: {INFO_MEMBER} in it can't be read.") from None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise FileFormatError(f"{name} is not a model file of this program.")
    version = header.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise FileFormatError(
            f"{name} has version {version}; this program reads up to {VERSION}. Install a newer one."
        )
    return header


def _read_array(members: dict[str, bytes], name: str, dtype: np.dtype[Any]) -> NDArray[np.floating[Any]]:
    """The row of numbers in a member; empty if it isn't there."""
    if name not in members:
        return np.zeros(0, dtype)
    content = members[name]
    file = io.BytesIO(content)
    try:
        if np.lib.format.read_magic(file) != (1, 0):
            raise ValueError
        shape, _, said = np.lib.format.read_array_header_1_0(file)
    # Besides ValueError, what NumPy lets through when it parses a damaged header.
    except (ValueError, SyntaxError, TokenError, TypeError) as error:
        raise FileFormatError(f"{name} in it can't be read.") from error
    n_numbers = (len(content) - file.tell()) // dtype.itemsize
    # The header is only compared: a size that it makes up is never allocated.
    if said != dtype or shape != (n_numbers,):
        raise FileFormatError(f"{name} must be one row of {8 * dtype.itemsize}-bit numbers.")
    return np.frombuffer(content, dtype=dtype, count=n_numbers, offset=file.tell())


def _read_shape(header: dict[str, Any]) -> tuple[tuple[int, ...], int]:
    shape, n_outputs = header.get("input_shape"), header.get("n_outputs")
    sides = [*shape, n_outputs] if isinstance(shape, list) and shape else []
    numbers = [side for side in sides if isinstance(side, int) and 0 < side <= _MAX_SIDE]
    if not numbers or len(numbers) < len(sides) or math.prod(numbers[:-1]) > _MAX_INPUTS:
        raise FileFormatError(f"{INFO_MEMBER} doesn't say the shapes of input and output.")
    return tuple(numbers[:-1]), numbers[-1]


def _empty_network(config: ExperimentConfig, input_shape: tuple[int, ...], n_outputs: int) -> Network:
    """The network that a file describes, with nothing in it: only its shapes are wanted here."""
    empty = replace(config, network=replace(config.network, initialization="zeros"))
    return build_network_for(empty, input_shape, n_outputs)


def _check_parameters(parameters: NDArray[np.floating[Any]], network: Network) -> None:
    if parameters.size != network.n_parameters:
        raise FileFormatError(
            f"there are {parameters.size:,} parameters, but the network it describes has "
            f"{network.n_parameters:,}."
        )
    if not np.isfinite(parameters).all():
        raise FileFormatError("some of the parameters are not finite numbers.")


def _read_state(packed: NDArray[np.floating[Any]], network: Network) -> dict[str, NDArray[np.floating[Any]]]:
    try:
        state = unpack_state(network, packed)
    except ShapeError as error:
        raise FileFormatError(str(error)) from None
    if not np.isfinite(packed).all():
        raise FileFormatError("some of the running statistics are not finite numbers.")
    return state
