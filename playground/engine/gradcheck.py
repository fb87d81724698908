"""The judge of the backward pass: its gradients against finite differences, in float64.

A five-point central difference, (8·[L(+h) − L(−h)] − [L(+2h) − L(−2h)]) / 12h, whose error is of order h⁴.
Where a unit would step over a kink of its activation (or a maximum change hands) in between, h shrinks; if
that doesn't help, the parameters are moved a little and the check begins again: kinks are stepped around,
not excused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.activations import ACTIVATIONS
from playground.engine.arrays import Buffers, FloatArray
from playground.engine.layers import DropoutLayer
from playground.engine.losses import LOSSES
from playground.engine.network import Network
from playground.engine.passes import Pass
from playground.engine.specs import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dense,
    Dropout,
    Flatten,
    LayerNorm,
    LayerSpec,
    MaxPool2d,
    Residual,
)

STEP = 1e-4
SHRINKS = (1.0, 0.1, 0.01)
MAX_MOVES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientCheck:
    """How far analytic and numeric gradient are apart."""

    name: str
    """What was checked."""
    parameter: str
    """The parameter array (or "input") with the largest error."""
    relative_error: float
    """Largest over the arrays of ‖analytic − numeric‖ / max(‖analytic‖, ‖numeric‖)."""
    n_checked: int
    n_moves: int
    """How often the parameters were moved away from a kink."""


class _KinkMetError(Exception):
    """A finite difference would cross a kink at any step size."""


def check_gradients(
    network: Network,
    x: NDArray[Any],
    y: NDArray[Any],
    rng: np.random.Generator,
    name: str = "",
    max_entries: int | None = None,
) -> GradientCheck:
    """Hold every gradient of a float64 network, the one at the input included, against finite differences.

    The parameters may be moved a little. Dropout keeps the units that it drew first. With `max_entries`
    only so many entries of each array are checked, drawn at random.

    Raises
    ------
    ValueError
        If the network isn't in float64, or its activation has deliberately another derivative (`step`).
    """
    if network.dtype != np.float64:
        raise ValueError("A gradient check needs a network in float64.")
    for layer in network.all_layers():
        if not layer.activation.exact_derivative:
            raise ValueError(f"The derivative of “{layer.activation.name}” is an estimate on purpose.")
    judge = _Judge(network, x, y)
    for n_moves in range(MAX_MOVES):
        try:
            errors = judge.errors(rng, max_entries)
        except _KinkMetError:
            network.parameters += 1e-2 * rng.standard_normal(network.n_parameters)
            judge.move_input(rng)
            continue
        parameter = max(errors, key=lambda key: errors[key])
        return GradientCheck(
            name=name,
            parameter=parameter,
            relative_error=errors[parameter],
            n_checked=judge.n_checked,
            n_moves=n_moves,
        )
    raise ValueError(f"{name}: {MAX_MOVES} moves didn't lead away from the kinks.")


class _Judge:
    """One network with one batch."""

    def __init__(self, network: Network, x: NDArray[Any], y: NDArray[Any]) -> None:
        self.network = network
        self._pass = Pass(
            network.layers,
            network.input_shape,
            len(x),
            Buffers(np.float64),
            network.loss,
            input_gradient=True,
        )
        self._pass.set_input(x)
        self._pass.set_targets(y)
        network.show(self._pass)
        self._pass.forward()
        for layer in network.all_layers():
            if isinstance(layer, DropoutLayer):
                layer.frozen = True
        self.x: FloatArray = self._pass.x
        # Asked after every pass, four times for each entry: only those that have any.
        self._kinked = [layer for layer in network.all_layers() if layer.kink_pattern().size]
        loss_has_kinks = network.loss.kink_pattern(self._pass.output, self._pass.targets).size > 0
        self._has_kinks = bool(self._kinked) or loss_has_kinks
        self.n_checked = 0

    def move_input(self, rng: np.random.Generator) -> None:
        """Another input close by."""
        self.x += 1e-2 * rng.standard_normal(self.x.shape)

    def _value(self) -> float:
        self._pass.forward()
        return self._pass.loss()

    def _pattern(self) -> NDArray[np.bool_]:
        patterns = [layer.kink_pattern() for layer in self._kinked]
        patterns.append(self.network.loss.kink_pattern(self._pass.output, self._pass.targets).reshape(-1))
        return np.concatenate(patterns)

    def errors(self, rng: np.random.Generator, max_entries: int | None) -> dict[str, float]:
        """Relative error by parameter name, and for "input"."""
        self._pass.run()
        assert self._pass.grad_x is not None
        pairs = {
            parameter: (values, self.network.named_gradients()[parameter].copy())
            for parameter, values in self.network.named_parameters().items()
        }
        pairs["input"] = (self.x, self._pass.grad_x.reshape(self.x.shape).copy())
        total = sum(float(np.sum(analytic**2)) for _, analytic in pairs.values()) ** 0.5
        pattern = self._pattern()
        errors: dict[str, float] = {}
        self.n_checked = 0
        for parameter, (values, analytic) in pairs.items():
            places = np.arange(values.size)
            if max_entries is not None and values.size > max_entries:
                places = rng.choice(values.size, max_entries, replace=False)
            flat = values.reshape(-1)
            numeric = np.array([self._slope(flat, int(i), pattern) for i in places])
            errors[parameter] = _relative_error(analytic.reshape(-1)[places], numeric, total)
            self.n_checked += len(places)
        return errors

    def _slope(self, flat: FloatArray, i: int, pattern: NDArray[np.bool_]) -> float:
        here = float(flat[i])
        try:
            for shrink in SHRINKS:
                h = STEP * shrink
                values: list[float] = []
                for offset in (-2, -1, 1, 2):
                    flat[i] = here + offset * h
                    values.append(self._value())
                    if self._has_kinks and not np.array_equal(self._pattern(), pattern):
                        break
                else:
                    lower2, lower, upper, upper2 = values
                    return (8.0 * (upper - lower) - (upper2 - lower2)) / (12.0 * h)
            raise _KinkMetError
        finally:
            flat[i] = here


def _relative_error(analytic: FloatArray, numeric: FloatArray, total: float) -> float:
    scale = max(float(np.linalg.norm(analytic)), float(np.linalg.norm(numeric)))
    # What is zero but for rounding (a bias before batch normalisation) has no relative error.
    if scale <= 1e-10 * max(total, 1.0):
        return 0.0
    return float(np.linalg.norm(analytic - numeric)) / scale


def layer_cases(activation: str) -> dict[str, tuple[tuple[int, ...], tuple[LayerSpec, ...]]]:
    """Small networks by the kind of layer that they test: input shape and layers."""
    end = Dense(units=3, activation="identity")
    conv = Conv2d(channels=2, kernel_size=3, padding=1, activation=activation)
    inside = (Dense(units=4, activation=activation), LayerNorm(activation=activation))
    return {
        "dense": ((4,), (Dense(units=5, activation=activation), Dense(units=4, activation=activation), end)),
        "conv2d": (
            (2, 5, 4),
            (conv, Conv2d(channels=2, kernel_size=2, stride=2, activation=activation), end),
        ),
        "max_pool2d": ((1, 5, 4), (conv, MaxPool2d(size=2), end)),
        "max_pool2d_overlapping": ((1, 5, 5), (conv, MaxPool2d(size=3, stride=1), end)),
        "avg_pool2d": ((1, 4, 5), (conv, AvgPool2d(size=3, stride=1), Flatten(), end)),
        "batch_norm": (
            (3,),
            (BatchNorm(), Dense(units=4, activation="identity"), BatchNorm(activation=activation), end),
        ),
        "batch_norm_pictures": ((2, 3, 4), (conv, BatchNorm(activation=activation), end)),
        "layer_norm": ((4,), (Dense(units=5, activation="identity"), LayerNorm(activation=activation), end)),
        "layer_norm_pictures": ((2, 3, 2), (conv, LayerNorm(activation=activation), conv, end)),
        "dropout": ((4,), (Dense(units=6, activation=activation), Dropout(rate=0.4), end)),
        "residual": ((4,), (Residual(layers=inside, activation=activation), end)),
        "residual_pictures": (
            (2, 3, 3),
            (Residual(layers=(conv, BatchNorm(activation=activation)), activation=activation), end),
        ),
    }


def check_everything(seed: int = 0, max_entries: int | None = 8) -> Iterator[GradientCheck]:
    """Check every kind of layer × activation × loss, one after the other.

    The step function is left out: its derivative is an estimate on purpose. `max_entries` as in
    `check_gradients`.
    """
    rng = np.random.default_rng(seed)
    for activation in (name for name, f in ACTIVATIONS.items() if f.exact_derivative):
        for kind, (input_shape, layers) in layer_cases(activation).items():
            for loss in LOSSES:
                network = Network(
                    input_shape,
                    layers,
                    loss=loss,
                    initialization="glorot_normal",
                    rng=rng,
                    dropout_rng=rng,
                    dtype=np.float64,
                )
                network.parameters += 0.1 * rng.standard_normal(network.n_parameters)
                x = rng.standard_normal((4, *input_shape))
                y = rng.integers(0, network.n_outputs, 4)
                yield check_gradients(network, x, y, rng, f"{kind} × {activation} × {loss}", max_entries)
