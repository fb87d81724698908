"""The loss along one parameter, in float64, on the examples of a trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine import Network
from playground.engine.arrays import Buffers
from playground.engine.layers import DropoutLayer, Layer, LayerPass
from playground.engine.passes import Pass
from playground.engine.trace import StepTrace
from playground.errors import ConfigError
from playground.training.messages import ParameterSlice
from playground.training.slow_jobs import Work, finished

STEPS = (1e-5, 1e-6, 1e-7)
"""Distances to both sides, in float64 near the cube root of its precision; the shorter ones are for
parameters so near a kink that the longer would step over it."""
LONGEST_STEP = 1e-3
"""So far the distance grows where the slope is so small that the two losses differ by little more than they
are rounded."""
_ROUNDING = 4.0 * float(np.finfo(np.float64).eps)
"""Of a loss, as a share of it."""
_MOST_NOISE = 1e-7
"""Of a difference quotient, as a share of it."""
MOST_WORK = 2e9
"""Multiplications; where more would be needed, fewer points are computed, but at least `FEWEST_POINTS`."""
FEWEST_POINTS = 11
CHUNK = 256


def loss_slice(
    network: Network,
    trace: StepTrace,
    x: NDArray[Any],
    y: NDArray[Any],
    name: str,
    index: tuple[int, ...],
    reach: float,
    n_points: int,
) -> ParameterSlice:
    """As `slice_work`, at a stretch."""
    return finished(slice_work(network, trace, x, y, name, index, reach, n_points))


def slice_work(
    network: Network,
    trace: StepTrace,
    x: NDArray[Any],
    y: NDArray[Any],
    name: str,
    index: tuple[int, ...],
    reach: float,
    n_points: int,
) -> Work[ParameterSlice]:
    """Compute the mean data loss along a parameter of a float64 copy of `network`, in slices of some
    milliseconds: on a whole data set it takes a second or two.

    The copy goes through the examples in training mode, as the step does, and with the dropout of `trace`.
    Of many examples so many are taken together as `CHUNK`.

    Raises
    ------
    ConfigError
        If there is no such parameter.
    """
    twin = network.copy(np.float64)
    values = twin.named_parameters().get(name)
    if values is None or len(index) != values.ndim or np.any(np.array(index) >= values.shape):
        place = ",".join(map(str, index))
        raise ConfigError(f"There is no parameter {name}[{place}] in this network.")
    line = _Line(twin, trace, x, y, values, index)
    value = line.value
    loss = yield from line.loss(value)
    work = sum(layer.n_multiplications for layer in twin.layers) * len(x)
    n_points = int(np.clip(MOST_WORK / max(work, 1), FEWEST_POINTS, max(n_points, FEWEST_POINTS)))
    at = value + np.linspace(-reach, reach, n_points)
    h, difference = yield from line.central_difference(loss)
    losses = np.zeros(n_points, np.float32)
    for point, there in enumerate(at):
        losses[point] = yield from line.loss(there)
    gradient = yield from line.gradient(name)
    return ParameterSlice(
        name=name,
        index=index,
        value=value,
        loss=loss,
        values=at.astype(np.float32),
        losses=losses,
        gradient=gradient,
        central_difference=difference,
        h=h,
    )


class _Line:
    """A network with its examples, and one of its parameters to move."""

    def __init__(
        self,
        network: Network,
        trace: StepTrace,
        x: NDArray[Any],
        y: NDArray[Any],
        values: NDArray[Any],
        index: tuple[int, ...],
    ) -> None:
        self._network = network
        self._values, self._index = values, index
        self.value = float(values[index])
        chunk = len(x) if trace.scope != "all" else CHUNK
        targets = network.loss.targets_of(y, network.n_outputs, np.float64)
        total = network.loss.total_weight(targets)
        self._passes: list[tuple[Pass, float]] = []
        for start in range(0, len(x), chunk):
            part = slice(start, start + chunk)
            made = Pass(network.layers, network.input_shape, len(x[part]), Buffers(np.float64), network.loss)
            made.set_input(x[part])
            made.set_targets(y[part])
            self._passes.append((made, network.loss.total_weight(targets[part]) / total))
        for layer in network.all_layers():
            if isinstance(layer, DropoutLayer):
                layer.frozen = True
        for made, _ in self._passes:
            _take_dropout(network.layers, made.passes, trace)

    def loss(self, value: float) -> Work[float]:
        """The mean data loss with the parameter at `value`."""
        self._values[self._index] = value
        total = 0.0
        for made, share in self._passes:
            made.forward()
            total += share * made.loss()
            yield
        self._values[self._index] = self.value
        return total

    def gradient(self, name: str) -> Work[float]:
        """∂L/∂parameter by backpropagation."""
        total = 0.0
        for made, share in self._passes:
            made.run()
            total += share * float(self._network.named_gradients()[name][self._index])
            yield
        return total

    def central_difference(self, loss: float) -> Work[tuple[float, float]]:
        """(L(w+h) − L(w−h)) / 2h with an h that steps over no kink; h and the quotient.

        Where rounding would show in it, h is ten times longer, and again, as long as the quotients agree.
        """
        scale = max(1.0, abs(self.value))
        here = yield from self._pattern(self.value)
        for h in (step * scale for step in STEPS):
            is_smooth = yield from self._is_smooth(h, here)
            if is_smooth:
                break
        quotient = yield from self._quotient(h)
        while quotient and 10.0 * h <= LONGEST_STEP * scale:
            noise = _ROUNDING * abs(loss) / h
            is_smooth = noise > _MOST_NOISE * abs(quotient) and (yield from self._is_smooth(10.0 * h, here))
            if not is_smooth:
                break
            longer = yield from self._quotient(10.0 * h)
            if abs(longer - quotient) > noise:
                break
            h, quotient = 10.0 * h, longer
        return h, quotient

    def _quotient(self, h: float) -> Work[float]:
        above = yield from self.loss(self.value + h)
        below = yield from self.loss(self.value - h)
        return (above - below) / (2.0 * h)

    def _is_smooth(self, h: float, here: NDArray[np.bool_]) -> Work[bool]:
        """Whether no unit changes the side of a kink within h."""
        above = yield from self._pattern(self.value + h)
        below = yield from self._pattern(self.value - h)
        return np.array_equal(above, here) and np.array_equal(below, here)

    def _pattern(self, value: float) -> Work[NDArray[np.bool_]]:
        """On which side of each kink every unit is."""
        self._values[self._index] = value
        patterns: list[NDArray[np.bool_]] = []
        for made, _ in self._passes:
            self._network.show(made)
            made.forward()
            patterns += [layer.kink_pattern() for layer in self._network.all_layers()]
            patterns.append(self._network.loss.kink_pattern(made.output, made.targets).reshape(-1))
            yield
        self._values[self._index] = self.value
        return np.concatenate(patterns)


def _take_dropout(layers: Sequence[Layer], passes: Sequence[LayerPass], trace: StepTrace) -> None:
    """Leave out what the traced step left out; where that isn't kept for all examples, nothing."""
    for layer, made in zip(layers, passes, strict=True):
        if isinstance(layer, DropoutLayer) and "factor" in made.details:
            factor = trace.layer(layer.name).details["factor"]
            target = made.details["factor"]
            np.copyto(target, factor if factor.shape == target.shape else 1.0, casting="same_kind")
        _take_dropout(layer.inner_layers, made.inner, trace)
