"""The strongest ways of blame from the loss back to each unit, layer by layer.

The size of a product of factors only depends on the sizes of the factors, so the strongest ways through a
unit go on from the strongest ways to the units after it: k of them a unit are enough, and a network with
32⁸ paths takes eight small steps (the k-best form of Viterbi's algorithm).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import FloatArray, IntArray
from playground.engine.specs import AvgPool2d, Conv2d, MaxPool2d
from playground.engine.trace import StepTrace
from playground.engine.trace_layers import LayerTrace

WIDEST_LAYER_NORM = 1024
"""Of wider ones only the way straight through a unit is followed, not those over the mean of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One factor on the way from the loss to a parameter."""

    kind: str
    """`loss` (∂L/∂a of an output), `slope` (f'(z)), `weight`, `factor` (dropout, pooling, normalisation),
    `skip` (around a block) or `input` (what the parameter is multiplied by)."""
    layer: str
    unit: int
    """Of the layer for `loss` and `slope`; for the others of what goes into the layer."""
    to_unit: int
    """The unit of the layer that a weight or factor leads to; otherwise as `unit`."""
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stage:
    """The k strongest partial products at each of n units; all arrays (n, k), strongest first."""

    kind: str
    layer: str
    values: FloatArray
    factor: FloatArray
    origin: IntArray
    """Where each comes from in its parent: unit · k + rank."""
    parents: tuple[Stage, ...] = ()
    branch: IntArray | None = None
    """Which parent, if there are several."""
    n_paths: FloatArray = field(default_factory=lambda: np.zeros(0))
    """Ways from the loss to each unit, shape (n,); NaN where they weren't counted."""

    def steps(self, unit: int, rank: int) -> Iterator[PathStep]:
        """The factors of one way, from this unit back to the loss."""
        stage: Stage | None = self
        while stage is not None:
            came_from, came_rank = divmod(int(stage.origin[unit, rank]), stage.values.shape[1])
            factor = float(stage.factor[unit, rank])
            is_pass = stage.kind == "same"
            if not is_pass:
                yield PathStep(
                    kind=stage.kind, layer=stage.layer, unit=unit, to_unit=came_from, factor=factor
                )
            branch = 0 if stage.branch is None else int(stage.branch[unit, rank])
            stage = stage.parents[branch] if stage.parents else None
            unit, rank = came_from, came_rank


def first_stage(trace: StepTrace, k: int) -> Stage:
    """At the outputs: ∂L/∂a of each."""
    last = trace.layers[-1]
    values = np.zeros((last.n_units, k))
    values[:, 0] = last.grad_a[trace.row].reshape(-1)
    return Stage(
        kind="loss",
        layer=last.name,
        values=values,
        factor=values,
        origin=_own(last.n_units, k),
        n_paths=np.ones(last.n_units),
    )


def before_activation(trace: StepTrace, layer: LayerTrace, stage: Stage) -> Stage:
    """From the activations of a layer to its z: times f'(z)."""
    # Also where a unit is held at zero: its delta is 0 whatever its slope is.
    slope = np.array(layer.slope[trace.row], np.float64).reshape(-1, 1)
    silent = (layer.delta[trace.row] == 0).reshape(-1, 1) & (layer.grad_a[trace.row] != 0).reshape(-1, 1)
    slope = np.where(silent, 0.0, slope)
    if layer.activation == "identity" and not silent.any():
        return stage
    return Stage(
        kind="slope",
        layer=layer.name,
        values=stage.values * slope,
        factor=np.broadcast_to(slope, stage.values.shape),
        origin=_own(*stage.values.shape),
        parents=(stage,),
        n_paths=stage.n_paths,
    )


def before_layer(trace: StepTrace, layer: LayerTrace, stage: Stage) -> Stage:
    """From the activations of a layer to what goes into it."""
    at_z = before_activation(trace, layer, stage)
    match layer.kind:
        case "dense":
            weights = trace.before(f"{layer.name}.weights").astype(np.float64)
            return _through_matrix(layer, at_z, weights, "weight")
        case "residual":
            inner = at_z
            for part in reversed(layer.inner):
                inner = before_layer(trace, part, inner)
            return _both(layer, at_z, inner)
        case "conv2d" | "max_pool2d" | "avg_pool2d":
            return _through_windows(trace, layer, at_z)
        case "layer_norm" if layer.n_units <= WIDEST_LAYER_NORM:
            return _through_matrix(layer, at_z, _layer_norm_matrix(trace, layer), "factor")
        case "flatten":
            return at_z
    return _times(layer, at_z, _own_factor(trace, layer))


def _own(n: int, k: int) -> IntArray:
    return np.arange(n * k).reshape(n, k)


def _times(layer: LayerTrace, stage: Stage, factor: FloatArray) -> Stage:
    factor = factor.reshape(-1, 1)
    return Stage(
        kind="factor",
        layer=layer.name,
        values=stage.values * factor,
        factor=np.broadcast_to(factor, stage.values.shape),
        origin=_own(*stage.values.shape),
        parents=(stage,),
        n_paths=stage.n_paths,
    )


def _own_factor(trace: StepTrace, layer: LayerTrace) -> FloatArray:
    """∂z/∂x of a unit itself: dropout and normalisation."""
    if layer.kind == "dropout":
        return np.array(layer.details["factor"][trace.row], np.float64)
    scales = trace.before(f"{layer.name}.scales").astype(np.float64)
    normal = layer.details["normal"][trace.row].astype(np.float64)
    if layer.kind == "layer_norm":
        inverse = float(layer.details["inverse"][trace.row].item())
        within: FloatArray = scales * inverse * (1.0 - (1.0 + normal**2) / layer.n_units)
        return within
    along = (-1,) + (1,) * (normal.ndim - 1) if normal.ndim == 3 else (-1,)
    per_unit = scales * layer.details["inverse"].astype(np.float64)
    count = float(layer.details["count"].item())
    own: FloatArray = per_unit.reshape(along) * (1.0 - (1.0 + normal**2) / count)
    return own


def _layer_norm_matrix(trace: StepTrace, layer: LayerTrace) -> FloatArray:
    """∂z_j/∂x_i as (i, j)."""
    n = layer.n_units
    scales = trace.before(f"{layer.name}.scales").astype(np.float64).reshape(-1)
    normal = layer.details["normal"][trace.row].astype(np.float64).reshape(-1)
    inverse = float(layer.details["inverse"][trace.row].item())
    matrix: FloatArray = scales * inverse * (np.eye(n) - (1.0 + np.outer(normal, normal)) / n)
    return matrix


def _through_matrix(layer: LayerTrace, stage: Stage, matrix: FloatArray, kind: str) -> Stage:
    """Through a matrix (n_in, n_out) of derivatives."""
    n_in, n_out = matrix.shape
    k = stage.values.shape[1]
    values = (matrix[:, :, None] * stage.values[None]).reshape(n_in, n_out * k)
    origin = np.broadcast_to(np.arange(n_out * k), values.shape)
    factor = np.broadcast_to(matrix[:, :, None], (n_in, n_out, k)).reshape(n_in, n_out * k)
    n_paths = np.full(n_in, stage.n_paths.sum())
    return _strongest(layer.name, kind, stage, values, origin, factor, n_paths)


def _through_windows(trace: StepTrace, layer: LayerTrace, stage: Stage) -> Stage:
    """Through a convolution or pooling: the candidates of each pixel, one place of a window after another."""
    spec = layer.spec
    assert isinstance(spec, Conv2d | MaxPool2d | AvgPool2d)
    is_conv = isinstance(spec, Conv2d)
    size = spec.kernel_size if isinstance(spec, Conv2d) else spec.size
    s = spec.stride or size
    p = spec.padding if isinstance(spec, Conv2d) else 0
    channels_in, height_in, width_in = layer.input_shape
    channels, height, width = layer.output_shape
    k = stage.values.shape[1]
    b = stage.values.reshape(channels, height, width, k)
    own = _own(stage.values.shape[0], k).reshape(b.shape)
    m = size * size * (channels if is_conv else 1) * k
    padded = (channels_in, height_in + 2 * p, width_in + 2 * p)
    values, factors = np.zeros((*padded, m)), np.zeros((*padded, m))
    origins = np.zeros((*padded, m), np.int64)
    weights = trace.before(f"{layer.name}.weights").astype(np.float64) if is_conv else None
    column = 0
    for i in range(size):
        for j in range(size):
            at = np.s_[:, i : i + s * height : s, j : j + s * width : s]
            for o in range(channels) if is_conv else (slice(None),):
                if weights is not None:
                    factor = weights[o, :, i, j][:, None, None, None]
                elif isinstance(spec, MaxPool2d):
                    hit = layer.details["places"][trace.row] == i * size + j
                    factor = hit.astype(np.float64)[..., None]
                else:
                    factor = np.full((1, 1, 1, 1), 1.0 / size**2)
                here = np.s_[column : column + k]
                values[at][..., here] = factor * b[o]
                factors[at][..., here] = factor
                origins[at][..., here] = own[o]
                column += k
    inside = np.s_[:, p : p + height_in, p : p + width_in]
    n_in = channels_in * height_in * width_in
    rows = [array[inside].reshape(n_in, m) for array in (values, origins, factors)]
    kind = "weight" if is_conv else "factor"
    return _strongest(layer.name, kind, stage, rows[0], rows[1], rows[2], np.full(n_in, np.nan))


def _both(layer: LayerTrace, straight: Stage, inner: Stage) -> Stage:
    """Around a block, and through it."""
    n, k = straight.values.shape
    values = np.concatenate((straight.values, inner.values), axis=1)
    origin = np.concatenate((_own(n, k), _own(n, k)), axis=1)
    chosen = np.argsort(-np.abs(values), axis=1, kind="stable")[:, :k]
    return Stage(
        kind="same",
        layer=layer.name,
        values=np.take_along_axis(values, chosen, 1),
        factor=np.ones((n, k)),
        origin=np.take_along_axis(origin, chosen, 1),
        parents=(_around(layer, straight), inner),
        branch=chosen // k,
        n_paths=straight.n_paths + inner.n_paths,
    )


def _around(layer: LayerTrace, stage: Stage) -> Stage:
    return Stage(
        kind="skip",
        layer=layer.name,
        values=stage.values,
        factor=np.ones(stage.values.shape),
        origin=_own(*stage.values.shape),
        parents=(stage,),
        n_paths=stage.n_paths,
    )


def _strongest(
    name: str,
    kind: str,
    stage: Stage,
    values: FloatArray,
    origin: NDArray[np.integer],
    factor: FloatArray,
    n_paths: FloatArray,
) -> Stage:
    """Keep the k largest of the candidates (n, m) of each unit."""
    k = stage.values.shape[1]
    size = np.abs(values)
    if values.shape[1] > k:
        part = np.argpartition(-size, k - 1, axis=1)[:, :k]
    else:
        part = np.broadcast_to(np.arange(values.shape[1]), values.shape)
    order = np.argsort(-np.take_along_axis(size, part, 1), axis=1, kind="stable")
    chosen = np.take_along_axis(part, order, 1)
    return Stage(
        kind=kind,
        layer=name,
        values=np.take_along_axis(values, chosen, 1),
        factor=np.take_along_axis(factor, chosen, 1),
        origin=np.take_along_axis(origin, chosen, 1),
        parents=(stage,),
        n_paths=n_paths,
    )
