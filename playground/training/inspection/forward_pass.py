"""Forward passes of the living network that leave no trace in it."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from playground.engine import Network
from playground.engine.arrays import Buffers, FloatArray
from playground.engine.layers.base import LayerPass
from playground.engine.passes import Pass


class ForwardPass:
    """A network in evaluation mode, bound to one number of examples, with arrays of its own.

    It reads the parameters as they are at each call.
    """

    def __init__(self, network: Network, n: int) -> None:
        self.n = n
        self._pass = Pass(network.layers, network.input_shape, n, Buffers(network.dtype))
        self.by_name: dict[str, LayerPass] = {}
        """What each layer has computed, those inside blocks too."""
        self._bound = [(layer, layer.activation, layer.silenced) for layer in network.all_layers()]
        pending = list(zip(network.layers, self._pass.passes, strict=True))
        while pending:
            layer, made = pending.pop()
            self.by_name[layer.name] = made
            pending.extend(zip(layer.inner_layers, made.inner, strict=True))

    @property
    def is_current(self) -> bool:
        """Whether the layers still compute what they did; else it has to be made anew."""
        return all(layer.activation is f and layer.silenced is off for layer, f, off in self._bound)

    def run(self, x: NDArray[Any]) -> FloatArray:
        """Outputs of the last layer for n examples, (n, n_outputs); the array is used again."""
        self._pass.set_input(x)
        return self._pass.forward()
