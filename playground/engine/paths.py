"""∂L/∂w of one weight as a sum of products, one for each path from the loss to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import FloatArray
from playground.engine.path_stages import PathStep, Stage, before_activation, before_layer, first_stage
from playground.engine.specs import Conv2d
from playground.engine.trace import StepTrace
from playground.engine.trace_layers import LayerTrace


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One product: from the loss (first factor) to the parameter (last factor)."""

    product: float
    steps: tuple[PathStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSum:
    """The gradient of one parameter, for the chosen example of a trace, taken apart."""

    name: str
    index: tuple[int, ...]
    paths: tuple[Path, ...]
    """The strongest, strongest first."""
    share: float
    """What the chosen example adds to the gradient: the sum over all paths."""
    rest: float
    """All paths that aren't shown, together: `share` less the shown ones."""
    n_paths: float
    """How many there are; NaN where they weren't counted (pictures)."""
    gradient: float
    """∂L/∂parameter of the batch: the shares of all its examples together."""


def contributions(
    trace: StepTrace, name: str, index: tuple[int, ...]
) -> tuple[NDArray[np.int64], FloatArray]:
    """The units whose z a parameter goes into, and ∂z/∂parameter there for every kept example.

    Returns
    -------
    units : ndarray, shape (m,)
        Places in the flattened output of the layer.
    inputs : ndarray, shape (n_kept, m)
        What the parameter is multiplied by: the gradient is Σ over examples and units of δ · input.
    """
    layer_name, _, kind = name.rpartition(".")
    layer = trace.layer(layer_name)
    n_kept = len(layer.z)
    if kind == "weights" and isinstance(layer.spec, Conv2d):
        return _of_kernel(layer, index)
    if kind == "weights":
        source, unit = index
        return np.array([unit]), layer.x.reshape(n_kept, -1)[:, source : source + 1]
    n_places = layer.n_units // math.prod(trace.layout[name][2])
    flat = int(np.ravel_multi_index(index, trace.layout[name][2]))
    units = np.arange(flat * n_places, (flat + 1) * n_places)
    if kind == "scales":
        return units, layer.details["normal"].reshape(n_kept, -1)[:, units]
    return units, np.ones((n_kept, n_places), layer.z.dtype)


def _of_kernel(layer: LayerTrace, index: tuple[int, ...]) -> tuple[NDArray[np.int64], FloatArray]:
    spec = layer.spec
    assert isinstance(spec, Conv2d)
    out, channel, i, j = index
    _, height, width = layer.output_shape
    p, s = spec.padding, spec.stride
    padded = np.pad(layer.x[:, channel], ((0, 0), (p, p), (p, p)))
    pixels = padded[:, i : i + s * height : s, j : j + s * width : s]
    units = np.arange(out * height * width, (out + 1) * height * width)
    return units, pixels.reshape(len(pixels), -1)


def shares(trace: StepTrace, name: str, index: tuple[int, ...]) -> FloatArray:
    """What each kept example adds to ∂L/∂parameter, float64, shape (n_kept,)."""
    units, inputs = contributions(trace, name, index)
    layer = trace.layer(name.rpartition(".")[0])
    delta = layer.delta.reshape(len(layer.delta), -1)[:, units]
    result: FloatArray = np.sum(delta.astype(np.float64) * inputs, axis=1)
    return result


def paths_to(trace: StepTrace, name: str, index: tuple[int, ...], k: int = 5) -> PathSum:
    """Take ∂L/∂parameter apart into the paths from the loss to it, the k strongest one by one.

    Parameters
    ----------
    trace : StepTrace
    name : str
        As in `Network.named_parameters`: "layer2.weights".
    index : tuple of int
    k : int
    """
    layer, stage = _stage_at(trace, trace.layers, first_stage(trace, k), name.rpartition(".")[0])
    at_z = before_activation(trace, layer, stage)
    units, inputs = contributions(trace, name, index)
    inputs_here = inputs[trace.row].astype(np.float64)
    values = at_z.values[units] * inputs_here[:, None]
    order = np.argsort(-np.abs(values).reshape(-1), kind="stable")[:k]
    found: list[Path] = []
    for place in order.tolist():
        which, rank = divmod(place, k)
        product = float(values[which, rank])
        if product == 0.0 and found:
            break
        unit, factor = int(units[which]), float(inputs_here[which])
        last = PathStep(kind="input", layer=layer.name, unit=unit, to_unit=unit, factor=factor)
        found.append(Path(product=product, steps=(*reversed(tuple(at_z.steps(unit, rank))), last)))
    share = float(shares(trace, name, index)[trace.row])
    return PathSum(
        name=name,
        index=index,
        paths=tuple(found),
        share=share,
        rest=share - sum(path.product for path in found),
        n_paths=float(at_z.n_paths[units].sum()),
        gradient=float(trace.gradient(name)[index]),
    )


def _stage_at(
    trace: StepTrace, layers: Sequence[LayerTrace], stage: Stage, name: str
) -> tuple[LayerTrace, Stage]:
    """The layer called `name`, and the stage at its activations."""
    for layer in reversed(layers):
        if layer.name == name:
            return layer, stage
        if name.startswith(f"{layer.name}."):
            return _stage_at(trace, layer.inner, before_activation(trace, layer, stage), name)
        stage = before_layer(trace, layer, stage)
    raise KeyError(name)
